"""Judges the sentences of an answer that a model writes, by the evidence that it was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from hopyard.core.question.understand import is_chinese
from hopyard.core.reason.modelled.checking import Check, checked
from hopyard.core.reason.modelled.quoting import Quoter
from hopyard.core.reason.modelled.replies import Written
from hopyard.core.reason.telling import retold
from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.values import Evidence, Passage, Sentence

MAX_SENTENCES = 16
"""Of a reply that are looked at."""
MAX_CHARS = 1_000
"""Of a sentence of a model; a longer one is cut."""
STANDS: frozenset[str] = frozenset({"supported", "computed", "disputed"})
"""The verdicts of sentences that their evidence carries."""


class Judge:
    """Judges the sentences of one answer, each once: while they come, and when all are there."""

    def __init__(
        self, quoter: Quoter, check: Check, given: Sequence[Evidence], titles: Mapping[str, str]
    ) -> None:
        """`titles` are those of the sources, by id."""
        self._quoter = quoter
        self._check = check
        self._given = {kept.id: kept for kept in given}
        self._titles = titles
        self._judged: dict[tuple[str, tuple[str, ...]], tuple[Sentence | None, str]] = {}

    async def sentence(self, written: Written) -> tuple[Sentence | None, str]:
        """A sentence with its verdict, and why it does not stand. None for one without words."""
        key = written.text, tuple(written.evidence)
        if key not in self._judged:
            self._judged[key] = await self._look(written)
        return self._judged[key]

    async def _look(self, written: Written) -> tuple[Sentence | None, str]:
        text = clean_line(written.text, MAX_CHARS)
        if not text:
            return None, ""
        ids = list(dict.fromkeys(written.evidence))
        known = [self._given[name] for name in ids if name in self._given]
        citations = tuple(self._quoter.citation(text, kept) for kept in known)
        hop = known[0].hop if known else ""
        unknown = [name for name in ids if name not in self._given]
        if unknown:
            why = f"it cites {clean_line(unknown[0], 60)}, which was not given"
            return Sentence(text, "unsupported", citations, hop, reason=_told(why, text)), why
        if not known:
            why = "it cites nothing"
            return Sentence(text, "unsupported", (), "", reason=_told(why, text)), why
        passages = [titled(one.passage, self._titles.get(one.passage.source, "")) for one in known]
        verdict, why = await checked(self._check, text, passages)
        return Sentence(text, verdict, citations, hop, reason=_told(why, text)), why


def _told(why: str, sentence: str) -> str:
    """A reason as a sentence, in the language of the sentence that it is the reason for."""
    said = f"{why[:1].upper()}{why[1:]}"
    return retold(said if said.endswith(".") else f"{said}.", is_chinese(sentence)) if said else ""


def titled(passage: Passage, title: str) -> Passage:
    """The passage with its source's title over its heading: a sentence may name what only the title does."""
    return replace(passage, heading=", ".join(part for part in (title, passage.heading) if part))


def clean_line(text: str, most: int) -> str:
    """A model's words as one clean line, cut where they are too long."""
    line = " ".join(sanitize_line(text[: 4 * most]).split())
    return line if len(line) <= most else line[: most - 1] + "…"
