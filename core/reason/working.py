"""Calculations with what the hops found: operands are chosen, the arithmetic is exact, chains are kept. Pure.

Nothing is guessed: an operand for which no sentence stands is named as missing, and nothing is calculated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product
from typing import NamedTuple

from hopyard.core.ports import Brief
from hopyard.core.question.calculations import Operation
from hopyard.core.question.operands import planned
from hopyard.core.question.plans import Given, OperandAsk, Planned
from hopyard.core.question.split import parts
from hopyard.core.question.understand import is_chinese
from hopyard.core.reason.calculate import Result, calculate, evaluate
from hopyard.core.reason.change_ends import ends_of_change
from hopyard.core.reason.expressions import Calculation, Operand
from hopyard.core.reason.found_figures import Figure
from hopyard.core.reason.operand_figures import ScorerOf, figures_for
from hopyard.core.text.quantities import AGREE, Quantity, QuantityError, compare, quantities
from hopyard.core.text.quantities.tables import units
from hopyard.core.text.quantities.values import PLAIN

_APART = ((60, 1.0), (150, 0.9), (400, 0.8), (100_000_000, 0.7))
"""What two operands count by the characters between them, in one source."""
_ELSEWHERE = 0.6
"""And in two."""
_ALIKE = 0.5
"""What they count if they are the same figure: it is then likely that one thing was found twice."""
_CLOSE = 120
"""Characters between operands that must stand side by side."""
_NO_DIRECTION = re.compile(r"相差|差多少|差几|差距|\bdifference\b|\bdiffer\b|\bapart\b", re.IGNORECASE)
_NARROW = 1.5
"""A range that reaches further, 数千亿, states no result."""
_TRIED = {1: 12, 2: 12, 3: 6, 4: 4, 5: 3}
"""Figures that are tried for each operand, by how many operands there are."""


class Working(NamedTuple):
    """What became of one part of the question that asks for a calculation."""

    part: str
    planned: Planned
    figures: tuple[Figure, ...]
    """The operands, in the order of the operation; none if one is missing."""
    missing: tuple[OperandAsk, ...]
    refused: str
    """Why the operands could not be taken together; empty if they could."""
    bounds: tuple[OperandAsk, ...] = ()
    """The missing ones of which only a bound or an order of size is stated."""


def workings(brief: Brief, scorer_of: ScorerOf) -> list[Working]:
    """The calculations that a question asks for, each with the operands that the surviving hops carry."""
    found = []
    for part in parts(brief.question):
        plan = planned(part)
        if plan is not None:
            found.append(_working(part, plan, brief, scorer_of))
    return found


def _working(part: str, plan: Planned, brief: Brief, scorer_of: ScorerOf) -> Working:
    if plan.operands[0].role in ("from", "to"):
        return _of_one_sentence(part, plan, brief, scorer_of)
    choices = [figures_for(ask, brief, scorer_of) for ask in plan.operands]
    missing = tuple(ask for ask, choice in zip(plan.operands, choices, strict=True) if not choice.figures)
    if missing:
        bounds = tuple(ask for ask, choice in zip(plan.operands, choices, strict=True) if choice.only_bounds)
        return Working(part, plan, (), missing, "", bounds)
    best: tuple[float, tuple[Figure, ...]] | None = None
    refused = ""
    most = _TRIED[len(choices)]
    for figures in product(*(choice.figures[:most] for choice in choices)):
        if len({(one.citation.source, one.at) for one in figures}) < len(figures):
            continue
        if plan.side_by_side and not _side_by_side(figures):
            continue
        worth = _worth(figures)
        if best is not None and worth <= best[0]:
            continue
        try:
            value = evaluate(_calculation(plan, figures, [1] * len(figures)))
        except QuantityError as error:
            refused = refused or error.message
        else:
            if plan.operation is not Operation.SHARE or value.base_high <= 1:
                best = (worth, figures)
    return _larger_first(Working(part, plan, best[1] if best else (), (), "" if best else refused))


def _larger_first(working: Working) -> Working:
    """A difference that has no direction, 相差, is that of the larger one to the smaller one."""
    plan, figures = working.planned, working.figures
    if plan.operation is not Operation.DIFFERENCE or not figures or not _NO_DIRECTION.search(working.part):
        return working
    if evaluate(_calculation(plan, figures, [1] * len(figures))).base_high >= 0:
        return working
    plan = plan._replace(operands=plan.operands[::-1])
    return working._replace(planned=plan, figures=figures[::-1])


def _of_one_sentence(part: str, plan: Planned, brief: Brief, scorer_of: ScorerOf) -> Working:
    points = plan.operation is Operation.DIFFERENCE
    ends = ends_of_change(plan.operands[0].question, points, brief, scorer_of)
    if ends is None:
        return Working(part, plan, (), (), "")
    by_role = dict(zip(("from", "to"), ends, strict=True))
    return Working(part, plan, tuple(by_role[ask.role] for ask in plan.operands), (), "")


def _side_by_side(figures: Sequence[Figure]) -> bool:
    return all(
        one.citation.source == other.citation.source and abs(one.at - other.at) <= _CLOSE
        for one, other in pairwise(figures)
    )


def _worth(figures: Sequence[Figure]) -> float:
    worth = 1.0
    for one in figures:
        worth *= one.score
    for one, other in pairwise(figures):
        worth *= _together(one, other)
    return worth


def _calculation(plan: Planned, figures: Sequence[Figure], numbers: Sequence[int]) -> Calculation:
    operands = tuple(
        _times(ask.times, Operand(figure.value, figure.written, number))
        for ask, figure, number in zip(plan.operands, figures, numbers, strict=True)
    )
    if plan.given is None:
        return Calculation(plan.operation, operands)
    given = _given(plan.given)
    both = (given, *operands) if plan.operation is Operation.MULTIPLY else (*operands, given)
    return Calculation(plan.operation, both)


def _times(n: int, operand: Operand) -> Operand | Calculation:
    return operand if n == 1 else Calculation(Operation.MULTIPLY, (_given(Given(n, str(n))), operand))


def _given(one: Given) -> Operand:
    unit = units()[one.unit] if one.unit else PLAIN
    return Operand(Quantity(Fraction(one.value), Fraction(one.value), unit), one.words, 0)


def result_of(working: Working, numbers: Sequence[int]) -> Result:
    """The result of a working that has its figures; `numbers` are those of their references."""
    each = working.planned.operands[-1].name if working.planned.operation is Operation.PER_UNIT else ""
    return calculate(
        _calculation(working.planned, working.figures, numbers), chinese=is_chinese(working.part), each=each
    )


def _together(one: Figure, other: Figure) -> float:
    if one.citation.source != other.citation.source:
        share = _ELSEWHERE
    else:
        apart = abs(one.at - other.at)
        share = next(share for within, share in _APART if apart <= within)
    return share * _ALIKE if one.value.base_low == other.value.base_low else share


def stated_in(text: str, result: Quantity) -> bool:
    """Whether a text states a calculated result by itself."""
    return any(
        isinstance(mention.value, Quantity)
        and mention.value.unit.dimension is result.unit.dimension
        and abs(mention.value.base_high) <= _NARROW * abs(mention.value.base_low)
        and compare(mention.value, result) in AGREE
        for mention in quantities(text)
    )
