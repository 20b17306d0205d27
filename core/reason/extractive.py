"""The reasoner without a model: splits questions, quotes sentences, and says when there is nothing to quote.

Deterministic: the same passages give the same findings and the same answer, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hopyard.core.ports import AnswerDraft, Brief, Draft, DraftQuote, HopTask, Kept, Reading
from hopyard.core.question.asks import FIGURES
from hopyard.core.question.glossary import scope_ways
from hopyard.core.question.split import split
from hopyard.core.question.understand import Question, understand
from hopyard.core.reason.bridge import follow_ups
from hopyard.core.reason.compose import compose
from hopyard.core.reason.score import Score, Scorer
from hopyard.core.reason.weights import Frequencies
from hopyard.core.text.lines import is_source
from hopyard.core.text.sentences import Span, sentence_spans
from hopyard.core.text.tokens import fold, tokens
from hopyard.core.values import Citation, Evidence, Hit, Source, Suggestion

FOUND = 0.25
"""A sentence that scores less is no finding."""
MIN_NAMES = 0.5
MIN_OWNER = 0.5
MIN_FOCUS = 0.25
MIN_TOPIC = 0.3
MIN_UNNAMED = 0.5
MIN_OWN = 0.25
MIN_ASK = 0.35
"""Nor is one with less than this of the question's names, of what the ask is about, of what is said of the
names, or of the kind of thing asked for."""
SURE = 0.5
"""A sentence that scores as much may say less than that of what is said of the names."""
ALSO = 0.8
"""A further finding must score at least this share of the best one."""
ALSO_ELSEWHERE = 0.5
"""The same for the best one of another source: whether sources agree is part of an answer."""
MAX_FINDINGS = 6
MAX_KEPT = 8
MAX_NEAR = 4
COMPLETE = 0.85
"""A finding that covers this share of the question leaves nothing open."""
_OTHER_SOURCE_SHARE = 0.75
"""What a sentence counts that stands in another source than the one the question names."""
MAX_QUOTE = 240
"""Characters of a sentence that is quoted whole."""
_ITEM = re.compile(r"(?=[(（]\d{1,2}[)）])|(?<=[^\d\s.,/:（(~-])(?=(?:19|20)\d\d(?:\.\d{1,2}){1,2}(?![\d.]))")
"""Before `(3)`, and before a date that ran into the word before it: `LLaMA2023.3.2OpenAI`."""
_LEAST_ITEMS = 3
_CLAUSE_END = re.compile(r"[，；;、]|,(?!\d)|\)|）")
_CLOSE = 0.3
"""A passage is kept if its best sentence scores at least this share of the best sentence of all."""


class Candidate(NamedTuple):
    """A sentence of a hit, in offsets into the source's text, with its score."""

    hit: int
    start: int
    end: int
    text: str
    score: Score


class ExtractiveReasoner:
    """Plans, reads and answers by rules; the adapter behind the `Reasoner` port."""

    name = "no model"

    def __init__(self, frequencies: Frequencies, n_passages: Callable[[], int]) -> None:
        """`frequencies` and `n_passages` describe the library that is searched."""
        self._frequencies = frequencies
        self._n_passages = n_passages

    async def plan(self, question: str) -> Sequence[Suggestion]:
        """The parts of the question."""
        return split(question)

    async def queries(self, task: HopTask) -> Sequence[str]:
        """The hop's question itself: the index weighs its words."""
        return [task.question]

    async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        """Quote the sentences that carry the hop's question."""
        question = understand(task.question)
        scorer = Scorer(question, self._frequencies, self._n_passages())
        candidates = rank(scorer, hits)
        found = [one for one in candidates if is_finding(one.score, scorer)]
        findings = _findings(found, hits)
        kept = _kept(candidates, findings, hits)
        notes = [] if findings else [_why_nothing(candidates)]
        complete = bool(found) and found[0].score.coverage >= COMPLETE
        near = _nearest(candidates)
        suggestions = follow_ups(task, scorer, [one.text for one in found], near, complete=complete)
        return Reading(kept, findings, suggestions, tuple(notes))

    async def answer(self, brief: Brief) -> AnswerDraft:
        """Put the findings of the surviving hops together."""
        return compose(brief, self._quote)

    def _quote(self, kept: Evidence, question: str) -> Citation:
        """The sentence of a kept passage that says most about a question."""
        passage = kept.passage
        hit = Hit(passage, Source(passage.source, "", "", "", 0), 0.0)
        scorer = Scorer(understand(question), self._frequencies, self._n_passages())
        ranked = rank(scorer, [hit])
        start, end = (ranked[0].start, ranked[0].end) if ranked else (passage.start, passage.end)
        quote = passage.text[start - passage.start : end - passage.start]
        return Citation(kept.id, passage.source, start, end, quote, passage.location_at(start))


def rank(scorer: Scorer, hits: Sequence[Hit]) -> list[Candidate]:
    """All sentences of the hits, the one that carries the question best first."""
    candidates = []
    meant = _meant_sources(scorer.question, hits)
    asked = set(tokens(scorer.question.text))
    for number, hit in enumerate(hits):
        passage = hit.passage
        before: tuple[str, ...] = ()
        above = (hit.source.title, passage.heading)
        heading = _same(passage.heading)
        share = 1.0 if not meant or hit.source.id in meant else _OTHER_SOURCE_SHARE
        for span in quotable_spans(passage.text):
            text = passage.text[span.start : span.end]
            if _same(text) in heading or is_source(text):
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


def _nearest(candidates: Sequence[Candidate]) -> list[str]:
    """The sentences that say most of the question's words, whatever is asked."""
    by_coverage = sorted(candidates, key=lambda one: (-round(one.score.coverage, 6), one.hit, one.start))
    return list(dict.fromkeys(one.text for one in by_coverage))[:MAX_NEAR]


def is_finding(score: Score, scorer: Scorer) -> bool:
    """Whether a sentence carries enough to be quoted as a finding."""
    return (
        score.total >= FOUND
        and score.names >= MIN_NAMES
        and score.owner >= MIN_OWNER
        and score.focus >= MIN_FOCUS
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
    return told or (score.own >= MIN_OWN and (score.topic >= MIN_TOPIC or score.total >= SURE))


def _findings(found: Sequence[Candidate], hits: Sequence[Hit]) -> tuple[Draft, ...]:
    """The best sentences, the best of each source among them.

    One that stands in several places is one finding with several quotes.
    """
    drafts: dict[str, list[Candidate]] = {}
    first_of_source: dict[str, str] = {}
    best = found[0].score.total if found else 0.0
    for one in found:
        key, source = _same(one.text), hits[one.hit].source.id
        close = one.score.total >= best * ALSO
        if close or (source not in first_of_source and one.score.total >= best * ALSO_ELSEWHERE):
            drafts.setdefault(key, []).append(one)
            first_of_source.setdefault(source, key)
    keys = list(dict.fromkeys([*first_of_source.values(), *drafts]))[:MAX_FINDINGS]
    chosen = [drafts[key] for key in sorted(keys, key=list(drafts).index)]
    return tuple(
        Draft(
            same[0].text,
            tuple(DraftQuote(one.hit, one.start, one.end) for one in same[:3]),
            same[0].score.total,
        )
        for same in chosen
    )


def _same(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _kept(
    candidates: Sequence[Candidate], findings: Sequence[Draft], hits: Sequence[Hit]
) -> tuple[Kept, ...]:
    """The passages of the findings, then those whose best sentence comes close to the best of all."""
    quoted = dict.fromkeys(quote.hit for draft in findings for quote in draft.quotes)
    best: dict[int, Candidate] = {}
    for one in candidates:
        best.setdefault(one.hit, one)
    top = candidates[0].score.total if candidates else 0.0
    near = [hit for hit, one in best.items() if one.score.total >= top * _CLOSE]
    chosen = list(dict.fromkeys([*quoted, *near]))[: max(MAX_KEPT, len(quoted))]
    return tuple(Kept(hit, best[hit].score.total, _reason(best[hit].score, hit in quoted)) for hit in chosen)


def _reason(score: Score, quoted: bool) -> str:
    return f"{'quoted' if quoted else 'near'}: {score.coverage:.0%} of the question's words"


def _why_nothing(candidates: Sequence[Candidate]) -> str:
    if not candidates:
        return "No passage shares a word with the question."
    best = candidates[0].score
    if best.names < MIN_NAMES:
        return "No sentence names what the question names."
    if best.ask < MIN_ASK:
        return "No sentence near it holds the kind of thing asked for."
    return f"The closest sentence carries {best.coverage:.0%} of the question's words: too little to quote."
