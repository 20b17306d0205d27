"""Units taken together: quotients, products, and which can be set against each other. Pure."""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache

from hopyard.core.text.quantities.tables import units
from hopyard.core.text.quantities.values import ANYTHING, PLAIN, Dimension, Part, Unit

_COUNTED = frozenset({Dimension.NUMBER, Dimension.COUNT})


def comparable(one: Unit, other: Unit) -> bool:
    """Whether values in two units can be set against each other, or added.

    Shares, multiples and plain numbers can; a plain number goes with any count, and 个 with any measure word.
    颗 and 台 cannot, nor two currencies: there are no rates here.
    """
    if one.parts == other.parts:
        return True
    if one.dimension in _COUNTED and other.dimension in _COUNTED:
        return not one.parts or not other.parts or ANYTHING in (one.parts[0].base, other.parts[0].base)
    return False


@lru_cache(1024)
def counted(noun: str) -> Unit:
    """A unit for a noun that no table knows: it goes with itself alone."""
    return Unit(noun, Dimension.COUNT, parts=(Part(noun, 1),))


@lru_cache(1024)
def per(one: Unit, other: Unit) -> Unit:
    """One unit to another as it is written: 美元/颗, km/h."""
    return Unit(f"{one.name}/{other.name}", Dimension.PER, one.factor / other.factor, _powers(one, other, -1))


@lru_cache(1024)
def joined(one: Unit, other: Unit, sign: int) -> tuple[Unit, Fraction]:
    """The unit of a product (`sign` 1) or a quotient (-1), and what the value has to be multiplied by in it.

    What is the same above and below cancels: operations by operations per second are seconds.
    """
    parts = _powers(one, other, sign)
    factor = one.factor * other.factor if sign > 0 else one.factor / other.factor
    if comparable(one, other) and sign < 0:
        return PLAIN, factor
    if not other.parts:
        return one, factor / one.factor
    if sign > 0 and parts == other.parts:
        return other, factor / other.factor
    known = _plain_units().get(parts)
    if known is not None:
        return known, factor / known.factor
    if sign > 0:
        return Unit(f"{one.name}·{other.name}", Dimension.PER, factor, parts), Fraction(1)
    return per(one, other), Fraction(1)


def _powers(one: Unit, other: Unit, sign: int) -> tuple[Part, ...]:
    powers = {part.base: part.power for part in one.parts}
    for part in other.parts:
        powers[part.base] = powers.get(part.base, 0) + sign * part.power
    return tuple(sorted(Part(base, power) for base, power in powers.items() if power))


@cache
def _plain_units() -> dict[tuple[Part, ...], Unit]:
    """For each kind of unit the first of the table that is one base unit."""
    found: dict[tuple[Part, ...], Unit] = {}
    for unit in units().values():
        if unit.parts and unit.factor == 1:
            found.setdefault(unit.parts, unit)
    return found
