"""Notices when the index's files are not the ones that were written: no Whoosh needed, a few `stat` calls."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import msgspec

_CHUNK = 1 << 20


class FileMark(msgspec.Struct, frozen=True, array_like=True):
    """A file of the index as it was written."""

    size: int
    mtime_ns: int
    crc32: int


Manifest = dict[str, FileMark]


def take(folder: Path, before: Manifest) -> Manifest:
    """Mark every file of an index, and see to it that they are on the disk.

    Files of `before` are not read again where size and time are the same: Whoosh never writes a file twice.
    """
    marks: Manifest = {}
    for name, status in _files(folder):
        known = before.get(name)
        if known and (known.size, known.mtime_ns) == (status.st_size, status.st_mtime_ns):
            marks[name] = known
        else:
            with open(folder / name, "rb") as file:
                os.fsync(file.fileno())  # Whoosh does not
            marks[name] = FileMark(status.st_size, status.st_mtime_ns, _crc32(folder / name))
    return marks


def altered(folder: Path, manifest: Manifest, *, closely: bool = False) -> bool:
    """Whether a file is there but not as it was written.

    One with another time is read and compared by its checksum; `closely` reads them all.
    """
    for name, status in _files(folder):
        mark = manifest.get(name)
        if mark is None:
            continue
        if status.st_size != mark.size:
            return True
        try:
            if (closely or status.st_mtime_ns != mark.mtime_ns) and _crc32(folder / name) != mark.crc32:
                return True
        except FileNotFoundError:  # a writer is at work
            return True
    return False


def complete(folder: Path, manifest: Manifest) -> bool:
    """Whether every file is there, and no table of contents beside them that Whoosh would believe instead."""
    found = {name for name, _ in _files(folder)}
    return manifest.keys() <= found and all(name in manifest for name in found if name.endswith(".toc"))


def encode(manifest: Manifest) -> str:
    """The manifest as text, for the store."""
    return msgspec.json.encode(manifest).decode()


def decode(text: str) -> Manifest:
    """A manifest from the store; empty for an empty text."""
    return msgspec.json.decode(text, type=Manifest) if text else {}


def _files(folder: Path) -> list[tuple[str, os.stat_result]]:
    try:
        with os.scandir(folder) as entries:
            files = [(entry.name, entry.stat()) for entry in entries if entry.is_file()]
    except FileNotFoundError:
        return []
    return [(name, status) for name, status in files if _is_index(name)]


def _is_index(name: str) -> bool:
    # Segments are MAIN_<id>.<what>, tables of contents _MAIN_<n>.toc; beside them lie Whoosh's lock and what
    # an interrupted run left.
    return name.endswith(".toc") or (
        name.startswith("MAIN_") and not name.endswith(("LOCK", ".counts", ".counts.tmp"))
    )


def _crc32(path: Path) -> int:
    crc = 0
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            crc = zlib.crc32(chunk, crc)
    return crc
