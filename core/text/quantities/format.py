"""Writes a quantity so that the parser reads the same again. Pure."""

from __future__ import annotations

import re
from fractions import Fraction

from hopyard.core.text.quantities.figures import power_of
from hopyard.core.text.quantities.values import Dimension, Hedge, Quantity, QuantityError, Unit

_HEDGES = {
    Hedge.EXACT: "",
    Hedge.ABOUT: "约",
    Hedge.NEARLY: "近",
    Hedge.OVER: "超过",
    Hedge.AT_LEAST: "至少",
    Hedge.AT_MOST: "至多",
    Hedge.BELOW: "不到",
}


_WHOLE = re.compile(r"(?<![.\d])\d{4,}")
"""In plain numbers thousands are set apart: 2023 would be a year, and ten digits the number of something."""
_READ_AS_PERCENT = (100, 1000)


def format_quantity(value: Quantity) -> str:
    """`约1.6万亿参数`, `10~20%`, `20分之1`, `3.15×10^23 FLOP`: scale and last place as stated."""
    if value.scale == "分之":
        if value.is_range or value.low <= 0:
            raise QuantityError("A fraction in parts has one positive value.", "State a range in figures.")
        above, below = value.low.numerator, value.low.denominator
        if below in _READ_AS_PERCENT:
            above, below = 2 * above, 2 * below
        return f"{_HEDGES[value.hedge]}{below}分之{above}"
    ends = [value.low, value.high] if value.is_range else [value.low]
    figures = "~".join(_figure(end, value.scale, value.step) for end in ends)
    if not value.unit.name and not value.scale:
        figures = _WHOLE.sub(lambda found: f"{int(found.group()):,}", figures)
    return f"{_HEDGES[value.hedge]}{figures}{_scale(value.scale)}{_unit(value.unit)}"


def _figure(value: Fraction, scale: str, step: Fraction) -> str:
    times = Fraction(10) ** power_of(scale)
    return decimal(value / times, places_of(step / times))


def places_of(step: Fraction) -> int:
    """How many decimals a last place has: 1 for 1/10; 0 for 1 and more."""
    return max(0, len(str(step.denominator)) - 1) if step else 0


def decimal(value: Fraction, places: int) -> str:
    """A value in digits, rounded half up to so many decimals, exact where they suffice."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _scale(scale: str) -> str:
    if scale.startswith("^"):
        return f"×10{scale}"
    return f" {scale}" if scale.isascii() and len(scale) > 1 else scale


def _unit(unit: Unit) -> str:
    if not unit.name:
        return ""
    attached = unit.dimension in (Dimension.SHARE, Dimension.MULTIPLE) or not unit.name[0].isascii()
    return unit.name if attached or unit.name[0] == "-" else f" {unit.name}"
