"""Calculating with cited quantities: values, units, chains, refusals."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.question.calculations import Operation
from hopyard.core.reason.calculate import (
    NothingToDivideBy,
    UnitsDiffer,
    WrongOperands,
    calculate,
)
from hopyard.core.reason.expressions import Calculation, Operand
from hopyard.core.text.quantities import Hedge, Quantity, parse
from hopyard.core.text.quantities.tables import units


def cited(text: str, citation: int = 1) -> Operand:
    (mention,) = parse(text)
    assert isinstance(mention.value, Quantity)
    return Operand(mention.value, text, citation)


def of(operation: Operation, *texts: str) -> Calculation:
    return Calculation(operation, tuple(cited(text, place) for place, text in enumerate(texts, 1)))


@pytest.mark.parametrize(
    ("operation", "texts", "chain"),
    [
        (Operation.PER_UNIT, ("1558颗", "195台"), "1558颗 [1] ÷ 195台 [2] = 7.99 颗/台"),
        (Operation.PER_UNIT, ("2337万美元", "1558颗"), "2337万美元 [1] ÷ 1558颗 [2] = 1.5万美元/颗"),
        (
            Operation.PER_UNIT,
            ("1,558 chips", "195 servers"),
            "1,558 chips [1] ÷ 195 servers [2] = 7.99 chips/server",
        ),
        (Operation.SUM, ("220亿", "5400亿"), "220亿 [1] + 5400亿 [2] = 5620亿"),
        (
            Operation.SUM,
            ("1.5 million users", "300 thousand users"),
            "1.5 million users [1] + 300 thousand users [2] = 1.8 million users",
        ),
        (Operation.SUM, ("12.5吨", "1.25吨", "3吨"), "12.5吨 [1] + 1.25吨 [2] + 3吨 [3] = 16.75吨"),
        (Operation.DIFFERENCE, ("3.4亿参数", "1.17亿个"), "3.4亿参数 [1] − 1.17亿个 [2] = 2.23亿参数"),
        (Operation.DIFFERENCE, ("57.8%", "46.2%"), "57.8% [1] − 46.2% [2] = 11.6 percentage points"),
        (Operation.DIFFERENCE, ("750GB", "16GB"), "750GB [1] − 16GB [2] = 734 GB"),
        (Operation.TIMES, ("5400亿个", "1750亿参数"), "5400亿个 [1] ÷ 1750亿参数 [2] = 3.09倍"),
        (Operation.TIMES, ("55EFLOPs", "121.528 PFLOPS"), "55EFLOPs [1] ÷ 121.528 PFLOPS [2] = 453 times"),
        (Operation.SHARE, ("45 servers", "195 servers"), "45 servers [1] ÷ 195 servers [2] = 23.1%"),
        (Operation.GROWTH, ("$4.2bn", "$4.6bn"), "($4.6bn [2] − $4.2bn [1]) ÷ $4.2bn [1] = 9.52%"),
        (Operation.GROWTH, ("8000万元", "1.2亿元"), "(1.2亿元 [2] − 8000万元 [1]) ÷ 8000万元 [1] = 50%"),
        (
            Operation.RATIO,
            ("3.15*10^23 FLOPs", "121.528 PFLOPS"),
            "3.15*10^23 FLOPs [1] ÷ 121.528 PFLOPS [2] = 30 days",
        ),
        (Operation.MULTIPLY, ("1558颗", "1.5万美元/颗"), "1558颗 [1] × 1.5万美元/颗 [2] = 2337万美元"),
        (Operation.PER_UNIT, ("10-20万元", "4台"), "10-20万元 [1] ÷ 4台 [2] = 2.5~5万元/台"),
        (Operation.PER_UNIT, ("约2337万美元", "1558颗"), "约2337万美元 [1] ÷ 1558颗 [2] = 约1.5万美元/颗"),
        (Operation.RATIO, ("16 GiB", "8 GiB"), "16 GiB [1] ÷ 8 GiB [2] = 2"),
    ],
)
def test_a_chain_is_printed(operation: Operation, texts: tuple[str, ...], chain: str) -> None:
    assert calculate(of(operation, *texts)).chain == chain


def test_the_exact_value_is_kept_beside_the_rounded() -> None:
    result = calculate(of(Operation.PER_UNIT, "1558颗", "195台"))
    assert result.value.low == Fraction(1558, 195)
    assert (result.text, result.rounded, result.citations) == ("7.99 颗/台", True, (1, 2))
    assert calculate(of(Operation.SUM, "220亿", "5400亿")).rounded is False


def test_more_digits_can_be_asked_for() -> None:
    assert calculate(of(Operation.PER_UNIT, "1558颗", "195台"), digits=5).text == "7.9897 颗/台"


def test_a_calculation_may_hold_another() -> None:
    cost = of(Operation.MULTIPLY, "1558颗", "1.5万美元/颗")
    result = calculate(Calculation(Operation.PER_UNIT, (cost, cited("195台", 3))))
    assert result.chain == "(1558颗 [1] × 1.5万美元/颗 [2]) ÷ 195台 [3] = 12万美元/台"
    assert result.citations == (1, 2, 3)


@pytest.mark.parametrize(
    ("operation", "texts"),
    [
        (Operation.SUM, ("1558颗", "2337万美元")),
        (Operation.SUM, ("1558颗", "195台")),
        (Operation.DIFFERENCE, ("5美元", "5元")),
        (Operation.SHARE, ("30天", "195台")),
        (Operation.TIMES, ("3.15*10^23 FLOPs", "121.528 PFLOPS")),
        (Operation.GROWTH, ("5%", "3个百分点")),
    ],
)
def test_units_that_do_not_go_together_are_refused(operation: Operation, texts: tuple[str, ...]) -> None:
    with pytest.raises(UnitsDiffer, match="cannot be taken together") as refused:
        calculate(of(operation, *texts))
    assert refused.value.next_step


def test_nothing_is_divided_by_zero() -> None:
    with pytest.raises(NothingToDivideBy):
        calculate(of(Operation.RATIO, "5台", "0台"))
    with pytest.raises(NothingToDivideBy):
        calculate(of(Operation.GROWTH, "-5亿元", "3亿元"))


def test_a_quotient_takes_two() -> None:
    with pytest.raises(WrongOperands, match="not 3"):
        calculate(of(Operation.RATIO, "5台", "6台", "7台"))
    with pytest.raises(WrongOperands):
        calculate(of(Operation.SUM, "5台"))


_UNITS = st.sampled_from(
    [units()[form] for form in ("颗", "USD", "%", "GB", "GiB", "km", "year", "PFLOPS", "倍")]
)


@st.composite
def operands(draw: st.DrawFn) -> Operand:
    value = Fraction(draw(st.integers(1, 10**9)), 10 ** draw(st.integers(0, 4)))
    return Operand(Quantity(value, value, draw(_UNITS)), "x", draw(st.integers(1, 9)))


@given(operands(), operands())
def test_a_product_divided_again_is_what_it_was(one: Operand, other: Operand) -> None:
    product = Calculation(Operation.MULTIPLY, (one, other))
    back = calculate(Calculation(Operation.RATIO, (product, other)))
    assert back.value.base_low == one.value.base_low


@given(operands(), operands())
def test_sum_and_difference_undo_one_another(one: Operand, other: Operand) -> None:
    try:
        total = Calculation(Operation.SUM, (one, other))
        back = calculate(Calculation(Operation.DIFFERENCE, (total, other))).value
    except UnitsDiffer:
        assert one.value.unit.parts != other.value.unit.parts
        return
    assert back.base_low * (100 if back.unit.name == "百分点" else 1) in (
        one.value.base_low,
        one.value.base_low * 100,
        one.value.base_low * 10000,
    )
    assert back.hedge is Hedge.EXACT
