"""What is planned for a calculation: operands as questions to look up, and what the question gives itself."""

from __future__ import annotations

from typing import Literal, NamedTuple

from hopyard.core.question.calculations import Operation

Role = Literal["figure", "each", "date", "year", "from", "to"]
"""What kind of statement an operand is: any figure, one that is said of one of several, a date, the sum of a
year, or one of the two ends of a change that a single sentence states."""


class OperandAsk(NamedTuple):
    """One operand: what it is the quantity of, what to ask for it, and its unit where one is said."""

    name: str
    question: str
    unit: str
    role: Role = "figure"
    each: str = ""
    """Where the figure is said of one of several: of one of what. Where it is a year's: which year."""
    times: int = 1
    """How many of them there are: `two pods`."""


class Given(NamedTuple):
    """A factor that the question itself gives: `two pods`, the days of 2021."""

    value: int
    words: str
    """As it is shown: `2`, `365 天`."""
    unit: str = ""
    """`day` or `month`; empty for a plain number."""


class Planned(NamedTuple):
    """A calculation and what has to be looked up for it, in the order of `Operation`."""

    operation: Operation
    operands: tuple[OperandAsk, ...]
    given: Given | None = None
    """Multiplied with the operand, or what it is divided by."""
    side_by_side: bool = False
    """Whether the operands must stand close together: what is said of the one may be meant of the other."""
