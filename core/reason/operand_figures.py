"""Which figures may be an operand: said in one sentence with all that the operand names, and exact. Pure.

A calculation hides its operands behind a result, so that more is asked of them than of a quote: the sentence
itself names what is meant, and no bound and no order of size (千亿级) is taken for a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from hopyard.core.ports import Brief, BriefHop
from hopyard.core.question.names import latin_names
from hopyard.core.question.plans import OperandAsk
from hopyard.core.question.plurals import singular
from hopyard.core.question.understand import is_chinese
from hopyard.core.reason.bound import Bound, bound, unit_of
from hopyard.core.reason.columns import columns_of
from hopyard.core.reason.figures import usual_units
from hopyard.core.reason.found_figures import Figure, dates_in, figure_of
from hopyard.core.reason.ranking import Candidate, hits_of, is_finding, rank
from hopyard.core.reason.score import Scorer, words
from hopyard.core.reason.statements import is_foreseen, says_change
from hopyard.core.reason.when_told import is_of_another_time, is_of_its_time
from hopyard.core.reason.whose import is_at_phrase, is_of_a_list, one_of_titles, says_whose
from hopyard.core.text.quantities import Hedge, Mention, Quantity, parse
from hopyard.core.text.tokens import fold, tokens
from hopyard.core.values import Citation, Passage

ScorerOf = Callable[[str], Scorer]
"""Scores sentences against a question."""
MAX_CANDIDATES = 12
"""Figures that are tried for each operand."""
LEAST = 0.12
"""What a figure must count at least to be an operand: its sentence's score times how surely it is bound."""
MIN_OWNER = 0.75
"""How much of whose figure it is must be said: more than for a quote, for nobody sees it in the result."""
_BOUNDS = frozenset({Hedge.OVER, Hedge.AT_LEAST, Hedge.AT_MOST, Hedge.BELOW})
_ORDER = re.compile(
    r"\s?(?:个|参数|吨|元|美元|人|台|块|家)?(?:级|量级|数量级|以上|以下|及以上|及以下|以内)"
    r"|\s?[百千万亿]|-scale\b|\s?or (?:more|less)\b"
)
"""Behind a figure that says how large something is about, or at least: 2 千亿级以上."""
_ONE = re.compile(
    r"一\s?[个台颗块张套组座家]|每[一个台颗块张套组座家]?|单[个台颗块张套组座]?|\b(?:one|each|every|per|an?|single)\b",
    re.I,
)
_SEVERAL = re.compile(r"[两二三四五六七八九十\d]\s?[个台颗块张套组座家]?\s?\Z")
_A_PART = re.compile(
    r"每[天日月周小分]|平均每|\b(?:per|each|every|a) (?:day|month|week|hour|minute)|\bdaily\b", re.I
)


class Choice(NamedTuple):
    """The figures that may be an operand, best first, and whether only bounds were found."""

    figures: list[Figure]
    only_bounds: bool


def figures_for(ask: OperandAsk, brief: Brief, scorer_of: ScorerOf) -> Choice:
    """The figures that may be an operand: out of the hop that looked it up, and of no other."""
    scorer = scorer_of(ask.question)
    found: list[Figure] = []
    bounds = False
    for hop in (one for one in brief.hops if one.question == ask.question):
        for candidate, citation, passage in sentences_of(hop, scorer, brief, dated=ask.role == "date"):
            if ask.role == "date":
                found += dates_in(ask, candidate, citation, scorer)
                continue
            above = f"{brief.titles.get(passage.source, '')}\n{passage.heading}"
            for one in _bound(ask, scorer, candidate, passage.heading):
                start = candidate.start - passage.start
                place = (start + one.mention.start, start + one.mention.end)
                if _is_cut(passage.text, place) or not is_of_its_time(
                    ask.question, passage.text, place, above
                ):
                    continue
                score = candidate.score.total * one.share
                if score < LEAST:
                    continue
                if _not_its_unit(one, scorer, candidate.text):
                    continue
                if (
                    _is_vague(one.value)
                    or one.value.hedge in _BOUNDS
                    or _ORDER.match(candidate.text, one.mention.end)
                ):
                    bounds = True
                    continue
                found.append(figure_of(one.mention, one.value, candidate, citation, score))
    found.sort(key=lambda one: (-round(one.score, 6), one.citation.evidence, one.at))
    return Choice(found[:MAX_CANDIDATES], bounds and not found)


def sentences_of(
    hop: BriefHop, scorer: Scorer, brief: Brief, dated: bool = False
) -> Iterator[tuple[Candidate, Citation, Passage]]:
    """The sentences of a hop's evidence that say what an operand's question names, with their passages."""
    if not all(one_of_titles(name, brief.titles.values()) for name in scorer.question.names):
        return
    for candidate in rank(scorer, hits_of(hop, brief)):
        if not is_finding(candidate.score, scorer) or candidate.score.owner < MIN_OWNER:
            continue
        kept = hop.evidence[candidate.hit]
        passage = kept.passage
        before = passage.text[: candidate.start - passage.start]
        around = (brief.titles.get(passage.source, ""), passage.heading, before)
        if not says_whose(candidate.score, scorer, candidate.text, around, dated):
            continue
        citation = kept.cited(candidate.start, candidate.end)
        yield candidate, citation, passage


def _bound(ask: OperandAsk, scorer: Scorer, candidate: Candidate, heading: str) -> Iterator[Bound]:
    text = candidate.text
    found = bound(scorer, text, unit_of(ask.unit), heading)
    exact = [
        one for one in found if ask.unit and text[one.mention.start : one.mention.end].endswith(ask.unit)
    ]
    asked = scorer.question
    by_phrase = not (asked.names or asked.scopes or ask.unit) and is_chinese(ask.question)
    for one in exact or _surest(found, text):
        if "\t" in text and not ask.unit and not _column_is_told(one, found, text, heading):
            continue
        if ask.role == "each" and not (
            _says_all_of(ask.each, scorer, text) and _of_one(text, one.mention, ask.each)
        ):
            continue
        if ask.role == "year" and (ask.each not in text or _is_a_day(text, one.mention)):
            continue
        if not one.own or not _in_its_item(scorer, text, one.mention):
            continue
        if "\t" not in text and (
            (by_phrase and not is_at_phrase(ask.question, text, one.mention))
            or says_change(text, one.mention)
            or is_foreseen(text, one.mention)
            or is_of_another_time(text, one.mention, ask.question)
            or is_of_a_list(text, one.mention, scorer.question.names)
        ):
            continue
        yield one


def _surest(found: list[Bound], text: str) -> list[Bound]:
    """The figures of a sentence that are bound to what is asked for as surely as any other of their kind."""
    if "\t" in text:
        return found
    own = [one for one in found if one.own]
    best = {
        kind: max(one.share for one in own if one.value.unit.dimension is kind)
        for kind in {one.value.unit.dimension for one in own}
    }
    return [one for one in own if one.share == best[one.value.unit.dimension]]


def _is_a_day(text: str, mention: Mention) -> bool:
    """Whether a figure is told of a day or another part of a year already."""
    clause = re.split(r"[，,；;。]", text[max(0, mention.start - 30) : mention.start])[-1]
    return _A_PART.search(clause) is not None or _A_PART.match(text[mention.end :].lstrip(" /")) is not None


def _is_cut(passage: str, place: tuple[int, int]) -> bool:
    """Whether a figure opens or ends its passage, so that some of its digits may stand in another."""
    start, end = place
    ends = passage[end - 1].isdigit() and re.fullmatch(r"[.,]?", passage[end:].strip()) is not None
    return ends or not passage[:start].strip()


def _is_vague(value: Quantity) -> bool:
    """Whether a figure is a wide range: 数百 may be two hundred or nine hundred."""
    return value.is_range and value.base_high >= 2 * value.base_low


def _column_is_told(one: Bound, row: Sequence[Bound], text: str, heading: str) -> bool:
    """Whether the columns tell a row's figure from its others that could be meant as well."""
    alike = [other for other in row if other.value.unit.dimension is one.value.unit.dimension]
    best = max(other.share for other in alike)
    told = bool(columns_of(text, heading)) and one.share == best
    return len(alike) == 1 or (told and sum(other.share == best for other in alike) == 1)


def _not_its_unit(one: Bound, scorer: Scorer, text: str) -> bool:
    """Whether what is asked for has units of its own, as revenue has, and a figure is in none of them."""
    usual = usual_units(scorer.question.focus)
    return usual is not None and not usual.search(text[one.mention.start : one.mention.end])


def _in_its_item(scorer: Scorer, text: str, mention: Mention) -> bool:
    """Where a list tells of several without Latin names, whether a figure is in the item of the one meant."""
    question = scorer.question
    if question.names or not question.owner or question.scopes or "\t" in text:
        return True
    owner = "".join(question.text.partition("的")[0].split())
    at = fold(text).find(fold(owner))
    if at < 0:
        return True
    start, end = (at + len(owner), mention.start) if at < mention.start else (mention.end, at)
    return not re.search("[、；;。]", text[start:end])


def _of_one(text: str, mention: Mention, thing: str) -> bool:
    """Whether a figure is said of one of several: `4096 of them make up one pod`, `each server has 8`."""
    place = _thing_at(text, thing)
    if place is None:
        return False
    start, end = place
    if start <= mention.start < end or (
        _SEVERAL.search(text, max(0, start - 6), start) and not _one_before(text, start)
    ):
        return False
    between = text[end : mention.start] if end <= mention.start else text[mention.end : start]
    counted = [one for one in parse(between) if isinstance(one.value, Quantity) and one.value.low != 1]
    return _one_before(text, start) and not counted and not re.search("[。；;]", between)


def _says_all_of(thing: str, scorer: Scorer, text: str) -> bool:
    """Whether a sentence says all words of a thing: a TPU v4 server is no TPU v4 pod."""
    asked, said = set(tokens(thing)), words(text)
    return all(term.said_in(said) for term in scorer.topic if not asked.isdisjoint(term.ways[0]))


def _one_before(text: str, start: int) -> bool:
    near = text[max(0, start - 12) : start]
    return any(len(near) - found.end() <= 3 for found in _ONE.finditer(near))


def _thing_at(text: str, thing: str) -> tuple[int, int] | None:
    """Where one of the things is named, in the singular or plural, with `one` before it if it is anywhere."""
    names = [name for _, name in latin_names(thing)] or [thing]
    key = max(names, key=len)
    ways = {key, singular(key)}
    places = [
        found.span()
        for way in sorted(ways, key=len, reverse=True)
        for found in re.finditer(rf"{re.escape(way)}s?", text, re.IGNORECASE)
    ]
    return next((one for one in places if _one_before(text, one[0])), None)
