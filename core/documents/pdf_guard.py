"""Refuses PDFs whose drawing instructions unpack without measure, before the PDF library unpacks them.

The library unpacks a page's instructions whole: 1.5 MB of PDF took 2.5 GB. A first look only: it sees streams
packed once with Flate, which is how such files are made; a limit on the process is the second line.
"""

from __future__ import annotations

import re
import zlib

from hopyard.core.documents.limits import MIB, ReadLimits
from hopyard.core.errors import ReadError

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY_WITHIN = 1000
_CHUNK = 64 * 1024
_SMALL = 4 * MIB
_LARGEST = 64 * MIB
_TOGETHER = 1024 * MIB


def check_streams(data: bytes, limits: ReadLimits) -> None:
    """Look at all streams that are no pictures.

    Raises: ReadError if one unpacks beyond `max_ratio` or beyond 64 MB, or all together beyond 1 GB.
    """
    together = 0
    for start in _STREAM.finditer(data):
        dictionary = data[max(0, start.start() - _DICTIONARY_WITHIN) : start.start()].rpartition(b" obj")[2]
        # Pictures of white paper shrink a thousandfold, and are not unpacked for their text.
        if b"Flate" not in dictionary and b"/Fl" not in dictionary:
            continue
        if b"/Image" in dictionary or b"/EmbeddedFile" in dictionary:
            continue
        packed, unpacked = _measure(data, start.end())
        together += unpacked
        beyond_ratio = unpacked > _SMALL and unpacked > limits.max_ratio * packed
        if beyond_ratio or unpacked > _LARGEST or together > _TOGETHER:
            raise ReadError("unpacks to too much")


def _measure(data: bytes, start: int) -> tuple[int, int]:
    """Packed and unpacked bytes of a stream, as far as it is sound; unpacking stops at the limit."""
    inflater = zlib.decompressobj()
    unpacked = 0
    at = start
    waiting = b""
    try:
        while not inflater.eof and unpacked <= _LARGEST:
            if not waiting:
                waiting = data[at : at + _CHUNK]
                at += len(waiting)
                if not waiting:
                    break
            unpacked += len(inflater.decompress(waiting, _CHUNK))
            waiting = inflater.unconsumed_tail
    except zlib.error:
        pass
    return max(1, at - start - len(waiting) - len(inflater.unused_data)), unpacked
