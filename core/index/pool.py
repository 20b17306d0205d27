"""Gathers the tokens of a segment in memory while passages are added, and writes them as a file of counts.

Loads numpy: to be imported when there is something to write.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.counts_file import (
    CountsFile,
    RawCounts,
    Shape,
    TermPostings,
    decode,
    encode,
    write_file,
)
from hopyard.core.index.cutting import FieldTokens
from hopyard.core.index.inverting import Inverted, invert
from hopyard.core.index.whoosh_schema import FIELDS

_GAPS = 2
"""Empty places in every field, behind the tokens in order and behind the loose ones: no phrase runs over."""


class _Numbers(dict[str, int]):
    """Term -> its number, from 1 in order of appearance."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self) + 1
        return number


class Pool:
    """The tokens of a segment, passage after passage: a number for each, 0 where there is none."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._stream = array("I")
        self._sizes = array("I")
        """Of each field of each document in turn, the places it takes."""

    def add(self, fields: Sequence[FieldTokens]) -> None:
        """Add a passage as the next document."""
        number = self._numbers.__getitem__
        for running, loose in fields:
            self._stream.extend(map(number, running))
            self._stream.append(0)
            self._stream.extend(map(number, loose))
            self._stream.append(0)
            self._sizes.append(len(running) + len(loose) + _GAPS)

    def take(self, file: CountsFile, lengths: Sequence[Sequence[int]], kept: Sequence[int]) -> None:
        """Take over documents of another segment as the next ones.

        `lengths` are the numbers of tokens in each field of each of its documents; `kept` says which of these
        to take, ascending.

        Raises: CountsUnusable if the file is damaged.
        """
        begins = np.full(len(lengths), -1, np.int64)
        end = len(self._stream)
        for document in kept:
            begins[document] = end
            sizes = [length + _GAPS for length in lengths[document]]
            self._sizes.extend(sizes)
            end += sum(sizes)
        self._stream.extend(bytes(end - len(self._stream)))
        stream = np.frombuffer(self._stream, np.uint32)
        for term, raw in file.items():
            width, data = file.places(raw)
            begin = np.repeat(begins[np.frombuffer(raw.data, np.uint32, raw.n)], totals(raw))
            there = begin + np.frombuffer(data, np.dtype(f"u{width}"))
            there = there[begin >= 0]
            if len(there):
                stream[there] = self._numbers[decode(term)]

    def inverted(self) -> Inverted:
        """All that was gathered, as postings; the pool is empty then."""
        terms, stream, sizes = list(self._numbers), self._stream, self._sizes
        self._numbers, self._stream, self._sizes = _Numbers(), array("I"), array("I")
        by_document = np.frombuffer(sizes, np.uint32).reshape(-1, len(FIELDS))
        return invert(terms, np.frombuffer(stream, np.uint32), by_document)


def write_counts(path: Path, segment: str, n_documents: int, inverted: Inverted) -> None:
    """Write the file of counts of a segment out of its postings. Raises: OSError."""
    shape = Shape(
        n_documents, len(inverted.counts), inverted.counts.dtype.itemsize, inverted.places.dtype.itemsize
    )
    write_file(path, segment, shape, _as_written(inverted))


def _as_written(inverted: Inverted) -> Iterator[TermPostings]:
    documents, places = (memoryview(column.tobytes()) for column in (inverted.documents, inverted.places))
    fields = [memoryview(row.tobytes()) for row in inverted.counts]
    width, place_width = inverted.counts.dtype.itemsize, inverted.places.dtype.itemsize
    starts, place_starts = inverted.starts.tolist(), inverted.place_starts.tolist()
    for at, term in enumerate(inverted.terms):
        begin, end = starts[at], starts[at + 1]
        counts = [row[width * begin : width * end] for row in fields]
        yield TermPostings(
            encode(term),
            end - begin,
            b"".join((documents[4 * begin : 4 * end], *counts)),
            bytes(places[place_width * place_starts[at] : place_width * place_starts[at + 1]]),
        )


def totals(raw: RawCounts) -> NDArray[np.intp]:
    """How often a term occurs in each of its documents, in all fields."""
    counts = np.frombuffer(raw.data, np.dtype(f"u{raw.width}"), offset=4 * raw.n).reshape(-1, raw.n)
    totals: NDArray[np.intp] = counts.sum(axis=0, dtype=np.intp)
    return totals
