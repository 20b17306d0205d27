"""One state of the library as the search for chains sees it: postings by document, facts by passage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.facts import Facts, Key
from hopyard.core.text.rarity import idf

Documents = NDArray[np.intp]
"""Document numbers of the index, ascending; shape (n,)."""


class Terms(Protocol):
    """What is asked of the index: see `hopyard.core.index.ranking.Ranker`."""

    @property
    def passages(self) -> NDArray[np.uint64]: ...  # noqa: D102

    @property
    def n_live(self) -> int: ...  # noqa: D102

    def saturation(self, term: str) -> tuple[Documents, NDArray[np.float32]]: ...  # noqa: D102

    def idf(self, term: str) -> float: ...  # noqa: D102


class Opening(Protocol):
    """Where a document begins: see `hopyard.core.index.store.Opening`."""

    @property
    def first(self) -> int: ...  # noqa: D102

    @property
    def opened(self) -> int: ...  # noqa: D102

    @property
    def last(self) -> int: ...  # noqa: D102

    @property
    def called(self) -> str: ...  # noqa: D102


class Known(Protocol):
    """What is asked of the store: see `hopyard.core.index.store.Store`."""

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]: ...  # noqa: D102

    def named(self, keys: Iterable[Key]) -> dict[Key, list[tuple[int, float]]]: ...  # noqa: D102

    def openings(self) -> Sequence[Opening]: ...  # noqa: D102


_NOTHING = np.empty(0, dtype=np.intp)
_OTHER_WAY = 0.5
"""How well a passage says a word that it says in another way, such as in another language."""
_MAX_OTHER_WAY = 0.5
"""Another way that a larger share of the library says would say nothing."""


class View:
    """Answers by document number, and remembers what one question asks again and again."""

    def __init__(self, terms: Terms, known: Known) -> None:
        self._terms = terms
        self._known = known
        self.n = len(terms.passages)
        """How many document numbers there are, those of deleted passages with them."""
        self.n_live = terms.n_live
        """How many passages there are."""
        self._order = np.argsort(terms.passages, kind="stable")
        self._sorted = terms.passages[self._order]
        self._facts: dict[int, Facts] = {}
        self._named: dict[Key, dict[int, float]] = {}
        self._holding: dict[Key, Documents] = {}
        self._ways: Mapping[str, tuple[Key, ...]] = {}
        self._read: dict[str, tuple[Documents, NDArray[np.float32]]] = {}
        self._merged: dict[str, tuple[Documents, NDArray[np.float32]]] = {}

    def begin(self, ways: Mapping[str, tuple[Key, ...]]) -> None:
        """Forget the last question; `ways` are other ways to say words of this one, by token."""
        self._facts.clear()
        self._named.clear()
        self._holding.clear()
        self._read.clear()
        self._merged.clear()
        self._ways = ways

    def passage(self, document: int) -> int:
        """The passage id of a document."""
        return int(self._terms.passages[document])

    def saturation(self, term: str) -> tuple[Documents, NDArray[np.float32]]:
        """The documents that say a term of the question, ascending, and how fully each does, 0 to 1."""
        if term not in self._ways:
            return self._postings(term)
        merged = self._merged.get(term)
        if merged is None:
            merged = self._merged[term] = self._in_all_ways(term)
        return merged

    def idf(self, term: str) -> float:
        """How rare it is to say a term, 0 or more."""
        if term not in self._ways:
            return self._terms.idf(term)
        return idf(len(self.saturation(term)[0]), self.n_live)

    def rarity(self, key: Key) -> float:
        """The sum of a name's idf."""
        return sum(self.idf(term) for term in key)

    def facts(self, documents: Iterable[int]) -> dict[int, Facts]:
        """What is known of passages, by document; those that are gone are left out."""
        wanted = list(documents)
        missing = {self.passage(one): one for one in wanted if one not in self._facts}
        if missing:
            for passage, facts in self._known.facts(missing).items():
                self._facts[missing[passage]] = facts
        return {one: self._facts[one] for one in wanted if one in self._facts}

    def named(self, keys: Sequence[Key]) -> dict[Key, dict[int, float]]:
        """The documents that go by names, with how surely, by name; names that none goes by are left out."""
        missing = [key for key in dict.fromkeys(keys) if key not in self._named]
        if missing:
            found = self._known.named(missing)
            for key in missing:
                self._named[key] = self._documents(found.get(key, []))
        return {key: self._named[key] for key in keys if self._named[key]}

    def holding(self, key: Key) -> Documents:
        """The documents that hold every token of a name."""
        known = self._holding.get(key)
        if known is None:
            known = self._holding[key] = self._all_of(key)
        return known

    def matrix(self, terms: Sequence[str], documents: Documents) -> NDArray[np.float32]:
        """The saturation of terms in documents; shape (len(terms), len(documents))."""
        shares = np.zeros((len(terms), len(documents)), dtype=np.float32)
        for row, term in zip(shares, terms, strict=True):
            there, values = self.saturation(term)
            if len(there):
                at = np.minimum(np.searchsorted(there, documents), len(there) - 1)
                row[:] = np.where(there[at] == documents, values[at], 0.0)
        return shares

    def _postings(self, term: str) -> tuple[Documents, NDArray[np.float32]]:
        read = self._read.get(term)
        if read is None:
            read = self._read[term] = self._terms.saturation(term)
        return read

    def _in_all_ways(self, term: str) -> tuple[Documents, NDArray[np.float32]]:
        documents, shares = self._postings(term)
        others = [self.holding(way) for way in self._ways[term]]
        # A library that says it in the question's own words more often is searched in those.
        others = [other for other in others if len(documents) < len(other) <= _MAX_OTHER_WAY * self.n_live]
        if not others:
            return documents, shares
        in_others = np.concatenate(others)
        said = np.union1d(documents, in_others)
        worth = np.full(len(said), _OTHER_WAY, dtype=np.float32)
        at = np.searchsorted(said, documents)
        worth[at] = np.maximum(shares, np.where(np.isin(documents, in_others), _OTHER_WAY, 0.0))
        return said, worth

    def _documents(self, passages: Iterable[tuple[int, float]]) -> dict[int, float]:
        found = {}
        for passage, weight in passages:
            at = int(np.searchsorted(self._sorted, passage))
            if at < self.n and self._sorted[at] == passage:  # else not indexed yet
                found[int(self._order[at])] = weight
        return found

    def _all_of(self, key: Key) -> Documents:
        postings = sorted((self._postings(term)[0] for term in set(key)), key=len)
        found = postings[0] if postings else _NOTHING
        for other in postings[1:]:
            if not len(found) or not len(other):
                return _NOTHING
            at = np.minimum(np.searchsorted(other, found), len(other) - 1)
            found = found[other[at] == found]
        return found
