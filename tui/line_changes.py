"""Which part of a line looks different now, so that no more of it is painted."""

from __future__ import annotations

from collections.abc import Sequence

from hopyard.tui.render import Line, cells_of, width


def changed_span(before: Line, after: Line, cells: int) -> tuple[int, int]:
    """From which cell to which a line `cells` wide looks different now; the same twice if it does not."""
    old, new = _styled(before, cells), _styled(after, cells)
    first = _same(old, new)
    if first == len(old) == len(new):
        return 0, 0
    last = min(_same(old[::-1], new[::-1]), len(old) - first, len(new) - first)
    start = cells_of("".join(char for char, _ in new[:first]))
    return start, cells - cells_of("".join(char for char, _ in new[len(new) - last :]))


def _styled(pieces: Line, cells: int) -> list[tuple[str, str]]:
    """Each character with its style, and spaces to the end of the line."""
    found = [(char, style) for text, style in pieces for char in text]
    return found + [(" ", "")] * (cells - width(pieces))


def _same(one: Sequence[object], other: Sequence[object]) -> int:
    """How many of the first are equal."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
