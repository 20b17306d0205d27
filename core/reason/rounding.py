"""How a calculated value is shown: scale, digits and unit in the language of its operands. Pure."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import NamedTuple

from hopyard.core.text.quantities import Dimension, Hedge, Quantity, Unit
from hopyard.core.text.quantities.figures import power_of
from hopyard.core.text.quantities.format import decimal, places_of
from hopyard.core.text.quantities.tables import units
from hopyard.core.text.quantities.values import Part

_HAN_SCALES = ("万亿", "亿", "万")
_ENGLISH_SCALES = ("trillion", "billion", "million")
_POWER_FROM = 15
"""From this power of ten on, values are shown as powers where no scale is in use."""


class Shown(NamedTuple):
    """A value as text, and whether that says less than the value."""

    text: str
    rounded: bool


def shown(value: Quantity, digits: int | None, han: bool, each: str = "") -> Shown:
    """A value with its unit; `digits` significant digits, or as many as it has where it is None.

    A value that has no end in decimals is cut to six digits then. `each` is of what there is so much, in
    English, where the unit is a Chinese measure word.
    """
    value = _readable(value)
    scale = _scale(value, han)
    times = Fraction(10) ** power_of(scale)
    ends = [value.low] if not value.is_range else [value.low, value.high]
    figures = [_figure(end / times, digits, value.step / times) for end in ends]
    rounded = any(figure.rounded for figure in figures)
    joined = "~".join(figure.text for figure in figures)
    about = ("约" if han else "about ") if value.hedge is not Hedge.EXACT else ""
    return Shown(f"{about}{joined}{_scale_text(scale)}{_unit_text(value.unit, han, scale, each)}", rounded)


def _readable(value: Quantity) -> Quantity:
    """Seconds that make minutes, hours or days, in these."""
    if value.unit.dimension is not Dimension.DURATION or value.unit.factor != 1 or value.is_range:
        return value
    for name in ("day", "hour", "minute"):
        unit = units()[name]
        if unit.parts == value.unit.parts and abs(value.low) >= unit.factor:
            ends = value.low / unit.factor, value.high / unit.factor
            return Quantity(*ends, unit, "", value.step / unit.factor, value.hedge)
    return value


def _scale(value: Quantity, han: bool) -> str:
    if value.unit.dimension in (Dimension.SHARE, Dimension.POINTS):
        return ""
    own = value.scale and not value.scale.startswith("^")
    if own and (value.scale.isascii() != han):
        return value.scale
    size = max(abs(value.low), abs(value.high))
    for scale in _HAN_SCALES if han else _ENGLISH_SCALES:
        power = power_of(scale)
        if 10**power <= size < 10**_POWER_FROM:
            return scale
    if size >= 10**_POWER_FROM:
        return f"^{len(str(int(size))) - 1}"
    return ""


def _figure(value: Fraction, digits: int | None, step: Fraction) -> Shown:
    places = _exact_places(value) if digits is None else _places_for(value, digits)
    if digits is None and step and places > 6:
        places = max(places_of(step), 6)
    text = decimal(value, places)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Shown(text, Fraction(text) != value)


def _exact_places(value: Fraction) -> int:
    """How many decimals a value has; 7 where they do not end soon."""
    for places in range(7):
        if (value * 10**places).denominator == 1:
            return places
    return 7


def _places_for(value: Fraction, digits: int) -> int:
    """Decimals that show so many significant digits; none of a whole number is dropped."""
    size = abs(value)
    if not size:
        return 0
    power = 0
    while size >= 10:
        size, power = size / 10, power + 1
    while size < 1:
        size, power = size * 10, power - 1
    return max(0, digits - 1 - power)


def _scale_text(scale: str) -> str:
    if scale.startswith("^"):
        return f"×10{scale}"
    return f" {scale}" if scale.isascii() and len(scale) > 1 else scale


def _unit_text(unit: Unit, han: bool, scale: str, each: str) -> str:  # noqa: PLR0911 - one for each kind
    if not unit.name:
        return ""
    if unit.dimension is Dimension.MULTIPLE:
        return "倍" if han else " times"
    if unit.dimension is Dimension.SHARE:
        return unit.name
    if unit.dimension is Dimension.POINTS:
        return "个百分点" if han else " percentage points"
    if unit.dimension is Dimension.DURATION and not han:
        return f" {unit.name}s"
    above, *below = unit.name.split("/") if unit.dimension is Dimension.PER else [unit.name]
    if not han and not unit.name.isascii():
        return _in_english(unit, each)
    name = "/".join([local_name(above, han), *(_singular(local_name(one, han)) for one in below)])
    attached = not name[0].isascii() and (unit.dimension is not Dimension.PER or scale)
    return name if attached else f" {name}"


def _in_english(unit: Unit, each: str) -> str:
    """A unit with Chinese measure words, which English has none for: `7.99 per server`."""
    if unit.dimension is Dimension.COUNT and (name := _counted_as(unit.parts, False)):
        return f" {name}"
    above, _, below = unit.name.partition("/")
    counted = unit.dimension is Dimension.COUNT or unit.dimension is Dimension.PER
    if not counted or (unit.dimension is Dimension.COUNT and below):
        return f" {unit.name}"
    said = f" {above}" if above.isascii() and above else ""
    return f"{said} per {_singular(below) if below.isascii() else each or 'unit'}" if below else said


def local_name(name: str, han: bool) -> str:
    """A unit in Chinese, where it has a name in it and that is asked for."""
    if han and name.isascii() and name in units() and units()[name].dimension is Dimension.COUNT:
        return _counted_as(units()[name].parts, True) or name
    return _han_names().get(name, name) if han else name


def _singular(name: str) -> str:
    return name[:-1] if name.isascii() and len(name) > 3 and name.endswith("s") else name


@cache
def _counted_as(parts: tuple[Part, ...], han: bool) -> str:
    """What a count is called in Chinese or English, where there is one word for it: 参数, parameters."""
    forms = [form for form, unit in units().items() if unit.parts == parts and form.isascii() != han]
    stems = {form.lower().removesuffix("s") for form in forms}
    return max(forms, key=lambda form: (form.islower(), len(form))) if len(stems) == 1 else ""


@cache
def _han_names() -> dict[str, str]:
    """The first Chinese form of each unit that is named in Latin letters."""
    found: dict[str, str] = {}
    for form, unit in units().items():
        if (
            unit.name.isascii()
            and not form.isascii()
            and unit.dimension is not Dimension.COUNT
            and form.isalpha()
        ):
            found.setdefault(unit.name, form)
    return found
