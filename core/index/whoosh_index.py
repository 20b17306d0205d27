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
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from hopyard.core.cycles import no_search_for_cycles
from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_schema import FIELDS, RECORD, schema
from hopyard.core.index.whoosh_segment import Postings, Segment, Texts
from hopyard.core.index.whoosh_writer import PassageWriter, merge

_ID = struct.Struct(f"!Q{RECORD.size - 8}x")
"""The passage's id of a `RECORD`."""


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

    def mend_counts(self, texts: Texts, *, closely: bool = False) -> int:
        """Make files of counts that are missing again out of the stored texts; returns how many.

        `closely`: read them whole, and make those again too that are damaged.

        Raises: OSError.
        """
        reader = self.reader()
        try:
            intact = Segment.has_intact_counts if closely else Segment.has_counts
            lost = [segment for segment in reader.segments if not intact(segment)]
            for segment in lost:
                segment.write_counts(texts)
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


def _state(reader: Any) -> IndexReader:
    try:
        return IndexReader(reader)
    except BaseException:
        reader.close()
        raise
