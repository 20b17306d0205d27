"""Writes a segment of the Whoosh index, and the file of counts beside it.

Whoosh's own way turns every posting into a tuple, sorts them all, and passes them on one by one. Passages
come in order of their numbers, so only the terms have to be sorted, and the postings of a term are written
together. What is written is the same to the byte, which a test sees to.
"""

from __future__ import annotations

import pickle
import struct
from array import array
from operator import sub
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from hopyard.core.index.counts_file import CountsUnusable, encode
from hopyard.core.index.cutting import cut
from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_schema import FIELDS, RECORD
from hopyard.core.index.whoosh_segment import Segment, counts_path

if TYPE_CHECKING:
    from hopyard.core.index.inverting import Inverted

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
        # With numpy, for which reading the documents must not wait; so is all below that is imported late.
        from hopyard.core.index.pool import Pool  # noqa: PLC0415

        codec = W3Codec(blocklimit=_BLOCK, compression=_COMPRESSION)
        # Lengths are columns of ours; Whoosh would look for its own at every posting.
        codec.length_stats = False
        # compound=False: a compound segment is copied into memory whenever it is opened.
        super().__init__(index, codec=codec, compound=False)
        self._folder = folder
        self._gathered = Pool()
        self._record_type = self.schema["record"].column_type

    def add_passage(self, words: Words) -> None:
        """Add a passage as the next document."""
        fields = cut(words)
        self.perdocwriter.start_doc(self.docnum)
        record = RECORD.pack(words.passage, *(len(running) + len(loose) for running, loose in fields))
        self.perdocwriter.add_column_value("record", self._record_type, record)
        self.perdocwriter.finish_doc()
        self._gathered.add(fields)
        self._added = True
        self.docnum += 1

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: dict[int, int] | None) -> None:
        """Whoosh's hook while it merges: take over the postings of another segment, from its file of counts.

        Its documents get the next numbers, deleted ones left out.

        Raises: CountsUnusable, which `merge` has seen to.
        """
        segment = Segment(reader)
        file = segment.open_counts()
        if file is None:
            raise CountsUnusable("lost while segments were merged")
        try:
            self._gathered.take(file, segment.lengths(), segment.live())
        finally:
            segment.close_counts()

    def _flush_segment(self) -> None:
        """Whoosh's hook before the segment becomes part of the index: write what was gathered."""
        from hopyard.core.index.pool import write_counts  # noqa: PLC0415

        self.perdocwriter.close()
        inverted = self._gathered.inverted()
        for field in sorted(FIELDS):
            self._write_field(field, inverted)
        self.fieldwriter.close()
        write_counts(counts_path(self._folder, self.newsegment), self.newsegment.segid, self.docnum, inverted)

    def _write_field(self, field: str, inverted: Inverted) -> None:
        from hopyard.core.index.inverting import of_field  # noqa: PLC0415

        writer = self.fieldwriter
        terms: _Terms | None = None
        for term, documents, counts in of_field(inverted, FIELDS.index(field)):
            if terms is None:  # a field without a term has no place in the dictionary
                writer.start_field(field, self.schema[field])
                terms = _Terms(writer._postfile, writer._tindex, writer._fieldid)
            terms.add(encode(term), documents, counts)
        if terms is not None:
            writer.finish_field()


def merge(writer: PassageWriter, segments: list[Any]) -> list[Any]:
    """Whoosh's hook: writes some segments into the new one and returns those that stay.

    Small segments are merged when there are many, so that most commits cost what they add; a segment is
    rewritten when a third of it is deleted. One that has lost its file of counts waits until it is mended.
    """
    small = [segment for segment in segments if segment.doc_count_all() < _SMALL]
    due = small if len(small) >= _MAX_SMALL else []
    due += [
        segment
        for segment in segments
        if segment not in due and segment.deleted_count() > _MAX_DELETED * segment.doc_count_all()
    ]
    merged = []
    for segment in due:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        if Segment(reader).has_intact_counts():
            writer.add_reader(reader)
            merged.append(segment)
        reader.close()
    return [segment for segment in segments if segment not in merged]


class _Terms:
    """Writes the postings of a field and their entries in the dictionary, as Whoosh's W3FieldWriter does.

    Source: Whoosh 2.7.4, `codec/whoosh3.py`: `W3PostingsWriter._write_block`, `W3TermInfo.to_bytes`.
    """

    def __init__(self, postings: Any, dictionary: Any, field_id: int) -> None:
        self._postings = postings
        self._dictionary = dictionary
        self._prefix = struct.pack("!H", field_id)
        self._at = postings.tell()
        self._single: dict[tuple[int, int], bytes] = {}
        """What is written for a term with one posting: most have one, and those of a document are alike."""

    def add(self, term: bytes, documents: array[int], counts: array[int]) -> None:
        """Write the next term."""
        n = len(documents)
        if n == 1:
            only = (documents[0], counts[0])
            data = self._single.get(only)
            if data is None:
                data = self._single[only] = WHOOSH3_HEADER_MAGIC + _block(documents, counts, last=True)
        else:
            starts = range(0, n, _BLOCK)
            blocks = [
                _block(documents[at : at + _BLOCK], counts[at : at + _BLOCK], last=at == starts[-1])
                for at in starts
            ]
            data = b"".join((WHOOSH3_HEADER_MAGIC, *blocks))
        self._postings.write(data)
        info = _TERM_INFO.pack(
            *(False, sum(counts), n, _NO_LENGTH, _NO_LENGTH, max(counts), documents[0], documents[-1]),
            *(self._at, len(data)),
        )
        self._dictionary.add(self._prefix + term, info)
        self._at += len(data)


_TERM_INFO = struct.Struct("!BfIBBfIIqi")
"""Whether inlined, weight, documents, least and greatest length, greatest weight, first and last document;
place and size of the postings."""
_NO_LENGTH = 0
_COMPRESSION = 0
"""None: it takes a tenth of the time of indexing, and saves less than a tenth of the space."""
_PICKLE = 2


def _block(documents: array[int], counts: array[int], *, last: bool) -> bytes:
    """Up to `_BLOCK` postings of a term; the size of the last block is negative."""
    deltas = (documents[0], *map(sub, documents[1:], documents))
    highest = max(counts)
    weights: float | tuple[float, ...] | None = tuple(map(float, counts))
    if min(counts) == highest:
        weights = None if highest == 1 else float(highest)
    data = pickle.dumps((deltas, weights, None), _PICKLE)
    about = (len(documents), documents[-1], float(highest), _COMPRESSION, _NO_LENGTH, _NO_LENGTH)
    info = pickle.dumps(about, _PICKLE)
    size = len(info) + len(data)
    return struct.pack("!i", -size if last else size) + info + data
