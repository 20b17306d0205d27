"""Which of two sentences that answer about equally well to quote, by what they stand in. Pure.

A tie-break and nothing more: it never lifts a sentence over one that carries the question clearly better, and
it leaves none out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hopyard.core.question.periods import years_in
from hopyard.core.question.understand import Question
from hopyard.core.reason.ranking import Candidate
from hopyard.core.text.about.alike import same_texts
from hopyard.core.text.damage import stands_in
from hopyard.core.values import Hit, Source

MARGIN = 0.02
"""Sentences whose scores differ by no more than this share of the better one are about as good."""
_MUCH_BOILERPLATE = 0.5
"""A source of which so much is boilerplate is hardly more than that."""


def settled_ties(ranked: Sequence[Candidate], hits: Sequence[Hit], question: Question) -> list[Candidate]:
    """The candidates in their order, but among those that score about alike the better founded first.

    In this order: running text before a damaged table, the original before a copy of its text, little
    boilerplate before much, and, where the question names no year, the newer before the older.
    """
    sources = {hit.source.id: hit.source for hit in hits}
    copies = _copies(sources)
    timeless = not years_in(question.text)

    def worse(one: Candidate) -> tuple[bool, bool, bool, str]:
        hit = hits[one.hit]
        passage, source = hit.passage, hit.source
        start, end = one.start - passage.start, one.end - passage.start
        damaged = stands_in(passage.text, start, end, passage.heading) == "damaged table"
        furniture = (source.boilerplate or 0.0) >= _MUCH_BOILERPLATE
        return damaged, source.id in copies, furniture, _older(source.published) if timeless else ""

    return [one for group in _about_alike(ranked) for one in sorted(group, key=worse)]


def _about_alike(ranked: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Runs of candidates that score about as well as the first of their run."""
    group: list[Candidate] = []
    for one in ranked:
        if group and one.score.total < group[0].score.total * (1 - MARGIN):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _copies(sources: Mapping[str, Source]) -> frozenset[str]:
    """The sources whose text another has too, but for the one of them that was published first.

    Where no date tells, the first by path is the original: any other choice would be as good.
    """
    later: set[str] = set()
    for source, others in same_texts(sources).items():
        alike = [sources[source], *(sources[other] for other in others)]
        first = min(alike, key=lambda one: (one.published or "9", one.path, one.id))
        later.update(one.id for one in alike if one is not first)
    return frozenset(later)


def _older(published: str) -> str:
    """A key by which newer dates come first, and unknown ones last: each digit as what it lacks to nine."""
    return "".join(str(9 - int(char)) for char in published if char.isdecimal()) or "~"
