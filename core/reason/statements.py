"""What the sentences of a hop's evidence state for the one figure or time that it asks for. Pure.

A statement counts only if its sentence itself names what is asked about, says what the figure is of, binds
one figure to it and states it of what is, not of what is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from hopyard.core.ports import Brief, BriefHop
from hopyard.core.question.asks import Ask
from hopyard.core.question.names import Name, latin_names
from hopyard.core.question.understand import Question
from hopyard.core.reason.bound import bound, unit_of
from hopyard.core.reason.ranking import Candidate, hits_of, is_finding, rank
from hopyard.core.reason.score import Scorer, words
from hopyard.core.text.quantities import Hedge, Mention, Period, Quantity, parse
from hopyard.core.text.tokens import fold, spans
from hopyard.core.values import Citation

SURE = 0.9
"""How surely a figure must be bound to what is asked for."""
_FIGURES = (Ask.NUMBER, Ask.PERCENT)
_ASSUMED = re.compile(
    r"假设|假定|如果|若(?!干)|倘|预计|预期|预测|有望|目标|计划|要求|情景|"
    r"\b(?:if|assum\w+|suppos\w+|expect\w*|forecast\w*|project(?:ed|ion)|target\w*|plan(?:s|ned)?|would|could)\b",
    re.IGNORECASE,
)
"""Wordings of what is only assumed, wished or foreseen: such figures differ by right."""
_FORESEEN = re.compile(
    r"预计|预期|预测|有望|计划|目标|力争|拟(?!合)"
    r"|\b(?:will|expect\w*|forecast\w*|target\w*|plan(?:s|ned)? to|aim(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_CLAUSE_OPENS = re.compile("[。；;]|[.] ")
_IN_COLUMNS = 0.8
_SAYS_ALL = 0.75
"""The share of the question's words that a statement must say."""
_CHANGE = re.compile(
    r"(?:[上下]?[涨调浮]|下跌|下降|增长|增加|提高|提升|减少|降低|超出|高出|低于|多|少)了?\s?\Z"
    r"|\b(?:by|rose|grew|fell|gained|lost|up|down|another|additional|extra)\s(?:a |about |nearly )?\Z",
    re.IGNORECASE,
)
"""Before a figure that says how much something changed, not what it is."""
_OPENING = 4
"""Characters before a time that opens its sentence: `(4)`."""
_NEAR = 24
"""Characters between a time and a word of what it dates."""
_NOT_THEN = re.compile(r"\s?(?:以来|以后|之后|以前|之前|起|后|前|底前|至今|[)）])")
"""Behind a time that is not itself when something happened."""
_VERSION = re.compile(r"\s?(?:[^，,。；;]{0,4}版|[\w-]*\s?(?:version|variant))", re.IGNORECASE)
"""Behind a name that is not itself meant: GPT-3 的一个版本."""
_LONGER = re.compile(r" [A-Z][\w-]")
"""Behind a name that is part of a longer one."""
_ONLY_YEAR = re.compile(r"哪一?年(?![，,、]?[哪几]一?月)|\b(?:which|what) year\b", re.IGNORECASE)
_NOT_OWNER = re.compile(r"\A(?:请问|请|那么|(?:按|根据|依据|在)[^，,]*[，,])|[“”\"]")
"""What may stand before whose figure is asked for."""
_BOUNDS = frozenset({Hedge.OVER, Hedge.AT_LEAST, Hedge.AT_MOST, Hedge.BELOW})


class Statement(NamedTuple):
    """What one sentence says the figure is."""

    value: Quantity | Period
    written: str
    citation: Citation
    years: frozenset[int]
    in_table: bool


def statements(hop: BriefHop, brief: Brief, scorer: Scorer) -> list[Statement]:
    """What the hop's evidence states for the figure that its question asks for, best first."""
    question = scorer.question
    kind = question.asks[0]
    if len(question.asks) > 1 or (kind is not Ask.TIME and (kind not in _FIGURES or not question.focus)):
        return []
    names = [Name(name) for name in question.names]
    if not names and not question.owner:
        return []
    found = []
    for candidate in rank(scorer, hits_of(hop, brief)):
        kept = hop.evidence[candidate.hit]
        mention = stated(candidate, names, scorer, kept.passage.heading)
        if mention is None:
            continue
        citation = kept.cited(candidate.start, candidate.end)
        written = " ".join(candidate.text[mention.start : mention.end].split())
        years = years_in(candidate.text)
        found.append(Statement(mention.value, written, citation, years, "\t" in candidate.text))
    return found


def stated(candidate: Candidate, names: Sequence[Name], scorer: Scorer, heading: str) -> Mention | None:
    """The one figure or time that a sentence states for what is asked; None if it states none, or several."""
    if (
        _ASSUMED.search(candidate.text)
        or not is_finding(candidate.score, scorer)
        or not _speaks_of_it(candidate, names, scorer)
    ):
        return None
    return _figure(candidate, scorer, heading)


def says_owner(sentence: str, question: Question) -> bool:
    """Whether a sentence says in one piece whose figure a Chinese question asks for."""
    if not question.owner or question.scopes:
        return True
    owner = "".join(_NOT_OWNER.sub("", question.text.partition("的")[0]).split())
    return fold(owner) in "".join(fold(sentence).split())


def _figure(candidate: Candidate, scorer: Scorer, heading: str) -> Mention | None:
    """The one figure of a sentence that is what is asked for; None if there is none, or more than one."""
    question, text = scorer.question, candidate.text
    if question.asks[0] is Ask.TIME:
        times = [one for one in parse(text) if isinstance(one.value, Period) and one.value.year]
        plain = [one for one in times if not _NOT_THEN.match(text, one.end) and _is_moment(one.value)]
        dates_it = len(times) == 1 and plain and _is_near(times[0], scorer, text)
        return _to_the_year(times[0], question.text) if dates_it else None
    unit = unit_of(question.units[0]) if question.units else None
    sure = [one for one in bound(scorer, text, unit, heading) if one.own and one.share >= SURE]
    sure = [one for one in sure if one.value.hedge not in _BOUNDS and not says_change(text, one.mention)]
    return sure[0].mention if len(sure) == 1 else None


def _is_near(time: Mention, scorer: Scorer, text: str) -> bool:
    """Whether a time stands near a word of what is asked to be dated."""
    asked = {word for term in scorer.topic for way in term.ways for word in way}
    places = [(token.start, token.end) for token in spans(fold(text)) if token.text in asked]
    names = [place for name in scorer.question.names for place in Name(name).places_in(text)]
    opens = time.start <= _OPENING  # a time that opens a sentence dates all that it tells
    return any(
        (opens or max(start - time.end, time.start - end, 0) <= _NEAR) and _is_of((start, end), names, text)
        for start, end in places
    )


def _is_of(event: tuple[int, int], meant: Sequence[tuple[int, int]], text: str) -> bool:
    """Whether no other name stands between a word for what happened and the name of what it happened to."""
    if not meant:
        return True
    others = [
        (start, start + len(name))
        for start, name in latin_names(text)
        if not any(start < end and begin < start + len(name) for begin, end in meant)
    ]
    for start, end in meant:
        low, high = min(end, event[1]), max(start, event[0])
        if high - low <= _NEAR and not any(low <= begin and stop <= high for begin, stop in others):
            return True
    return False


def _to_the_year(mention: Mention, question: str) -> Mention:
    """The time without its month where only the year is asked for."""
    if isinstance(mention.value, Period) and _ONLY_YEAR.search(question):
        return Mention(mention.start, mention.end, Period(mention.value.year))
    return mention


def _is_moment(value: Quantity | Period) -> bool:
    return isinstance(value, Period) and value.until is None and not value.decade and value.month > 0


def years_in(text: str) -> frozenset[int]:
    """The years that a text names."""
    return frozenset(
        one.value.year for one in parse(text) if isinstance(one.value, Period) and one.value.year
    )


def _speaks_of_it(candidate: Candidate, names: Sequence[Name], scorer: Scorer) -> bool:
    """Whether a sentence itself says of what and of whom it speaks; a row's columns may say of what."""
    score, is_row = candidate.score, "\t" in candidate.text
    said = words(candidate.text)
    if not scorer.topic or not (is_row or all(term.said_in(said) for term in scorer.topic)):
        return False
    return (
        all(name.share_in(candidate.text) == 1.0 for name in names)
        and not is_of_a_version(candidate.text, names)
        and score.owner >= 1.0
        and (is_row or says_owner(candidate.text, scorer.question))
        and score.focus >= (_IN_COLUMNS if is_row else 1.0)
        and (score.coverage if is_row else score.own) >= _SAYS_ALL
    )


def is_of_a_version(text: str, names: Sequence[Name]) -> bool:
    """Whether a text names a version of what is named, or something whose longer name begins like it."""
    return any(_is_version(text, end) for name in names for _, end in name.places_in(text))


def own_places(text: str, name: Name) -> list[tuple[int, int]]:
    """Where a text names the thing itself, and no version of it or something of a longer name."""
    return [(start, end) for start, end in name.own_places_in(text) if not _is_version(text, end)]


def _is_version(text: str, end: int) -> bool:
    return _VERSION.match(text, end) is not None or _LONGER.match(text, end) is not None


def says_change(text: str, mention: Mention) -> bool:
    """Whether a figure says by how much something changed, not how much it is."""
    return _CHANGE.search(text[: mention.start]) is not None


def is_foreseen(text: str, mention: Mention) -> bool:
    """Whether a figure's clause says what is planned or expected to be."""
    return _FORESEEN.search(_CLAUSE_OPENS.split(text[: mention.start])[-1]) is not None


def is_assumed(text: str) -> bool:
    """Whether a text says what is assumed, wished or foreseen."""
    return _ASSUMED.search(text) is not None
