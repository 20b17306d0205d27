"""What every run of the screen shares: keys, themes, what is asked of the session on show, the end."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.events import Event as TextualEvent
from textual.events import Key, Paste
from textual.screen import Screen

from hopyard.tui.actions import bindings_for
from hopyard.tui.drawn_app import DrawnApp
from hopyard.tui.keymap import Keymap
from hopyard.tui.kinds import Panes, Showing, Telling
from hopyard.tui.looks import Looks
from hopyard.tui.on_show import GoOn, OnShow
from hopyard.tui.outside import start, way_to
from hopyard.tui.pace import Pace
from hopyard.tui.terminal import on_end_signals
from hopyard.tui.type_ahead import KeyPassed, TypeAhead, Typed

# What the first picture does not need is imported where it is used.
if TYPE_CHECKING:
    from hopyard.core.commands import Command
    from hopyard.tui.messages import CopyRequested, ReadingRequested, SourceRequested, SteeringRequested
    from hopyard.tui.replaying import Replaying
    from hopyard.tui.screens.session import SessionScreen

REFRESH_S, LEAN_REFRESH_S = 0.05, 0.4
"""The panes are refreshed at most this often."""


class Shell(DrawnApp[GoOn], inherit_bindings=False):
    """The program around its screens. Its result is the session to go on with next, if that is wished."""

    TITLE = "hopyard"
    CSS_PATH = "styles/hopyard.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("app")]

    main: SessionScreen
    """It lies under all other screens."""

    def __init__(self, keys: Keymap, looks: Looks | None = None) -> None:
        super().__init__(looks or Looks())
        self.keys = keys
        self._fresh = Pace(self, REFRESH_S, self._refresh_panes)
        self._type_ahead = TypeAhead(self, super().on_event)
        self._ending = False

    @property
    def session(self) -> OnShow | None:
        """The session on show: that of the topmost screen of panes."""
        shown = (screen.session for screen in reversed(self.screen_stack) if isinstance(screen, Panes))
        return next(shown, None)

    @property
    def is_refreshing(self) -> bool:
        """Whether the panes are behind the session's state, for a moment."""
        return self._fresh.waits

    def on_load(self) -> None:
        """Know how to end in good order before the terminal is taken over."""
        on_end_signals(self._end)

    def first_screen(self) -> Screen[Any]:
        """What is shown first."""
        return self.main

    def on_mount(self) -> None:
        """Show the first screen."""
        self.set_keymap(dict(self.keys.changed))
        self.push_screen(self.first_screen())
        self.draw_lean(self.looks.lean)
        if not self.looks.still:
            self.set_interval(1.0, self._tick)
        self.call_after_refresh(self.begin)

    def begin(self) -> None:
        """The main screen is there: say what is wrong with the settings."""
        gc.enable()
        gc.freeze()
        if self.looks.theme not in ("", *self.available_themes):
            self.say(f"[screen] theme: there is no theme {self.looks.theme}.", trouble=True)
        if self.keys.problems:
            self.say(self.keys.problems[0], trouble=True)

    async def on_event(self, event: TextualEvent) -> None:
        """Take keys one at a time; a key also makes room for the hints where a word was said."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        if isinstance(self.screen, Telling):
            self.screen.heard()
        await self.typed(event)

    async def typed(self, event: Typed) -> None:
        """Something was typed."""
        await self._type_ahead.key(event)

    async def on_key_passed(self, message: KeyPassed) -> None:
        """A key has been through all that it can cause."""
        await self._type_ahead.passed(message)

    # keeping fresh

    def _refresh_panes(self) -> None:
        """Each reader shows a source of the session below it."""
        session: OnShow | None = None
        for screen in self.screen_stack:
            if isinstance(screen, Panes):
                session = screen.session
            if session is not None and isinstance(screen, Showing):
                screen.show(session.state, session.watch)

    def refresh_now(self) -> None:
        """Show the session's state."""
        self._fresh.now()

    def refresh_soon(self) -> None:
        """Show the session's state soon, and once for all that changes until then."""
        self._fresh.soon()

    def look_after(self, replaying: Replaying) -> None:
        """Show what becomes of a replay."""
        replaying.on_change = self._fresh.soon
        replaying.on_failure = self.trouble
        replaying.on_steered = lambda: self.say(
            f"Nothing is steered in a replay; {self.keys.shown('replay-fork')} over its panes goes on live."
        )

    def _tick(self) -> None:
        """Time goes by while something runs."""
        for screen in self.screen_stack:
            if isinstance(screen, Panes):
                screen.tick()

    # what was asked for

    def on_steering_requested(self, message: SteeringRequested) -> None:
        """A steering key was pressed."""
        session = self.session
        if session is None or session.dead:
            self.say("This session has ended; ask a question." if session else "Ask a question first.")
        else:
            self.steer(session, message.command)

    def steer(self, session: OnShow, command: Command) -> None:
        """Hand a command to the session on show."""
        session.submit(command)

    def on_reading_requested(self, message: ReadingRequested) -> None:
        """A passage is to be read."""
        from hopyard.tui.screens.reader import ReaderScreen  # noqa: PLC0415

        session = self.session
        if session is not None:
            reader = ReaderScreen(
                message.targets, message.index, state=session.state, text_of=session.text, keys=self.keys
            )
            self.push_screen(reader)

    @property
    def trusts_paths(self) -> bool:
        """Whether the paths in the session on show are known to be the person's own, not a stranger's."""
        return False

    def on_source_requested(self, message: SourceRequested) -> None:
        """A source is to be opened outside, or the person told how."""
        known = self.session.state.sources.get(message.source) if self.session is not None else None
        if known is None:
            self.say("That source is not part of this session.")
            return
        way = way_to(known, message.location, os.environ, trusted=self.trusts_paths)
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
        shown = self.screen if isinstance(self.screen, Telling) else self.main
        shown.say(text, trouble=trouble)

    def trouble(self, title: str, error: Exception) -> None:
        """Tell of an error, over the panes."""
        from hopyard.tui.screens.trouble import TroubleScreen  # noqa: PLC0415

        self._fresh.soon()
        self.push_screen(TroubleScreen(title, error, self.keys))

    def action_help(self) -> None:
        """Show the keys."""
        from hopyard.tui.screens.text import TextScreen, help_rows  # noqa: PLC0415

        self.push_screen(TextScreen("Keys", help_rows(self.keys), self.keys))

    def action_help_quit(self) -> None:
        """ctrl+c does not quit: it is too near to copying."""
        self.say(f"{self.keys.shown('quit-now')} quits.")

    def draw_lean(self, lean: bool) -> None:
        """Draw as little as possible, or as much as there is to see."""
        super().draw_lean(lean)
        self._fresh.every_s = LEAN_REFRESH_S if lean else REFRESH_S
        for screen in self.screen_stack:
            if isinstance(screen, Panes):
                screen.draw_lean(lean)

    def action_lean(self) -> None:
        """Draw less, for a slow line, or no longer."""
        self.draw_lean(not self.looks.lean)
        self.say("Lean: less is drawn." if self.looks.lean else "No longer lean.")

    def action_command_palette(self) -> None:
        """Show the palette."""
        from hopyard.tui.screens.palette import open_palette  # noqa: PLC0415

        open_palette(self)

    async def action_quit(self) -> None:
        """Leave."""
        await self.leave("the screen was closed")

    def _end(self, number: signal.Signals) -> None:
        """Leave because of a signal; a second one does not wait for the session's end.

        A lost terminal is told of twice, by the kernel and by the driver, and means one end.
        """
        if self._ending and number != signal.SIGHUP:
            self.exit(return_code=128 + number)
        elif not self._ending:
            self._ending = True
            self.run_worker(self.leave(f"{number.name} ended the program", 128 + number))

    async def leave(self, reason: str, code: int = 0, wish: GoOn | None = None) -> None:
        """Leave, with what is wished next."""
        self.exit(wish, return_code=code)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers: the actions of the registry that make sense on this screen."""
        from hopyard.tui.screens.palette import palette_commands  # noqa: PLC0415

        yield from palette_commands(self.keys, self, screen)
