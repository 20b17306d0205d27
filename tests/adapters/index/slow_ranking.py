"""The ranking as plain Python, a posting at a time: what the fast one must agree with to the last bit."""

import heapq
import math
from collections.abc import Sequence

from hopyard.core.index.ranking import K1, MAX_TERMS, WEIGHTS, B
from hopyard.core.index.whoosh_index import IndexReader
from hopyard.core.index.whoosh_schema import FIELDS


class SlowRanker:
    """BM25F over Whoosh's own postings."""

    def __init__(self, reader: IndexReader) -> None:
        self.reader = reader
        n = max(len(reader.live), 1)
        means = {f: sum(reader.lengths[f][d] for d in reader.live) / n or 1.0 for f in FIELDS}
        self.norms = {
            f: [WEIGHTS[f] / (1 - B + B * length / means[f]) for length in reader.lengths[f]] for f in FIELDS
        }

    def search(self, terms: Sequence[str], k: int) -> list[tuple[int, float]]:
        sums: dict[int, float] = {}
        for term in self.chosen(terms):
            tfs = self.tfs(term)
            top = (K1 + 1) * self.idf(len(tfs))
            for document, tf in tfs.items():
                sums[document] = sums.get(document, 0.0) + top * (tf / (K1 + tf))
        best = [(-score, self.reader.passages[document]) for document, score in sums.items()]
        return [(passage, -score) for score, passage in heapq.nsmallest(k, best)]

    def tfs(self, term: str) -> dict[int, float]:
        tfs: dict[int, float] = {}
        for field in ("body", "title", "heading"):  # sums of three are rounded in their order
            for document, count in zip(*self.reader.postings(field, term), strict=True):
                tfs[document] = tfs.get(document, 0.0) + count * self.norms[field][document]
        return tfs

    def idf(self, df: int) -> float:
        return math.log(1 + (len(self.reader.live) - df + 0.5) / (df + 0.5))

    def chosen(self, terms: Sequence[str]) -> list[str]:
        distinct = list(dict.fromkeys(terms))
        if len(distinct) <= MAX_TERMS:
            return distinct
        df = {t: max(len(self.reader.postings(f, t).documents) for f in FIELDS) for t in distinct}
        kept = sorted((t for t in distinct if df[t]), key=lambda t: (df[t], t))[:MAX_TERMS]
        return [t for t in distinct if t in kept]
