"""Edits to a text, and the map that leads from the edited text back to where a person finds it.

Cleaning moves everything about, yet a passage must still say on which page or line it stands. Each round of
edits therefore yields a piecewise linear map, two short lists of break points; maps are chained, never
merged.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import NamedTuple

_ROUNDS = 16


class Edit(NamedTuple):
    """Put `replacement` in the place of text[start:end]."""

    start: int
    end: int
    replacement: str = ""


class _Step(NamedTuple):
    """Break points of one round: piece i starts at old[i] and at new[i]; the last entries are the lengths."""

    old: list[int]
    new: list[int]


class OffsetMap:
    """Leads offsets of an edited text back to the first text, and forward again.

    Both directions never decrease. Inside a replacement an offset leads to the same distance into the
    replaced span, or to its end; what was deleted leads forward to the place where it stood.
    """

    __slots__ = ("_steps",)

    def __init__(self, steps: tuple[_Step, ...] = ()) -> None:
        self._steps = steps

    def then(self, later: OffsetMap) -> OffsetMap:
        """This map, followed by one of a later round."""
        return OffsetMap(self._steps + later._steps)

    def forward(self, offset: int) -> int:
        """Where an offset of the first text stands in the last."""
        for step in self._steps:
            offset = _lead(step.old, step.new, offset)
        return offset

    def back(self, offset: int) -> int:
        """Where an offset of the last text stood in the first."""
        for step in reversed(self._steps):
            offset = _lead(step.new, step.old, offset)
        return offset


def _lead(here: list[int], there: list[int], offset: int) -> int:
    piece = bisect_right(here, offset) - 1
    if piece >= len(here) - 1:
        return there[-1]
    return min(there[piece] + offset - here[piece], there[piece + 1])


def apply_edits(text: str, edits: Sequence[Edit]) -> tuple[str, OffsetMap]:
    """The edited text, and the map between the two.

    Raises: ValueError if the edits overlap, are out of order or leave the text.
    """
    if not edits:
        return text, OffsetMap()
    parts: list[str] = []
    old, new = [0], [0]
    read = written = 0
    for start, end, replacement in edits:
        if not read <= start <= end <= len(text):
            raise ValueError(f"edit {start}:{end} does not follow {read} in a text of {len(text)} characters")
        parts.append(text[read:start])
        written += start - read
        old.append(start)
        new.append(written)
        parts.append(replacement)
        written += len(replacement)
        read = end
        old.append(end)
        new.append(written)
    parts.append(text[read:])
    old.append(len(text))
    new.append(written + len(text) - read)
    return "".join(parts), OffsetMap((_Step(old, new),))


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """The edits sorted; of two that overlap the earlier stays, of two with one start the longer."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def merged(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Edits that do what `first` does and then `second`, whose offsets are of the text in between."""
    both: list[Edit] = []
    waiting = list(reversed(first))
    shift = 0  # offset in between, less the offset in the first text, in front of the edits that wait

    def take(until: int) -> None:
        """Move on over the edits whose replacement ends by `until`, dividing the one that reaches over it."""
        nonlocal shift
        while waiting and (waiting[-1].start + shift < until or _deletes_at(waiting[-1], until - shift)):
            start, end, replacement = waiting.pop()
            fits = min(len(replacement), until - start - shift)
            if fits < len(replacement):
                waiting.append(Edit(end, end, replacement[fits:]))
            both.append(Edit(start, end, replacement[:fits]))
            shift += fits - (end - start)

    for start, end, replacement in second:
        take(start)
        kept, old_start = len(both), start - shift
        take(end)
        del both[kept:]
        both.append(Edit(old_start, end - shift, replacement))
    return both + waiting[::-1]


def _deletes_at(edit: Edit, offset: int) -> bool:
    return edit.start == offset and not edit.replacement


def settled(rule: Callable[[str], list[Edit]]) -> Callable[[str], list[Edit]]:
    """A rule that is applied to its own result until it finds nothing more, so that it is idempotent.

    At most 16 times over: a text that needs more was made to.
    """

    @wraps(rule)
    def until_settled(text: str) -> list[Edit]:
        edits = rule(text)
        further = edits
        for _ in range(_ROUNDS):
            if not further:
                break
            text, _map = apply_edits(text, further)
            further = rule(text)
            edits = merged(edits, further)
        return edits

    return until_settled
