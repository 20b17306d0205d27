"""Where in a passage the words stand that carry a sentence: a model's quote, or the nearest sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from hopyard.core.question.understand import understand
from hopyard.core.reason.ranking import quotable_spans
from hopyard.core.reason.score import words
from hopyard.core.reason.weights import Frequencies, Term, weigh
from hopyard.core.values import Citation, Evidence, Passage

_MIN_QUOTE = 6
"""Characters of a quote that is looked for; a shorter one stands anywhere."""


class Place(NamedTuple):
    """A span in offsets into the source's text, and how much of the sentence it says, from 0 to 1."""

    start: int
    end: int
    share: float


class Quoter:
    """Finds quotes; `frequencies` and `n_passages` describe the library that is searched."""

    def __init__(self, frequencies: Frequencies, n_passages: Callable[[], int]) -> None:
        self._frequencies = frequencies
        self._n_passages = n_passages
        self._weighed = lru_cache(maxsize=8)(self._weigh)

    def place(self, sentence: str, passage: Passage, quote: str = "") -> Place:
        """The quote where it stands in the passage; else the sentence of the passage that says most of what
        `sentence` does, the first of equals."""
        terms = self._weighed(sentence)
        found = find(quote, passage.text) if len(quote.strip()) >= _MIN_QUOTE else None
        if found is not None:
            start, end = found
            share = _share(terms, passage.text[start:end])
            return Place(passage.start + start, passage.start + end, share)
        best = Place(passage.start, passage.end, 0.0)
        for span in quotable_spans(passage.text):
            share = _share(terms, passage.text[span.start : span.end])
            if share > best.share:
                best = Place(passage.start + span.start, passage.start + span.end, share)
        return best

    def _weigh(self, sentence: str) -> list[Term]:
        return weigh(understand(sentence), self._frequencies, self._n_passages())

    def citation(self, sentence: str, kept: Evidence) -> Citation:
        """The quote out of a piece of evidence that carries a sentence."""
        place = self.place(sentence, kept.passage)
        return kept.cited(place.start, place.end)


def find(quote: str, text: str) -> tuple[int, int] | None:
    """Where the words of a quote stand in a text, whatever white space lies between them; None if nowhere."""
    pieces = [re.escape(piece) for piece in quote.split()]
    if not pieces:
        return None
    found = re.search(r"\s+".join(pieces), text)
    return found.span() if found is not None else None


def _share(terms: Sequence[Term], text: str) -> float:
    """How much of the terms, by their weight, a text says, from 0 to 1."""
    said = words(text)
    whole = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if term.said_in(said)) / whole if whole else 0.0
