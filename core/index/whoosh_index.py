"""The Whoosh index: tokens of passages and nothing else. Only the modules named `whoosh_*` touch Whoosh.

Whoosh 2.7.4 keeps postings, term dictionary and segments; analysis is ours (`hopyard.core.text.tokens`), and
so is ranking (`ranking.py`). Nothing of a text is stored: a document of the index is the number of a passage
and the lengths of its fields, so all of it can be built again from the store.
"""

from __future__ import annotations

import shutil
import struct
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import TermNotFound

from hopyard.core.cycles import no_search_for_cycles
from hopyard.core.index.counts_file import CountsFile, CountsUnusable
from hopyard.core.index.pool import Pool, decode, encode, write_counts
from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_schema import FIELDS, RECORD, schema
from hopyard.core.index.whoosh_writer import COUNTS_EXTENSION, PassageWriter, merge

_ID = struct.Struct(f"!Q{RECORD.size - 8}x")
"""The passage's id of a `RECORD`."""


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

    def write_counts(self) -> None:
        """Make the file of counts again, out of Whoosh's postings: some 5 s for 20,000 passages.

        Raises: OSError.
        """
        pool = Pool(FIELDS)
        for field, term, document, count, _ in self._leaf.iter_postings():
            pool.put(document, field, decode(term), int(count))
        write_counts(self._counts_path(), self._leaf.segment().segid, self.n_documents, pool)

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

    def _counts_path(self) -> Path:
        name: str = self._leaf.segment().make_filename(COUNTS_EXTENSION)
        return Path(self._leaf.storage().folder) / name


class IndexReader:
    """One state of the index; later commits do not change it. Not to be used by two threads at once.

    Documents are numbered from 0 over all segments; those of deleted passages keep their numbers but are in
    no postings.
    """

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        # Of a segment that was rewritten without its last passage an empty one stays, without columns.
        self.segments = [Segment(leaf) for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]
        """In the order of their documents' numbers."""

    @cached_property
    def passages(self) -> array[int]:
        """Document number -> passage id."""
        ids = (_ID.iter_unpack(segment.records) for segment in self.segments)
        return array("Q", (id_ for (id_,) in chain.from_iterable(ids)))

    def live_passages(self) -> list[int]:
        """The ids of the passages that are not deleted, in the order of their documents."""
        if not any(segment.deleted for segment in self.segments):
            return self.passages.tolist()
        return [self.passages[document] for document in self.live]

    @cached_property
    def lengths(self) -> dict[str, array[int]]:
        """Field -> document number -> number of tokens."""
        columns = list(zip(*self._records(), strict=True))[1:] or [()] * len(FIELDS)
        return {field: array("I", column) for field, column in zip(FIELDS, columns, strict=True)}

    @cached_property
    def live(self) -> list[int]:
        """The documents that are not deleted, ascending."""
        deleted = {document + base for base, segment in self._bases() for document in segment.deleted}
        return [n for n in range(sum(one.n_documents for one in self.segments)) if n not in deleted]

    def postings(self, field: str, term: str) -> Postings:
        """Where a term occurs, deleted passages left out; empty if nowhere."""
        documents, counts = array("I"), array("d")
        for base, segment in self._bases():
            found = segment.postings(field, term)
            documents.extend(document + base for document in found.documents)
            counts.extend(found.counts)
        return Postings(documents, counts)

    def close(self) -> None:
        """Let go of the files."""
        for segment in self.segments:
            segment.close_counts()
        self._reader.close()

    def _bases(self) -> Iterator[tuple[int, Segment]]:
        base = 0
        for segment in self.segments:
            yield base, segment
            base += segment.n_documents

    def _records(self) -> Iterator[tuple[int, ...]]:
        for segment in self.segments:
            yield from RECORD.iter_unpack(segment.records)


class WhooshIndex:
    """The index in a folder.

    Whoosh says of damaged files whatever they make it say: callers treat any exception as damage.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self) -> None:
        """Begin anew with an empty index, whatever was there."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700, parents=True)
        FileIndex.create(self._storage(), schema(), "MAIN")

    def reader(self) -> IndexReader:
        """The state after the last commit."""
        return _state(self._open().reader())

    def write(self, delete: Iterable[int], add: Iterable[Words], added: Callable[[], object]) -> None:
        """Delete passages by id and add others, as one commit; `added` is called after each one."""
        writer = PassageWriter(self._open(), self._folder)
        try:
            with no_search_for_cycles():
                self._delete(writer, set(delete))
                for words in add:
                    writer.add_passage(words)
                    added()
                writer.commit(mergetype=merge)
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise

    def mend_counts(self, *, closely: bool = False) -> int:
        """Make files of counts that are missing again; returns how many.

        `closely`: read them whole, and make those again too that are damaged.

        Raises: OSError.
        """
        reader = self.reader()
        try:
            intact = _has_intact_counts if closely else Segment.has_counts
            lost = [segment for segment in reader.segments if not intact(segment)]
            for segment in lost:
                segment.write_counts()
            return len(lost)
        finally:
            reader.close()

    def _delete(self, writer: Any, passages: set[int]) -> None:
        if not passages:
            return
        reader = _state(writer.reader())
        for document in reader.live:
            if reader.passages[document] in passages:
                writer.delete_document(document)
        reader.close()

    def _open(self) -> Any:
        return FileIndex(self._storage(), schema=schema(), indexname="MAIN")

    def _storage(self) -> Any:
        return FileStorage(str(self._folder))


def _has_intact_counts(segment: Segment) -> bool:
    file = segment.open_counts()
    try:
        if file is not None:
            file.check()
    except CountsUnusable:
        return False
    return file is not None


def _state(reader: Any) -> IndexReader:
    try:
        return IndexReader(reader)
    except BaseException:
        reader.close()
        raise
