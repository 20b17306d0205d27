"""Ranks passages for a query: BM25F over the postings of the index, term after term.

Whoosh's own class of that name adds up one BM25 per field, each with its own document frequency, so a word
that is rare in headings outweighs everything; it counts deleted documents until a merge; and it is some
hundred times slower. Here a result depends on the passages alone, not on the order in which files came and
went. Loads numpy: to be imported when searching only.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.best import best
from hopyard.core.index.phrases import Phrase, in_both, standing
from hopyard.core.index.postings import Postings
from hopyard.core.index.whoosh_index import IndexReader
from hopyard.core.index.whoosh_schema import FIELDS
from hopyard.core.index.whoosh_segment import Texts
from hopyard.core.text.rarity import idf

K1 = 1.2
B = 0.75
WEIGHTS = {"title": 2.0, "heading": 2.0, "body": 1.0}
"""How much an occurrence counts. A title or heading names what the passage is about: it counts double."""

MAX_TERMS = 64
"""Distinct terms of a query that are looked up; of longer ones the rarest."""

_CACHED_POSTINGS = 500_000
_CACHED_IDFS = 100_000

_BODY = FIELDS.index("body")
_OTHERS = [field for field in range(len(FIELDS)) if field != _BODY]


class _Scored(NamedTuple):
    """What a term adds to the scores of the documents it occurs in."""

    documents: NDArray[np.intp]
    """Shape (n,), ascending."""
    scores: NDArray[np.float64]
    """Shape (n,)."""
    top: float
    """The score of a term that occurred without end."""


class Ranker:
    """Searches one state of the index; remembers the scores of terms it met, up to 500,000 postings.

    Source: BM25F, Robertson, Zaragoza and Taylor 2004: counts weighted and normalised by field are added up
    before they saturate, `tf = sum_f w_f n_f / (1 - b + b len_f / avg_f)`, and
    `score = sum_t idf_t (k1 + 1) tf / (k1 + tf)` with `idf = ln(1 + (N - df + 0.5) / (df + 0.5))`, where df
    counts the passages with the term in any field. k1 and b are the usual ones.

    In double precision and in the order of the terms throughout, so that equal passages have equal scores.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._postings = Postings(reader)
        self._n = int(self._postings.live.sum())
        self._norms = _norms(self._postings)
        self._cache: OrderedDict[str, _Scored] = OrderedDict()
        self._cached = 0
        self._idfs: dict[str, float] = {}

    @property
    def passages(self) -> NDArray[np.uint64]:
        """Document number -> passage id; deleted passages keep their numbers but are in no result."""
        return self._postings.passages

    @property
    def live(self) -> NDArray[np.bool_]:
        """Document number -> whether its passage is not deleted."""
        return self._postings.live

    @property
    def n_live(self) -> int:
        """How many passages there are, deleted ones left out."""
        return self._n

    @property
    def lacking(self) -> bool:
        """Whether it has to do without a file of counts, which is slow; told as far as was seen."""
        return self._postings.lacking

    def search(
        self, terms: Sequence[str], k: int, within: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The best `k` passages as (id, score), best first, ties by id; `within`: of these documents only."""
        scores = np.zeros(len(self.passages))
        for term in self._chosen(terms):
            scored = self._scored(term)
            np.add.at(scores, scored.documents, scored.scores)  # twice as fast as scores[documents] +=
        if within is not None:
            kept = scores[within]
            scores[:] = 0.0
            scores[within] = kept
        return [(int(self.passages[one]), float(scores[one])) for one in best(scores, self.passages, k)]

    def holding(self, phrases: Sequence[str], texts: Texts) -> NDArray[np.int64]:
        """The documents that hold each of some phrases word for word, ascending; at least one phrase.

        `texts` are looked into where a file of counts is missing.
        """
        return reduce(in_both, (standing(self._postings, Phrase(phrase), texts) for phrase in phrases))

    def saturation(self, term: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Where a term occurs and how much of its full weight it has there, `tf / (k1 + tf)`.

        Returns: document numbers, ascending, and shares between 0 and 1, both of shape (n,).
        """
        scored = self._scored(term)
        return scored.documents, (scored.scores / scored.top).astype(np.float32)

    def idf(self, term: str) -> float:
        """How rare a term is, at least 0: `ln(1 + (N - df + 0.5) / (df + 0.5))`."""
        known = self._idfs.get(term)
        if known is None:
            if len(self._idfs) >= _CACHED_IDFS:
                self._idfs.clear()
            known = self._idfs[term] = self._idf(self._postings.frequency(term))
        return known

    def document_frequency(self, term: str) -> int:
        """In how many passages a term occurs in the body."""
        return int(np.count_nonzero(self._postings.of(term).counts[_BODY]))

    def _chosen(self, terms: Sequence[str]) -> list[str]:
        distinct = list(dict.fromkeys(terms))
        if len(distinct) <= MAX_TERMS:
            return distinct
        frequencies = {term: self._frequency(term) for term in distinct}
        found = [term for term in distinct if frequencies[term]]
        kept = set(sorted(found, key=lambda term: (frequencies[term], term))[:MAX_TERMS])
        return [term for term in found if term in kept]

    def _frequency(self, term: str) -> int:
        return int(np.count_nonzero(self._postings.of(term).counts, axis=1).max())

    def _scored(self, term: str) -> _Scored:
        known = self._cache.get(term)
        if known is not None:
            self._cache.move_to_end(term)
            return known
        scored = self._score(term)
        self._cache[term] = scored
        self._cached += len(scored.documents)
        while self._cached > _CACHED_POSTINGS and len(self._cache) > 1:
            self._cached -= len(self._cache.popitem(last=False)[1].documents)
        return scored

    def _score(self, term: str) -> _Scored:
        documents, counts = self._postings.of(term)
        tf = self._norms[_BODY].take(documents)
        tf *= counts[_BODY]
        for field in _OTHERS:
            there = (counts[field] != 0).nonzero()[0]
            if len(there):  # few, as it is with titles and headings
                weighted = self._norms[field].take(documents[there])
                weighted *= counts[field][there]
                tf[there] += weighted
        top = (K1 + 1) * self._idf(len(documents))
        scores = tf + K1
        np.divide(tf, scores, out=scores)
        scores *= top
        return _Scored(documents, scores, top)

    def _idf(self, df: int) -> float:
        return idf(df, self._n)


def _norms(postings: Postings) -> NDArray[np.float64]:
    """What one occurrence in a document is worth; shape (len(FIELDS), documents)."""
    norms = np.empty(postings.lengths.shape)
    for field, lengths, row in zip(FIELDS, postings.lengths, norms, strict=True):
        n = max(int(postings.live.sum()), 1)
        mean = int(lengths[postings.live].sum(dtype=np.uint64)) / n or 1.0
        row[:] = WEIGHTS[field] / (1 - B + B * lengths.astype(np.float64) / mean)
    return norms
