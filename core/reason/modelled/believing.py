"""Turns what a model replied into findings and sentences, as far as our own code can check them.

An id or a number of a passage that was not given is refused and never mended: a finding with one is left out,
a sentence with one is unsupported. Quotes are spans of the passages, whatever the model says they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from hopyard.core.ports import AnswerDraft, Brief, Draft, DraftQuote, HopTask, Kept, Reading
from hopyard.core.question.understand import is_chinese
from hopyard.core.reason.lacking import not_among, told_missing
from hopyard.core.reason.modelled.checking import Check
from hopyard.core.reason.modelled.quoting import Quoter
from hopyard.core.reason.modelled.replies import AnswerReply, Found, Planned, ReadReply, Written
from hopyard.core.reason.telling import retold
from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.values import Evidence, Hit, Passage, Sentence, Suggestion

MAX_PLANNED = 6
MAX_FINDINGS = 8
MAX_SENTENCES = 16
MAX_KEPT = 10
MAX_CHARS = 1_000
"""Of a sentence of a model; a longer one is cut."""
_MAX_QUESTION = 300
_MAX_QUOTES = 4
_STANDS: frozenset[str] = frozenset({"supported", "computed", "disputed"})


def planned(questions: Sequence[Planned]) -> list[Suggestion]:
    """The questions of a model, clean, each once."""
    found: dict[str, Suggestion] = {}
    for one in questions:
        question = _line(one.question, _MAX_QUESTION)
        if question:
            found.setdefault(question.casefold(), Suggestion(question, _line(one.why, _MAX_QUESTION)))
    return list(found.values())[:MAX_PLANNED]


class Believer:
    """Believes a model as far as its evidence goes.

    To check a sentence takes milliseconds, so that between two of them others have their turn.
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
            await asyncio.sleep(0)
            draft, refused = self._finding(found, hits, places)
            if draft is not None:
                drafts.append(draft)
            elif refused:
                notes.append(f"left out of the findings: “{_line(found.text, _MAX_QUESTION)}”: {refused}")
        if missing := _line(reply.missing, MAX_CHARS):
            notes.append(f"still missing: {missing}")
        if reply.findings and not drafts:
            notes.append("no finding of the model stands, so the passages are quoted without it")
            return replace(plain, notes=(*notes, *plain.notes))
        if not drafts:
            notes.append(f"the model found nothing in {len(places)} passages")
        return Reading(self._kept(drafts, plain), tuple(drafts), tuple(planned(reply.next)), tuple(notes))

    def _finding(self, found: Found, hits: Sequence[Hit], places: Sequence[int]) -> tuple[Draft | None, str]:
        """A finding with real quotes, or why it is refused."""
        text = _line(found.text, MAX_CHARS)
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
        passages = [_titled(hits[hit].passage, hits[hit].source.title) for hit in quotes]
        verdict, reason = self._check(text, passages)
        if verdict not in _STANDS:
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

    async def answer(
        self, reply: AnswerReply, brief: Brief, chosen: Sequence[Evidence], plain: AnswerDraft
    ) -> tuple[AnswerDraft, list[str]]:
        """The answer, and notes on what does not stand.

        `plain` is the answer without a model: what the person pinned and the model passed over comes from it,
        and all of it if no sentence stands.
        """
        given = {kept.id: kept for kept in chosen}
        notes: list[str] = []
        judged = []
        for written in reply.sentences[:MAX_SENTENCES]:
            await asyncio.sleep(0)
            sentence, why = self._sentence(written, given, brief.titles)
            if sentence is None:
                continue
            judged.append(sentence)
            if sentence.verdict not in _STANDS:
                notes.append(f"unsupported: “{_line(sentence.text, _MAX_QUESTION)}”: {why}")
        standing = [sentence for sentence in judged if sentence.verdict in _STANDS]
        n_failed = len(judged) - len(standing)
        shown = standing if self._drop else judged
        remarks = [_line(reply.unknown, MAX_CHARS)]
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

    def _sentence(
        self, written: Written, given: Mapping[str, Evidence], titles: Mapping[str, str]
    ) -> tuple[Sentence | None, str]:
        """A sentence with its verdict, and why it does not stand."""
        text = _line(written.text, MAX_CHARS)
        if not text:
            return None, ""
        ids = list(dict.fromkeys(written.evidence))
        known = [given[name] for name in ids if name in given]
        citations = tuple(self._quoter.citation(text, kept) for kept in known)
        hop = known[0].hop if known else ""
        unknown = [name for name in ids if name not in given]
        if unknown:
            why = f"it cites {_line(unknown[0], 60)}, which was not given"
            return Sentence(text, "unsupported", citations, hop, reason=_told(why, text)), why
        if not known:
            why = "it cites nothing"
            return Sentence(text, "unsupported", (), "", reason=_told(why, text)), why
        passages = [_titled(one.passage, titles.get(one.passage.source, "")) for one in known]
        verdict, why = self._check(text, passages)
        return Sentence(text, verdict, citations, hop, reason=_told(why, text)), why


def _passed_over(brief: Brief, plain: AnswerDraft, standing: Sequence[Sentence]) -> list[Sentence]:
    """The sentences without a model that quote what the person pinned, where no other does."""
    cited = {one.evidence for sentence in standing for one in sentence.citations}
    wanted = set(brief.pinned) - cited
    return [
        sentence for sentence in plain.sentences if any(one.evidence in wanted for one in sentence.citations)
    ]


def _titled(passage: Passage, title: str) -> Passage:
    """The passage with its source's title over its heading: a sentence may name what only the title does."""
    return replace(passage, heading=", ".join(part for part in (title, passage.heading) if part))


def _told(why: str, sentence: str) -> str:
    """A reason as a sentence, in the language of the sentence that it is the reason for."""
    said = f"{why[:1].upper()}{why[1:]}"
    return retold(said if said.endswith(".") else f"{said}.", is_chinese(sentence)) if said else ""


def _line(text: str, most: int) -> str:
    """A model's words as one clean line, cut where they are too long."""
    line = " ".join(sanitize_line(text[: 4 * most]).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _sentences(n: int) -> str:
    return "1 sentence" if n == 1 else f"{n} sentences"
