"""Asks for the keys of an action: pressed, or typed by their names."""

from __future__ import annotations

from textual.events import Key

from hopyard.tui.screens.prompt import PromptScreen
from hopyard.tui.widgets.line_input import LineInput

_EDITING = frozenset({"enter", "escape", "backspace", "delete", "left", "right", "home", "end"})
"""What these keys do in a field they do here too; as keys of an action they are typed by name."""


class KeyInput(LineInput):
    """A field in which a key that types nothing leaves its name: ctrl+t, f5, pageup, tab."""

    async def _on_key(self, event: Key) -> None:
        begins = not self.value.strip() or self.value.rstrip().endswith(",")
        by_name = event.key == "space" and not self.value
        if not by_name and (event.is_printable or event.key in _EDITING):
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(event.key if begins else f", {event.key}")


class KeyScreen(PromptScreen):
    """A prompt for keys."""

    def make_input(self, value: str) -> LineInput:
        """A field that takes keys by pressing them."""
        return KeyInput(
            value, placeholder="Press the key, or type its name: d, ctrl+t, f5", id="prompt-input"
        )
