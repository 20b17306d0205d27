"""The app: starts a session for each question, hands commands to its engine, and keeps the screens fresh."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.events import Event as TextualEvent
from textual.events import Key
from textual.screen import Screen
from textual.worker import Worker

from hopyard.core import events as ev
from hopyard.core.config.settings import Settings
from hopyard.core.engine import Engine
from hopyard.core.errors import HopyardError
from hopyard.core.librarian import Librarian
from hopyard.core.workbench import Workbench
from hopyard.tui.drawn_app import DrawnApp
from hopyard.tui.keymap import bindings_for, keymap
from hopyard.tui.looks import Looks
from hopyard.tui.messages import (
    CopyRequested,
    QuestionAsked,
    ReadingRequested,
    SourceRequested,
    SteeringRequested,
)
from hopyard.tui.outside import start, way_to
from hopyard.tui.pace import Pace
from hopyard.tui.render import clean
from hopyard.tui.running import Running, refusal
from hopyard.tui.screens.manage import ManageScreen
from hopyard.tui.screens.palette import open_palette, palette_commands
from hopyard.tui.screens.reader import ReaderScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.screens.text import TextScreen, help_rows
from hopyard.tui.screens.trouble import TroubleScreen
from hopyard.tui.side_screens import Side, SideScreens
from hopyard.tui.terminal import on_end_signals
from hopyard.tui.type_ahead import KeyPassed, TypeAhead

REFRESH_S, LEAN_REFRESH_S = 0.05, 0.4
"""The panes are refreshed at most this often."""
_TELLING = SessionScreen | ReaderScreen | ManageScreen
"""Screens with a line for a word to the person."""
_CLOSE_S = 3.0
"""How long leaving waits for the session to write its end."""


class HopyardApp(DrawnApp, inherit_bindings=False):
    """The screen of hopyard."""

    TITLE = "hopyard"
    CSS_PATH = "styles/hopyard.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("app")]

    def __init__(
        self,
        workbench: Workbench,
        *,
        question: str = "",
        resume: Path | None = None,
        keys: Mapping[str, str] | None = None,
        examples: Sequence[str] = (),
        library: str = "",
        looks: Looks | None = None,
        librarian: Librarian | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Over a workbench, which the caller closes.

        `question` is asked at once, or the session in the folder `resume` gone on with;
        `keys` are the person's own (action id to keys);
        `examples` are questions offered before the first question; `library` says in a few words what
        is searched. `librarian` and `settings` are what their screens show.
        """
        super().__init__(looks or Looks())
        self._workbench = workbench
        self._first_question = question
        self._resume = resume
        self._keys = keymap(keys)
        self._session: Running | None = None
        self._worker: Worker[None] | None = None
        self._main = SessionScreen(self._keys, library=library, examples=examples)
        self._fresh = Pace(self, REFRESH_S, self._refresh_panes)
        self._sides = SideScreens(self, workbench, self._main, self._keys, librarian, settings)
        self._type_ahead = TypeAhead(self, super().on_event)
        self._ending = False

    @property
    def session(self) -> Running | None:
        """The session on show."""
        return self._session

    @property
    def is_refreshing(self) -> bool:
        """Whether the panes are behind the session's state, for a moment."""
        return self._fresh.waits

    def on_load(self) -> None:
        """Know how to end in good order before the terminal is taken over."""
        on_end_signals(self._end)

    def on_mount(self) -> None:
        """Show the main screen and ask the first question, if there is one."""
        self.set_keymap(dict(self._keys.changed))
        self.draw_lean(self.looks.lean)
        self.push_screen(self._main)
        if not self.looks.still:
            self.set_interval(1.0, self._tick)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self._sides.start()
        gc.enable()
        gc.freeze()
        if self.looks.theme not in ("", *self.available_themes):
            self.say(f"[screen] theme: there is no theme {self.looks.theme}.", trouble=True)
        if self._keys.problems:
            self.say(self._keys.problems[0], trouble=True)
        if self._resume is not None:
            self.resume(self._resume)
        elif self._first_question.strip():
            self.ask(self._first_question)

    async def on_event(self, event: TextualEvent) -> None:
        """Take keys one at a time; a key also makes room for the hints where a word was said."""
        if not isinstance(event, Key) or event.is_forwarded:
            await super().on_event(event)
            return
        if isinstance(self.screen, _TELLING):
            self.screen.heard()
        await self._type_ahead.key(event)

    async def on_key_passed(self, message: KeyPassed) -> None:
        """A key has been through all that it can cause."""
        await self._type_ahead.passed(message)

    # a session

    def ask(self, question: str) -> None:
        """Start a session for a question; the one before it is closed and stays in its log."""
        question = " ".join(clean(question).split())
        if reason := refusal(question):
            self.say(reason)
            return
        running = self._session
        if running is not None and not running.dead and question == running.state.question:
            self._main.set_question(question)
            return
        self._begin_session(lambda: self._workbench.start(question))

    def resume(self, folder: Path) -> None:
        """Go on with the session in a folder; the one before it is closed and stays in its log."""
        self._begin_session(lambda: self._workbench.resume(folder))

    def _begin_session(self, start: Callable[[], Engine]) -> None:
        if self._session is not None and not self._session.dead:
            self._session.close("another session was opened")
        try:
            self._session = Running(start(), self._heard, self._trouble)
        except HopyardError as error:
            self._trouble("The session cannot be opened", error)
            return
        self._main.set_question(self._session.state.question)
        self._fresh.now()
        self._worker = self.run_worker(self._session.run(), group="engine", exit_on_error=False)

    def _heard(self, running: Running, event: ev.Event) -> None:
        if running is not self._session:
            return
        if isinstance(event, ev.CommandRefused):
            self.say(event.reason, trouble=True)
        self._fresh.soon()

    # keeping fresh

    def _refresh_panes(self) -> None:
        if (running := self._session) is not None:
            for screen in self.screen_stack:
                if isinstance(screen, SessionScreen | ReaderScreen):
                    screen.show(running.state, running.watch)

    def _tick(self) -> None:
        """Time goes by while something runs."""
        running = self._session
        if running is not None and running.watch.runs and not running.dead:
            self._main.show_time(running.watch)

    # what was asked for

    def on_question_asked(self, message: QuestionAsked) -> None:
        """A question was entered."""
        self.ask(message.question)

    def on_steering_requested(self, message: SteeringRequested) -> None:
        """A steering key was pressed."""
        running = self._session
        if running is None or running.dead:
            self.say("This session has ended; ask a question." if running else "Ask a question first.")
        else:
            running.submit(message.command)

    def on_reading_requested(self, message: ReadingRequested) -> None:
        """A passage is to be read."""
        running = self._session
        if running is not None:
            state, text_of = running.state, running.engine.text
            reader = ReaderScreen(
                message.targets, message.index, state=state, text_of=text_of, keys=self._keys
            )
            self.push_screen(reader)

    def on_source_requested(self, message: SourceRequested) -> None:
        """A source is to be opened outside, or the person told how."""
        known = self._session.state.sources.get(message.source) if self._session is not None else None
        if known is None:
            self.say("That source is not part of this session.")
            return
        way = way_to(known, message.location, os.environ)
        if way.command and not start(way.command):
            self.say(f"It cannot be opened from here: {known.path}", trouble=True)
        else:
            self.say(way.said)

    def on_copy_requested(self, message: CopyRequested) -> None:
        """A text is to be copied: by OSC 52, which works over SSH in terminals that allow it."""
        self.copy_to_clipboard(message.text)
        self.say(f"Copied {message.what}.")

    def say(self, text: str, *, trouble: bool = False) -> None:
        """Tell the person something, on the screen on top or, where that tells nothing, on the main one."""
        shown = self.screen if isinstance(self.screen, _TELLING) else self._main
        shown.say(text, trouble=trouble)

    def _trouble(self, title: str, error: Exception) -> None:
        self._fresh.soon()
        self.push_screen(TroubleScreen(title, error, self._keys))

    # keys of everywhere

    def action_side(self, name: Side) -> None:
        """Show the library or the settings, or leave them."""
        self._sides.toggle(name)

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(TextScreen("Keys", help_rows(self._keys), self._keys))

    def action_help_quit(self) -> None:
        """ctrl+c does not quit: it is too near to copying."""
        self.say(f"{self._keys.shown('quit-now')} quits.")

    def draw_lean(self, lean: bool) -> None:
        """Draw as little as possible, or as much as there is to see."""
        super().draw_lean(lean)
        self._fresh.every_s = LEAN_REFRESH_S if lean else REFRESH_S
        self._main.draw_lean(lean)

    def action_lean(self) -> None:
        """Draw less, for a slow line, or no longer."""
        self.draw_lean(not self.looks.lean)
        self.say("Lean: less is drawn." if self.looks.lean else "No longer lean.")

    def action_command_palette(self) -> None:
        """Show the palette."""
        open_palette(self)

    async def action_quit(self) -> None:
        """Close the session and leave."""
        await self._leave("the screen was closed")

    def _end(self, number: signal.Signals) -> None:
        """Leave because of a signal; a second one does not wait for the session's end.

        A lost terminal is told of twice, by the kernel and by the driver, and means one end.
        """
        if self._ending and number != signal.SIGHUP:
            self.exit(return_code=128 + number)
        elif not self._ending:
            self._ending = True
            self.run_worker(self._leave(f"{number.name} ended the program", 128 + number))

    async def _leave(self, reason: str, code: int = 0) -> None:
        """Close the session, wait a little for its end to be written, end indexing, and leave."""
        if self._session is not None and self._worker is not None and not self._session.dead:
            self._session.close(reason)
            with suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_S):
                    await self._worker.wait()
        await self._sides.close()
        self.exit(return_code=code)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers: the actions of the registry that make sense on this screen."""
        yield from palette_commands(self._keys, self, screen)
