"""The first search: the names in a question that passages go by, and what each passage says of its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.chains.view import View
from hopyard.core.index.chains.wanted import Wanted
from hopyard.core.index.facts import MAX_NAME, Key, content
from hopyard.core.text.rarity import idf

_MAX_NAMED = 60
_MIN_RARITY = 3.0
"""A name of one token must be so rare (idf) to count as one."""
_FEW = 6
"""In a small library, where nothing is so rare, what so few passages hold is rare enough."""


class Named(NamedTuple):
    """A name in the question that passages go by."""

    start: int
    end: int
    """Its place among the question's running tokens."""
    key: Key
    documents: dict[int, float]
    """Those that go by it, with how surely."""


class Search(NamedTuple):
    """The question's terms, and what they are worth in every document."""

    terms: tuple[str, ...]
    idf: NDArray[np.float32]
    """Shape (len(terms),)."""
    own: NDArray[np.float64]
    """Share of the question that a document says, 0 to 1; shape (number of documents,)."""
    scope: NDArray[np.float64] | None = None
    """How far the report that a document is part of is the one meant, 0 to 1; None if none is meant."""
    lent: Mapping[str, NDArray[np.float64]] = {}
    """Token -> how well each document says it because its report does."""
    alike: NDArray[np.float64] | None = None
    """How alike a document is to the question in meaning, 0 to 1; None if meanings are not compared."""

    def said(self, view: View, documents: NDArray[np.intp]) -> NDArray[np.float32]:
        """How well documents say each term, by themselves or their reports; shape (terms, documents)."""
        said = view.matrix(self.terms, documents)
        for row, term in zip(said, self.terms, strict=True):
            if term in self.lent:
                np.maximum(row, self.lent[term][documents], out=row)
        return said

    def lends(self, words: Iterable[str], documents: NDArray[np.intp]) -> NDArray[np.float64]:
        """How well documents say all of these words because their reports do; shape (len(documents),)."""
        shares = [self.lent[word][documents] if word in self.lent else None for word in words]
        known = [share for share in shares if share is not None]
        return np.min(known, axis=0) if len(known) == len(shares) else np.zeros(len(documents))


def named_in(view: View, wanted: Wanted) -> list[Named]:
    """The names in the question that passages go by, in order, the longest of those that overlap."""
    running = wanted.running
    runs = [running[at : at + length] for at in range(len(running)) for length in range(1, MAX_NAME + 1)]
    known = view.named([run for run in runs if len(run) > 1 or is_rare(view, run[0], _MIN_RARITY)])
    found: list[Named] = []
    at = 0
    while at < len(running):
        for length in range(min(MAX_NAME, len(running) - at), 0, -1):
            key = running[at : at + length]
            if key in known and len(known[key]) <= _MAX_NAMED:
                found.append(Named(at, at + length, key, known[key]))
                at += length
                break
        else:
            at += 1
    return found


def first_search(view: View, wanted: Wanted, named: Sequence[Named]) -> Search:
    """What every document says of the question's words, those of a title that look like form included."""
    of_names = (word for name in named if len(name.key) > 1 for word in content(name.key))
    terms = tuple(dict.fromkeys((*wanted.words, *sorted(of_names))))
    weights = np.array([view.idf(term) for term in terms], dtype=np.float32)
    own = added_up(view, terms, weights)
    return Search(terms, weights, own / max(float(weights.sum()), 1e-9))


def added_up(view: View, terms: Sequence[str], weights: NDArray[np.float32]) -> NDArray[np.float64]:
    """What every document says of some terms, by their weights; shape (number of documents,)."""
    worth = np.zeros(view.n)
    for term, weight in zip(terms, weights, strict=True):
        documents, shares = view.saturation(term)
        worth[documents] += weight * shares
    return worth


def is_rare(view: View, token: str, least: float) -> bool:
    """Whether a token is at least so rare (idf), or as rare as can be in a small library."""
    of_few = idf(_FEW, view.n_live) if view.n_live > _FEW else 0.0
    return view.idf(token) >= min(least, of_few)
