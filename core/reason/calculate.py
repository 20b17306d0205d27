"""Calculates with cited quantities, exactly and with their units, and writes down the chain. Pure.

An expression is a small tree of frozen values; no text is ever evaluated.
"""

from __future__ import annotations

import re
from fractions import Fraction

import msgspec

from hopyard.core.question.calculations import Operation
from hopyard.core.reason.expressions import Calculation, Expression, Operand
from hopyard.core.reason.rounding import Shown, shown
from hopyard.core.text.quantities import Dimension, Hedge, Quantity, QuantityError, Unit
from hopyard.core.text.quantities.tables import units
from hopyard.core.text.quantities.units import comparable, joined, per
from hopyard.core.text.quantities.values import ANYTHING, PLAIN


class UnitsDiffer(QuantityError):
    """Quantities in units that do not go together cannot be added, subtracted or made a share."""


class NothingToDivideBy(QuantityError):
    """The lower operand of a quotient is zero, or a range that holds zero."""


class WrongOperands(QuantityError):
    """An operation has fewer or more operands than it takes."""


class Result(msgspec.Struct, frozen=True):
    """What a calculation gives."""

    value: Quantity
    """Exact."""
    text: str
    """As it is shown, rounded: `7.99 颗/台`."""
    rounded: bool
    """Whether `text` says less than `value`."""
    chain: str
    """`1558颗 [1] ÷ 195台 [1] = 7.99 颗/台`."""
    citations: tuple[int, ...]
    """Of all operands, ascending, each once."""


_SIGNS = {
    Operation.SUM: "+",
    Operation.DIFFERENCE: "−",
    Operation.MULTIPLY: "×",
    Operation.RATIO: "÷",
    Operation.SHARE: "÷",
    Operation.PER_UNIT: "÷",
    Operation.TIMES: "÷",
}
_MANY = frozenset({Operation.SUM, Operation.MULTIPLY, Operation.AVERAGE})
DIGITS = 3
"""Significant digits shown of a quotient; whole numbers keep all of theirs."""


def calculate(
    expression: Calculation, digits: int = DIGITS, *, chinese: bool | None = None, each: str = ""
) -> Result:
    """The exact value of an expression, and how it is shown with `digits` significant digits.

    Ranges give ranges. A softened operand makes the result `about`. The result's scale and unit are named in
    the language of `chinese`, or in that of the operands if it is None; `each` as for `rounding.shown`.
    Raises: UnitsDiffer, NothingToDivideBy, WrongOperands.
    """
    value = evaluate(expression)
    han = _is_han(expression) if chinese is None else chinese
    exact = expression.operation in (Operation.SUM, Operation.DIFFERENCE, Operation.MULTIPLY)
    text = shown(value, None if exact else digits, han, each)
    return Result(
        value, text.text, text.rounded, _chain(expression, text), tuple(sorted(set(_citations(expression))))
    )


def evaluate(expression: Expression) -> Quantity:  # noqa: PLR0911 - one for each operation
    """The exact value of an expression. Raises as `calculate`."""
    if isinstance(expression, Operand):
        return expression.value
    values = [evaluate(operand) for operand in expression.operands]
    least, most = (2, 99) if expression.operation in _MANY else (2, 2)
    if not least <= len(values) <= most:
        raise WrongOperands(
            f"{expression.operation.value} takes two quantities, not {len(values)}.",
            "Name both operands.",
        )
    match expression.operation:
        case Operation.SUM:
            return _folded(values, 1)
        case Operation.AVERAGE:
            return _average(values)
        case Operation.DIFFERENCE:
            return _difference(values[0], values[1])
        case Operation.MULTIPLY:
            return _product(values)
        case Operation.SHARE:
            return _quotient(*_pair(values), units()["%"])
        case Operation.TIMES:
            return _quotient(*_pair(values), units()["倍"])
        case Operation.GROWTH:
            return _growth(values[0], values[1])
        case Operation.RATIO:
            return _quotient(values[0], values[1], None)
        case Operation.PER_UNIT:
            return _quotient(values[0], values[1], _per(values[0].unit, values[1].unit))


def _alike(values: list[Quantity]) -> list[Quantity]:
    for other in values[1:]:
        if not comparable(values[0].unit, other.unit):
            raise UnitsDiffer(
                f"{_name(values[0].unit)} and {_name(other.unit)} cannot be taken together.",
                "Choose quantities in the same unit.",
            )
    return values


def _pair(values: list[Quantity]) -> tuple[Quantity, Quantity]:
    one, other = _alike(values)
    return one, other


def _name(unit: Unit) -> str:
    return unit.name or "a plain number"


def _telling(values: list[Quantity]) -> Unit:
    """The unit of a sum: the first that says what is counted, or the first."""
    for value in values:
        if value.unit.parts and value.unit.parts[0].base != ANYTHING:
            return value.unit
    return values[0].unit


def _folded(values: list[Quantity], sign: int) -> Quantity:
    """The sum of values, or the first less the others, in one unit."""
    unit = _telling(_alike(values))
    scale = max(values, key=lambda one: abs(one.base_high)).scale
    low, high = values[0].base_low, values[0].base_high
    for value in values[1:]:
        ends = (value.base_low, value.base_high) if sign > 0 else (-value.base_high, -value.base_low)
        low, high = low + ends[0], high + ends[1]
    factor = unit.factor
    step = min(value.base_step for value in values) / factor
    kept = scale if not scale.startswith("^") and scale != "分之" else ""
    return Quantity(low / factor, high / factor, unit, kept, step, _hedge(values))


def _average(values: list[Quantity]) -> Quantity:
    found = _folded(values, 1)
    n = len(values)
    return Quantity(found.low / n, found.high / n, found.unit, found.scale, Fraction(0), found.hedge)


def _difference(one: Quantity, other: Quantity) -> Quantity:
    found = _folded([one, other], -1)
    if found.unit.dimension is not Dimension.SHARE:
        return found
    times = found.unit.factor * 100
    points = units()["百分点"]
    return Quantity(found.low * times, found.high * times, points, "", found.step * times, found.hedge)


def _product(values: list[Quantity]) -> Quantity:
    found = values[0]
    for other in values[1:]:
        unit, times = joined(found.unit, other.unit, 1)
        ends = [one * two * times for one in (found.low, found.high) for two in (other.low, other.high)]
        found = Quantity(min(ends), max(ends), unit, "", Fraction(0), _hedge([found, other]))
    return found


def _quotient(above: Quantity, below: Quantity, unit: Unit | None) -> Quantity:
    """One value by another, in a given unit without base (%, 倍), or in the unit that comes of both."""
    if below.low <= 0 <= below.high:
        raise NothingToDivideBy("A value of zero cannot be divided by.", "Choose another lower operand.")
    if unit is None:
        unit, times = joined(above.unit, below.unit, -1)
    else:
        times = above.unit.factor / below.unit.factor / unit.factor
    ends = [one / two * times for one in (above.low, above.high) for two in (below.low, below.high)]
    return Quantity(min(ends), max(ends), unit, "", Fraction(0), _hedge([above, below]))


def _per(one: Unit, other: Unit) -> Unit | None:
    """One count to another, also where 个 could count the same: 张/个. None: as they measure."""
    counted = one.dimension is other.dimension is Dimension.COUNT
    return per(one, other) if counted and one.parts != other.parts else None


def _growth(before: Quantity, after: Quantity) -> Quantity:
    """What a value has grown by, as a share of the earlier one."""
    found = _quotient(*_pair([after, before]), PLAIN)
    low, high = (found.low - 1) * 100, (found.high - 1) * 100
    if before.low < 0:
        raise NothingToDivideBy("Growth from a value below zero says nothing.", "State the difference.")
    return Quantity(low, high, units()["%"], "", Fraction(0), found.hedge)


def _hedge(values: list[Quantity]) -> Hedge:
    return Hedge.EXACT if all(value.hedge is Hedge.EXACT for value in values) else Hedge.ABOUT


def _citations(expression: Expression) -> list[int]:
    if isinstance(expression, Operand):
        return [expression.citation] if expression.citation else []
    return [number for operand in expression.operands for number in _citations(operand)]


def _is_han(expression: Expression) -> bool:
    """Whether any operand is written in Chinese: the result then is."""
    if isinstance(expression, Operand):
        return re.search("[\u4e00-\u9fff]", expression.written) is not None
    return any(_is_han(operand) for operand in expression.operands)


def _chain(expression: Calculation, text: Shown) -> str:
    return f"{_written(expression)} = {text.text}"


def _written(expression: Expression) -> str:
    if isinstance(expression, Operand):
        return f"{expression.written} [{expression.citation}]" if expression.citation else expression.written
    operands = [
        f"({_written(one)})" if isinstance(one, Calculation) else _written(one) for one in expression.operands
    ]
    if expression.operation is Operation.GROWTH:
        return f"({operands[1]} − {operands[0]}) ÷ {operands[0]}"
    if expression.operation is Operation.AVERAGE:
        return f"({' + '.join(operands)}) ÷ {len(operands)}"
    return f" {_SIGNS[expression.operation]} ".join(operands)
