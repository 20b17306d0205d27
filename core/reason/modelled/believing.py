"""Turns what a model replied into findings and sentences, as far as our own code can check them.

An id or a number of a passage that was not given is refused and never mended: a finding with one is left out,
a sentence with one is unsupported. Quotes are spans of the passages, whatever the model says they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from hopyard.core.ports import AnswerDraft, Brief, Draft, DraftQuote, HopTask, Kept, Reading
from hopyard.core.question.understand import is_chinese
from hopyard.core.reason.lacking import not_among, told_missing
from hopyard.core.reason.modelled.checking import Check, checked
from hopyard.core.reason.modelled.judging import (
    MAX_CHARS,
    MAX_SENTENCES,
    STANDS,
    Judge,
    clean_line,
    titled,
)
from hopyard.core.reason.modelled.quoting import Quoter
from hopyard.core.reason.modelled.replies import AnswerReply, Found, Planned, ReadReply
from hopyard.core.values import Evidence, Hit, Sentence, Suggestion

MAX_PLANNED = 6
MAX_FINDINGS = 8
MAX_KEPT = 10
_MAX_QUESTION = 300
_MAX_QUOTES = 4


def planned(questions: Sequence[Planned]) -> list[Suggestion]:
    """The questions of a model, clean, each once."""
    found: dict[str, Suggestion] = {}
    for one in questions:
        question = clean_line(one.question, _MAX_QUESTION)
        if question:
            found.setdefault(question.casefold(), Suggestion(question, clean_line(one.why, _MAX_QUESTION)))
    return list(found.values())[:MAX_PLANNED]


class Believer:
    """Believes a model as far as its evidence goes.

    Sentences are checked in a thread, one after the other: the event loop has keys to see to.
    """

    def __init__(self, quoter: Quoter, check: Check, *, drop_unsupported: bool = False) -> None:
        self._quoter = quoter
        self._check = check
        self._drop = drop_unsupported

    async def reading(
        self, reply: ReadReply, task: HopTask, hits: Sequence[Hit], places: Sequence[int], plain: Reading
    ) -> Reading:
        """The reading of a hop. Passage number n of the reply is `hits[places[n - 1]]`.

        `plain` is what is read without a model: it stands in if every finding is refused.
        """
        drafts: list[Draft] = []
        notes: list[str] = []
        for found in reply.findings[:MAX_FINDINGS]:
            draft, refused = await self._finding(found, hits, places)
            if draft is not None:
                drafts.append(draft)
            elif refused:
                notes.append(
                    f"left out of the findings: “{clean_line(found.text, _MAX_QUESTION)}”: {refused}"
                )
        if missing := clean_line(reply.missing, MAX_CHARS):
            notes.append(f"still missing: {missing}")
        if reply.findings and not drafts:
            notes.append("no finding of the model stands, so the passages are quoted without it")
            return replace(plain, notes=(*notes, *plain.notes))
        if not drafts:
            notes.append(f"the model found nothing in {len(places)} passages")
        return Reading(self._kept(drafts, plain), tuple(drafts), tuple(planned(reply.next)), tuple(notes))

    async def _finding(
        self, found: Found, hits: Sequence[Hit], places: Sequence[int]
    ) -> tuple[Draft | None, str]:
        """A finding with real quotes, or why it is refused."""
        text = clean_line(found.text, MAX_CHARS)
        if not text:
            return None, ""
        unknown = [one.number for one in found.passages if not 1 <= one.number <= len(places)]
        if unknown:
            return None, f"it names passage {unknown[0]}, which was not given"
        if not found.passages:
            return None, "it names no passage"
        quotes: dict[int, tuple[DraftQuote, float]] = {}
        for one in found.passages[:_MAX_QUOTES]:
            hit = places[one.number - 1]
            place = self._quoter.place(text, hits[hit].passage, one.quote)
            quotes.setdefault(hit, (DraftQuote(hit, place.start, place.end), place.share))
        passages = [titled(hits[hit].passage, hits[hit].source.title) for hit in quotes]
        verdict, reason = await checked(self._check, text, passages)
        if verdict not in STANDS:
            return None, reason or "its passages do not carry it"
        score = max(share for _, share in quotes.values())
        return Draft(text, tuple(quote for quote, _ in quotes.values()), score), ""

    @staticmethod
    def _kept(drafts: Sequence[Draft], plain: Reading) -> tuple[Kept, ...]:
        """The passages that findings rest on, then those that are near."""
        kept: dict[int, Kept] = {}
        for draft in drafts:
            for quote in draft.quotes:
                kept.setdefault(quote.hit, Kept(quote.hit, draft.score, "a finding rests on it"))
        n_needed = len(kept)
        for one in plain.kept:
            kept.setdefault(one.hit, one)
        return tuple(kept.values())[: max(MAX_KEPT, n_needed)]

    def judge(self, brief: Brief, chosen: Sequence[Evidence]) -> Judge:
        """Who judges the sentences of an answer that is written from `chosen`."""
        return Judge(self._quoter, self._check, chosen, brief.titles)

    async def answer(
        self, reply: AnswerReply, judge: Judge, brief: Brief, plain: AnswerDraft
    ) -> tuple[AnswerDraft, list[str]]:
        """The answer, and notes on what does not stand. `judge` knows the evidence that the model was given.

        `plain` is the answer without a model: what the person pinned and the model passed over comes from it,
        and all of it if no sentence stands.
        """
        notes: list[str] = []
        judged = []
        for written in reply.sentences[:MAX_SENTENCES]:
            sentence, why = await judge.sentence(written)
            if sentence is None:
                continue
            judged.append(sentence)
            if sentence.verdict not in STANDS:
                notes.append(f"unsupported: “{clean_line(sentence.text, _MAX_QUESTION)}”: {why}")
        standing = [sentence for sentence in judged if sentence.verdict in STANDS]
        n_failed = len(judged) - len(standing)
        shown = standing if self._drop else judged
        remarks = [clean_line(reply.unknown, MAX_CHARS)]
        if n_failed and self._drop:
            remarks.append(f"{_sentences(n_failed)} that no evidence carries left out.")
        if judged and not standing:
            notes.append("no sentence of the model stands, so the answer is made without it")
            remarks = ["No sentence of the model stood on its evidence.", plain.note]
            note = " ".join(part for part in remarks if part)
            return replace(plain, sentences=(*plain.sentences, *shown), note=note), notes
        pinned = _passed_over(brief, plain, standing)
        answered = bool(standing or pinned)
        missing = self._missing(brief, plain, [*standing, *pinned])
        if not answered:
            remarks.append(plain.note)
        elif not remarks[0]:
            remarks += told_missing(missing, is_chinese(brief.question))
        draft = AnswerDraft(
            (*shown, *pinned),
            answered=answered,
            note=" ".join(part for part in remarks if part),
            disagreements=plain.disagreements,
            missing=missing,
            searched=() if answered else plain.searched,
            nearest=() if answered else plain.nearest,
        )
        return draft, notes

    @staticmethod
    def _missing(brief: Brief, plain: AnswerDraft, said: Sequence[Sentence]) -> tuple[str, ...]:
        """The parts that lack an answer without a model too, and whose hops no sentence cites."""
        cited = {one.evidence for sentence in said for one in sentence.citations}
        hops = [hop.id for hop in brief.hops if any(kept.id in cited for kept in hop.evidence)]
        lacking = not_among(brief, (), hops)
        return tuple(part for part in plain.missing if part in lacking)


def _passed_over(brief: Brief, plain: AnswerDraft, standing: Sequence[Sentence]) -> list[Sentence]:
    """The sentences without a model that quote what the person pinned, where no other does."""
    cited = {one.evidence for sentence in standing for one in sentence.citations}
    wanted = set(brief.pinned) - cited
    return [
        sentence for sentence in plain.sentences if any(one.evidence in wanted for one in sentence.citations)
    ]


def _sentences(n: int) -> str:
    return "1 sentence" if n == 1 else f"{n} sentences"
