"""Where terms occur and how often, as numpy arrays over all segments of the index.

Whoosh is asked for each term; deleted passages are left out. Loads numpy: to be imported when searching only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.whoosh_index import FIELDS, RECORD, IndexReader, Segment

_RECORD = np.dtype([("passage", ">u8"), ("lengths", ">u4", len(FIELDS))])
assert _RECORD.itemsize == RECORD.size


class Occurrences(NamedTuple):
    """Where a term occurs in the index, deleted passages left out."""

    documents: NDArray[np.uint32]
    """Shape (n,), ascending."""
    counts: NDArray[np.uint32]
    """Shape (len(FIELDS), n): how often in each field."""


class Postings:
    """Postings of one state of the index.

    Raises: ValueError if the index's records are damaged.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._segments = reader.segments
        records = np.frombuffer(b"".join(segment.records for segment in self._segments), _RECORD)
        self.passages: NDArray[np.uint64] = records["passage"].astype(np.uint64)
        """Document number -> passage id."""
        if not self.passages.all():
            raise ValueError("records are missing from the index")
        self.lengths: NDArray[np.uint32] = records["lengths"].T.astype(np.uint32, order="C")
        """Shape (len(FIELDS), documents): number of tokens."""
        self._bases = np.cumsum([0, *(segment.n_documents for segment in self._segments)])
        self.live = np.ones(len(records), dtype=bool)
        """Document number -> whether it is not deleted."""
        for base, segment in zip(self._bases, self._segments, strict=False):
            if segment.deleted:
                self.live[np.fromiter(segment.deleted, np.intp) + base] = False
        self._all_live = bool(self.live.all())

    def of(self, term: str) -> Occurrences:
        """Where a term occurs; empty arrays if nowhere."""
        found = [self._in_segment(n, term) for n in range(len(self._segments))]
        found = [one for one in found if len(one.documents)]
        if not found:
            return Occurrences(np.empty(0, np.uint32), np.empty((len(FIELDS), 0), np.uint32))
        documents = np.concatenate([one.documents for one in found])
        counts = np.concatenate([one.counts for one in found], axis=1)
        if self._all_live:
            return Occurrences(documents, counts)
        live = self.live[documents]
        return Occurrences(documents[live], counts[:, live])

    def _in_segment(self, n: int, term: str) -> Occurrences:
        return _from_whoosh(self._segments[n], term, int(self._bases[n]))


def _from_whoosh(segment: Segment, term: str, base: int) -> Occurrences:
    columns = [segment.postings(field, term) for field in FIELDS]
    documents = np.unique(np.concatenate([np.asarray(column.documents) for column in columns]))
    counts = np.zeros((len(FIELDS), len(documents)), np.uint32)
    for row, column in zip(counts, columns, strict=True):
        row[np.searchsorted(documents, column.documents)] = column.counts
    return Occurrences((documents + base).astype(np.uint32), counts)
