"""A source's text with a passage marked in it, for any length of text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from textual.filter import LineFilter

from hopyard.core.text.sanitize import sanitize
from hopyard.tui.marks import in_documents
from hopyard.tui.references import Target
from hopyard.tui.render import Line, Piece, between, lines_needed, plain, restyle, wrap
from hopyard.tui.widgets.lines import Row, TextView

WINDOW_CHARS = 500_000
"""Characters shown before and after the passage; wrapping more would make the reader slow to open."""
_GUTTER = 2
_FAR = 20_000
"""Lines after which the passage is no longer looked for."""
_MARKED = ("quote", "passage")


class Excerpt(NamedTuple):
    """The part of a text that is shown, as rows, and the row that the passage begins in."""

    rows: list[Row]
    at: int


def excerpt(text: str, target: Target) -> Excerpt:
    """The text's lines as rows, the passage and the quote in it styled; far ends are left out and said so."""
    first = max(0, target.start - WINDOW_CHARS)
    last = min(len(text), target.end + WINDOW_CHARS)
    spans = [
        (first, target.start, ""),
        (target.start, target.quote_start, "passage"),
        (target.quote_start, target.quote_end, "quote"),
        (target.quote_end, target.end, "passage"),
        (target.end, last, ""),
    ]
    rows: list[Row] = []
    at = 0
    here: list[Piece] = []
    if first > 0:
        rows.append(_left_out("before", first))
    for start, end, style in spans:
        if start == target.start and style:
            at = len(rows)
        for n, part in enumerate(sanitize(text[start:end]).split("\n")):
            if n:
                rows.append(Row(str(len(rows)), tuple(here)))
                here = []
            if part:
                here.append(Piece(part.replace("\t", "    "), style))
    rows.append(Row(str(len(rows)), tuple(here)))
    if last < len(text):
        rows.append(_left_out("after", len(text) - last))
    return Excerpt(rows, at)


class Match(NamedTuple):
    """Where a text that is searched for stands: the row, and characters in it."""

    row: int
    start: int
    end: int


def matches(rows: Sequence[Row], text: str) -> list[Match]:
    """Every place of a text within a row, in whatever case and width; those of one row do not overlap."""
    wanted = _alike(text)
    found: list[Match] = []
    for number, row in enumerate(rows if wanted else ()):
        hay = _alike(plain(row.line))
        at = hay.find(wanted)
        while at >= 0:
            found.append(Match(number, at, at + len(wanted)))
            at = hay.find(wanted, at + len(wanted))
    return found


def _alike(text: str) -> str:
    """A text to compare by, character for character: upper and lower case, full and half width are one."""
    whole = unicodedata.normalize("NFKC", text.casefold())
    return whole if len(whole) == len(text) else "".join(map(_alike_char, text))


def _alike_char(char: str) -> str:
    simple = unicodedata.normalize("NFKC", char.casefold())
    return simple if len(simple) == 1 else char


def with_matches(rows: Sequence[Row], found: Sequence[Match], current: int) -> list[Row]:
    """The rows with every match marked, the current one more than the others."""
    marked = list(rows)
    for number, match in reversed(list(enumerate(found))):  # from the end, so that offsets stay true
        pieces = marked[match.row].line
        inside = between(pieces, match.start, match.end)
        shown = restyle(inside, "cursor" if number == current else "match")
        ends = between(pieces, match.end, len(plain(pieces)))
        marked[match.row] = marked[match.row]._replace(line=(*between(pieces, 0, match.start), *shown, *ends))
    return marked


def _left_out(where: str, n_chars: int) -> Row:
    return Row(where, (Piece(f"[{n_chars:,} characters {where} this are not shown here]", "muted"),))


class SourceText(TextView):
    """The text; the lines of the passage carry a mark in the margin, so that it shows without colour."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._plain: list[Row] = []
        self._at = self._passage = 0
        self._goal: Sequence[str] = _MARKED
        self._matches: list[Match] = []
        self._current = 0

    @property
    def standing(self) -> tuple[int, int]:
        """The number of the current match, from 1, and how many there are; 0, 0 without a search."""
        return (self._current + 1, len(self._matches)) if self._matches else (0, 0)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What the lines go through on their way to the terminal; marks of a document stay as they are."""
        return in_documents(self.app.get_line_filters())

    def wrap_row(self, row: Row, cells: int) -> list[Line]:
        """The row's lines behind the margin."""
        found = []
        for pieces in wrap(row.line, max(1, cells - _GUTTER)):
            marked = any(piece.style in _MARKED for piece in pieces)
            found.append((Piece("> " if marked else "  ", "accent" if marked else ""), *pieces))
        return found

    def lines_of_row(self, row: Row, cells: int) -> int:
        """How many lines the row takes beside the margin."""
        return lines_needed(row.line, max(1, cells - _GUTTER))

    def show_passage(self, text: str, target: Target) -> None:
        """Show the text with the target marked, scrolled to it."""
        shown = excerpt(text, target)
        self._plain, self._passage = shown.rows, shown.at
        self._matches = []
        self._go(self._plain, self._passage, _MARKED)

    def search(self, text: str) -> bool:
        """Mark a text wherever it stands and go to the next place; whether there is one."""
        self._matches = matches(self._plain, text)
        top = self.row_at(self.scroll_offset.y)
        below = (number for number, match in enumerate(self._matches) if match.row >= top)
        self._current = next(below, 0)
        if not self._matches:
            self.end_search()
            return False
        self.step(0)
        return True

    def step(self, direction: int) -> None:
        """To the next match or the one before; behind the last stands the first."""
        self._current = (self._current + direction) % len(self._matches)
        rows = with_matches(self._plain, self._matches, self._current)
        self._go(rows, self._matches[self._current].row, ("cursor",))

    def end_search(self) -> None:
        """Take the marks of a search away; the text stays where it is."""
        self._matches = []
        self._goal = ()
        self.set_rows(self._plain)

    def _go(self, rows: list[Row], at: int, goal: Sequence[str]) -> None:
        self._at, self._goal = at, goal
        self.set_rows(rows)
        self.laid_out()

    def action_open(self) -> None:
        """Back to the passage, after scrolling away."""
        self._at, self._goal = self._passage, _MARKED
        self.laid_out()

    def laid_out(self) -> None:
        """Scroll so that the quote, or else the passage, or the match, stands a quarter down the pane."""
        for style in self._goal:
            for number in range(self.top_of(self._at), self.n_lines):
                if any(piece.style == style for piece in self.line_of(number)):
                    self.scroll_line(number - self.page // 4)
                    return
                if number > self.top_of(self._at) + _FAR:
                    break
