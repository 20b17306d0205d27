"""Quotes in the text around them: which stretch of a source to show, which words of it are quoted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from unicodedata import east_asian_width

from hopyard.core.values import Citation

AROUND = 360
"""Characters shown on either side of a quote; half as many where they are twice as wide, as in Chinese."""
SLACK = 120
"""How many further characters may be shown, or left out, to begin and end with a line."""
MAX_QUOTE = 4_000
"""Characters of a quote that are shown; no passage of ours is as long."""


class Excerpt(NamedTuple):
    """A stretch of a source: pieces of text and whether each is quoted, in order."""

    pieces: tuple[tuple[str, bool], ...]
    cut_before: bool
    """Whether the source has text before it."""
    cut_after: bool


def excerpts(text: str, quotes: Iterable[tuple[int, int]], around: int = AROUND) -> list[Excerpt]:
    """The stretches of a text that hold these quotes, given as (start, end); those that touch are one."""
    spans = _merged(
        (start, min(end, start + MAX_QUOTE)) for start, end in quotes if 0 <= start < end <= len(text)
    )
    windows = _merged(_window(text, span, around) for span in spans)
    return [_excerpt(text, window, spans) for window in windows]


def holds(text: str, citation: Citation) -> bool:
    """Whether a source's text has the quote where the citation says."""
    return 0 <= citation.start < citation.end and text[citation.start : citation.end] == citation.quote


def _excerpt(text: str, window: tuple[int, int], spans: Sequence[tuple[int, int]]) -> Excerpt:
    first, last = window
    pieces, at = [], first
    for start, end in spans:
        if first <= start and end <= last:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    pieces.append((text[at:last], False))
    return Excerpt(tuple(piece for piece in pieces if piece[0]), first > 0, last < len(text))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap or touch made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _window(text: str, span: tuple[int, int], around: int) -> tuple[int, int]:
    start, end = span
    n_wide = sum(east_asian_width(char) in "WF" for char in text[start:end])
    reach = around // 2 if n_wide * 2 > end - start else around
    return _begin(text, start - reach), _end(text, end + reach)


def _begin(text: str, near: int) -> int:
    """Where to begin: at a line if one begins near by."""
    if near <= SLACK:
        return 0
    line = text.rfind("\n", near - SLACK, near + SLACK)
    return line + 1 if line >= 0 else near


def _end(text: str, near: int) -> int:
    """Where to end: with a line if one ends near by."""
    if near >= len(text) - SLACK:
        return len(text)
    line = text.find("\n", near - SLACK, near + SLACK)
    return line if line >= 0 else near
