"""One line to type into: lean over a slow line, and safe for whatever is pasted."""

from __future__ import annotations

from textual.events import Blur, Paste
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from hopyard.tui.render import clean


class LineInput(Input):
    """An input whose typing does not lay out the screen anew, and that takes a paste of many lines as one."""

    # Textual's own triggers a layout of the whole screen with every character: 6 kB instead of 0.2.
    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(clean(value), placeholder=placeholder, select_on_focus=False, compact=True, id=id)
        self.cursor_blink = False

    def _on_blur(self, event: Blur) -> None:
        """Show the beginning of what stands in a line that is left."""
        super()._on_blur(event)
        self.cursor_position = 0

    def validate_value(self, value: str) -> str:
        """Nothing a terminal would obey stays in the line, from wherever it came."""
        return clean(value)

    def _on_paste(self, event: Paste) -> None:
        """Take all lines of a paste; Textual would keep the first and drop the rest unsaid."""
        self.replace(clean(" ".join(event.text.split())), *sorted(self.selection))
        event.stop()
        event.prevent_default()
