"""A list with a cursor: what all panes are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.events import Blur, Click, Focus
from textual.message import Message

from hopyard.core.text.folded import folded
from hopyard.tui.render import plain
from hopyard.tui.widgets.lines import LinesView, Row


class RowsView(LinesView):
    """Rows to choose from. The cursor keeps to the row the person put it on while the list changes around it.

    While that row is not there, the cursor stands near where it was; until the person moves it, on the first.
    """

    ALWAYS_MARKED: ClassVar[bool] = False
    """Whether the cursor shows without the focus too."""

    class Moved(Message):
        """The cursor came to another row."""

        def __init__(self, view: RowsView) -> None:
            super().__init__()
            self.view = view

        def can_replace(self, message: Message) -> bool:
            """Only the last place counts."""
            return isinstance(message, RowsView.Moved) and message.view is self.view

    class Opened(Message):
        """Enter was pressed on a row, or the row clicked twice."""

        def __init__(self, view: RowsView, key: str) -> None:
            super().__init__()
            self.view = view
            self.key = key

    def __init__(self, *, follow: bool = False, id: str | None = None, classes: str | None = None) -> None:
        """With `follow`, a cursor on the last row stays on the last row as rows are added."""
        super().__init__(id=id, classes=classes)
        self._follow = follow
        self._cursor = -1
        self._wished = ""
        """The key of the row that the person put the cursor on."""
        self._in_sight = True
        self.turns_pages = False
        """Whether a cursor that leaves the pane turns a page: over a slow line, scrolling by a row at each
        key would send the whole pane each time."""
        self._all: Sequence[Row] = ()
        self._filter = ""

    @property
    def filter(self) -> str:
        """Only rows that hold this text are shown; empty for all."""
        return self._filter

    @property
    def n_rows(self) -> int:
        """How many rows there are, those that the filter holds back with them."""
        return len(self._all)

    def complete(self) -> None:
        """Make at once what rows are still to be made; views of thousands make them at leisure."""

    def show_only(self, text: str) -> None:
        """Show only the rows that hold a text, in whatever case and width; all of them if it is empty."""
        if folded(text) != folded(self._filter):
            self.complete()
            self._filter = text
            self.set_rows(self._all)

    @property
    def cursor(self) -> int:
        """The index of the row the cursor is on; -1 if there is none to stand on."""
        return self._cursor

    @property
    def chosen(self) -> str:
        """The key of the row the cursor is on; empty without one."""
        return self._rows[self._cursor].key if 0 <= self._cursor < len(self._rows) else ""

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows instead; the cursor stays on its row, or near where that was."""
        self._all = rows
        if wanted := folded(self._filter):
            rows = [row for row in rows if wanted in folded(plain(row.line) + "\n" + plain(row.below))]
        if self._rows == rows:
            return
        key, at, was_last = self.chosen, self._cursor, self._is_last()
        self._cursor = -1 if not rows else self._new_cursor(rows, key, at, was_last)
        super().set_rows(rows)
        if self.chosen != key:
            self.post_message(self.Moved(self))

    def choose(self, key: str) -> None:
        """Put the cursor on the row of that key, if it is there."""
        for index, row in enumerate(self._rows):
            if row.key == key and row.choosable:
                self._move_to(index)
                return

    def is_marked(self, index: int) -> bool:
        """Whether the cursor stands on a row and is shown: where the focus is, or always."""
        return index == self._cursor and (self.has_focus or self.ALWAYS_MARKED)

    def on_focus(self, event: Focus) -> None:
        """Show the cursor."""
        self.repaint()

    def on_blur(self, event: Blur) -> None:
        """Hide the cursor, unless it is always shown."""
        self.repaint()

    def laid_out(self) -> None:
        """Keep the cursor in sight, if it was."""
        super().laid_out()
        if self._in_sight and not self._within_tall_row():
            self._show_cursor()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Note whether the cursor was scrolled out of sight: then a refresh must not pull it back."""
        super().watch_scroll_y(old_value, new_value)
        top, bottom = self._span()
        self._in_sight = top < self.scroll_offset.y + self.page and bottom > self.scroll_offset.y

    def action_up(self) -> None:
        """The row above; within a row taller than the pane, a line up."""
        if self._span()[0] < self.scroll_offset.y:
            self.scroll_line(self.scroll_offset.y - 1)
        else:
            self._step(-1)

    def action_down(self) -> None:
        """The row below; within a row taller than the pane, a line down."""
        if self._span()[1] > self.scroll_offset.y + self.page:
            self.scroll_line(self.scroll_offset.y + 1)
        else:
            self._step(1)

    def action_page(self, direction: int) -> None:
        """A page up or down."""
        line = self.top_of(max(0, self._cursor)) + direction * max(1, self.page - 1)
        index = self.row_at(max(0, min(line, self.n_lines - 1)))
        if index == self._cursor:
            index += direction
        self._move_to(self._choosable_near(index, direction))

    def action_first(self) -> None:
        """The first row."""
        self.complete()
        self.scroll_line(0)
        self._move_to(self._choosable_near(0, 1))

    def action_last(self) -> None:
        """The last row."""
        self.complete()
        self.scroll_line(self.n_lines)
        self._move_to(self._choosable_near(len(self._rows) - 1, -1))

    def action_open(self) -> None:
        """Tell that the row was opened."""
        if self.chosen:
            self.post_message(self.Opened(self, self.chosen))

    def on_click(self, event: Click) -> None:
        """A click puts the cursor, a second one opens."""
        offset = event.get_content_offset(self)
        index = self.row_at(self.scroll_offset.y + offset.y) if offset is not None else -1
        if index >= 0 and self._rows[index].choosable:
            self._move_to(index)
            if event.chain == 2:
                self.action_open()

    def _span(self) -> tuple[int, int]:
        """The numbers of the first line of the cursor's row and of the line after it."""
        if self._cursor < 0:
            return 0, 0
        top = self.top_of(self._cursor)
        return top, top + self.height_of(self._cursor)

    def _within_tall_row(self) -> bool:
        """Whether the pane shows the inside of a row that is taller than it."""
        top, bottom = self._span()
        return top <= self.scroll_offset.y and bottom >= self.scroll_offset.y + self.page

    def _step(self, direction: int) -> None:
        index = self._cursor + direction
        while 0 <= index < len(self._rows):
            if self._rows[index].choosable:
                self._move_to(index)
                return
            index += direction
        self.scroll_line(0 if direction < 0 else self.n_lines)

    def _move_to(self, index: int) -> None:
        if not 0 <= index < len(self._rows):
            return
        moved = index != self._cursor
        self._cursor = index
        self._wished = self._rows[index].key
        self._show_cursor()
        self.repaint()
        if moved:
            self.post_message(self.Moved(self))

    def _show_cursor(self) -> None:
        top, bottom = self._span()
        above, beneath = top < self.scroll_offset.y, bottom > self.scroll_offset.y + self.page
        turns = self.turns_pages and self.has_focus
        if bottom - top >= self.page or (beneath if turns else above):
            self.scroll_line(top)
        elif above or beneath:
            self.scroll_line(bottom - self.page)
        self._in_sight = True

    def _is_last(self) -> bool:
        return self._cursor < 0 or self._cursor == len(self._rows) - 1

    def _new_cursor(self, rows: Sequence[Row], key: str, at: int, was_last: bool) -> int:
        if self._follow and was_last:
            return _choosable(rows, len(rows) - 1, -1)
        if not self._wished:
            return _choosable(rows, 0, 1)
        places = {row.key: index for index, row in enumerate(rows) if row.choosable}
        return places.get(self._wished, places.get(key, _choosable(rows, max(0, at), 1)))

    def _choosable_near(self, index: int, direction: int) -> int:
        return _choosable(self._rows, index, direction)


def _choosable(rows: Sequence[Row], index: int, direction: int) -> int:
    """The choosable row nearest to `index`, first looked for in `direction`; -1 if there is none."""
    index = max(0, min(index, len(rows) - 1))
    ahead = range(index, len(rows) if direction > 0 else -1, direction)
    behind = range(index, -1 if direction > 0 else len(rows), -direction)
    return next((at for at in (*ahead, *behind) if rows[at].choosable), -1)
