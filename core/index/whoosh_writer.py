"""Writes a segment of the Whoosh index, and the file of counts beside it.

Whoosh's own way turns every posting into a tuple, sorts them all, and passes them on one by one. Passages
come in order of their numbers, so only the terms have to be sorted, and a term's postings are handed over
together. What is written is the same to the byte: blocks, dictionary and columns are written by Whoosh.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3PostingsWriter
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from hopyard.core.index.counts_file import write_counts
from hopyard.core.index.pool import Pool, decode
from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_schema import FIELDS, RECORD
from hopyard.core.text.tokens import tokens

COUNTS_EXTENSION = ".counts"

_MAX_SMALL = 8
_SMALL = 1_000
_MAX_DELETED = 1 / 3
_BLOCK = 128
"""Postings in a block, as Whoosh's default has it."""


class PassageWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's writer of one segment; deleting, merging, committing and cancelling are Whoosh's.

    Leans on its insides, which is why the version is pinned: `pool`, `_flush_segment` and what that calls.
    """

    def __init__(self, index: Any, folder: Path) -> None:
        codec = W3Codec(blocklimit=_BLOCK)
        # Lengths are columns of ours; Whoosh would look for its own at every posting.
        codec.length_stats = False
        # compound=False: a compound segment is copied into memory whenever it is opened.
        super().__init__(index, codec=codec, compound=False)
        self._folder = folder
        self._gathered = Pool(FIELDS)

    def add_passage(self, words: Words) -> None:
        """Add a passage as the next document."""
        by_field = _tokens(words)
        document = self.docnum
        self.perdocwriter.start_doc(document)
        record = RECORD.pack(words.passage, *(len(by_field[field]) for field in FIELDS))
        self.perdocwriter.add_column_value("record", self.schema["record"].column_type, record)
        self.perdocwriter.finish_doc()
        for field, found in by_field.items():
            self._gathered.add(document, field, found)
        self._added = True
        self.docnum += 1

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: dict[int, int] | None) -> None:
        """Whoosh's hook while it merges: take over the postings of another segment.

        Its documents get the numbers from `startdoc` on, or those of `docmap` if some were deleted.
        """
        for field, term, document, count, _ in reader.iter_postings():
            now = startdoc + document if docmap is None else docmap[document]
            self._gathered.put(now, field, decode(term), int(count))

    def _flush_segment(self) -> None:
        """Whoosh's hook before the segment becomes part of the index: write what was gathered."""
        self.perdocwriter.close()
        for field in sorted(FIELDS):
            self._write_field(field)
        self.fieldwriter.close()
        write_segment_counts(self._folder, self.newsegment, self.docnum, self._gathered)

    def _write_field(self, field: str) -> None:
        writer = self.fieldwriter
        started = False
        for term, documents, counts in self._gathered.postings(field):
            if not started:  # a field without a term has no place in the dictionary
                writer.start_field(field, self.schema[field])
                writer._postwriter = postings = _Postings(writer._postfile, _BLOCK)
                started = True
            writer.start_term(term)
            postings.add_all(documents, counts)
            writer.finish_term()
        if started:
            writer.finish_field()


def write_segment_counts(folder: Path, segment: Any, n_documents: int, pool: Pool) -> None:
    """Write the file of counts of a segment; Whoosh deletes it with the segment, by its name.

    Raises: OSError.
    """
    path = folder / segment.make_filename(COUNTS_EXTENSION)
    write_counts(path, segment.segid, n_documents, len(FIELDS), pool.most, pool.by_term())


def merge(writer: PassageWriter, segments: list[Any]) -> list[Any]:
    """Whoosh's hook: writes some segments into the new one and returns those that stay.

    Small segments are merged when there are many, so that most commits cost what they add; a segment is
    rewritten when a third of it is deleted.
    """
    small = [segment for segment in segments if segment.doc_count_all() < _SMALL]
    merged = small if len(small) >= _MAX_SMALL else []
    merged += [
        segment
        for segment in segments
        if segment not in merged and segment.deleted_count() > _MAX_DELETED * segment.doc_count_all()
    ]
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in merged]


class _Postings(W3PostingsWriter):  # type: ignore[misc]  # Whoosh ships no types
    """Whoosh's writer of postings, given all those of a term at once."""

    def add_all(self, documents: array[int], counts: array[int]) -> None:
        """Add the postings of the term that was started; the last block is left to `finish_postings`."""
        for at in range(0, len(documents), self._blocklimit):
            if at:
                self._write_block()
            self._ids = documents[at : at + self._blocklimit]
            self._weights = array("f", counts[at : at + self._blocklimit])
            self._maxweight = max(self._weights)


def _tokens(words: Words) -> dict[str, list[str]]:
    title = tokens(words.title)
    # A file is often named like its title, and is then not to count twice.
    title += [token for token in tokens(words.name) if token not in title]
    return {"title": title, "heading": tokens(words.heading), "body": tokens(words.body)}
