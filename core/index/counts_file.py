"""One file beside each segment of the index: where each term occurs and how often, ready to be added up.

Whoosh's own postings are pickles of 128 documents that have to be decoded one by one, which takes 20 to 30 ms
for the common words of one question in 100,000 passages. Here the documents of a term lie one after the other
as numbers, so a term costs one read. Counts are kept, not weights: document frequencies and mean lengths
change with every commit, the counts of a segment never do.

The places of a term's occurrences lie apart from its counts: only a search for a phrase reads them.

The file can be lost: it is told apart from a torn, altered or foreign one by checksums, and whoever reads it
can turn to Whoosh's postings and the stored texts instead; from these texts it is also made again. It is read
with `pread`, not mapped into memory: a mapped file that somebody cuts short ends the process (SIGBUS), and
bytes that were checked are those that are used.

Layout, numbers as this machine writes them (on another kind the header's checksum fails):

    header     `_HEADER`, then its CRC-32
    directory  4 bytes each: where the postings of each term begin, in postings, n_terms + 1
               where the bytes of each term begin, n_terms + 1; the CRC-32 of each term's postings, n_terms
               the terms, UTF-8, ascending
    postings   of each term: where its places begin, how many there are, and their CRC-32, 4 bytes each
               its n documents, ascending, 4 bytes each; its counts in the first field, one for each document,
               then those in the second, and so on; `width` bytes each
    places     of each term: document after document, ascending, `place_width` bytes each
"""

from __future__ import annotations

import os
import struct
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_MAGIC = b"hopcnt2\n"
_HEADER = struct.Struct("=8s16sIIIIIIII")
"""Magic, segment, documents, fields, width, place width, terms, postings, places, CRC-32 of the directory."""
_CRC = struct.Struct("=I")
_PLACES = struct.Struct("=III")
_NUMBER = 4
_SAMPLED = 64
"""One term in so many is kept as an object, where looking it up takes no call for each step."""


class CountsUnusable(Exception):
    """The file is missing, torn, altered, or of another segment."""


class Shape(NamedTuple):
    """What all terms of a file have in common."""

    n_documents: int
    n_fields: int
    width: int
    """Bytes of a count."""
    place_width: int
    """Bytes of a place."""


class TermPostings(NamedTuple):
    """A term and where it occurs in a segment, as it is written."""

    term: bytes
    n: int
    """Documents."""
    counts: bytes
    """The n documents, then n counts for each field."""
    places: bytes


class RawCounts(NamedTuple):
    """The postings of one term as they lie in the file."""

    n: int
    """Documents."""
    width: int
    """Bytes of a count."""
    data: memoryview
    """n documents of 4 bytes, then n counts for each field."""
    places_at: int
    n_places: int
    places_crc: int


class RawPlaces(NamedTuple):
    """The places of one term as they lie in the file."""

    width: int
    data: bytes


def write_file(path: Path, segment: str, shape: Shape, terms: Iterable[TermPostings]) -> None:
    """Write the file of a segment, `terms` ascending.

    It takes its place in one step, so no reader ever sees half of it.

    It is not forced to the disk: torn by a power cut, it is missed like a lost one.

    Raises: OSError, nothing new then being left behind.
    """
    starts, bounds, checksums = array("I", [0]), array("I", [0]), array("I")
    letters, postings, places = bytearray(), bytearray(), bytearray()
    for term in terms:
        n_places = len(term.places) // shape.place_width
        data = _PLACES.pack(len(places) // shape.place_width, n_places, zlib.crc32(term.places)) + term.counts
        postings += data
        places += term.places
        letters += term.term
        starts.append(starts[-1] + term.n)
        bounds.append(len(letters))
        checksums.append(zlib.crc32(data))
    directory = b"".join((starts, bounds, checksums, letters))
    numbers = (len(checksums), starts[-1], len(places) // shape.place_width)
    header = _HEADER.pack(_MAGIC, segment.encode(), *shape, *numbers, zlib.crc32(directory))
    _replace(path, (header, _CRC.pack(zlib.crc32(header)), directory, postings, places))


class CountsFile:
    """The file of one segment, open. Its directory is in memory: 12 bytes and the letters for each term.

    Raises: CountsUnusable if it is not the whole file of this segment as it was written.
    """

    def __init__(self, path: Path, segment: str, n_documents: int, n_fields: int) -> None:
        self._n_fields = n_fields
        try:
            self._file = os.open(path, os.O_RDONLY)
        except OSError as error:
            raise CountsUnusable(str(error)) from error
        try:
            self._read_directory(segment, n_documents)
        except BaseException:
            self.close()
            raise

    def find(self, term: bytes) -> RawCounts | None:
        """The postings of a term; None if it does not occur. Raises: CountsUnusable if they are damaged."""
        row = self._row(term)
        return None if row is None else self._postings(row)

    def frequency(self, term: bytes) -> int:
        """In how many documents a term occurs, which the directory knows."""
        row = self._row(term)
        return 0 if row is None else self._starts[row + 1] - self._starts[row]

    def _row(self, term: bytes) -> int | None:
        begin = max(bisect_right(self._sample, term) - 1, 0) * _SAMPLED
        end = min(begin + _SAMPLED, self._n_terms)
        row = bisect_left(range(self._n_terms), term, begin, end, key=self._term)
        return row if row < end and self._term(row) == term else None

    def places(self, raw: RawCounts) -> RawPlaces:
        """Where the term of these postings stands. Raises: CountsUnusable."""
        width = self._place_width
        data = self._read(raw.n_places * width, self._places_base + raw.places_at * width)
        self._expect(zlib.crc32(data) == raw.places_crc)
        return RawPlaces(width, data)

    def items(self) -> Iterator[tuple[bytes, RawCounts]]:
        """All terms, ascending, with their postings. Raises: CountsUnusable."""
        for row in range(self._n_terms):
            yield self._term(row), self._postings(row)

    def check(self) -> None:
        """Read everything. Raises: CountsUnusable if something is damaged."""
        for _, raw in self.items():
            self.places(raw)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1

    def _read_directory(self, segment: str, n_documents: int) -> None:
        header = self._read(_HEADER.size, 0)
        self._expect(_CRC.unpack(self._read(_CRC.size, _HEADER.size))[0] == zlib.crc32(header))
        magic, owner, *numbers, checksum = _HEADER.unpack(header)
        self._expect((magic, owner.rstrip(b"\0")) == (_MAGIC, segment.encode()))
        documents, fields, self._width, self._place_width, n_terms, n_postings, n_places = numbers
        self._expect((documents, fields) == (n_documents, self._n_fields))
        self._n_terms = n_terms
        self._posting_size = _NUMBER + self._width * fields
        size = os.fstat(self._file).st_size
        begin = _HEADER.size + _CRC.size
        self._places_base = size - n_places * self._place_width
        self._base = self._places_base - n_postings * self._posting_size - n_terms * _PLACES.size
        self._expect(begin < self._base)
        self._directory = self._read(self._base - begin, begin)
        self._expect(zlib.crc32(self._directory) == checksum)
        self._letters_at = (3 * n_terms + 2) * _NUMBER
        words = memoryview(self._directory)[: self._letters_at].cast("I")
        self._starts = words[: n_terms + 1]
        self._bounds = words[n_terms + 1 : 2 * n_terms + 2]
        self._checksums = words[2 * n_terms + 2 :]
        self._sample = [self._term(row) for row in range(0, n_terms, _SAMPLED)]

    def _term(self, row: int) -> bytes:
        begin = self._letters_at
        return self._directory[begin + self._bounds[row] : begin + self._bounds[row + 1]]

    def _postings(self, row: int) -> RawCounts:
        begin, end = self._starts[row], self._starts[row + 1]
        size = _PLACES.size + (end - begin) * self._posting_size
        data = self._read(size, self._base + row * _PLACES.size + begin * self._posting_size)
        self._expect(zlib.crc32(data) == self._checksums[row])
        counts = memoryview(data)[_PLACES.size :]
        return RawCounts(end - begin, self._width, counts, *_PLACES.unpack_from(data))

    def _read(self, size: int, offset: int) -> bytes:
        try:
            data = os.pread(self._file, size, offset)
        except OSError as error:
            raise CountsUnusable(str(error)) from error
        self._expect(len(data) == size)
        return data

    def _expect(self, true: bool) -> None:
        if not true:
            raise CountsUnusable("not what was written")


def encode(term: str) -> bytes:
    """A term as the index knows it; half a surrogate pair, which damaged files hold, is a term too."""
    return term.encode("utf-8", "surrogatepass")


def decode(term: bytes) -> str:
    """The reverse of `encode`."""
    return term.decode("utf-8", "surrogatepass")


def _replace(path: Path, parts: Iterable[bytes | bytearray]) -> None:
    # Always of the same name: what a killed writer leaves is overwritten by the next, who holds the lock.
    unfinished = path.with_name(path.name + ".tmp")
    try:
        with open(unfinished, "wb") as file:
            file.writelines(parts)
        os.replace(unfinished, path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise
