"""Whether a figure or a time of a sentence is one that a text states, at the precision said. Pure."""

from __future__ import annotations

from fractions import Fraction

from hopyard.core.text.quantities import Hedge, Period, Quantity
from hopyard.core.text.quantities.units import comparable

_UP = frozenset({Hedge.OVER, Hedge.AT_LEAST})
_DOWN = frozenset({Hedge.BELOW, Hedge.AT_MOST})
_LOOSE = frozenset({Hedge.ABOUT, Hedge.NEARLY})


def same_amount(claimed: Quantity, stated: Quantity) -> bool:
    """Whether the sentence's figure is the text's: equal, or rounded no more than its own last place says.

    `over 5` may be said of 5.3 but not of `about 5`, and 5 not of `over 5`; `about` may be left out.
    """
    if not comparable(claimed.unit, stated.unit) or not _hedges_go(claimed, stated):
        return False
    ends = ((claimed.base_low, stated.base_low), (claimed.base_high, stated.base_high))
    if all(said == there for said, there in ends):
        return True
    if claimed.is_range != stated.is_range:
        return False
    if claimed.hedge in _UP and not stated.hedge:
        return stated.base_low >= claimed.base_low
    if claimed.hedge in _DOWN and not stated.hedge:
        return stated.base_high <= claimed.base_high
    slack = _slack(claimed)
    return slack > _slack(stated) and all(abs(said - there) <= slack / 2 for said, there in ends)


def _slack(value: Quantity) -> Fraction:
    """One in the last place that counts: of 约62000 the last but noughts, else the last written."""
    step = value.base_step
    if value.hedge not in _LOOSE or not step:
        return step
    whole = abs(value.base_low / step)
    while whole and whole.denominator == 1 and whole % 10 == 0:
        whole, step = whole / 10, step * 10
    return step


def _hedges_go(claimed: Quantity, stated: Quantity) -> bool:
    if stated.hedge in _UP:
        return claimed.hedge in _UP
    if stated.hedge in _DOWN:
        return claimed.hedge in _DOWN
    return not (claimed.hedge in (_UP | _DOWN) and stated.hedge in _LOOSE)


def same_time(claimed: Period, stated: Period) -> bool:
    """Whether all that the sentence says of a time is what the text says of it."""
    if claimed.fiscal != stated.fiscal or claimed.decade != stated.decade:
        return False
    if claimed.until is not None:
        if stated.until is None or not same_time(claimed.until, stated.until):
            return False
    elif stated.until is not None:
        return False
    return all(
        not said or said == there
        for said, there in (
            (claimed.year, stated.year),
            (claimed.month, stated.month),
            (claimed.day, stated.day),
            (claimed.quarter, stated.quarter),
            (claimed.half, stated.half),
        )
    )


def with_year(stated: Period, year: int) -> Period:
    """A time whose year stands before it in the text: 2021年10月 ... 12月."""
    if stated.year or not year:
        return stated
    return Period(year, stated.month, stated.day, stated.quarter, stated.half, stated.decade, stated.fiscal)
