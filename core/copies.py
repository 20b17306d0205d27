"""Where else a quote stands word for word, and which sources are one text: copies are no witnesses. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from hopyard.core.ports import AnswerDraft, Brief
from hopyard.core.text.about.alike import same_text
from hopyard.core.text.damage import stands_in
from hopyard.core.text.folded import same_words
from hopyard.core.text.passages import units
from hopyard.core.values import Cell, Citation, Disagreement, Sentence, Source, Table, Worked

LEAST_UNITS = 40
"""A quote that fills less is too short to have been copied: two authors may well write the same few words."""


def with_standing(draft: AnswerDraft, brief: Brief) -> AnswerDraft:
    """The answer with, for each citation, what its quote stands in and which other sources hold it too."""
    look = _Look(brief)
    return replace(
        draft,
        sentences=tuple(map(look.sentence, draft.sentences)),
        table=None if draft.table is None else look.table(draft.table),
        disagreements=tuple(map(look.disagreement, draft.disagreements)),
    )


def independent(cited: Sequence[Citation], sources: Mapping[str, Source]) -> list[Citation]:
    """The citations without those that repeat an earlier one: its words, or those of a source of its text."""
    kept: list[Citation] = []
    for one in cited:
        alike = set(same_text(one.source, sources))
        if not any(other.source in alike or _copied(one.quote, other.quote) for other in kept):
            kept.append(one)
    return kept


def _copied(one: str, other: str) -> bool:
    """Whether two quotes are the same words, and enough of them."""
    return same_words(one) == same_words(other) and units(one) >= LEAST_UNITS


class _Look:
    """Looks each citation up among the evidence of an answer."""

    def __init__(self, brief: Brief) -> None:
        self._sources = brief.sources
        self._evidence = {kept.id: kept for hop in brief.hops for kept in hop.evidence}
        self._packed: list[tuple[str, str]] = []

    def sentence(self, one: Sentence) -> Sentence:
        return replace(
            one, citations=self._citations(one.citations), calculation=self._worked(one.calculation)
        )

    def table(self, table: Table) -> Table:
        return replace(table, cells=tuple(tuple(map(self._cell, row)) for row in table.cells))

    def _cell(self, cell: Cell) -> Cell:
        values = (replace(one, citations=self._citations(one.citations)) for one in cell.values)
        return replace(cell, values=tuple(values))

    def disagreement(self, one: Disagreement) -> Disagreement:
        return replace(
            one, sides=tuple(replace(side, citation=self._citation(side.citation)) for side in one.sides)
        )

    def _worked(self, worked: Worked | None) -> Worked | None:
        if worked is None:
            return None
        operands = tuple(replace(one, citation=self._citation(one.citation)) for one in worked.operands)
        return replace(worked, operands=operands)

    def _citations(self, citations: Iterable[Citation]) -> tuple[Citation, ...]:
        return tuple(map(self._citation, citations))

    def _citation(self, one: Citation) -> Citation:
        kept = self._evidence.get(one.evidence)
        if kept is None:
            return one
        passage = kept.passage
        stands = stands_in(passage.text, one.start - passage.start, one.end - passage.start, passage.heading)
        return replace(one, stands=stands, also=self._also(one))

    def _also(self, one: Citation) -> tuple[str, ...]:
        """The other sources that hold the quote, those first in whose evidence it stands."""
        found = [] if units(one.quote) < LEAST_UNITS else self._holding(same_words(one.quote))
        alike = same_text(one.source, self._sources)
        return tuple(source for source in dict.fromkeys([*found, *alike]) if source != one.source)

    def _holding(self, words: str) -> list[str]:
        """The sources in whose evidence the words stand."""
        if not self._packed:
            passages = [kept.passage for kept in self._evidence.values()]
            self._packed = [(passage.source, same_words(passage.text)) for passage in passages]
        return [source for source, text in self._packed if words in text]
