"""The file of vectors: one for each passage, by the passage's id, in one byte a dimension.

A vector depends on its passage and the model alone, and an id is never given twice. So the file fits every
state of the index: what is gone is passed over, what is missing is added at the end. How much of the file
counts is kept in the store (`mark.py`), so that a reader never meets what a writer has just begun.

One byte a dimension, because 100,000 passages of 256 dimensions are then 27 MB in memory, and compared with
a question in 5 ms; numbers of two bytes take 28 ms, of four 3 ms and 102 MB (`bench/likeness.py`). The
cosines change by about 0.003. Products of whole numbers add up exactly in single precision as long as no sum
passes 2^24, which `levels` sees to: so a result does not depend on where in the file a vector lies.

Layout, numbers as this machine writes them:

    header  `_HEADER`, then its CRC-32
    block   its number of vectors, the CRC-32 of what follows; the ids, 8 bytes each; the lengths of the
            vectors, 4 bytes each; the vectors
"""

from __future__ import annotations

import math
import os
import struct
import uuid
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"hopvec1\n"
_HEADER = struct.Struct("=8s16sII")
"""Magic, generation, dimensions, byte order as 1."""
_CRC = struct.Struct("=I")
_BEGIN = _HEADER.size + _CRC.size
_BLOCK = struct.Struct("=II")
"""Vectors, CRC-32."""
_EXACT = 2**24
"""Up to this every whole number is one of single precision."""


class VectorsUnusable(Exception):
    """The file is missing, cut short, altered, or another one."""


class Vectors(NamedTuple):
    """Vectors of passages."""

    passages: NDArray[np.uint64]
    """Ids, shape (n,)."""
    lengths: NDArray[np.float32]
    """Euclidean, of the rounded values; 0 where nothing is known of a passage. Shape (n,)."""
    values: NDArray[np.int8]
    """Shape (n, dimensions)."""


class Extent(NamedTuple):
    """Which file it is, and how many of its bytes count."""

    generation: str
    """32 hexadecimal digits."""
    size: int


def levels(dimensions: int) -> int:
    """The greatest value of a dimension, so that the product of two vectors is summed exactly."""
    return min(127, math.isqrt(_EXACT // dimensions))


def rounded(passages: Sequence[int], vectors: NDArray[np.float32]) -> Vectors:
    """Vectors of any length, shape (len(passages), dimensions), as they are kept."""
    top = np.abs(vectors).max(axis=1, initial=0.0)
    scale = np.divide(levels(vectors.shape[1]), top, out=np.zeros_like(top), where=top > 0)
    values = np.rint(vectors * scale[:, None]).astype(np.int8)
    lengths = np.linalg.norm(values.astype(np.float32), axis=1).astype(np.float32)
    return Vectors(np.array(passages, dtype=np.uint64), lengths, values)


def create(path: Path, dimensions: int) -> Extent:
    """Begin anew with an empty file, in one step. Raises: OSError."""
    generation = uuid.uuid4()
    header = _HEADER.pack(_MAGIC, generation.bytes, dimensions, 1)
    unfinished = path.with_name(path.name + ".tmp")
    try:
        unfinished.write_bytes(header + _CRC.pack(zlib.crc32(header)))
        os.replace(unfinished, path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise
    return Extent(generation.hex, _BEGIN)


def append(path: Path, extent: Extent, vectors: Vectors) -> Extent:
    """Add vectors behind what counts; what an interrupted writer left there is overwritten.

    Raises: OSError; what counted before then still does.
    """
    data = b"".join(np.ascontiguousarray(column).tobytes() for column in vectors)
    with open(path, "r+b") as file:
        file.truncate(extent.size)
        file.seek(extent.size)
        file.write(_BLOCK.pack(len(vectors.passages), zlib.crc32(data)) + data)
        return extent._replace(size=file.tell())


def begins(path: Path, generation: str) -> bool:
    """Whether a file begins as one of that generation does."""
    try:
        with open(path, "rb") as file:
            _dimensions(file.read(_BEGIN), generation)
    except (OSError, VectorsUnusable):
        return False
    return True


def read(path: Path, extent: Extent) -> Vectors:
    """All vectors of a file. Raises: VectorsUnusable if a byte of them is not what was written."""
    try:
        with open(path, "rb") as file:
            data = file.read(extent.size)
    except OSError as error:
        raise VectorsUnusable(str(error)) from error
    _expect(len(data) == extent.size)
    dimensions = _dimensions(data, extent.generation)
    begin = _BEGIN
    passages, lengths, values = [], [], [np.empty((0, dimensions), np.int8)]
    while begin < len(data):
        _expect(begin + _BLOCK.size <= len(data))
        n, crc = _BLOCK.unpack_from(data, begin)
        begin += _BLOCK.size
        end = begin + n * (12 + dimensions)
        _expect(end <= len(data) and zlib.crc32(memoryview(data)[begin:end]) == crc)
        passages.append(np.frombuffer(data, np.uint64, n, begin))
        lengths.append(np.frombuffer(data, np.float32, n, begin + 8 * n))
        values.append(np.frombuffer(data, np.int8, n * dimensions, begin + 12 * n).reshape(n, dimensions))
        begin = end
    if not passages:
        return Vectors(np.empty(0, np.uint64), np.empty(0, np.float32), values[0])
    return Vectors(np.concatenate(passages), np.concatenate(lengths), np.concatenate(values))


def _dimensions(data: bytes, generation: str) -> int:
    """What the header says. Raises: VectorsUnusable if it is another one."""
    _expect(len(data) >= _BEGIN)
    magic, found, dimensions, one = _HEADER.unpack_from(data)
    _expect(_CRC.unpack_from(data, _HEADER.size)[0] == zlib.crc32(data[: _HEADER.size]))
    _expect((magic, found.hex(), one) == (_MAGIC, generation, 1))
    return int(dimensions)


def _expect(true: bool) -> None:
    if not true:
        raise VectorsUnusable("not what was written")
