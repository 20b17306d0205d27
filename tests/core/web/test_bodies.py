"""Unpacking within bounds, however the bytes are cut."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.web.bodies import MAX_CRUMBS, Encoding, declared_length, encoding_of, read_body
from hopyard.core.web.errors import BadReply, TooMuch

ROOM = 10_000_000


async def stream(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def bare(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[start:end] for start, end in pairwise(ends)]


@given(
    st.binary(max_size=3000),
    st.sampled_from(["", "gzip", "deflate", "bare", "members"]),
    st.lists(st.integers(0, 4000), max_size=6),
)
async def test_a_body_comes_out_as_it_went_in(body: bytes, way: str, places: list[int]) -> None:
    packed = {
        "": body,
        "gzip": gzip.compress(body),
        "deflate": zlib.compress(body),
        "bare": bare(body),
        "members": gzip.compress(body[:5]) + gzip.compress(body[5:]),
    }[way]
    encoding: Encoding = "gzip" if way in ("gzip", "members") else "deflate" if way else ""
    assert await read_body(stream(cut(packed, places)), encoding, ROOM, ROOM) == body


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]), st.integers(0, 400))
async def test_damage_is_said_or_harmless(body: bytes, encoding: Encoding, place: int) -> None:
    """A flipped byte ends in an error, but where the format does not look: gzip's header."""
    packed = bytearray(gzip.compress(body) if encoding == "gzip" else zlib.compress(body))
    packed[place % len(packed)] ^= 0x41
    with suppress(BadReply):
        assert len(await read_body(stream([bytes(packed)]), encoding, ROOM, ROOM)) <= ROOM


@pytest.mark.parametrize("n_cut", [1, 5, 9])
async def test_an_end_that_is_missing(n_cut: int) -> None:
    for encoding, packed in (("gzip", gzip.compress(b"abc" * 50)), ("deflate", zlib.compress(b"abc" * 50))):
        with pytest.raises(BadReply):
            await read_body(
                stream([packed[:-n_cut]]), "gzip" if encoding == "gzip" else "deflate", ROOM, ROOM
            )
    assert await read_body(stream([]), "gzip", ROOM, ROOM) == b""


async def test_the_bounds_hold_to_the_byte() -> None:
    assert len(await read_body(stream([b"x" * 50, b"x" * 50]), "", 100, 100)) == 100
    for raw, unpacked in ((99, 200), (200, 99)):
        with pytest.raises(TooMuch):
            await read_body(stream([b"x" * 50, b"x" * 50]), "", raw, unpacked)
    packed = gzip.compress(bytes(1_000_000))
    assert len(await read_body(stream([packed]), "gzip", len(packed), 1_000_000)) == 1_000_000
    with pytest.raises(TooMuch):
        await read_body(stream([packed]), "gzip", len(packed), 999_999)
    with pytest.raises(TooMuch):
        await read_body(stream([packed]), "gzip", len(packed) - 1, 1_000_000)


async def test_crumbs_have_a_bound() -> None:
    with pytest.raises(TooMuch, match="crumbs"):
        await read_body(stream([b"x"] * (MAX_CRUMBS + 1)), "", ROOM, ROOM)


def test_headers_of_a_body() -> None:
    assert encoding_of({}) == encoding_of({"content-encoding": " Identity "}) == ""
    assert (
        encoding_of({"content-encoding": "X-GZIP"})
        == encoding_of({"content-encoding": "identity, gzip"})
        == "gzip"
    )
    for stacked in ("gzip, gzip", "gzip,deflate", "br", "zstd", "compress", "gzip;q=1"):
        with pytest.raises(BadReply):
            encoding_of({"content-encoding": stacked})
    assert declared_length({"content-length": "12"}) == 12
    for text in ("", "-1", "1e9", "٣", "9" * 30):
        assert declared_length({"content-length": text}) == 0
