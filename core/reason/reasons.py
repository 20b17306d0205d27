"""The verdict of our own check on each sentence of an answer without a model, with its reason. Pure.

A quotation is carried by itself, unless it is damaged: cut within a word or figure, unreadable, or not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from hopyard.core.citing import numbers, references
from hopyard.core.ports import Brief
from hopyard.core.reason.ranking import one_line
from hopyard.core.reason.support.amounts import same_amount
from hopyard.core.reason.support.evidence import figures_of
from hopyard.core.reason.support.quoted import How, Standing, standing_of
from hopyard.core.reason.telling import listed, tell
from hopyard.core.text.folded import same_words
from hopyard.core.values import Answer, Citation, Disagreement, Passage, Sentence, Worked

_NumberOf = Mapping[tuple[str, str], int]


def with_reasons(
    sentences: Sequence[Sentence], disputed: Sequence[Disagreement], brief: Brief, chinese: bool
) -> tuple[Sentence, ...]:
    """The sentences, each with why its verdict is what it is; those that are damaged are unsupported."""
    passages = {kept.id: kept.passage for hop in brief.hops for kept in hop.evidence}
    answer = Answer(0, tuple(sentences), answered=True, disagreements=tuple(disputed))
    number_of = numbers(references(answer))
    judge = _Judge(passages, number_of, disputed, chinese)
    return tuple(map(judge.judged, sentences))


class _Judge:
    """Judges the sentences of one answer."""

    def __init__(
        self,
        passages: Mapping[str, Passage],
        number_of: _NumberOf,
        disputed: Sequence[Disagreement],
        chinese: bool,
    ) -> None:
        self._passages = passages
        self._number_of = number_of
        self._disputed = disputed
        self._chinese = chinese

    def judged(self, sentence: Sentence) -> Sentence:
        if not sentence.citations:
            return replace(sentence, verdict="unsupported", reason=tell(self._chinese, "It cites nothing."))
        for citation in sentence.citations:
            standing = self._standing(citation)
            if standing.how in (How.CUT, How.UNREADABLE, How.NOWHERE):
                return replace(sentence, verdict="unsupported", reason=self._broken(standing, citation))
        if sentence.calculation is not None:
            return self._computed(sentence, sentence.calculation)
        if _quotes(sentence):
            reason = f"{self._quoted(sentence)}{self._otherwise(sentence)}"
            return replace(sentence, reason=reason)
        return self._by_figures(sentence)

    def _standing(self, citation: Citation) -> Standing:
        passage = self._passages.get(citation.evidence)
        return Standing(How.NOWHERE) if passage is None else standing_of(citation, passage)

    def _refs(self, citations: Sequence[Citation]) -> str:
        found = dict.fromkeys(self._number_of[one.source, one.location] for one in citations)
        return listed([f"[{number}]" for number in found], self._chinese)

    def _broken(self, standing: Standing, citation: Citation) -> str:
        where = self._refs([citation])
        if standing.how is How.CUT:
            return tell(
                self._chinese, "It is cut within “{}”, so {} may say something else.", standing.words, where
            )
        if standing.how is How.UNREADABLE:
            return tell(self._chinese, "Some of its characters could not be read in {}.", where)
        return tell(self._chinese, "It does not stand in {} word for word.", where)

    def _quoted(self, sentence: Sentence) -> str:
        first, *others = sentence.citations
        how, words = self._standing(first)
        where = self._refs([first])
        if how is How.ROW:
            said = tell(self._chinese, "A row of a table, word for word from {}.", where)
        elif how is How.PART and words:
            said = tell(
                self._chinese,
                "Word for word from {}, but only a part of its sentence, which begins with “{}”.",
                where,
                one_line(words),
            )
        elif how is How.PART:
            said = tell(self._chinese, "Word for word from {}, but only a part of its sentence.", where)
        else:
            said = tell(self._chinese, "Quoted word for word from {}.", where)
        elsewhere = [one for one in others if self._refs([one]) != where]
        if elsewhere:
            said += self._joint + tell(self._chinese, "{} says the same.", self._refs(elsewhere))
        return said

    @property
    def _joint(self) -> str:
        return "" if self._chinese else " "

    def _otherwise(self, sentence: Sentence) -> str:
        """What the other sides say, for a sentence in dispute."""
        return self._others_say(sentence) if sentence.verdict == "disputed" else ""

    def _others_say(self, sentence: Sentence) -> str:
        """What the other sides say of what a sentence cites."""
        own = {(one.source, one.start) for one in sentence.citations}
        said = []
        for found in self._disputed:
            places = [(side.citation.source, side.citation.start) for side in found.sides]
            if own.isdisjoint(places):
                continue
            for side, place in zip(found.sides, places, strict=True):
                if place not in own:
                    where = self._refs([side.citation])
                    said.append(tell(self._chinese, "{} says otherwise: {}.", where, side.value))
        return "".join(f"{self._joint}{one}" for one in dict.fromkeys(said))

    def _computed(self, sentence: Sentence, worked: Worked) -> Sentence:
        for operand in worked.operands:
            if same_words(operand.value) not in same_words(operand.citation.quote):
                where = self._refs([operand.citation])
                reason = tell(self._chinese, "The operand {} does not stand in {}.", operand.value, where)
                return replace(sentence, verdict="unsupported", reason=reason)
        where = self._refs(sentence.citations)
        reason = tell(self._chinese, "Computed from {}; every operand stands there.", where)
        return replace(sentence, reason=f"{reason}{self._others_say(sentence)}")

    def _by_figures(self, sentence: Sentence) -> Sentence:
        """What hopyard itself says of the sources, as whether they agree: by its figures."""
        stated = [figure for one in sentence.citations for figure in figures_of(one.quote)]
        own = figures_of(sentence.text.rpartition("：")[2] if self._chinese else sentence.text)
        where = self._refs(sentence.citations)
        n_cited = len(sentence.citations)
        if all(
            any(same_amount(figure, one) for one in stated) or (not figure.scale and figure.low == n_cited)
            for figure in own
        ):
            return replace(sentence, reason=tell(self._chinese, "Every figure of it stands in {}.", where))
        reason = tell(self._chinese, "Its figures do not all stand in {}.", where)
        return replace(sentence, verdict="unsupported", reason=reason)


def _quotes(sentence: Sentence) -> bool:
    """Whether a sentence is the quote of its first citation; a row may have its columns behind."""
    quote = one_line(sentence.citations[0].quote)
    return sentence.text == quote or sentence.text.startswith(f"{quote} (")
