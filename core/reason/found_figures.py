"""A figure or a date that was found in a sentence and may be an operand. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from hopyard.core.question.names import Name
from hopyard.core.question.plans import OperandAsk
from hopyard.core.reason.ranking import Candidate
from hopyard.core.reason.score import Scorer
from hopyard.core.text.quantities import Mention, Period, Quantity, parse
from hopyard.core.text.quantities.tables import units
from hopyard.core.text.tokens import tokens
from hopyard.core.values import Citation

_NEAR_DATE = 40
"""Characters around a date in which a word of what it dates must stand."""
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d")
_LONGER = re.compile(r" [A-Z][\w-]")
"""Behind a name that is part of a longer one: what is dated is something else."""


class Figure(NamedTuple):
    """A quantity that may be an operand."""

    value: Quantity
    """Of a date: its number as a day, or as a year."""
    written: str
    citation: Citation
    at: int
    """Where it stands in its source."""
    score: float


def figure_of(
    mention: Mention, value: Quantity, candidate: Candidate, citation: Citation, score: float
) -> Figure:
    """A figure of a sentence, with where it stands."""
    written = " ".join(candidate.text[mention.start : mention.end].split())
    return Figure(value, written, citation, candidate.start + mention.start, score)


def dates_in(ask: OperandAsk, candidate: Candidate, citation: Citation, scorer: Scorer) -> Iterator[Figure]:
    """The time of a sentence that dates what is asked for: to the day, or the year where years are asked."""
    in_years = "年" in ask.unit or ask.unit == "years"
    text = candidate.text
    times = [one for one in parse(text) if isinstance(one.value, Period) and one.value.year]
    names = [Name(name) for name in scorer.question.names]
    longer = any(_LONGER.match(text, end) for name in names for _, end in name.places_in(text))
    if len(times) != 1 or len(_YEARS.findall(text)) != 1 or longer:
        return
    mention = times[0]
    value = mention.value
    assert isinstance(value, Period)
    if value.until is not None or value.decade or value.fiscal or value.quarter or value.half:
        return
    if in_years:
        number, unit = value.year, units()["year"]
    elif value.month and value.day and (day := _day(value)) is not None:
        number, unit = day.toordinal(), units()["day"]
    else:
        return
    asked = {word for term in scorer.topic for way in term.ways for word in way}
    near = set(tokens(text[max(0, mention.start - _NEAR_DATE) : mention.end + 2 * _NEAR_DATE]))
    if asked and asked.isdisjoint(near):
        return
    yield figure_of(
        mention,
        Quantity(Fraction(number), Fraction(number), unit),
        candidate,
        citation,
        candidate.score.total,
    )


def _day(value: Period) -> date | None:
    try:
        return date(value.year, value.month, value.day)
    except ValueError:
        return None
