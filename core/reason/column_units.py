"""The figures of a table's column in one unit, beside what the quotes say, never in its place. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from hopyard.core.reason.rounding import local_name
from hopyard.core.text.quantities import Dimension, Hedge, Quantity, Unit
from hopyard.core.text.quantities.figures import power_of
from hopyard.core.text.quantities.format import decimal
from hopyard.core.text.quantities.units import comparable
from hopyard.core.text.quantities.values import ANYTHING

_HAN = ("万亿", "亿", "万")
_ENGLISH = ("trillion", "billion", "million")
_WORDS = {"B": "billion", "M": "million", "T": "trillion", "K": "thousand", "b": "billion", "m": "million"}
"""Scales in short, as words."""
_PLACES = 4
_SIGNS = {
    Hedge.ABOUT: "~",
    Hedge.NEARLY: "<~",
    Hedge.OVER: ">",
    Hedge.AT_LEAST: ">=",
    Hedge.AT_MOST: "<=",
    Hedge.BELOW: "<",
}


class Amount(NamedTuple):
    """A figure in the unit of its column; `shown` is empty where the quote has that unit already."""

    amount: float | None
    shown: str


class InOneUnit(NamedTuple):
    """A column's unit, and its figures in the order given."""

    unit: str
    amounts: tuple[Amount, ...]


def in_one_unit(values: Sequence[Quantity | None], *, chinese: bool) -> InOneUnit:
    """The figures in the unit and scale that most of them have, in the question's language.

    A figure in a unit that does not go with the others, and a range, has no amount: it is not to be drawn.
    """
    units = [value.unit for value in values if value is not None]
    if not units:
        return InOneUnit("", tuple(Amount(None, "") for _ in values))
    unit = _commonest(units)
    scale = _scale([one for one in values if one is not None and comparable(one.unit, unit)], chinese)
    amounts = tuple(_amount(value, unit, scale, chinese) for value in values)
    return InOneUnit(_written(scale, unit, chinese), amounts)


def _commonest(units: Sequence[Unit]) -> Unit:
    """The unit that goes with most of the others, one that says what is counted before one that does not."""

    def weight(unit: Unit) -> tuple[int, bool]:
        telling = bool(unit.parts) and unit.parts[0].base != ANYTHING
        return sum(comparable(unit, other) for other in units), telling

    return max(units, key=weight)


def _scale(values: Sequence[Quantity], chinese: bool) -> str:
    """The commonest scale of the figures in the question's language; else one that suits the middle one."""
    known = _HAN if chinese else _ENGLISH
    sizes = sorted(abs(value.low) for value in values if value.low)
    scaled = any(_word(value.scale) for value in values)
    middle = sizes[len(sizes) // 2] if sizes and scaled else Fraction(0)
    used = Counter(word for value in values if (word := _word(value.scale)) in known)
    best = [word for word in known if used[word] == max(used.values(), default=0)]
    return next((word for word in best if middle >= 10 ** power_of(word)), best[-1] if used else "")


def _word(scale: str) -> str:
    return _WORDS.get(scale, scale)


def _amount(value: Quantity | None, unit: Unit, scale: str, chinese: bool) -> Amount:
    if value is None or not comparable(value.unit, unit):
        return Amount(None, "")
    times = 10 ** power_of(scale) if scale else 1
    ends = [end / unit.factor / times for end in (value.base_low, value.base_high)]
    same = _word(value.scale) == scale and value.unit.factor == unit.factor
    texts = [_figure(end) for end in dict.fromkeys(ends)]
    sign = _SIGNS.get(value.hedge, "")
    shown = "" if same else f"{sign}{'-'.join(texts)}{_written(scale, unit, chinese)}"
    return Amount(None if value.is_range else float(ends[0]), shown)


def _figure(value: Fraction) -> str:
    text = decimal(value, _PLACES)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _written(scale: str, unit: Unit, chinese: bool) -> str:
    """The unit as it stands behind a figure; what is counted, parameters or chips, the column says."""
    name = "" if unit.dimension is Dimension.COUNT else local_name(unit.name, chinese)
    left = f" {scale}" if scale.isascii() and scale else scale
    right = f" {name}" if name.isascii() and name not in ("", "%") else name
    return f"{left}{right}"
