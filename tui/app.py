"""The app over a library: a first picture to type into, then the panes, once the library is open."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.events import Key
from textual.screen import Screen
from textual.worker import Worker, WorkerError

from hopyard.tui.keymap import keymap
from hopyard.tui.looks import Looks
from hopyard.tui.on_show import GoOn, OnShow
from hopyard.tui.over import Opening, Over
from hopyard.tui.shell import Shell
from hopyard.tui.type_ahead import Typed

# As in `shell`: loaded when the first picture is there.
if TYPE_CHECKING:
    from pathlib import Path

    from hopyard.core.commands import Command
    from hopyard.core.config.settings import Settings
    from hopyard.core.librarian import Librarian
    from hopyard.core.workbench import Workbench
    from hopyard.tui.at_work import AtWork
    from hopyard.tui.messages import GoOnRequested, QuestionAsked, ReplayRequested
    from hopyard.tui.screens.start import StartScreen
    from hopyard.tui.side_screens import Side, SideScreens

_AT_ONCE = ("quit-now", "how-to-quit", "suspend", "redraw")
"""What can be done before the library is open."""


class HopyardApp(Shell):
    """The screen of hopyard."""

    def __init__(
        self,
        workbench: Workbench | None = None,
        *,
        opening: Opening | None = None,
        question: str = "",
        go_on: GoOn | None = None,
        keys: Mapping[str, str] | None = None,
        examples: Sequence[str] = (),
        library: str = "",
        looks: Looks | None = None,
        librarian: Librarian | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Over a workbench, which the caller closes, or over what `opening` opens behind the first picture.

        `question` is asked at once, or the session of `go_on` gone on with;
        `keys` are the person's own (action id to keys);
        `examples` are questions offered before the first question; `library` says in a few words what
        is searched. `librarian` and `settings` are what their screens show; with `opening` these three come
        from there.
        """
        super().__init__(keymap(keys), looks)
        self._first = go_on or question
        self._examples = examples
        self._opening = opening
        self._opener: Worker[None] | None = None
        self._start: StartScreen | None = None
        self._work: AtWork | None = None
        self._sides: SideScreens | None = None
        self.failure: Exception | None = None
        """What kept the library from being opened; the app then has left."""
        if workbench is not None:
            self._take(Over(workbench, library, librarian, settings))

    # opening

    def first_screen(self) -> Screen[Any]:
        """The panes, or what stands there until they can be shown."""
        if self._opening is None:
            return self.main
        from hopyard.tui.screens.start import StartScreen  # noqa: PLC0415

        question = self._first if isinstance(self._first, str) else ""
        self._start = StartScreen(self.keys, question, asked=bool(self._first))
        if self._first:
            self._type_ahead.hold_from_here()
        return self._start

    def begin(self) -> None:
        """The first picture is there: open the library, if it is to be opened."""
        if self._opening is None:
            self._begin()
        else:
            gc.freeze()
            gc.enable()
            self._opener = self.run_worker(self._open(self._opening), exit_on_error=False)

    async def _open(self, opening: Opening) -> None:
        """Open the library, and put the panes in the place of the first picture; no key is lost meanwhile."""
        assert self._start is not None
        try:
            over = await opening(self._start.tell)
        except Exception as error:  # the caller of the app tells of it, in one line
            self.failure = error
            self.exit()
            return
        await self._type_ahead.hold()
        self._take(over)
        typed, at = self._start.typed
        self._opening = None
        await self.switch_screen(self.main)
        self.draw_lean(self.looks.lean)
        self.main.type_into(typed, at)
        self._begin()
        for note in over.notes:
            self.say(note, trouble=True)
        await self._type_ahead.release()

    def _take(self, over: Over) -> None:
        """Make what works over a library."""
        from hopyard.tui.at_work import AtWork  # noqa: PLC0415
        from hopyard.tui.screens.session import SessionScreen  # noqa: PLC0415
        from hopyard.tui.side_screens import SideScreens  # noqa: PLC0415

        self._workbench = over.workbench
        self.main = SessionScreen(
            self.keys, library=over.library, examples=self._examples, sends=over.workbench.sends
        )
        self._work = AtWork(self, over.workbench)
        self._sides = SideScreens(self, over.workbench, self.main, self.keys, over.librarian, over.settings)

    def _begin(self) -> None:
        """Ask the first question, or go on with the session, if there is one."""
        assert self._sides is not None
        self._sides.start()
        super().begin()
        if isinstance(self._first, GoOn):
            self.go_on(self._first)
        elif self._first.strip():
            self.ask(self._first)

    async def typed(self, event: Typed) -> None:
        """Before the library is open, the question can be typed and the program left; all else waits."""
        if self._start is None or self._opening is None or not isinstance(event, Key):
            await super().typed(event)
        elif any(event.key in self.keys.textual_keys(name) for name in _AT_ONCE):
            await self._type_ahead.key(event, at_once=True)
        else:
            if self._type_ahead.is_holding or not self._start.takes(event):
                self._type_ahead.hold_from_here()
                self._start.kept()
            await super().typed(event)

    # sessions

    @property
    def work(self) -> AtWork:
        """What runs behind the panes."""
        assert self._work is not None
        return self._work

    def ask(self, question: str) -> None:
        """Start a session for a question."""
        self.work.ask(question)

    def go_on(self, wish: GoOn) -> None:
        """Go on with a session, or with a new one that begins as it did."""
        self.work.go_on(wish)

    def replay(self, folder: Path, *, elsewhere: bool = False) -> None:
        """Show the replay of a session."""
        self.work.replay(folder, elsewhere=elsewhere)

    @property
    def trusts_paths(self) -> bool:
        """Whether the session on show is one of the person's own, and runs here."""
        return self.work.is_own(self.session)

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
        if self._sides is not None:
            self._sides.toggle(name)

    def steer(self, session: OnShow, command: Command) -> None:
        """As everywhere; but a session that began before the web was set up goes on with it."""
        if self._work is None or not self._work.turns_to_the_web(session, command):
            super().steer(session, command)

    async def leave(self, reason: str, code: int = 0, wish: GoOn | None = None) -> None:
        """Close the session, wait a little for its end to be written, end indexing, and leave."""
        if self._opener is not None and not self._opener.is_finished:
            self._opener.cancel()
            with suppress(WorkerError):
                await self._opener.wait()
        if self._work is not None and self._sides is not None:
            await self._work.close(reason)
            await self._sides.close()
        await super().leave(reason, code, wish)
