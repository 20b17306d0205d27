"""One segment of the index: Whoosh's postings, our records and the file of counts beside it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import TermNotFound

from hopyard.core.index.counts_file import CountsFile, CountsUnusable, encode
from hopyard.core.index.cutting import FieldTokens, cut
from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_schema import FIELDS, RECORD

Texts = Callable[[Sequence[int]], Iterator[Words]]
"""Gives passages by id, in any order, those left out that are gone: `Store.words`."""

_AT_ONCE = 1_000


class Postings(NamedTuple):
    """The documents that hold a term, ascending, and how often each does."""

    documents: array[int]
    counts: array[float]


class Segment:
    """One segment of a state of the index, as Whoosh has it. Its documents are numbered from 0."""

    def __init__(self, leaf: Any) -> None:
        self._leaf = leaf
        segment = leaf.segment()
        self.n_documents = int(leaf.doc_count_all())
        """How many there are, deleted ones among them."""
        self.deleted: frozenset[int] = frozenset(segment.deleted_docs())
        # Read whole, and now: a file opened later would be missing once another process has merged. And past
        # Whoosh's column reader, which makes a call for each document and reads what is lost as zeros.
        with leaf.storage().open_file(W3Codec.column_filename(segment, "record")) as file:
            self.records: bytes = file.read()
        """Of each document in turn, a `RECORD`."""
        self.counts: CountsFile | None = None
        """The file of counts, if `open_counts` has opened one that can be used."""
        if len(self.records) != self.n_documents * RECORD.size:
            raise ValueError("records are missing from the index")

    def has_counts(self) -> bool:
        """Whether there is a file of counts beside it, as far as its name says."""
        return self._counts_path().exists()

    def open_counts(self) -> CountsFile | None:
        """Open the file of counts; None if it cannot be used."""
        self.close_counts()
        segment = self._leaf.segment()
        try:
            self.counts = CountsFile(self._counts_path(), segment.segid, self.n_documents, len(FIELDS))
        except CountsUnusable:
            return None
        return self.counts

    def close_counts(self) -> None:
        """Do without the file of counts from now on."""
        if self.counts is not None:
            self.counts.close()
        self.counts = None

    def has_intact_counts(self) -> bool:
        """Whether there is a file of counts and all of it is as it was written."""
        file = self.open_counts()
        try:
            if file is not None:
                file.check()
        except CountsUnusable:
            return False
        finally:
            self.close_counts()
        return file is not None

    def write_counts(self, texts: Texts) -> None:
        """Make the file of counts again, out of the stored texts; deleted passages are left out.

        Raises: OSError.
        """
        from hopyard.core.index.pool import Pool, write_counts  # noqa: PLC0415  # with numpy

        pool = Pool()
        gone = [FieldTokens([], [])] * len(FIELDS)
        ids = [passage for passage, *_ in self._records()]
        for at in range(0, len(ids), _AT_ONCE):
            some = ids[at : at + _AT_ONCE]
            found = {words.passage: cut(words) for words in texts(some)}
            for passage in some:
                pool.add(found.get(passage, gone))
        write_counts(self._counts_path(), self._leaf.segment().segid, self.n_documents, pool.inverted())

    def postings(self, field: str, term: str) -> Postings:
        """Where a term occurs, deleted passages left out; empty if nowhere."""
        documents, counts = array("I"), array("d")
        try:
            matcher = self._leaf.postings(field, encode(term))
        except TermNotFound:
            return Postings(documents, counts)
        while matcher.is_active():
            documents.append(matcher.id())
            counts.append(matcher.weight())
            matcher.next()
        return Postings(documents, counts)

    def lengths(self) -> list[Sequence[int]]:
        """Of each document, the number of tokens in each of the FIELDS."""
        return [record[1:] for record in self._records()]

    def live(self) -> list[int]:
        """The documents that are not deleted, ascending."""
        return [document for document in range(self.n_documents) if document not in self.deleted]

    def _records(self) -> Iterator[tuple[int, ...]]:
        return RECORD.iter_unpack(self.records)

    def _counts_path(self) -> Path:
        return counts_path(Path(self._leaf.storage().folder), self._leaf.segment())


def counts_path(folder: Path, segment: Any) -> Path:
    """Where the file of counts of a segment lies; Whoosh deletes it with the segment, by its name."""
    return folder / str(segment.make_filename(".counts"))
