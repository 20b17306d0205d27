"""Zip archives that state the truth, that lie, and that are broken."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from hopyard.core.documents import archive as archive_module
from hopyard.core.documents.archive import Archive
from hopyard.core.documents.limits import MIB, ReadLimits
from hopyard.core.errors import ReadError

if TYPE_CHECKING:
    from .conftest import MakeZip

LIMITS = ReadLimits()


def refusal(data: bytes, member: str = "", limits: ReadLimits = LIMITS) -> str:
    with pytest.raises(ReadError) as refused:
        Archive(data, limits, "DOCX").read(member)
    return refused.value.message


def lying_zip(unpacked: bytes, stated: int) -> bytes:
    """An archive of one member that unpacks to more than it states, with the checksum of the stated part."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(unpacked) + packer.flush()
    name = b"a.xml"
    checksum = zlib.crc32(unpacked[:stated])
    sizes = struct.pack("<HHHHHIIIH", 20, 0, 8, 0, 33, checksum, len(packed), stated, len(name))
    local = b"PK\x03\x04" + sizes + b"\0\0" + name + packed
    central = b"PK\x01\x02\x14\0" + sizes + bytes(12) + struct.pack("<I", 0) + name
    return local + central + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)


def test_members_are_read(make_zip: MakeZip) -> None:
    archive = Archive(make_zip({"a.xml": "<a/>", "目录/b": b"\0"}), LIMITS, "DOCX")
    assert archive.names == ["a.xml", "目录/b"]
    assert archive.read("a.xml") == b"<a/>"
    assert archive.read("目录/b") == b"\0"
    assert refusal(make_zip({"a": "x"}), "b") == "damaged DOCX: a part is missing"


def test_a_stated_bomb_is_refused_before_anything_is_unpacked(make_zip: MakeZip) -> None:
    too_much = "unpacks to too much (limit 200 MB)"
    assert refusal(make_zip({"a": bytes(8 * MIB)})) == too_much
    assert refusal(make_zip({str(i): bytes(MIB // 2) for i in range(20)})) == too_much
    small = ReadLimits(max_unpacked_bytes=MIB)
    assert refusal(make_zip({str(i): bytes(range(256)) * 2000 for i in range(4)}), limits=small) == (
        "unpacks to too much (limit 1 MB)"
    )


def test_small_members_may_shrink_as_much_as_they_like(make_zip: MakeZip) -> None:
    assert Archive(make_zip({"a": bytes(900_000)}), LIMITS, "DOCX").read("a") == bytes(900_000)


def test_a_member_that_lies_about_its_size_never_unpacks_beyond_it() -> None:
    data = lying_zip(bytes(64 * MIB), stated=100)
    archive = Archive(data, LIMITS, "DOCX")
    tracemalloc.start()
    try:
        assert archive.read("a.xml") == bytes(100)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * MIB


def test_what_was_read_is_counted_over_all_members(make_zip: MakeZip) -> None:
    noise = random.Random(7).randbytes(600_000)
    data = make_zip({"a": noise, "b": noise})
    archive = Archive(data, ReadLimits(max_unpacked_bytes=int(1.3 * MIB)), "DOCX")
    archive.read("a")
    archive.read("b")
    with pytest.raises(ReadError, match="unpacks to too much"):
        archive.read("a")


def test_a_list_of_members_too_long_is_refused_unread(
    make_zip: MakeZip, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = make_zip({str(i): b"" for i in range(20)})
    monkeypatch.setattr(archive_module, "MAX_MEMBERS", 10)
    assert refusal(data) == "damaged DOCX: too many parts"


def test_the_tags_of_all_xml_are_counted_together(make_zip: MakeZip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MAX_XML_TAGS", 100)
    part = "<a>" + "<b c='d'/>" * 30 + "</a>"
    archive = Archive(make_zip({"a.xml": part, "b.xml": part}), LIMITS, "DOCX")
    assert archive.read_xml("a.xml") == part.encode()
    with pytest.raises(ReadError, match="too much markup"):
        archive.read_xml("b.xml")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)[:10], b"no zip at all"])
def test_what_is_no_zip_is_damaged(data: bytes) -> None:
    assert refusal(data) == "damaged DOCX: not a whole zip archive"


def test_a_spoiled_member_is_damaged(make_zip: MakeZip) -> None:
    data = make_zip({"a.xml": bytes(range(256)) * 50})
    spoiled = data[:60] + b"\xff\xff\xff\xff" + data[64:]
    assert refusal(spoiled, "a.xml") == "damaged DOCX: a part cannot be unpacked"


def test_a_member_that_needs_a_password_is_encrypted(make_zip: MakeZip) -> None:
    data = bytearray(make_zip({"a.xml": b"text"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(data), "a.xml") == "encrypted DOCX"


def test_unusual_packing_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as package:
        package.writestr("a.xml", b"text")
    assert refusal(buffer.getvalue(), "a.xml") == "damaged DOCX: packed in an unusual way"


def test_any_spoiled_byte_gives_bytes_or_a_read_error(make_zip: MakeZip) -> None:
    data = make_zip({"a.xml": "<a>text</a>", "b": b"more"})
    for at in range(len(data)):
        for value in (0, 0xFF, data[at] ^ 0x41):
            spoiled = data[:at] + bytes([value]) + data[at + 1 :]
            try:
                archive = Archive(spoiled, LIMITS, "DOCX")
                assert all(isinstance(archive.read(name), bytes) for name in archive.names)
            except ReadError as error:
                assert error.message.isprintable()  # noqa: PT017  either outcome is right
