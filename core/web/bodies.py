"""Reads and unpacks a body within bounds on what comes over the line and on what it unpacks to.

A gzip page of 200 kB can unpack to 200 MB in one step. So zlib is told how much it may give at a time, and
the sum is looked at before the next piece. Of several encodings one on top of the other none is unpacked.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterable, Iterator, Mapping
from typing import Literal

from hopyard.core.web.errors import BadReply, TooMuch

Encoding = Literal["", "gzip", "deflate"]
ACCEPTED = "gzip, deflate"
"""What we ask for: both are in the standard library and can be stopped at any byte."""
PIECE = 256 * 1024
"""Most bytes that are unpacked before other work of the program gets its turn."""
MAX_CRUMBS = 20_000
"""Most pieces that a body may come in: a chunk of one byte costs as much time as one of 64 kB."""
_CRUMBS_AT_A_TIME = 64


def encoding_of(headers: Mapping[str, str]) -> Encoding:
    """How a body is packed; headers by lower-case name, several of one name joined by commas.

    Raises: BadReply for what we did not ask for, and for encodings on top of each other.
    """
    names = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    names = [name.removeprefix("x-") for name in names if name not in ("", "identity")]
    match names:
        case []:
            return ""
        case ["gzip"]:
            return "gzip"
        case ["deflate"]:
            return "deflate"
        case [_]:
            raise BadReply("The answer is packed in a way that was not asked for.")
        case _:
            raise BadReply("The answer is packed several times over.")


def declared_length(headers: Mapping[str, str]) -> int:
    """What Content-Length says, in bytes; 0 where it says nothing."""
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


async def read_body(
    chunks: AsyncIterable[bytes], encoding: Encoding, max_raw_bytes: int, max_bytes: int
) -> bytes:
    """All of a body, unpacked.

    Raises: TooMuch past one of the bounds; BadReply when it is damaged or cut off.
    """
    n_raw, n_crumbs, body = 0, 0, bytearray()
    unpacker = _Unpacker(encoding) if encoding else None
    async for chunk in chunks:
        n_raw += len(chunk)
        n_crumbs += 1
        if n_crumbs > MAX_CRUMBS:
            raise TooMuch("The answer comes in crumbs.")
        if n_crumbs % _CRUMBS_AT_A_TIME == 0:
            await asyncio.sleep(0)
        if n_raw > max_raw_bytes:
            raise TooMuch(f"The answer is larger than {_mib(max_raw_bytes)}.")
        if unpacker is None:
            body += chunk
            _check(len(body), max_bytes)
            continue
        for piece in unpacker.feed(chunk):
            body += piece
            _check(len(body), max_bytes)
            if len(piece) == PIECE:
                await asyncio.sleep(0)
    if unpacker is not None and n_raw and not unpacker.whole:
        raise BadReply("The answer is packed, and its end is missing.")
    return bytes(body)


class _Unpacker:
    """Unpacks gzip (also of several members, RFC 1952) and deflate (with and without zlib's frame)."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._stream = zlib.decompressobj(_GZIP) if encoding == "gzip" else None
        self._untouched = True

    @property
    def whole(self) -> bool:
        """Whether the last member came to its end."""
        return self._stream is not None and (self._stream.eof or self._untouched)

    def feed(self, raw: bytes) -> Iterator[bytes]:
        """The pieces that some more raw bytes unpack to, each of at most PIECE bytes.

        Raises: BadReply.
        """
        while raw:
            if self._stream is None:
                self._stream = zlib.decompressobj(_ZLIB if raw[0] & 0x0F == _DEFLATE_METHOD else _BARE)
            if self._stream.eof:
                if self._encoding != "gzip" or raw[:1] != _GZIP_MARK:
                    return  # what stands behind the end is nobody's
                self._stream = zlib.decompressobj(_GZIP)
            self._untouched = False
            try:
                piece = self._stream.decompress(raw, PIECE)
            except zlib.error:
                raise BadReply("The answer is packed, and damaged.") from None
            raw = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            if piece:
                yield piece


_GZIP, _ZLIB, _BARE = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_GZIP_MARK = b"\x1f"
_DEFLATE_METHOD = 8
"""Low bits of the first byte of a zlib frame (RFC 1950). A bare deflate stream that begins so is not met."""


def _check(n_bytes: int, max_bytes: int) -> None:
    if n_bytes > max_bytes:
        raise TooMuch(f"The answer unpacks to more than {_mib(max_bytes)}.")


def _mib(n_bytes: int) -> str:
    return f"{n_bytes / 1024 / 1024:.3g} MiB"
