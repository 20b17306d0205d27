"""Calculations with what the hops found: operands are chosen, the arithmetic is exact, chains are kept. Pure.

Nothing is guessed: an operand for which no sentence stands is named as missing, and nothing is calculated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hopyard.core.ports import Brief, BriefHop
from hopyard.core.question.calculations import Operation
from hopyard.core.question.operands import OperandAsk, Planned, planned
from hopyard.core.question.split import parts
from hopyard.core.reason.bound import bound, unit_of
from hopyard.core.reason.calculate import Calculation, Operand, Result, calculate
from hopyard.core.reason.ranking import hits_of, is_finding, rank
from hopyard.core.reason.score import Scorer
from hopyard.core.text.quantities import AGREE, Quantity, QuantityError, Unit, compare, quantities
from hopyard.core.values import Citation

ScorerOf = Callable[[str], Scorer]
"""Scores sentences against a question."""
MAX_CANDIDATES = 12
"""Figures that are tried for each operand."""
LEAST = 0.12
"""What a figure must count at least to be an operand: its sentence's score times how surely it is bound."""
MIN_OWNER = 0.75
"""How much of whose figure it is must be said: more than for a quote, for nobody sees it in the result."""
_APART = ((60, 1.0), (150, 0.9), (400, 0.8), (100_000_000, 0.7))
"""What two operands count by the characters between them, in one source."""
_ELSEWHERE = 0.6
"""And in two."""
_ALIKE = 0.5
"""What they count if they are the same figure: it is then likely that one thing was found twice."""


class Figure(NamedTuple):
    """A quantity that may be an operand."""

    value: Quantity
    written: str
    citation: Citation
    at: int
    """Where it stands in its source."""
    score: float


class Working(NamedTuple):
    """What became of one part of the question that asks for a calculation."""

    part: str
    planned: Planned
    figures: tuple[Figure, ...]
    """The operands, in the order of the operation; none if one is missing."""
    missing: tuple[OperandAsk, ...]
    refused: str
    """Why the operands could not be taken together; empty if they could."""


def workings(brief: Brief, scorer_of: ScorerOf) -> list[Working]:
    """The calculations that a question asks for, each with the operands that the surviving hops carry."""
    found = []
    for part in parts(brief.question):
        plan = planned(part)
        if plan is not None:
            found.append(_working(part, plan, brief, scorer_of))
    return found


def _working(part: str, plan: Planned, brief: Brief, scorer_of: ScorerOf) -> Working:
    choices = [_figures(ask, brief, scorer_of) for ask in plan.operands]
    missing = tuple(ask for ask, figures in zip(plan.operands, choices, strict=True) if not figures)
    if missing:
        return Working(part, plan, (), missing, "")
    best: tuple[float, tuple[Figure, Figure]] | None = None
    refused = ""
    for one in choices[0]:
        for other in choices[1]:
            if (one.citation.source, one.at) == (other.citation.source, other.at):
                continue
            worth = one.score * other.score * _together(one, other)
            if best is not None and worth <= best[0]:
                continue
            try:
                result = calculate(_calculation(plan, (one, other), (1, 1)))
            except QuantityError as error:
                refused = refused or error.message
            else:
                if plan.operation is not Operation.SHARE or result.value.base_high <= 1:
                    best = (worth, (one, other))
    return Working(part, plan, best[1] if best else (), (), "" if best else refused)


def _calculation(plan: Planned, figures: Sequence[Figure], numbers: Sequence[int]) -> Calculation:
    return Calculation(
        plan.operation,
        tuple(
            Operand(figure.value, figure.written, number)
            for figure, number in zip(figures, numbers, strict=True)
        ),
    )


def result_of(working: Working, numbers: Sequence[int]) -> Result:
    """The result of a working that has its figures; `numbers` are those of their references."""
    return calculate(_calculation(working.planned, working.figures, numbers))


def _together(one: Figure, other: Figure) -> float:
    if one.citation.source != other.citation.source:
        share = _ELSEWHERE
    else:
        apart = abs(one.at - other.at)
        share = next(share for within, share in _APART if apart <= within)
    return share * _ALIKE if one.value.base_low == other.value.base_low else share


def _figures(ask: OperandAsk, brief: Brief, scorer_of: ScorerOf) -> list[Figure]:
    """The figures that may be this operand, best first: out of the hop that looked it up, and of no other."""
    hops = [hop for hop in brief.hops if hop.question == ask.question]
    scorer, unit = scorer_of(ask.question), unit_of(ask.unit)
    found: list[Figure] = []
    for hop in hops:
        found += _in_hop(hop, scorer, unit, brief)
    found.sort(key=lambda one: (-round(one.score, 6), one.citation.evidence, one.at))
    return found[:MAX_CANDIDATES]


def _in_hop(hop: BriefHop, scorer: Scorer, unit: Unit | None, brief: Brief) -> list[Figure]:
    found = []
    for candidate in rank(scorer, hits_of(hop, brief)):
        if not is_finding(candidate.score, scorer) or candidate.score.owner < MIN_OWNER:
            continue
        kept = hop.evidence[candidate.hit]
        citation = Citation(
            kept.id,
            kept.passage.source,
            candidate.start,
            candidate.end,
            candidate.text,
            kept.passage.location_at(candidate.start),
        )
        for one in bound(scorer, candidate.text, unit, kept.passage.heading):
            score = candidate.score.total * one.share
            if score >= LEAST:
                written = " ".join(candidate.text[one.mention.start : one.mention.end].split())
                found.append(Figure(one.value, written, citation, candidate.start + one.mention.start, score))
    return found


def stated_in(text: str, result: Quantity) -> bool:
    """Whether a text states a calculated result by itself."""
    return any(
        isinstance(mention.value, Quantity)
        and mention.value.unit.dimension is result.unit.dimension
        and compare(mention.value, result) in AGREE
        for mention in quantities(text)
    )
