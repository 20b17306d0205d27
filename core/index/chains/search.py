"""The search for chains, whole: from a question to ranked passages that can say how they were reached."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.chains.candidates import Candidates, gather
from hopyard.core.index.chains.first import first_search, named_in
from hopyard.core.index.chains.ranking import rank
from hopyard.core.index.chains.scope import Openings
from hopyard.core.index.chains.signs import Signs, signs_of
from hopyard.core.index.chains.view import Known, Terms, View
from hopyard.core.index.chains.wanted import wanted
from hopyard.core.index.chains.weights import Weights
from hopyard.core.index.facts import Key


class Found(NamedTuple):
    """A passage, and how it was reached."""

    passage: int
    """Its id."""
    value: float
    before: int | None
    """The id of the passage that leads to it; None if the question itself does."""
    name: Key
    """The name that leads there, as tokens; empty if it was the words the other passage leaves open."""
    by_meaning: bool
    """Whether it says no word of the question, and nothing but its meaning led to it."""


class Likeness(Protocol):
    """What is asked of the vectors: see `hopyard.core.index.dense.likeness`."""

    def of(self, question: str) -> NDArray[np.float64]: ...  # noqa: D102


class Examined(NamedTuple):
    """A question's candidates and their signs."""

    candidates: Candidates
    signs: Signs


class ChainSearch:
    """Searches one state of the library; as long as that state is the latest. For one thread at a time."""

    def __init__(self, terms: Terms, known: Known, weights: Weights = Weights()) -> None:  # noqa: B008
        self._terms = terms
        self._view = View(terms, known)
        self._known = known
        self._openings: Openings | None = None
        self._weights = weights
        self.likeness: Likeness | None = None
        """What compares the question with passages by meaning; None: words alone count."""

    def search(self, question: str, k: int) -> list[Found]:
        """The best `k` passages, best first; empty if nothing in the library has to do with the question."""
        examined = self.examine(question)
        if examined is None:
            return []
        passages = [self._view.passage(one) for one in examined.candidates.documents.tolist()]
        return [
            Found(
                passages[one.place],
                one.value,
                None if one.before is None else passages[one.before],
                one.name,
                one.before is None and bool(examined.signs.said[one.place] <= 0),
            )
            for one in rank(examined.signs, self._weights, k)
        ]

    def examine(self, question: str) -> Examined | None:
        """What there is to rank for a question; None if there is nothing."""
        view = self._view
        asked = wanted(question)
        view.begin(asked.ways)
        named = named_in(view, asked)
        search = first_search(view, asked, named)
        if self.likeness is not None:
            search = search._replace(alike=self.likeness.of(question))
        if not search.own.any() and (search.alike is None or not search.alike.any()):
            return None
        if asked.scopes:
            search = self._of_reports().meant(view, asked, search)
        candidates = gather(view, asked, named, search, self._terms.passages)
        return Examined(candidates, signs_of(view, asked, search, candidates))

    def _of_reports(self) -> Openings:
        if self._openings is None:
            self._openings = Openings(self._known.openings(), self._terms.passages)
        return self._openings
