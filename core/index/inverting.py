"""Turns tokens as they follow one another into postings as they are written: a sort. Pure. Loads numpy."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Inverted(NamedTuple):
    """All postings of a segment, term after term in the order of `terms`, documents ascending."""

    terms: list[str]
    """Ascending."""
    starts: NDArray[np.intp]
    """Where the postings of each term begin; shape (len(terms) + 1,)."""
    documents: NDArray[np.uint32]
    """Shape (postings,)."""
    counts: NDArray[np.uint8] | NDArray[np.uint32]
    """Shape (fields, postings): how often in each field. Of one byte, unless some count is above 255."""
    place_starts: NDArray[np.intp]
    """Where the places of each term begin; shape (len(terms) + 1,)."""
    places: NDArray[np.uint16] | NDArray[np.uint32]
    """Shape (tokens,): places within the document, document after document, ascending in each. Of two bytes,
    unless a document has more places."""


def invert(terms: Sequence[str], stream: NDArray[np.uint32], sizes: NDArray[np.uint32]) -> Inverted:
    """Sort a stream by term.

    `stream`: for every place in turn 0, or 1 + the number of the term that stands there.
    `sizes`: how many places each field of each document takes; shape (documents, fields).

    What is not needed any more is let go of at once: a segment has millions of places.
    """
    order = sorted(range(len(terms)), key=terms.__getitem__)  # letters sort like their UTF-8
    term, at = _sorted_by_term(np.array(order, np.intp), stream)
    n_fields = sizes.shape[1]
    document = np.repeat(np.arange(sizes.size, dtype=np.uint32), sizes.ravel())[at]
    field = (document % np.uint32(n_fields)).astype(np.uint8)
    document //= np.uint32(n_fields)
    whole = sizes.sum(axis=1, dtype=np.uint32)
    at -= (np.cumsum(whole, dtype=np.uint32) - whole)[document]
    places = at.astype(np.uint16) if whole.max(initial=0) <= 1 << 16 else at
    del at
    new = np.ones(len(term), bool)
    new[1:] = (term[1:] != term[:-1]) | (document[1:] != document[:-1])
    first = np.flatnonzero(new)
    numbers = np.arange(len(terms) + 1, dtype=np.uint32)
    place_starts = np.searchsorted(term, numbers)
    return Inverted(
        [terms[one] for one in order],
        np.searchsorted(first, place_starts),
        document[first],
        _counts(field, first, n_fields),
        place_starts,
        places,
    )


def _sorted_by_term(
    order: NDArray[np.intp], stream: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The rank of the term at each place that has one, ascending, and that place.

    Sorts one number for each, the term above its place: faster than finding in what order to take them.
    """
    rank = np.empty(len(order) + 1, np.uint64)
    rank[order + 1] = np.arange(len(order), dtype=np.uint64)
    rank[0] = len(order)  # behind all terms
    keys = rank[stream]
    keys <<= np.uint64(32)
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys.sort()
    keys = keys[: np.count_nonzero(stream)]
    at = keys.astype(np.uint32)  # keeps the lower half
    keys >>= np.uint64(32)
    return keys.astype(np.uint32), at


def of_field(inverted: Inverted, field: int) -> Iterator[tuple[str, array[int], array[int]]]:
    """The terms of one field, ascending, with their documents and counts."""
    there = np.flatnonzero(inverted.counts[field])
    starts = np.searchsorted(there, inverted.starts).tolist()
    documents = array("I", inverted.documents[there].tobytes())
    counts = array("I", inverted.counts[field][there].astype(np.uint32).tobytes())
    for term, begin, end in zip(inverted.terms, starts, starts[1:], strict=False):
        if begin < end:
            yield term, documents[begin:end], counts[begin:end]


def _counts(
    field: NDArray[np.uint8], first: NDArray[np.intp], n_fields: int
) -> NDArray[np.uint8] | NDArray[np.uint32]:
    counts = np.zeros((n_fields, len(first)), np.uint8)
    for number in range(n_fields):
        row = np.zeros(len(first), np.uint32)
        if len(first):
            np.add.reduceat(field == number, first, dtype=np.uint32, out=row)
        if row.max(initial=0) >= 1 << 8:
            counts = counts.astype(np.uint32)
        counts[number] = row
    return counts
