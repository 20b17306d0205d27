"""Where terms occur and how often, as numpy arrays over all segments of the index.

Read from the files of counts; a segment whose file is missing or damaged answers from Whoosh's
postings, which is slow but the same. Loads numpy: to be imported when searching only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.counts_file import CountsUnusable, RawCounts, encode
from hopyard.core.index.whoosh_index import IndexReader
from hopyard.core.index.whoosh_schema import FIELDS, RECORD
from hopyard.core.index.whoosh_segment import Segment

_RECORD = np.dtype([("passage", ">u8"), ("lengths", ">u4", len(FIELDS))])
assert _RECORD.itemsize == RECORD.size


class Occurrences(NamedTuple):
    """Where a term occurs."""

    documents: NDArray[np.intp]
    """Shape (n,), ascending; of the type that numpy wants of indices: others it converts at each use."""
    counts: NDArray[np.uint8] | NDArray[np.uint32]
    """Shape (len(FIELDS), n): how often in each field."""


class Part(NamedTuple):
    """The same within a segment, whose documents are numbered from 0."""

    documents: NDArray[np.uint32]
    counts: NDArray[np.uint8] | NDArray[np.uint32]


_NOWHERE = Part(np.empty(0, np.uint32), np.empty((len(FIELDS), 0), np.uint8))


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
        self._bases = np.cumsum([0, *(segment.n_documents for segment in self._segments)], dtype=np.intp)[:-1]
        self.live = np.ones(len(records), dtype=bool)
        """Document number -> whether it is not deleted."""
        for base, segment in zip(self._bases, self._segments, strict=True):
            if segment.deleted:
                self.live[np.fromiter(segment.deleted, np.intp) + base] = False
        self._all_live = bool(self.live.all())
        for segment in self._segments:
            segment.open_counts()  # now: later another process may have merged them away

    def of(self, term: str) -> Occurrences:
        """Where a term occurs; empty arrays if nowhere."""
        parts = [_part(segment, term) for segment in self._segments]
        n = sum(len(part.documents) for part in parts)
        documents = np.empty(n, np.intp)
        counts = np.empty((len(FIELDS), n), np.result_type(np.uint8, *(part.counts.dtype for part in parts)))
        end = 0
        for base, part in zip(self._bases, parts, strict=True):
            begin, end = end, end + len(part.documents)
            np.add(part.documents, base, out=documents[begin:end])
            counts[:, begin:end] = part.counts
        if self._all_live:
            return Occurrences(documents, counts)
        live = self.live[documents]
        return Occurrences(documents[live], counts[:, live])

    def parts(self) -> Iterator[tuple[int, Segment]]:
        """Each segment with the number of its first document."""
        return zip(self._bases.tolist(), self._segments, strict=True)

    def frequency(self, term: str) -> int:
        """In how many documents a term occurs in any field; faster than `of`."""
        files = [segment.counts for segment in self._segments]
        if not self._all_live or None in files:
            return len(self.of(term).documents)
        encoded = encode(term)
        return sum(file.frequency(encoded) for file in files if file is not None)

    @property
    def lacking(self) -> bool:
        """Whether a segment has no file of counts that can be used, as far as was seen."""
        return any(segment.counts is None for segment in self._segments)


def _part(segment: Segment, term: str) -> Part:
    if segment.counts is not None:
        try:
            return _from_file(segment.counts.find(encode(term)))
        except CountsUnusable:
            segment.close_counts()
    return from_whoosh(segment, term)


def _from_file(raw: RawCounts | None) -> Part:
    if raw is None:
        return _NOWHERE
    documents = np.frombuffer(raw.data, np.uint32, raw.n)
    counts = np.frombuffer(raw.data, np.dtype(f"u{raw.width}"), offset=documents.nbytes)
    return Part(documents, counts.reshape(len(FIELDS), raw.n))


def from_whoosh(segment: Segment, term: str) -> Part:
    """Where a term occurs in a segment, the slow way."""
    columns = [segment.postings(field, term) for field in FIELDS]
    documents = np.unique(np.concatenate([np.asarray(column.documents) for column in columns]))
    counts = np.zeros((len(FIELDS), len(documents)), np.uint32)
    for row, column in zip(counts, columns, strict=True):
        row[np.searchsorted(documents, column.documents)] = column.counts
    return Part(documents, counts)
