"""Finds the passages that hold words next to each other, in order, in one field. Loads numpy.

A phrase is its running tokens (`parted`), Chinese its pairs of characters. Occurrences of a token are numbers
that grow by one from a place to the next; those of the rarest one that all others stand around are what is
left of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.counts_file import CountsFile, CountsUnusable, RawCounts, encode
from hopyard.core.index.cutting import cut
from hopyard.core.index.pool import totals
from hopyard.core.index.postings import Postings, from_whoosh
from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_segment import Segment, Texts
from hopyard.core.text.tokens import parted

_PLACE_BITS = 32
_NOWHERE = np.empty(0, np.int64)


class Phrase:
    """The tokens of a phrase: a passage holds it that holds all of them, and the running ones in order."""

    def __init__(self, text: str) -> None:
        self.running, self.joining = parted(text)
        self.tokens = list(dict.fromkeys((*self.running, *self.joining)))


def standing(postings: Postings, phrase: Phrase, texts: Texts) -> NDArray[np.int64]:
    """The documents that hold a phrase, ascending; none for a phrase without a token.

    In a segment that has lost its file of counts they are looked for in the texts of the passages, which is
    slow.
    """
    if not phrase.running:
        return _NOWHERE
    found = [
        _in_segment(segment, phrase, postings.passages[base : base + segment.n_documents], texts) + base
        for base, segment in postings.parts()
    ]
    documents = np.concatenate((_NOWHERE, *found))
    return documents[postings.live[documents]]


def _in_segment(
    segment: Segment, phrase: Phrase, passages: NDArray[np.uint64], texts: Texts
) -> NDArray[np.int64]:
    if segment.counts is not None:
        try:
            return _in_file(segment.counts, phrase)
        except CountsUnusable:
            segment.close_counts()
    return _in_texts(segment, phrase, passages, texts)


def _in_file(file: CountsFile, phrase: Phrase) -> NDArray[np.int64]:
    postings: dict[str, RawCounts] = {}
    for token in phrase.tokens:
        raw = file.find(encode(token))
        if raw is None:
            return _NOWHERE
        postings[token] = raw
    begins = np.empty(0, np.int64)
    rarest_first = sorted(enumerate(phrase.running), key=lambda placed: postings[placed[1]].n_places)
    for n, (offset, token) in enumerate(rarest_first):
        places = _places(file, postings[token]) - offset
        begins = in_both(begins, places) if n else places
        if not len(begins):
            return _NOWHERE
    documents = np.unique(begins >> _PLACE_BITS)
    for token in phrase.joining:
        documents = in_both(documents, _documents(postings[token]))
    return documents


def _in_texts(
    segment: Segment, phrase: Phrase, passages: NDArray[np.uint64], texts: Texts
) -> NDArray[np.int64]:
    documents = from_whoosh(segment, phrase.tokens[0]).documents.astype(np.int64)
    for token in phrase.tokens[1:]:
        documents = in_both(documents, from_whoosh(segment, token).documents.astype(np.int64))
    ids = passages[documents].tolist()
    holding = {words.passage for words in texts(ids) if _holds(words, phrase.running)}
    return documents.compress([id_ in holding for id_ in ids])


def _holds(words: Words, phrase: list[str]) -> bool:
    return any(
        running[at : at + len(phrase)] == phrase
        for running, _ in cut(words)
        for at in range(len(running) - len(phrase) + 1)
    )


def _places(file: CountsFile, raw: RawCounts) -> NDArray[np.int64]:
    """Where a term stands, ascending: its document above its place in that document."""
    width, data = file.places(raw)
    places = np.repeat(_documents(raw) << _PLACE_BITS, totals(raw))
    places += np.frombuffer(data, np.dtype(f"u{width}"))
    return places


def _documents(raw: RawCounts) -> NDArray[np.int64]:
    return np.frombuffer(raw.data, np.uint32, raw.n).astype(np.int64)


def in_both(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of the first array that are in the second; both ascending."""
    if not len(others):
        return some[:0]
    at = np.minimum(np.searchsorted(others, some), len(others) - 1)
    both: NDArray[np.int64] = some[others[at] == some]
    return both
