"""How alike in meaning every passage is to a question. Loads numpy: to be imported when searching only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.dense.embedder import Embedder
from hopyard.core.index.dense.keeping import read_vectors
from hopyard.core.index.dense.mark import mark_of
from hopyard.core.index.dense.vectors_file import Vectors, VectorsUnusable, rounded
from hopyard.core.index.store import Store

_MAX_CHARS = 2_000
"""Of a longer question the rest is pasted text."""
_SURE = 8.0
"""Standard deviations above the mean at which nothing could be more alike."""
_AT_ONCE = 2**17
"""Numbers turned into single precision at once: so many stay in the processor's cache."""


class Likeness:
    """Compares questions with the passages of one state of the index. For one thread at a time."""

    def __init__(
        self,
        embedder: Embedder,
        vectors: Vectors,
        passages: NDArray[np.uint64],
        live: NDArray[np.bool_],
    ) -> None:
        """`passages` and `live`: of each document its passage's id, and whether it is not deleted."""
        self._embedder = embedder
        self._vectors = vectors
        self._n = len(passages)
        order = np.argsort(vectors.passages)
        there = vectors.passages[order]
        at = np.minimum(np.searchsorted(there, passages), max(len(there) - 1, 0))
        known = live & (there[at] == passages) if len(there) else np.zeros(self._n, dtype=bool)
        self._documents = np.flatnonzero(known)
        self._rows = order[at[known]]
        rows = max(1, _AT_ONCE // embedder.dimensions)
        self._buffer = np.empty((rows, embedder.dimensions), np.float32)
        self.lacking = bool(np.count_nonzero(live) > len(self._documents))
        """Whether a passage has no vector."""

    def of(self, question: str) -> NDArray[np.float64]:
        """How alike each document is to a question, 0 to 1; shape (number of documents,).

        By how many standard deviations its cosine is above the mean of all: what cosine means alike differs
        from model to model, how far out it is does not. In a few passages nothing is far out.
        """
        alike = np.zeros(self._n)
        cosines = self.cosines(question)[self._rows]
        spread = float(cosines.std(dtype=np.float64)) if len(cosines) else 0.0
        if spread > 0:
            outlying = (cosines - cosines.mean(dtype=np.float64)) / (_SURE * spread)
            # Rounded: the last digits of a mean depend on the order in which documents came.
            alike[self._documents] = outlying.clip(0.0, 1.0).round(6)
        return alike

    def cosines(self, question: str) -> NDArray[np.float32]:
        """Of every vector of the file with the question's."""
        vectors = self._vectors
        asked = rounded([0], self._embedder.embed([question[:_MAX_CHARS]]))
        values = asked.values[0].astype(np.float32)
        products = np.empty(len(vectors.values), np.float32)
        rows = len(self._buffer)
        for begin in range(0, len(products), rows):
            some = vectors.values[begin : begin + rows]
            block = self._buffer[: len(some)]
            np.copyto(block, some)
            np.dot(block, values, out=products[begin : begin + len(some)])
        lengths = vectors.lengths * asked.lengths[0]
        cosines = np.zeros_like(products)
        np.divide(products, lengths, out=cosines, where=lengths > 0)
        return cosines


def open_likeness(
    home: Path, store: Store, embedder: Embedder, passages: NDArray[np.uint64], live: NDArray[np.bool_]
) -> Likeness | None:
    """What the file of vectors says of a state of the index; None if there is none that can be used."""
    mark = mark_of(store, embedder.identity)
    if mark is None:
        return None
    try:
        return Likeness(embedder, read_vectors(home, mark), passages, live)
    except VectorsUnusable:
        return None
