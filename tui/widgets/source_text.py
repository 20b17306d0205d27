"""A source's text with a passage marked in it, for any length of text."""

from __future__ import annotations

from typing import NamedTuple

from hopyard.core.text.sanitize import sanitize
from hopyard.tui.references import Target
from hopyard.tui.render import Line, Piece, lines_needed, wrap
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


def _left_out(where: str, n_chars: int) -> Row:
    return Row(where, (Piece(f"[{n_chars:,} characters {where} this are not shown here]", "muted"),))


class SourceText(TextView):
    """The text; the lines of the passage carry a mark in the margin, so that it shows without colour."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._at = 0

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
        self._at = shown.at
        self.set_rows(shown.rows)
        self.laid_out()

    def action_open(self) -> None:
        """Back to the passage, after scrolling away."""
        self.laid_out()

    def laid_out(self) -> None:
        """Scroll so that the quote, or else the passage, stands a quarter down the pane."""
        for style in _MARKED:
            for number in range(self.top_of(self._at), self.n_lines):
                if any(piece.style == style for piece in self.line_of(number)):
                    self.scroll_line(number - self.page // 4)
                    return
                if number > self.top_of(self._at) + _FAR:
                    break
