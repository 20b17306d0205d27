"""The sentences of passages by how well they carry a question, and which of them answer it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hopyard.core.ports import Brief, BriefHop
from hopyard.core.question.asks import FIGURES
from hopyard.core.question.glossary import scope_ways
from hopyard.core.question.understand import Question
from hopyard.core.reason.score import Score, Scorer
from hopyard.core.text.folded import same_words
from hopyard.core.text.lines import is_source
from hopyard.core.text.sentences import Span, sentence_spans
from hopyard.core.text.tokens import fold, tokens
from hopyard.core.values import Hit, Source

FOUND = 0.25
"""A sentence that scores less is no finding."""
MIN_NAMES = 0.5
MIN_OWNER = 0.5
MIN_FOCUS = 0.25
MIN_THING = 0.6
MIN_TOPIC = 0.3
MIN_SURE_TOPIC = 0.2
MIN_UNNAMED = 0.5
MIN_OWN = 0.25
MIN_ASK = 0.35
"""Nor is one with less than this of the question's names, of what the ask is about, of what is said of the
names, or of the kind of thing asked for."""
SURE = 0.5
"""A sentence that scores as much may say less than that of what is said of the names."""
_OTHER_SOURCE_SHARE = 0.75
"""What a sentence counts that stands in another source than the one the question names."""
MAX_QUOTE = 240
"""Characters of a sentence that is quoted whole."""
_ITEM = re.compile(r"(?=[(（]\d{1,2}[)）])|(?<=[^\d\s.,/:（(~-])(?=(?:19|20)\d\d(?:\.\d{1,2}){1,2}(?![\d.]))")
"""Before `(3)`, and before a date that ran into the word before it: `LLaMA2023.3.2OpenAI`."""
_LEAST_ITEMS = 3
_CLAUSE_END = re.compile(r"[，；;、]|,(?!\d)|\)|）")


class Candidate(NamedTuple):
    """A sentence of a hit, in offsets into the source's text, with its score."""

    hit: int
    start: int
    end: int
    text: str
    score: Score


def rank(scorer: Scorer, hits: Sequence[Hit]) -> list[Candidate]:
    """All sentences of the hits, the one that carries the question best first."""
    candidates = []
    meant = _meant_sources(scorer.question, hits)
    asked = set(tokens(scorer.question.text))
    for number, hit in enumerate(hits):
        passage = hit.passage
        before: tuple[str, ...] = ()
        above = (hit.source.title, passage.heading)
        heading = same_words(passage.heading)
        share = 1.0 if not meant or hit.source.id in meant else _OTHER_SOURCE_SHARE
        for span in quotable_spans(passage.text):
            text = passage.text[span.start : span.end]
            if same_words(text) in heading or is_source(text):
                continue  # a heading, a caption, a table's column names, or where a figure comes from
            if asked.issuperset(tokens(text)):
                continue  # it says nothing that the question does not
            score = scorer.score(text, above, before, passage.text)
            score = score._replace(total=score.total * share)
            start = passage.start + span.start
            candidates.append(Candidate(number, start, passage.start + span.end, text, score))
            before = (*before[-1:], text)
    candidates.sort(key=lambda one: (-round(one.score.total, 6), one.hit, one.start))
    return candidates


def hits_of(hop: BriefHop, brief: Brief) -> list[Hit]:
    """The kept passages of a hop as they were found, in the order of its evidence."""
    return [
        Hit(
            kept.passage,
            Source(kept.passage.source, brief.titles.get(kept.passage.source, ""), "", "", 0),
            0.0,
        )
        for kept in hop.evidence
    ]


def quotable_spans(text: str) -> Iterator[Span]:
    """The sentences of a passage; of one too long to be read as a quote, runs of its clauses."""
    for sentence in sentence_spans(text):
        is_row = "\t" in text[sentence.start : sentence.end]
        if is_row or sentence.end - sentence.start <= MAX_QUOTE:
            yield sentence
        else:
            for item in _items(text, sentence):
                yield from _runs_of_clauses(text, item)


def _items(text: str, sentence: Span) -> Iterator[Span]:
    """The items of an enumeration or timeline whose line breaks were lost; else the sentence."""
    starts = [found.start() for found in _ITEM.finditer(text, *sentence)]
    if len(starts) < _LEAST_ITEMS:
        yield sentence
        return
    for start, end in pairwise(dict.fromkeys([sentence.start, *starts, sentence.end])):
        piece = text[start:end]
        if piece.strip():
            yield Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))


def _runs_of_clauses(text: str, sentence: Span) -> Iterator[Span]:
    ends = [clause.end() for clause in _CLAUSE_END.finditer(text, *sentence)]
    start = done = sentence.start
    for end in (*ends, sentence.end):
        if end - start > MAX_QUOTE and done > start:
            yield Span(start, done)
            start = done + len(text[done:end]) - len(text[done:end].lstrip())
        done = end
    if done > start:
        yield Span(start, done)


def _meant_sources(question: Question, hits: Sequence[Hit]) -> set[str]:
    """The sources that the question means by naming their publisher or title; empty if it names none."""
    ways = [way for scope in question.scopes for way in scope_ways(scope)]
    return {
        hit.source.id
        for hit in hits
        if any(way in fold(f"{hit.source.title}\n{hit.source.path}\n{hit.passage.text}") for way in ways)
    }


def is_finding(score: Score, scorer: Scorer) -> bool:
    """Whether a sentence carries enough to be quoted as a finding."""
    return (
        score.total >= FOUND
        and score.names >= MIN_NAMES
        and score.owner >= MIN_OWNER
        and score.focus >= MIN_FOCUS
        and score.thing >= MIN_THING
        and score.ask >= MIN_ASK
        and _says_enough(score, scorer)
    )


def _says_enough(score: Score, scorer: Scorer) -> bool:
    """Whether enough of what the question says is said: a figure is told from others by what it counts."""
    told = scorer.question.asks[0] in FIGURES
    if told and scorer.focus:
        return True
    if not scorer.question.names and score.coverage < MIN_UNNAMED:
        return False
    return told or (
        score.own >= MIN_OWN
        and (score.topic >= MIN_TOPIC or (score.total >= SURE and score.topic >= MIN_SURE_TOPIC))
    )


def one_line(text: str) -> str:
    """A quote on one line; a table row's cells are kept apart."""
    return " ".join(text.replace("\t", " | ").split())
