"""Sessions over what is open: starts one for each question, goes on with those there are, replays them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from textual.worker import Worker

from hopyard.core import events as ev
from hopyard.core.commands import Command, UseWeb
from hopyard.core.engine import Engine
from hopyard.core.errors import HopyardError, LogBusy
from hopyard.core.sessions.log import is_open
from hopyard.core.sessions.replay import Recording
from hopyard.core.workbench import Workbench
from hopyard.tui.on_show import GoOn, OnShow
from hopyard.tui.render import clean
from hopyard.tui.replaying import Replaying
from hopyard.tui.running import Running, refusal
from hopyard.tui.screens.replay import ReplayScreen

if TYPE_CHECKING:
    from hopyard.tui.app import HopyardApp

_CLOSE_S = 3.0
"""How long leaving waits for the session to write its end."""
_NOT_OPENED = "The session cannot be opened"


class AtWork:
    """What runs behind the panes of an app."""

    def __init__(self, app: HopyardApp, workbench: Workbench) -> None:
        self._app = app
        self._workbench = workbench
        self._live: Running | None = None
        self._worker: Worker[None] | None = None

    def live(self) -> str:
        """The id of the session that runs; empty if none does."""
        return self._live.state.session if self._live is not None and not self._live.dead else ""

    def ask(self, question: str) -> None:
        """Start a session for a question; the one before it is closed and stays in its log."""
        question = " ".join(clean(question).split())
        if reason := refusal(question):
            self._app.say(reason)
            return
        running = self._live
        if running is not None and not running.dead and question == running.state.question:
            self._app.main.set_question(question)
            return
        try:
            self._begin(lambda: self._workbench.start(question))
        except HopyardError as error:
            self._app.trouble(_NOT_OPENED, error)

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
                self._app.run_worker(self._app.leave("another session was opened", wish=wish))
            elif n_events:
                self._begin(lambda: self._workbench.fork(folder, n_events))
                self._app.say("A new session goes on from here; the one before is kept as it was.")
            else:
                self._begin(lambda: self._workbench.resume(folder))
        except LogBusy:
            self.replay(folder, elsewhere=True)
        except HopyardError as error:
            self._app.trouble(_NOT_OPENED, error)

    def turns_to_the_web(self, session: OnShow, command: Command) -> bool:
        """Go on with the web in a session that began before it was set up, if that is what is asked."""
        began_without = isinstance(command, UseWeb) and session.state.web == "none"
        shelf, live = self._workbench.shelf, self.live()
        if not began_without or self._workbench.open_web is None or shelf is None or not live:
            return False
        self._app.run_worker(self._go_on_with_the_web(shelf.folder / live))
        return True

    async def _go_on_with_the_web(self, folder: Path) -> None:
        await self.close("the web was set up")
        try:
            self._begin(lambda: self._workbench.resume(folder))
        except HopyardError as error:
            self._app.trouble(_NOT_OPENED, error)
        else:
            assert self._live is not None
            self._live.submit(UseWeb("on"))

    def replay(self, folder: Path, *, elsewhere: bool = False) -> None:
        """Show the replay of a session; `elsewhere` shows the end of one that another process has open.

        What is still being written, here or elsewhere, is followed once its end is reached.
        """
        app = self._app
        try:
            recording = Recording(folder)
        except HopyardError as error:
            app.trouble("The session cannot be replayed", error)
            return
        replaying = Replaying(
            recording,
            n=recording.n if elsewhere else 1,
            plays=elsewhere or not app.looks.still,
            follows=is_open(folder),
        )
        app.look_after(replaying)
        screen = ReplayScreen(replaying, app.keys, library=app.main.library)
        screen.draw_lean(app.looks.lean)
        app.push_screen(screen)
        if elsewhere:
            screen.say("Open in another process: shown as it goes there, and not to be changed from here.")

    def is_own(self, session: object) -> bool:
        """Whether the session on show runs here and is none that came from somebody else."""
        return isinstance(session, Running) and not self._workbench.is_strangers(session.state.session)

    async def close(self, reason: str) -> None:
        """Close the session, and wait a little for its end to be written."""
        if self._live is not None and self._worker is not None and not self._live.dead:
            self._live.close(reason)
            with suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_S):
                    await self._worker.wait()

    def _begin(self, start: Callable[[], Engine]) -> None:
        """Show the session that `start` gives, and close the one before it. Raises: LogError."""
        app = self._app
        running = Running(start(), self._heard, app.trouble)
        if self._live is not None and not self._live.dead:
            self._live.close("another session was opened")
        app.main.session = self._live = running
        self._back_to_panes()
        app.main.set_question(running.state.question)
        app.refresh_now()
        self._worker = app.run_worker(running.run(), group="engine", exit_on_error=False)

    def _back_to_panes(self) -> None:
        while self._app.screen is not self._app.main:
            self._app.pop_screen()

    def _heard(self, running: Running, event: ev.Event) -> None:
        if running is not self._live:
            return
        if isinstance(event, ev.CommandRefused):
            self._app.say(event.reason, trouble=True)
        self._app.refresh_soon()
