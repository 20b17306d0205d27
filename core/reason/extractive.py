"""The reasoner without a model: splits questions, quotes sentences, and says when there is nothing to quote.

Deterministic: the same passages give the same findings and the same answer, word for word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from hopyard.core.ports import AnswerDraft, Brief, Draft, DraftQuote, HopTask, Kept, Reading
from hopyard.core.question.agreement import agreement
from hopyard.core.question.split import split
from hopyard.core.question.understand import understand
from hopyard.core.reason.bridge import follow_ups
from hopyard.core.reason.compose import compose
from hopyard.core.reason.mismatched import notes_for
from hopyard.core.reason.quality import settled_ties
from hopyard.core.reason.ranking import (
    MIN_ASK,
    MIN_NAMES,
    Candidate,
    is_finding,
    rank,
)
from hopyard.core.reason.score import Score, Scorer
from hopyard.core.reason.tabled import cells_of, read_cells, table_plan
from hopyard.core.reason.weights import Frequencies
from hopyard.core.text.folded import same_words
from hopyard.core.values import Citation, Evidence, Hit, Source, Suggestion

ALSO = 0.8
"""A further finding must score at least this share of the best one."""
ALSO_ELSEWHERE = 0.5
"""The same for the best one of another source: whether sources agree is part of an answer."""
MAX_FINDINGS = 6
MAX_KEPT = 8
MAX_NEAR = 4
COMPLETE = 0.85
"""A finding that covers this share of the question leaves nothing open."""
_CLOSE = 0.3
"""A passage is kept if its best sentence scores at least this share of the best sentence of all."""


class ExtractiveReasoner:
    """Plans, reads and answers by rules; the adapter behind the `Reasoner` port."""

    name = "no model"

    def __init__(self, frequencies: Frequencies, n_passages: Callable[[], int]) -> None:
        """`frequencies` and `n_passages` describe the library that is searched."""
        self._frequencies = frequencies
        self._n_passages = n_passages

    async def plan(self, question: str) -> Sequence[Suggestion]:
        """The parts of the question."""
        return table_plan(question) or split(agreement(question).rest)

    async def queries(self, task: HopTask) -> Sequence[str]:
        """The hop's question itself: the index weighs its words; of a table, that of each cell."""
        tabled = cells_of(task)
        return [tabled[0].question(*cell) for cell in tabled[1]] if tabled is not None else [task.question]

    async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        """Quote the sentences that carry the hop's question, or fill the cells of its table."""
        tabled = cells_of(task)
        if tabled is not None:
            return await read_cells(*tabled, hits, self._scorer)
        scorer = self._scorer(task.question)
        candidates = settled_ties(rank(scorer, hits), hits, scorer.question)
        found = [one for one in candidates if is_finding(one.score, scorer)]
        findings = _findings(found, hits)
        kept = _kept(candidates, findings, hits)
        notes = [] if findings else [_why_nothing(candidates)]
        notes += notes_for([hits[one.hit].passage for one in kept])
        complete = bool(found) and found[0].score.coverage >= COMPLETE
        near = _nearest(candidates)
        task = replace(task, root=agreement(task.root).rest)
        suggestions = follow_ups(task, scorer, [one.text for one in found], near, complete=complete)
        return Reading(kept, findings, suggestions, tuple(notes))

    async def answer(self, brief: Brief) -> AnswerDraft:
        """Put the findings of the surviving hops together."""
        return compose(brief, self._quote, self._scorer)

    def _scorer(self, question: str) -> Scorer:
        return Scorer(understand(question), self._frequencies, self._n_passages())

    def _quote(self, kept: Evidence, question: str) -> Citation:
        """The sentence of a kept passage that says most about a question."""
        passage = kept.passage
        hit = Hit(passage, Source(passage.source, "", "", "", 0), 0.0)
        scorer = self._scorer(question)
        ranked = rank(scorer, [hit])
        start, end = (ranked[0].start, ranked[0].end) if ranked else (passage.start, passage.end)
        return kept.cited(start, end)


def _nearest(candidates: Sequence[Candidate]) -> list[str]:
    """The sentences that say most of the question's words, whatever is asked."""
    by_coverage = sorted(candidates, key=lambda one: (-round(one.score.coverage, 6), one.hit, one.start))
    return list(dict.fromkeys(one.text for one in by_coverage))[:MAX_NEAR]


def _findings(found: Sequence[Candidate], hits: Sequence[Hit]) -> tuple[Draft, ...]:
    """The best sentences, the best of each source among them.

    One that stands in several places is one finding with several quotes.
    """
    drafts: dict[str, list[Candidate]] = {}
    first_of_source: dict[str, str] = {}
    best = found[0].score.total if found else 0.0
    for one in found:
        key, source = same_words(one.text), hits[one.hit].source.id
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
