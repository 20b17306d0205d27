"""Prefers the documents that a question means: by whom, about whom, of when. Pure.

A passage in the middle of a report seldom says whose report it is; the title, the file name and the first
page do. What a question names counts for a document that carries it there, by the share of the other
documents that do not: a name that all of them carry tells none apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.chains.first import Search
from hopyard.core.index.chains.view import Opening, View
from hopyard.core.index.chains.wanted import Wanted
from hopyard.core.question.periods import Ways

_LENT = 0.6
"""How well a passage says what only its report's title or first page says."""
_ON_FIRST_PAGE = 0.8
"""What it counts to stand on the first page only: a page names more than a title does."""


class Openings:
    """Where the documents of one state of the library begin, and which passages are whose."""

    def __init__(self, openings: Sequence[Opening], passages: NDArray[np.uint64]) -> None:
        self.n = len(openings)
        first = np.array([one.first for one in openings], dtype=np.uint64)
        opened = np.array([one.opened for one in openings], dtype=np.uint64)
        last = np.array([one.last for one in openings], dtype=np.uint64)
        self._titled: dict[str, set[int]] = {}
        for number, one in enumerate(openings):
            for word in one.called.split(" "):
                self._titled.setdefault(word, set()).add(number)
        of = np.searchsorted(first, passages, side="right").astype(np.intp) - 1
        inside = of >= 0
        if self.n:
            inside &= passages <= last[of]
        # For each passage the number of its document; -1 for one that stands alone.
        self._of = np.where(inside, of, -1)
        self._opens = inside & (passages <= opened[of]) if self.n else inside

    def meant(self, view: View, wanted: Wanted, search: Search) -> Search:
        """The search, with what passages owe to the reports they are part of."""
        if not self.n:
            return search
        worth = np.zeros(self.n)
        whole = 0.0
        lent: dict[str, NDArray[np.float64]] = {}
        for ways in wanted.scopes:
            carried = self._carried(view, ways)
            n = np.count_nonzero(carried)
            if not n:
                continue
            if n < self.n:
                told_apart = (self.n - n) / (self.n - 1)
                worth += told_apart * carried
                whole += told_apart
            for word in {word for way in ways for word in way}.intersection(wanted.running):
                lent[word] = np.maximum(lent[word], carried) if word in lent else carried
        if not lent:
            return search
        lent = {word: _LENT * self._to_passages(share) for word, share in lent.items()}
        scope = self._to_passages(worth / max(1.0, whole))
        return search._replace(own=search.own + _unsaid(view, search, lent), scope=scope, lent=lent)

    def _to_passages(self, share: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(self._of >= 0, share[self._of], 0.0)

    def _carried(self, view: View, ways: Ways) -> NDArray[np.float64]:
        """How surely each document carries something that can be written in several ways."""
        carried = np.zeros(self.n)
        for way in ways:
            holding = view.holding(way)
            some = self._of[holding[self._opens[holding]]]
            carried[some] = np.maximum(carried[some], _ON_FIRST_PAGE)
            titled = set.intersection(*(self._titled.get(word, set()) for word in way))
            carried[list(titled)] = 1.0
        return carried


def _unsaid(view: View, search: Search, lent: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """What passages leave unsaid of the question because their report says it; shape (passages,)."""
    unsaid = np.zeros(len(search.own))
    for term, idf in zip(search.terms, search.idf.tolist(), strict=True):
        if term in lent:
            missing = lent[term].copy()
            documents, shares = view.saturation(term)
            missing[documents] -= shares
            unsaid += idf * np.maximum(0.0, missing)
    return unsaid / max(float(search.idf.sum()), 1e-9)
