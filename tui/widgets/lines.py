"""Rows of text that wrap to the pane's width and repaint only the lines that changed.

A widget of our own because none of Textual's keeps three promises at once: text that no markup parser
sees, Chinese wrapped by cells, and a repaint of single lines (a key over a slow line costs bytes).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.events import Resize
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from hopyard.tui.actions import bindings_for
from hopyard.tui.line_changes import changed_span
from hopyard.tui.marks import in_our_lines
from hopyard.tui.render import Line, Piece, line_at, lines_needed, wrap

STYLES = ("strong", "muted", "accent", "good", "warn", "bad", "quote", "passage", "match", "cursor")
"""The names that pieces may carry; the styles give them their looks."""


class Row(NamedTuple):
    """One entry of a list, or one paragraph of a text."""

    key: str
    """Names the row over refreshes; unique in its list."""
    line: Line
    hang: int = 0
    """Cells by which its further lines are indented."""
    most: int = 0
    """Lines it may take; 0 for as many as it needs."""
    choosable: bool = True
    """Whether the cursor stops on it."""
    below: Line = ()
    """A second paragraph, indented by `hang`."""
    below_most: int = 1


class LinesView(ScrollView, can_focus=True):
    """Rows, laid out as lines and painted; subclasses add the keys."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"rows--{style}" for style in STYLES}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("list")]
    ALLOW_SELECT = False
    # Textual's own triggers a layout of the whole screen with every change of the text.
    virtual_size = Reactive(Size(0, 0), layout=False)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: list[Row] = []
        self._laid_out: list[Row] = []
        self._laid_out_at = 0
        self._measured: dict[Row, int] = {}
        self._heights: list[int] = []
        self._wrapped: dict[int, list[Line]] = {}
        self._starts: list[int] = []
        self._painted: list[tuple[Line, bool]] = []

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown, in order."""
        return self._rows

    @property
    def n_lines(self) -> int:
        """Lines of all rows at the present width."""
        return self.virtual_size.height

    @property
    def page(self) -> int:
        """Lines that fit into the pane."""
        return max(1, self.scrollable_content_region.height)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows instead; only lines that differ are painted anew."""
        if self._rows == rows:
            return
        self._rows = list(rows)
        self._lay_out()

    def measure(self, row: Row) -> None:
        """Know ahead how many lines a row takes that will be among those set next."""
        if self._laid_out_at:
            self._measured[row] = self.lines_of_row(row, self._laid_out_at)

    def wrap_row(self, row: Row, cells: int) -> list[Line]:
        """The row's lines in a pane `cells` wide."""
        lines = wrap(row.line, cells, row.hang, row.most)
        return lines + wrap(_below(row), cells, row.hang, row.below_most) if row.below else lines

    def lines_of_row(self, row: Row, cells: int) -> int:
        """How many lines `wrap_row` gives; asked for all rows, while only those in sight are wrapped."""
        n = lines_needed(row.line, cells, row.hang, row.most)
        return n + lines_needed(_below(row), cells, row.hang, row.below_most) if row.below else n

    def top_of(self, index: int) -> int:
        """The number of a row's first line."""
        return self._starts[index] if index < len(self._starts) else 0

    def height_of(self, index: int) -> int:
        """How many lines a row takes."""
        return self._heights[index] if index < len(self._heights) else 0

    def line_of(self, number: int) -> Line:
        """The text of line `number`."""
        return self._line(number)[0]

    def row_at(self, number: int) -> int:
        """The index of the row that holds line `number`, or -1 behind the last."""
        if not 0 <= number < self.n_lines:
            return -1
        return line_at(self._starts, number)

    def is_marked(self, index: int) -> bool:
        """Whether the cursor stands on a row."""
        return False

    def scroll_line(self, number: int) -> None:
        """Scroll so that line `number` is the first of the pane, as far as the text reaches."""
        self.scroll_to(y=max(0, min(number, self.n_lines - self.page)), animate=False)

    def repaint(self) -> None:
        """Paint the lines that differ from what was painted last."""
        shown = self._visible()
        if len(shown) != len(self._painted):
            self.refresh()
        else:
            changed = [
                self._changed_part(y, before, after)
                for y, (before, after) in enumerate(zip(self._painted, shown, strict=True))
                if before != after
            ]
            if changed:
                self.refresh(*changed)
        self._painted = shown

    def _changed_part(self, y: int, before: tuple[Line, bool], after: tuple[Line, bool]) -> Region:
        """The part of a line that looks different now: all of it where the cursor came or went."""
        cells = self.size.width
        start, end = changed_span(before[0], after[0], cells) if before[1] == after[1] else (0, cells)
        return Region(start, y, end - start, 1)

    def render_line(self, y: int) -> Strip:
        """One line of the pane as segments; `y` counts from its top."""
        pieces, marked = self._line(self.scroll_offset.y + y)
        cells = self.scrollable_content_region.width
        if marked:
            base = self.get_component_rich_style("rows--cursor")
            segments = [Segment(text, base) for text, _ in pieces]
        else:
            base = self.rich_style
            segments = [Segment(text, self.style_of(style)) for text, style in pieces]
        return Strip(segments).adjust_cell_length(cells, base)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What the lines go through on their way to the terminal."""
        return in_our_lines(super().get_line_filters())

    def style_of(self, name: str) -> Style:
        """The style of that name over the widget's own."""
        return self.get_component_rich_style(f"rows--{name}") if name else self.rich_style

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Textual paints the whole pane after scrolling: note what that is."""
        super().watch_scroll_y(old_value, new_value)
        self._painted = self._visible()

    def on_resize(self, event: Resize) -> None:
        """Wrap anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        cells = self.scrollable_content_region.width
        if cells <= 0:
            return
        same_width = cells == self._laid_out_at
        known = dict(zip(self._laid_out, self._heights, strict=True)) | self._measured if same_width else {}
        self._measured = {}
        self._heights = [known.get(row) or self.lines_of_row(row, cells) for row in self._rows]
        self._wrapped = {}
        *self._starts, total = accumulate(self._heights, initial=0)
        self._laid_out = list(self._rows)
        self._laid_out_at = cells
        self.virtual_size = Size(cells, total)
        self.laid_out()
        self.repaint()

    def laid_out(self) -> None:
        """Called when the rows have their lines; the place to put the cursor or the scroll right."""
        if self.scroll_offset.y > max(0, self.n_lines - self.page):
            self.scroll_line(self.n_lines)

    def _line(self, number: int) -> tuple[Line, bool]:
        index = self.row_at(number)
        if index < 0:
            return (), False
        lines = self._wrapped.get(index)
        if lines is None:
            lines = self._wrapped[index] = self.wrap_row(self._laid_out[index], self._laid_out_at)
        return lines[number - self._starts[index]], self.is_marked(index)

    def _visible(self) -> list[tuple[Line, bool]]:
        top = self.scroll_offset.y
        return [self._line(number) for number in range(top, top + self.page)]


def _below(row: Row) -> Line:
    return (Piece(" " * row.hang), *row.below)


class TextView(LinesView):
    """Text to read: the keys scroll."""

    def action_up(self) -> None:
        """A line up."""
        self.scroll_line(self.scroll_offset.y - 1)

    def action_down(self) -> None:
        """A line down."""
        self.scroll_line(self.scroll_offset.y + 1)

    def action_page(self, direction: int) -> None:
        """A page up or down, with one line of the last page kept."""
        self.scroll_line(self.scroll_offset.y + direction * max(1, self.page - 1))

    def action_first(self) -> None:
        """To the beginning."""
        self.scroll_line(0)

    def action_last(self) -> None:
        """To the end."""
        self.scroll_line(self.n_lines)
