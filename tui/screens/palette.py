"""The command palette: what it offers comes from the registry of actions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.actions import parse
from textual.app import App, SystemCommand
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import Input

from hopyard.tui.actions import ACTIONS, Scope
from hopyard.tui.keymap import Keymap
from hopyard.tui.screens.key import KeyScreen

Scopes = tuple[Scope, ...]


class Palette(CommandPalette):
    """Textual's palette without a blinking cursor."""

    def on_mount(self) -> None:
        """Blinking costs bytes all the time."""
        self.query_one(Input).cursor_blink = False


def open_palette(app: App[Any]) -> None:
    """Show the palette, unless it is shown, or its key is about to become another action's."""
    if not isinstance(app.screen, Palette | KeyScreen):
        app.push_screen(Palette(id="--command-palette"))


def palette_commands(keys: Keymap, app: App[Any], screen: Screen[Any]) -> Iterator[SystemCommand]:
    """The actions that make sense here: those of everywhere, and those of the screen on top."""
    own: Scopes = getattr(screen, "PALETTE_SCOPES", ())
    for action in ACTIONS:
        node = app if action.scope == "app" else screen if action.scope in own else None
        if action.palette and node is not None and node.check_action(*_name_and_parameters(action.call)):
            about = f"{action.id}: {keys.all_shown(action.id)}"
            yield SystemCommand(action.title, about, partial(app.run_action, action.call, node))


def _name_and_parameters(call: str) -> tuple[str, tuple[Any, ...]]:
    _, name, parameters = parse(call)
    return name, parameters
