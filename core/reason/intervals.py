"""Arithmetic on values that are only known to lie between two ends. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hopyard.core.text.quantities import Dimension, Hedge, Quantity

Ends = tuple[Fraction, Fraction]
"""The least and the most that a value may be."""


_EXACT = frozenset({Dimension.COUNT, Dimension.NUMBER})


def ends_of(value: Quantity) -> Ends:
    """What a figure leaves open by its last place, in base units."""
    slack = value.base_step / 2 if _is_rounded(value) else Fraction(0)
    widened = Fraction(1, 20) if value.hedge is not Hedge.EXACT else Fraction(0)
    return (
        value.base_low - slack - abs(value.base_low) * widened,
        value.base_high + slack + abs(value.base_high) * widened,
    )


def _is_rounded(value: Quantity) -> bool:
    """Whether a figure may stand for others near it: 1558 颗 is a count, 5400亿 and 57.8 % are rounded."""
    return bool(value.scale) or value.step < 1 or value.unit.dimension not in _EXACT


def sum_of(operands: Sequence[Ends]) -> Ends:
    """What values lie between that are added."""
    return sum((low for low, _ in operands), Fraction(0)), sum((high for _, high in operands), Fraction(0))


def difference(operands: Sequence[Ends]) -> Ends:
    """The first less all others."""
    (low, high), *others = operands
    less = sum_of(others)
    return low - less[1], high - less[0]


def product(operands: Sequence[Ends]) -> Ends:
    """What values lie between that are multiplied."""
    low = high = Fraction(1)
    for least, most in operands:
        corners = [low * least, low * most, high * least, high * most]
        low, high = min(corners), max(corners)
    return low, high


def quotient(operands: Sequence[Ends]) -> Ends | None:
    """The first by the second; None where that may be zero."""
    (low, high), (least, most) = operands
    if least <= 0 <= most:
        return None
    corners = [low / least, low / most, high / least, high / most]
    return min(corners), max(corners)
