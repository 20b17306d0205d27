"""Digits as numbers: the figure, its power of ten, and the last place that is written. Pure."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from hopyard.core.text.quantities.tables import scales

DIGITS = r"[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?"
_TIMES_TEN = (
    r"(?:\s?[x×*·]\s?10(?:\s?\^\s?[-−+]?\d{1,3}|\^?\{[-−+]?\d{1,3}\}|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
    r"|[eE][-+]?\d{1,3}(?![0-9A-Za-z]))"
)
POWER = re.compile(_TIMES_TEN)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−", "0123456789-+-")
_EXPONENT = re.compile(r"[-+]?\d+\Z")
MAX_EXPONENT = 300
"""No quantity is larger: what is, is a name or a mistake, and would cost memory."""


class Figure(NamedTuple):
    """A number as it is written."""

    value: Fraction
    step: Fraction
    """One in its last place."""


@lru_cache(4096)
def figure(digits: str, power: int) -> Figure:
    """The value of digits (commas are left out) times ten to a power."""
    whole, _, places = digits.replace(",", "").partition(".")
    exponent = power - len(places)
    value = int(whole + places)
    if exponent >= 0:
        return Figure(Fraction(value * 10**exponent), Fraction(10**exponent))
    return Figure(Fraction(value, 10**-exponent), Fraction(1, 10**-exponent))


def exponent_of(written: str) -> int | None:
    """23 for `*10^23`, `×10²³`, `x 10^{23}` and `e23`; None where it is past all measure."""
    found = _EXPONENT.search(written.translate(_SUPERSCRIPTS).rstrip("}"))
    if written[:1] not in "eE" and found and found.group().startswith("10") and "^" not in written:
        found = re.search(r"10([-+]?\d+)\Z", written.translate(_SUPERSCRIPTS))
        power = int(found.group(1)) if found else 0
    else:
        power = int(found.group()) if found else 0
    return power if abs(power) <= MAX_EXPONENT else None


def power_of(scale: str) -> int:
    """The power of ten of a scale as it stands in a `Quantity`."""
    if scale.startswith("^"):
        return int(scale[1:])
    return scales().get(scale, 0)
