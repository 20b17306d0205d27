"""Where sources state different values of the same thing: with care, for a false alarm destroys trust. Pure.

A statement counts only if its sentence itself names what is asked about, says what the figure is of, binds
one figure to it and states it of what is, not of what is assumed. Two statements disagree if their values
cannot both hold at the precision they state, and nothing shows that they are of different times. Within one
source only a table and the text are set against each other, for a report says of one thing many figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hopyard.core.ports import Brief, BriefHop
from hopyard.core.question.asks import Ask
from hopyard.core.question.names import Name
from hopyard.core.reason.bound import bound, unit_of
from hopyard.core.reason.ranking import Candidate, hits_of, is_finding, one_line, rank
from hopyard.core.reason.score import Scorer
from hopyard.core.reason.working import ScorerOf
from hopyard.core.text.quantities import AGREE, Hedge, Mention, Period, Quantity, Relation, compare, parse
from hopyard.core.values import Citation, Disagreement, Sentence, Side

SURE = 0.9
"""How surely a figure must be bound to what is asked for."""
_FIGURES = (Ask.NUMBER, Ask.PERCENT)
_DIFFER = frozenset({Relation.LESS, Relation.MORE})
_ASSUMED = re.compile(
    r"假设|假定|如果|若(?!干)|倘|预计|预期|预测|有望|目标|计划|要求|情景|"
    r"\b(?:if|assum\w+|suppos\w+|expect\w*|forecast\w*|project(?:ed|ion)|target\w*|plan(?:s|ned)?|would|could)\b",
    re.IGNORECASE,
)
"""Wordings of what is only assumed, wished or foreseen: such figures differ by right."""
_IN_COLUMNS = 0.8
_SAYS_ALL = 0.75
"""The share of the question's words that a statement must say."""
_NOT_THEN = re.compile(r"\s?(?:以来|以后|之后|以前|之前|起|后|前|底前|至今|[)）])")
"""Behind a time that is not itself when something happened."""
_VERSION = re.compile(r"\s?(?:[^，,。；;]{0,4}版|[\w-]*\s?(?:version|variant))", re.IGNORECASE)
"""Behind a name that is not itself meant: GPT-3 的一个版本."""
_ONLY_YEAR = re.compile(r"哪一?年|\b(?:which|what) year\b", re.IGNORECASE)
_BRACKETED = re.compile(r"[^，,。；;（(]{0,8}[（(]([^（()）\d]{2,24})[)）]")
_BOUNDS = frozenset({Hedge.OVER, Hedge.AT_LEAST, Hedge.AT_MOST, Hedge.BELOW})


class Statement(NamedTuple):
    """What one sentence says the figure is."""

    value: Quantity | Period
    written: str
    citation: Citation
    years: frozenset[int]
    in_table: bool


class Compared(NamedTuple):
    """What the sources say to one hop's question, those that agree together."""

    hop: BriefHop
    groups: list[list[Statement]]


def compared(brief: Brief, scorer_of: ScorerOf) -> list[Compared]:
    """What the sources state for each surviving hop whose question they state something for."""
    found = [Compared(hop, grouped(statements(hop, brief, scorer_of(hop.question)))) for hop in brief.hops]
    return [one for one in found if one.groups]


def disagreements(found_all: Sequence[Compared]) -> list[tuple[BriefHop, Disagreement]]:
    """The disagreements over what the surviving hops ask, each once, with the first hop that asks."""
    found: dict[frozenset[tuple[str, str]], tuple[BriefHop, Disagreement]] = {}
    for hop, groups in found_all:
        if len(groups) > 1:
            sides = tuple(Side(group[0].written, group[0].citation) for group in groups)
            key = frozenset((side.citation.source, side.value) for side in sides)
            found.setdefault(key, (hop, Disagreement(hop.question, sides, _reason(groups))))
    return list(found.values())


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
        if (
            _ASSUMED.search(candidate.text)
            or not is_finding(candidate.score, scorer)
            or not _speaks_of_it(candidate, names)
        ):
            continue
        mention = _figure(candidate, scorer, kept.passage.heading)
        if mention is None:
            continue
        citation = Citation(
            kept.id,
            kept.passage.source,
            candidate.start,
            candidate.end,
            candidate.text,
            kept.passage.location_at(candidate.start),
        )
        written = " ".join(candidate.text[mention.start : mention.end].split())
        years = _years(candidate.text)
        found.append(Statement(mention.value, written, citation, years, "\t" in candidate.text))
    return found


def _figure(candidate: Candidate, scorer: Scorer, heading: str) -> Mention | None:
    """The one figure of a sentence that is what is asked for; None if there is none, or more than one."""
    question, text = scorer.question, candidate.text
    if question.asks[0] is Ask.TIME:
        times = [one for one in parse(text) if isinstance(one.value, Period) and one.value.year]
        plain = [one for one in times if not _NOT_THEN.match(text, one.end) and _is_moment(one.value)]
        return _to_the_year(times[0], question.text) if len(times) == 1 and plain else None
    unit = unit_of(question.units[0]) if question.units else None
    sure = [one for one in bound(scorer, text, unit, heading) if one.own and one.share >= SURE]
    sure = [one for one in sure if one.value.hedge not in _BOUNDS]
    return sure[0].mention if len(sure) == 1 else None


def _to_the_year(mention: Mention, question: str) -> Mention:
    """The time without its month where only the year is asked for."""
    if isinstance(mention.value, Period) and _ONLY_YEAR.search(question):
        return Mention(mention.start, mention.end, Period(mention.value.year))
    return mention


def _is_moment(value: Quantity | Period) -> bool:
    return isinstance(value, Period) and value.until is None and not value.decade and value.month > 0


def _years(text: str) -> frozenset[int]:
    return frozenset(
        one.value.year for one in parse(text) if isinstance(one.value, Period) and one.value.year
    )


def _speaks_of_it(candidate: Candidate, names: Sequence[Name]) -> bool:
    """Whether a sentence itself says of what and of whom it speaks; a row's columns may say of what."""
    score, is_row = candidate.score, "\t" in candidate.text
    return (
        all(name.share_in(candidate.text) == 1.0 for name in names)
        and not any(
            _VERSION.match(candidate.text, end) for name in names for _, end in name.places_in(candidate.text)
        )
        and score.owner >= 1.0
        and score.focus >= (_IN_COLUMNS if is_row else 1.0)
        and (score.coverage if is_row else score.own) >= _SAYS_ALL
    )


def grouped(found: Sequence[Statement]) -> list[list[Statement]]:
    """Statements that agree together, the best first; of those that differ only what cannot both hold."""
    groups: list[list[Statement]] = []
    for one in found:
        home = next((group for group in groups if any(_agree(one, other) for other in group)), None)
        if home is not None:
            home.append(one)
        elif all(_contradict(one, other) for group in groups for other in group):
            groups.append([one])
    return groups


def whether_they_agree(found: Sequence[Compared], chinese: bool) -> list[Sentence]:
    """A sentence for each hop: whether the sources that state what it asks agree, with one quote of each."""
    said = []
    for hop, groups in found:
        by_source = {one.citation.source: one for group in reversed(groups) for one in reversed(group)}
        values = [group[0].written for group in groups]
        if len(groups) > 1:
            text = (
                f"不一致：{'；'.join(values)}" if chinese else f"No, they do not agree: {'; '.join(values)}"
            )
            cited = tuple(group[0].citation for group in groups)
            said.append(Sentence(text, "disputed", cited, hop.id))
            continue
        cited = tuple(
            dict.fromkeys(one.citation for one in groups[0] if by_source[one.citation.source] is one)
        )
        n = len(cited)
        if n == 1:
            text = f"只有一份来源给出：{values[0]}" if chinese else f"Only one source states it: {values[0]}"
        else:
            text = (
                f"一致：{n} 份来源均为 {values[0]}"
                if chinese
                else f"Yes, they agree: all {n} say {values[0]}"
            )
        said.append(Sentence(text, "supported", cited, hop.id))
    return said


def with_disputes(
    sentences: Sequence[Sentence], disputed: Sequence[tuple[BriefHop, Disagreement]]
) -> list[Sentence]:
    """The sentences with every side of the disagreements among them, those marked that are one."""
    sides = [(hop, side) for hop, found in disputed for side in found.sides]
    places = {_place(side.citation) for _, side in sides}
    marked = [
        replace(one, verdict="disputed")
        if one.verdict == "supported" and not places.isdisjoint(map(_place, one.citations))
        else one
        for one in sentences
    ]
    quoted = {_place(citation) for one in sentences for citation in one.citations}
    added = [
        Sentence(one_line(side.citation.quote), "disputed", (side.citation,), hop.id)
        for hop, side in sides
        if _place(side.citation) not in quoted
    ]
    last = max((place for place, one in enumerate(marked) if one.verdict == "disputed"), default=-1)
    return [*marked[: last + 1], *added, *marked[last + 1 :]]


def _place(citation: Citation) -> tuple[str, int]:
    return citation.source, citation.start


def _agree(one: Statement, other: Statement) -> bool:
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        return compare(one.value, other.value) in AGREE
    return not _times_differ(one.value, other.value)


def _contradict(one: Statement, other: Statement) -> bool:
    """Whether two statements cannot both hold; they can if they are of different years."""
    timed = isinstance(one.value, Quantity)
    if timed and one.years and other.years and one.years.isdisjoint(other.years):
        return False
    if one.citation.source == other.citation.source and one.in_table == other.in_table:
        return False
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        return compare(one.value, other.value) in _DIFFER
    return _times_differ(one.value, other.value)


def _times_differ(one: Quantity | Period, other: Quantity | Period) -> bool:
    """Whether two times cannot be the same, as far as both are said."""
    if not isinstance(one, Period) or not isinstance(other, Period):
        return False
    both = zip((one.year, one.month, one.day), (other.year, other.month, other.day), strict=True)
    return any(a and b and a != b for a, b in both)


def _reason(groups: Sequence[Sequence[Statement]]) -> str:
    """Why the values may differ, as far as the texts show it."""
    one, other = groups[0][0], groups[1][0]
    reasons = list(_reasons(one, other))
    return "; ".join(reasons)


def _scope(side: Statement) -> re.Match[str] | None:
    """What stands in brackets behind a figure: 3.4亿个参数（Large版本）."""
    at = side.citation.quote.find(side.written)
    return _BRACKETED.match(side.citation.quote, at + len(side.written)) if at >= 0 else None


def _reasons(one: Statement, other: Statement) -> Iterator[str]:
    scopes = [found.group(1) for side in (one, other) for found in [_scope(side)] if found]
    if scopes:
        yield f"one is said of “{scopes[0]}”"
    if isinstance(one.value, Quantity) and one.years and other.years and one.years != other.years:
        yield "they may be of different dates"
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        low, high = sorted((abs(one.value.base_low), abs(other.value.base_low)))
        if low and high / low in {10**power for power in range(1, 13)}:
            yield "they differ by a power of ten: perhaps a slip in the unit"
    if one.in_table != other.in_table:
        yield "one stands in a table, which may have been misread"
