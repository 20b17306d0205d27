"""What a quantity is, apart from where it stands: so that two texts can be compared by value."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

import msgspec

from hopyard.core.errors import HopyardError


class QuantityError(HopyardError):
    """Quantities cannot be taken together as asked."""


class Dimension(StrEnum):
    """What a unit measures."""

    NUMBER = "number"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    POINTS = "points"
    MULTIPLE = "multiple"
    DURATION = "duration"
    DATA = "data"
    DATA_RATE = "data rate"
    OPERATIONS = "operations"
    COMPUTE = "compute"
    POWER = "power"
    ENERGY = "energy"
    VOLTAGE = "voltage"
    CURRENT = "current"
    CHARGE = "charge"
    FREQUENCY = "frequency"
    LENGTH = "length"
    AREA = "area"
    VOLUME = "volume"
    MASS = "mass"
    TEMPERATURE = "temperature"
    PER = "per"
    """One unit to another, as 美元/颗."""


class Hedge(StrEnum):
    """How a text softens a figure."""

    EXACT = ""
    ABOUT = "about"
    NEARLY = "nearly"
    OVER = "over"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BELOW = "below"


class Part(msgspec.Struct, frozen=True, gc=False, order=True):
    """A base unit and its power: metres per second are (m, 1) and (s, -1)."""

    base: str
    power: int


class Unit(msgspec.Struct, frozen=True, gc=False):
    """A unit: `factor` of the base units in `parts` make one."""

    name: str
    """As it is printed; a form that the parser reads again."""
    dimension: Dimension
    factor: Fraction = Fraction(1)
    parts: tuple[Part, ...] = ()
    """Sorted by base; none for plain numbers, shares and multiples."""


PLAIN = Unit("", Dimension.NUMBER)
ANYTHING = "*"
"""The base of 个: it counts whatever another count counts."""


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """A value with its unit, as exact as stated: the scale is multiplied in, the unit is not."""

    low: Fraction
    high: Fraction
    """The same as `low` but for a range."""
    unit: Unit = PLAIN
    scale: str = ""
    """As written: `万亿`, `billion`, `^23` for a power of ten, `分之` for a fraction."""
    step: Fraction = Fraction(1)
    """One in the last place written, scale multiplied in: 1/10 × 10^12 for 1.6万亿. 0 for a fraction."""
    hedge: Hedge = Hedge.EXACT

    @property
    def is_range(self) -> bool:
        """Whether two ends were given."""
        return self.low != self.high

    @property
    def base_low(self) -> Fraction:
        """The lower end in base units: 0.578 for 57.8 %."""
        return self.low * self.unit.factor

    @property
    def base_high(self) -> Fraction:
        """The upper end in base units."""
        return self.high * self.unit.factor

    @property
    def base_step(self) -> Fraction:
        """The precision stated, in base units."""
        return self.step * self.unit.factor


class Period(msgspec.Struct, frozen=True, gc=False):
    """A time: what is not said is 0. Fiscal years are not told from calendar years but by the mark."""

    year: int = 0
    month: int = 0
    day: int = 0
    quarter: int = 0
    half: int = 0
    decade: bool = False
    """The ten years that begin with `year`."""
    fiscal: bool = False
    until: Period | None = None
    """The last one of a row of periods: 2017-2022年."""


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A value and where it stands: `text[start:end]` with hedge, sign, scale and unit."""

    start: int
    end: int
    value: Quantity | Period
