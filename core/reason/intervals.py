"""Arithmetic on values that are only known to lie between two ends. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Ends = tuple[Fraction, Fraction]
"""The least and the most that a value may be."""


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
