"""What is to be calculated: operations on quantities that passages state, as frozen values."""

from __future__ import annotations

import msgspec

from hopyard.core.question.calculations import Operation
from hopyard.core.text.quantities import Quantity


class Operand(msgspec.Struct, frozen=True, tag="operand"):
    """A quantity that a passage states."""

    value: Quantity
    written: str
    """As it stands in the passage."""
    citation: int
    """The number of its source in the answer; 0 for what the question itself gives, as `two pods`."""


class Calculation(msgspec.Struct, frozen=True, tag="calculation"):
    """An operation on operands, in the order of `Operation`: growth has the earlier value first."""

    operation: Operation
    operands: tuple[Operand | Calculation, ...]


Expression = Operand | Calculation
