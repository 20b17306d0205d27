"""Sets two quantities against each other across scale and unit, at the precision they state. Pure."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from hopyard.core.text.quantities.units import comparable
from hopyard.core.text.quantities.values import Hedge, Quantity

ABOUT = Fraction(1, 20)
"""`about` and 约 leave a twentieth on both sides: a choice of ours, as is the next."""
NEARLY = Fraction(1, 10)
"""近 and `nearly` leave a tenth below."""


_Bounds = tuple[Fraction | None, Fraction | None]


class Relation(StrEnum):
    """How one quantity stands to another."""

    EQUAL = "equal"
    ROUNDED = "rounded"
    """The same at the coarser of the two precisions: 1.6万亿 and 1.571万亿."""
    WITHIN = "within"
    """One lies in what the other leaves open: a range, 超过, 约."""
    LESS = "less"
    MORE = "more"
    UNLIKE = "unlike"
    """Units that cannot be set against each other."""


AGREE = frozenset({Relation.EQUAL, Relation.ROUNDED, Relation.WITHIN})
"""The relations under which two sources do not contradict each other."""


def compare(one: Quantity, other: Quantity) -> Relation:
    """How `one` stands to `other`."""
    if not comparable(one.unit, other.unit):
        return Relation.UNLIKE
    ends = (one.base_low, one.base_high), (other.base_low, other.base_high)
    exact = one.hedge is other.hedge
    if ends[0] == ends[1] and exact:
        return Relation.EQUAL
    slack = max(one.base_step, other.base_step) / 2
    if not one.is_range and not other.is_range and exact and abs(ends[0][0] - ends[1][0]) <= slack:
        return Relation.ROUNDED
    bounds, others = _bounds(one), _bounds(other)
    if _lies_below(bounds, others, slack):
        return Relation.LESS
    return Relation.MORE if _lies_below(others, bounds, slack) else Relation.WITHIN


def _lies_below(one: _Bounds, other: _Bounds, slack: Fraction) -> bool:
    return one[1] is not None and other[0] is not None and one[1] + slack < other[0]


def _bounds(value: Quantity) -> _Bounds:
    """What a quantity leaves open, in base units; None for no bound."""
    low, high, hedge = value.base_low, value.base_high, value.hedge
    if hedge is Hedge.ABOUT:
        return low - abs(low) * ABOUT, high + abs(high) * ABOUT
    if hedge is Hedge.NEARLY:
        return low - abs(low) * NEARLY, high
    if hedge in (Hedge.OVER, Hedge.AT_LEAST):
        return low, None
    if hedge in (Hedge.AT_MOST, Hedge.BELOW):
        return None, high
    return low, high
