"""The app over a library: starts a session for each question, and goes on with those there are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from textual.worker import Worker

from hopyard.core import events as ev
from hopyard.core.config.settings import Settings
from hopyard.core.engine import Engine
from hopyard.core.errors import HopyardError, LogBusy
from hopyard.core.librarian import Librarian
from hopyard.core.sessions.log import is_open
from hopyard.core.sessions.replay import Recording
from hopyard.core.workbench import Workbench
from hopyard.tui.keymap import keymap
from hopyard.tui.looks import Looks
from hopyard.tui.messages import GoOnRequested, QuestionAsked, ReplayRequested
from hopyard.tui.on_show import GoOn
from hopyard.tui.render import clean
from hopyard.tui.replaying import Replaying
from hopyard.tui.running import Running, refusal
from hopyard.tui.screens.replay import ReplayScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.shell import Shell
from hopyard.tui.side_screens import Side, SideScreens

_CLOSE_S = 3.0
"""How long leaving waits for the session to write its end."""
_NOT_OPENED = "The session cannot be opened"


class HopyardApp(Shell):
    """The screen of hopyard."""

    def __init__(
        self,
        workbench: Workbench,
        *,
        question: str = "",
        go_on: GoOn | None = None,
        keys: Mapping[str, str] | None = None,
        examples: Sequence[str] = (),
        library: str = "",
        looks: Looks | None = None,
        librarian: Librarian | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Over a workbench, which the caller closes.

        `question` is asked at once, or the session of `go_on` gone on with;
        `keys` are the person's own (action id to keys);
        `examples` are questions offered before the first question; `library` says in a few words what
        is searched. `librarian` and `settings` are what their screens show.
        """
        known = keymap(keys)
        super().__init__(SessionScreen(known, library=library, examples=examples), known, looks)
        self._workbench = workbench
        self._first = go_on or question
        self._live: Running | None = None
        self._worker: Worker[None] | None = None
        self._sides = SideScreens(self, workbench, self.main, known, librarian, settings)

    def begin(self) -> None:
        """Ask the first question, or go on with the session, if there is one."""
        self._sides.start()
        super().begin()
        if isinstance(self._first, GoOn):
            self.go_on(self._first)
        elif self._first.strip():
            self.ask(self._first)

    # sessions

    def live(self) -> str:
        """The id of the session that runs; empty if none does."""
        return self._live.state.session if self._live is not None and not self._live.dead else ""

    def ask(self, question: str) -> None:
        """Start a session for a question; the one before it is closed and stays in its log."""
        question = " ".join(clean(question).split())
        if reason := refusal(question):
            self.say(reason)
            return
        running = self._live
        if running is not None and not running.dead and question == running.state.question:
            self.main.set_question(question)
            return
        try:
            self._begin_session(lambda: self._workbench.start(question))
        except HopyardError as error:
            self.trouble(_NOT_OPENED, error)

    def go_on(self, wish: GoOn) -> None:
        """Go on with a session, or with a new one that begins as it did; the one on show is closed.

        One that another process has open is followed instead. For one that was asked over other folders the
        program leaves with the wish, to be begun again over those.
        """
        folder, n_events = wish
        if not n_events and self.live() == folder.name:
            self._back_to_panes()
            return
        try:
            if not self._workbench.fits(folder):
                self.run_worker(self.leave("another session was opened", wish=wish))
            elif n_events:
                self._begin_session(lambda: self._workbench.fork(folder, n_events))
            else:
                self._begin_session(lambda: self._workbench.resume(folder))
        except LogBusy:
            self.replay(folder, elsewhere=True)
        except HopyardError as error:
            self.trouble(_NOT_OPENED, error)

    def replay(self, folder: Path, *, elsewhere: bool = False) -> None:
        """Show the replay of a session; `elsewhere` shows the end of one that another process has open.

        What is still being written, here or elsewhere, is followed once its end is reached.
        """
        try:
            recording = Recording(folder)
        except HopyardError as error:
            self.trouble("The session cannot be replayed", error)
            return
        replaying = Replaying(
            recording,
            n=recording.n if elsewhere else 1,
            plays=elsewhere or not self.looks.still,
            follows=is_open(folder),
        )
        self.look_after(replaying)
        screen = ReplayScreen(replaying, self.keys, library=self.main.library)
        screen.draw_lean(self.looks.lean)
        self.push_screen(screen)
        if elsewhere:
            screen.say("Open in another process: shown as it goes there, and not to be changed from here.")

    @property
    def trusts_paths(self) -> bool:
        """Whether the session on show is one of the person's own, and runs here."""
        session = self.session
        return isinstance(session, Running) and not self._workbench.is_strangers(session.state.session)

    def _begin_session(self, start: Callable[[], Engine]) -> None:
        """Show the session that `start` gives, and close the one before it. Raises: LogError."""
        running = Running(start(), self._heard, self.trouble)
        if self._live is not None and not self._live.dead:
            self._live.close("another session was opened")
        self.main.session = self._live = running
        self._back_to_panes()
        self.main.set_question(running.state.question)
        self._fresh.now()
        self._worker = self.run_worker(running.run(), group="engine", exit_on_error=False)

    def _back_to_panes(self) -> None:
        while self.screen is not self.main:
            self.pop_screen()

    def _heard(self, running: Running, event: ev.Event) -> None:
        if running is not self._live:
            return
        if isinstance(event, ev.CommandRefused):
            self.say(event.reason, trouble=True)
        self._fresh.soon()

    # what was asked for

    def on_question_asked(self, message: QuestionAsked) -> None:
        """A question was entered."""
        self.ask(message.question)

    def on_go_on_requested(self, message: GoOnRequested) -> None:
        """A session is to go on."""
        self.go_on(message.wish)

    def on_replay_requested(self, message: ReplayRequested) -> None:
        """A session is to be replayed."""
        self.replay(message.folder)

    def action_side(self, name: Side) -> None:
        """Show the library, the settings or the sessions, or leave them."""
        self._sides.toggle(name)

    async def leave(self, reason: str, code: int = 0, wish: GoOn | None = None) -> None:
        """Close the session, wait a little for its end to be written, end indexing, and leave."""
        if self._live is not None and self._worker is not None and not self._live.dead:
            self._live.close(reason)
            with suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_S):
                    await self._worker.wait()
        await self._sides.close()
        await super().leave(reason, code, wish)
