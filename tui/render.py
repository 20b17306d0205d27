"""The one way by which text of others reaches the screen: cleaned again, never markup, measured in cells.

A line is a tuple of pieces, each a run of plain text with the name of a style (`rows--muted` in the styles
is `muted` here). Pieces become terminal segments as they are; no markup parser ever sees them. Widths are
terminal cells: a Chinese character takes two.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len

from hopyard.core.text.sanitize import sanitize

ELLIPSIS = "…"
_NO_LINE_START = frozenset("，。、；：？！）】》」』〉”’％,.;:?!)]}%…·")
"""Punctuation that must not begin a line, Chinese or English."""
_NO_LINE_END = frozenset("（【《「『〈“‘([{")
"""Punctuation that must not end a line."""
_REMEMBERED = 200
"""Longer texts are not kept in memory cleaned."""
_NARROW = re.compile(r"[ -~]+")
_ALL_WIDE = re.compile(r"[\u3001-\u3029\u4e00-\u9fff\uff01-\uff60]*").fullmatch
"""Chinese characters and punctuation, which take two cells in every table of widths."""
_NOT_SURELY_SEEN = re.compile(r"[^!-~\u3001-\u3029\u4e00-\u9fff\uff01-\uff60]+")
_LINE_BREAKS = re.compile(r"[\t\n]+")


class Piece(NamedTuple):
    """A run of text in one style; "" is the widget's own."""

    text: str
    style: str = ""


Line = tuple[Piece, ...]
"""One line, or a paragraph before it is wrapped."""


def clean(text: str) -> str:
    """One line of text that holds nothing a terminal would obey: no control, no escape, no bidi override."""
    if text.isascii() and text.isprintable():
        return text
    return _cleaned(text) if len(text) <= _REMEMBERED else _LINE_BREAKS.sub(" ", sanitize(text))


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    """Titles and questions are shown again and again."""
    return _LINE_BREAKS.sub(" ", sanitize(text))


def line(*parts: str | tuple[str, str]) -> Line:
    """A line out of texts and (text, style) pairs; every text is cleaned."""
    found = []
    for part in parts:  # a loop, not an expression: tens of thousands of lines are made at once
        text, style = (part, "") if isinstance(part, str) else part
        if text and (cleaned := clean(text)):
            found.append(Piece(cleaned, style))
    return tuple(found)


def plain(pieces: Line) -> str:
    """The line's text."""
    return "".join(piece.text for piece in pieces)


def width(pieces: Line) -> int:
    """The line's width in cells."""
    return cell_len(plain(pieces))


def restyle(pieces: Line, style: str) -> Line:
    """The line all in one style."""
    return tuple(Piece(piece.text, style) for piece in pieces)


def between(pieces: Line, start: int, end: int) -> Line:
    """The characters from `start` to `end` of a line, with their styles."""
    found: list[Piece] = []
    offset = 0
    for text, style in pieces:
        first, last = max(0, start - offset), min(len(text), end - offset)
        if first < last:
            found.append(Piece(text[first:last], style))
        offset += len(text)
        if offset >= end:
            break
    return tuple(found)


def cut(pieces: Line, cells: int) -> Line:
    """The line, shortened to `cells` with an ellipsis at its end if it is wider."""
    text = plain(pieces)
    if len(text) * 2 <= cells or cell_len(text) <= cells:
        return pieces
    if cells <= 0:
        return ()
    fits = _fitting(text, cells - 1)
    return (*between(pieces, 0, fits), Piece(ELLIPSIS, pieces[-1].style))


def wrap(pieces: Line, cells: int, hang: int = 0, most: int = 0) -> list[Line]:
    """The paragraph as lines of at most `cells`, those after the first indented by `hang` cells.

    English breaks at spaces, Chinese anywhere but before closing and after opening punctuation.
    With `most`, at most so many lines; the last one then ends in an ellipsis if something is missing.
    """
    hang = _hang(hang, cells)
    text = plain(pieces)
    starts = breaks(text, cells, max(2, cells - hang), most)
    if most and len(starts) > most:
        rest = between(pieces, starts[most - 1], len(text))
        starts = starts[:most]
        last = cut(rest, cells if most == 1 else cells - hang)
        lines = [*(between(pieces, *span) for span in pairwise(starts)), last]
    else:
        lines = [between(pieces, *span) for span in pairwise([*starts, len(text)])]
    indent = Piece(" " * hang)
    return [
        _stripped(found) if n == 0 or not hang else (indent, *_stripped(found))
        for n, found in enumerate(lines)
    ]


def lines_needed(pieces: Line, cells: int, hang: int = 0, most: int = 0) -> int:
    """How many lines `wrap` gives, without making them."""
    text = plain(pieces)
    rest = max(2, cells - _hang(hang, cells))
    if most and len(text) > cells and _fills(text, cells + (most - 2) * rest):
        return most
    n = len(breaks(text, cells, rest, most))
    return min(n, most) if most else n


def _fills(text: str, cells: int) -> bool:
    """Whether a text is surely wider than so many cells: a space may hang over the end of a line, and what
    is no letter that we know may take none."""
    return len(_NOT_SURELY_SEEN.sub("", text[: 4 * cells + 4])) > cells


def _hang(hang: int, cells: int) -> int:
    """The indent of further lines, less where it would leave no room for text."""
    return min(hang, max(0, cells - 8))


def breaks(text: str, first: int, rest: int, most: int = 0) -> list[int]:
    """Where the lines of a text begin, the first line `first` cells wide, all others `rest`; never empty.

    With `most`, no further than the line after so many.
    """
    if len(text) * 2 <= first or (len(text) <= first and cells_of(text) <= first):
        return [0]
    starts = [0]
    used, room = 0, first
    candidate, used_at_candidate = 0, 0
    before, width_before = "", 0
    for offset, char in enumerate(text):
        size = _size(char)
        if char != " " and offset > starts[-1] and _may_break(before, char, width_before, size):
            candidate, used_at_candidate = offset, used
        if used + size > room and char != " " and offset > starts[-1]:
            if candidate > starts[-1]:
                starts.append(candidate)
                used -= used_at_candidate
            else:
                starts.append(offset)
                used = 0
            room = rest
            if used + size > room and offset > starts[-1]:
                starts.append(offset)
                used = 0
            if most and len(starts) > most:
                break
        used += size
        if size:
            before, width_before = char, size
    return starts


def _may_break(before: str, char: str, width_before: int, size: int) -> bool:
    if size == 0:
        return False
    if before == " ":
        return True
    wide = size == 2 or width_before == 2
    return wide and char not in _NO_LINE_START and before not in _NO_LINE_END


def _stripped(pieces: Line) -> Line:
    """The line without the spaces at its end."""
    text = plain(pieces)
    kept = text.rstrip(" ")
    return pieces if len(kept) == len(text) else between(pieces, 0, len(kept))


def cells_of(text: str) -> int:
    """Cells of a cleaned text; several times as fast as measuring any text."""
    if text.isascii():
        return len(text)
    others = _NARROW.sub("", text)
    return len(text) + len(others) if _ALL_WIDE(others) else sum(map(_size, text))


@lru_cache(maxsize=16_384)
def _size(char: str) -> int:
    """Cells of one character; cleaned text holds nothing that joins characters, so widths add up."""
    return cell_len(char)


def _fitting(text: str, cells: int) -> int:
    """How many characters of the text fit into `cells`."""
    used = 0
    for offset, char in enumerate(text):
        used += _size(char)
        if used > cells:
            return offset
    return len(text)


def fitting(parts: Sequence[Line], cells: int, gap: int = 2) -> Line:
    """As many parts as fit into `cells` beside one another; the first is cut if it alone is wider."""
    chosen: Line = cut(parts[0], cells) if parts else ()
    for part in parts[1:]:
        longer = (*chosen, Piece(" " * gap), *part)
        if width(longer) > cells:
            break
        chosen = longer
    return chosen


def join(lines: Iterable[Line], separator: str) -> Line:
    """Lines after one another on one line, `separator` between those that are not empty."""
    joined: list[Piece] = []
    for pieces in lines:
        if pieces and joined:
            joined.append(Piece(separator, "muted"))
        joined.extend(pieces)
    return tuple(joined)


def line_at(starts: list[int], offset: int) -> int:
    """The index of the line that holds `offset`, given where the lines start (ascending, first 0)."""
    return max(0, bisect_right(starts, offset) - 1)
