"""Opens the zip archives that DOCX and EPUB are, counting every byte that comes out of them.

A zip states how large its parts are, and can lie. What is stated is checked before anything is unpacked,
which refuses the usual bomb at once; what is read is unpacked in small steps, which stops the lying one.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from hopyard.core.documents.limits import MAX_MEMBERS, MAX_XML_TAGS, MIB, ReadLimits, check_tags, count_tags
from hopyard.core.errors import ReadError

_CHUNK = 64 * 1024
_SMALL = MIB
_CENTRAL_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


class Archive:
    """A zip archive in memory; `name` is what messages call the format."""

    def __init__(self, data: bytes, limits: ReadLimits, name: str) -> None:
        """Open and check.

        Raises: ReadError if it is damaged, or would unpack to too much.
        """
        self._name = name
        self._limits = limits
        self._unpacked = 0
        self._tags = 0
        # The list of members is read whole on opening, so that its length has to be known before.
        if data.count(_CENTRAL_ENTRY) > MAX_MEMBERS:
            raise ReadError(f"damaged {name}: too many parts")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise ReadError(f"damaged {name}: not a whole zip archive") from error
        self._members = {info.filename: info for info in self._zip.infolist()}
        self._check_stated_sizes(len(data))

    @property
    def names(self) -> list[str]:
        """The members, in the order of the archive."""
        return list(self._members)

    def read(self, member: str) -> bytes:
        """The bytes of one member.

        Raises: ReadError if it is missing, encrypted or damaged, or if all that was read comes to too much.
        """
        info = self._members.get(member)
        if info is None:
            raise ReadError(f"damaged {self._name}: a part is missing")
        if info.flag_bits & _ENCRYPTED:
            raise ReadError(f"encrypted {self._name}")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ReadError(f"damaged {self._name}: packed in an unusual way")
        chunks: list[bytes] = []
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    chunks.append(chunk)
                    self._count(len(chunk))
        except _BROKEN as error:
            raise ReadError(f"damaged {self._name}: a part cannot be unpacked") from error
        return b"".join(chunks)

    def read_xml(self, member: str) -> bytes:
        """The bytes of a member that is XML; refused if it declares entities or if all XML is too much.

        Raises: ReadError, as `read` does.
        """
        data = self.read(member)
        if declares_entities(data):
            raise ReadError(f"damaged {self._name}: entities in its XML")
        self._tags += count_tags(data)
        check_tags(self._tags, MAX_XML_TAGS)
        return data

    def _check_stated_sizes(self, packed: int) -> None:
        total = 0
        for info in self._members.values():
            total += info.file_size
            if info.file_size > _SMALL and info.file_size > self._limits.max_ratio * max(
                1, info.compress_size
            ):
                raise self._too_much()
        if total > self._limits.max_unpacked_bytes or total > max(_SMALL, self._limits.max_ratio * packed):
            raise self._too_much()

    def _count(self, n_bytes: int) -> None:
        self._unpacked += n_bytes
        if self._unpacked > self._limits.max_unpacked_bytes:
            raise self._too_much()

    def _too_much(self) -> ReadError:
        return ReadError(f"unpacks to too much (limit {self._limits.max_unpacked_bytes // MIB} MB)")


def declares_entities(xml: bytes) -> bool:
    """Whether XML brings entities of its own, by which a few lines can stand for gigabytes, or for a file.

    The NUL bytes of UTF-16 are skipped.
    """
    flat = xml.replace(b"\0", b"") if b"\0" in xml[:200] else xml
    return b"<!ENTITY" in flat
