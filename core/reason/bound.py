"""Which figures of a sentence are of what a question asks about: by unit, nearness, and whose they are. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hopyard.core.question.asks import Ask
from hopyard.core.question.names import Name, latin_names
from hopyard.core.question.understand import Question
from hopyard.core.reason.score import Scorer
from hopyard.core.text.quantities import Dimension, Mention, Quantity, Unit, head_of, quantities
from hopyard.core.text.quantities.units import comparable
from hopyard.core.text.quantities.values import ANYTHING
from hopyard.core.text.tokens import fold, spans

_SHARES = frozenset({Dimension.SHARE, Dimension.POINTS})
_ASKS_FOR_TIME = re.compile(
    r"天|时间|多久|多长|年限|小时|\b(?:days?|time|long|hours?|years?|months?)\b", re.IGNORECASE
)
_BY_DISTANCE = ((4, 1.0), (12, 0.95), (30, 0.75), (1_000_000, 0.45))
"""What a figure counts by the characters between it and what is asked about."""
_ANOTHERS = 0.3
"""What it counts where another name stands between it and the one that is meant."""
_PLAIN_NUMBER = 0.6
"""What a number without a unit counts where a unit is asked for."""
_CLAUSE_END = re.compile("[。；;！!？?\n]")


class Bound(NamedTuple):
    """A quantity of a sentence and how surely it is what is asked for, from 0 to 1."""

    mention: Mention
    value: Quantity
    share: float
    own: bool
    """Whether the name that the question means stands nearest to it."""


def unit_of(words: str) -> Unit | None:
    """The unit that a measure word stands for: `台`, `万美元`; None where it is none, or a scale alone."""
    found = quantities(f"有1{words}") if words else []
    if len(found) != 1 or not isinstance(found[0].value, Quantity):
        return None
    unit = found[0].value.unit
    return unit if unit.parts and unit.dimension not in _SHARES else None


def bound(scorer: Scorer, sentence: str, unit: Unit | None = None, heading: str = "") -> list[Bound]:
    """The quantities of a sentence that may be what the scorer's question asks for, in order.

    `unit` is the one asked for, if one is; `heading` may say what a table's figures are counted in.
    """
    question = scorer.question
    names = [Name(name) for name in question.names]
    places = {name.name: name.places_in(sentence) for name in names}
    focus = {word for term in scorer.focus for way in term.ways for word in way}
    about = [(token.start, token.end) for token in spans(fold(sentence)) if token.text in focus]
    found = []
    for mention in quantities(sentence, head_of(heading) if "\t" in sentence else None):
        assert isinstance(mention.value, Quantity)
        share = _unit_share(mention.value, question, unit)
        if not share:
            continue
        if question.focus:
            share *= _nearness(mention, about)
        own = _is_own(mention, sentence, places)
        found.append(Bound(mention, mention.value, share if own else share * _ANOTHERS, own))
    return found


def _unit_share(value: Quantity, question: Question, unit: Unit | None) -> float:
    if unit is not None:
        if not comparable(value.unit, unit):
            return 0.0
        known = value.unit.parts and unit.parts and unit.parts[0].base != ANYTHING
        return 1.0 if known or value.unit.parts else _PLAIN_NUMBER
    if Ask.PERCENT in question.asks:
        return 1.0 if value.unit.dimension in _SHARES else 0.4
    if value.unit.dimension in _SHARES or value.unit.dimension is Dimension.MULTIPLE or value.scale == "分之":
        return 0.0
    if value.unit.dimension is Dimension.DURATION and not _ASKS_FOR_TIME.search(question.text):
        return 0.0
    return 1.0 if value.unit.parts or value.scale else _PLAIN_NUMBER


def _nearness(mention: Mention, about: list[tuple[int, int]]) -> float:
    if not about:
        return 0.6
    distance = min(max(start - mention.end, mention.start - end, 0) for start, end in about)
    return next(share for within, share in _BY_DISTANCE if distance <= within)


def _is_own(mention: Mention, sentence: str, places: dict[str, list[tuple[int, int]]]) -> bool:
    """Whether no other name stands nearer to a figure than those that are meant.

    A figure belongs to the name before it, or to one right behind it: `1558 chips of A100`.
    """
    meant = [place for found in places.values() for place in found]
    if not meant or "\t" in sentence:
        return True
    others = [
        (start, start + len(name))
        for start, name in latin_names(sentence)
        if not any(start < end and begin < start + len(name) for begin, end in meant)
        and not (mention.start <= start < mention.end)
        and len(name) > 1
    ]
    return min(_steps(mention, meant, sentence)) <= min(_steps(mention, others, sentence))


def _steps(mention: Mention, places: list[tuple[int, int]], sentence: str) -> Iterator[int]:
    """How far names are from a figure: one behind it counts thrice as far, one in another clause ten times."""
    yield 100_000
    for start, end in places:
        before = end <= mention.start
        between = sentence[end : mention.start] if before else sentence[mention.end : start]
        distance = len(between) + 1 if before else 3 * len(between) + 2
        yield distance * (10 if _CLAUSE_END.search(between) else 1)
