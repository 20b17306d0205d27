"""The command palette: what it offers comes from the registry of actions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.app import App, SystemCommand
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import Input

from hopyard.tui.keymap import ACTIONS, Keymap


class Palette(CommandPalette):
    """Textual's palette without a blinking cursor."""

    def on_mount(self) -> None:
        """Blinking costs bytes all the time."""
        self.query_one(Input).cursor_blink = False


def palette_commands(keys: Keymap, app: App[Any], main: Screen[Any] | None) -> Iterator[SystemCommand]:
    """The actions that make sense here: those of everywhere, and with `main` on top also its own."""
    nodes = {"app": app, "session": main}
    for action in ACTIONS:
        node = nodes.get(action.scope)
        if action.palette and node is not None:
            about = f"{action.id}: {keys.all_shown(action.id)}"
            yield SystemCommand(action.title, about, partial(app.run_action, action.call, node))
