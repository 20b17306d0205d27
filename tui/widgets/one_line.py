"""The lines around the panes: parts side by side, and a word to the person in their place."""

from __future__ import annotations

from rich.cells import cell_len
from textual.events import Resize

from hopyard.tui.render import ELLIPSIS, Line, Piece, between, fitting, line, plain, width, wrap
from hopyard.tui.widgets.lines import LinesView, Row

GAP = 2
"""Cells between the parts of a line, and between its two sides."""
_RULE = "─"
_ABOUT_LINES = 2
_WORD_LINES = 3
"""Lines that a word to the person may take."""


def cut_start(pieces: Line, cells: int) -> Line:
    """The line, shortened to `cells` with an ellipsis at its beginning if it is wider."""
    text = plain(pieces)
    if cell_len(text) <= cells:
        return pieces
    if cells <= 0:
        return ()
    start, used = len(text), cell_len(ELLIPSIS)
    while start and used + cell_len(text[start - 1]) <= cells:
        start -= 1
        used += cell_len(text[start])
    return (Piece(ELLIPSIS, pieces[0].style), *between(pieces, start, len(text)))


class OneLine(LinesView, can_focus=False):
    """A line that is set from time to time: parts from the left, and at the right what must stay in sight."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._parts: tuple[Line, ...] = ()
        self._right: Line = ()

    def show(self, *parts: Line, right: Line = ()) -> None:
        """Put these parts into the line, as many as fit; a first one that is too long is cut."""
        parts = tuple(part for part in parts if part)
        if (parts, right) != (self._parts, self._right):
            self._parts, self._right = parts, right
            self._fill()

    def on_resize(self, event: Resize) -> None:
        """Fill the new width."""
        self._fill()

    def _fill(self) -> None:
        cells = self.scrollable_content_region.width
        room = cells - width(self._right)
        left = self._fitting(room - GAP if self._right else room)
        gap = Piece(" " * max(0, room - width(left)))
        self.set_rows([Row("", (*left, gap, *self._right), most=1)])

    def _fitting(self, cells: int) -> Line:
        return fitting(self._parts, cells)


class PathLine(OneLine, can_focus=False):
    """A path that gives up its beginning where it is too long: the file's name at its end matters most."""

    def show_path(self, path: str, *, style: str = "", right: Line = ()) -> None:
        """Put the path at the left."""
        self.show(line((path, style)), right=right)

    def _fitting(self, cells: int) -> Line:
        return cut_start(self._parts[0], cells) if self._parts else ()


class AboutLine(OneLine, can_focus=False):
    """What is known of something: gone where nothing is, and two lines high where one does not hold it."""

    def _fill(self) -> None:
        said = tuple(piece for part in self._parts for piece in part)
        cells = self.scrollable_content_region.width
        self.display = bool(said)
        self.styles.height = len(wrap(said, cells, most=_ABOUT_LINES)) if cells and said else 1
        self.set_rows([Row("", said, most=_ABOUT_LINES)])


class HintsLine(OneLine, can_focus=False):
    """Hints of keys; a word to the person takes their place until it was heard."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._said: Line = ()

    @property
    def says_something(self) -> bool:
        """Whether a word stands in the place of the hints."""
        return bool(self._said)

    def say(self, text: str, *, trouble: bool = False) -> None:
        """Show a word to the person in as many lines as it needs, up to three."""
        self._said = line((text, "warn" if trouble else "good"))
        self._fill()

    def heard(self) -> None:
        """A key was pressed, so the word was read: show the hints again."""
        if self._said:
            self._said = ()
            self._fill()

    def _fill(self) -> None:
        if not self._said:
            self.styles.height = 1
            super()._fill()
            return
        cells = self.scrollable_content_region.width
        self.styles.height = len(wrap(self._said, cells, most=_WORD_LINES)) if cells else 1
        self.set_rows([Row("", self._said, most=_WORD_LINES)])


class TitleLine(OneLine, can_focus=False):
    """A pane's title, with a rule through the rest of the line."""

    def show_title(self, title: str, *, active: bool) -> None:
        """Show the title; the active pane's is bold and has a mark."""
        self.show(line((_RULE, "muted"), (f" {'> ' * active}{title} ", "strong" if active else "")))

    def _fill(self) -> None:
        cells = self.scrollable_content_region.width
        shown = fitting(self._parts, cells)
        rule = line((_RULE * max(0, cells - width(shown)), "muted"))
        self.set_rows([Row("", (*shown, *rule), most=1)])
