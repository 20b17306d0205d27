"""Reads a session that somebody sent in one file, as a stranger's: nothing in it is trusted.

A pack is a zip archive with `events.jsonl`, `about.json` and `sources/<id>.txt`, and nothing else; `packing`
writes it. What is read of one is bounded, lands in a folder of our own choosing under names that can only be
ours, and is then read as any session is. A text that is not the one its name says is refused.
"""

from __future__ import annotations

import io
import os
import re
import secrets
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from hopyard.core.errors import LogError, PackError
from hopyard.core.sessions.about import ABOUT_FILE, read_about, write_about
from hopyard.core.sessions.log import EVENTS_FILE, SOURCES_FOLDER
from hopyard.core.sessions.shelf import is_session_id, read_state
from hopyard.core.state import State
from hopyard.core.text.raw import source_id

SUFFIX = ".hopyard"
MAX_PACK_BYTES = 128 * 2**20
"""Of the file."""
MAX_UNPACKED_BYTES = 256 * 2**20
"""Of all that is in it."""
MAX_EVENTS_BYTES = 64 * 2**20
"""Of the log in it: twenty times the largest we know of."""
MAX_TEXT_BYTES = 64 * 2**20
"""Of one source's text."""
MAX_ABOUT_BYTES = 64 * 2**10
MAX_ENTRIES = 5_000
_ENTRY = re.compile(
    rf"{re.escape(EVENTS_FILE)}|{re.escape(ABOUT_FILE)}|{SOURCES_FOLDER}/(?P<source>[0-9a-f]{{32}})\.txt"
)
_MOST = {EVENTS_FILE: MAX_EVENTS_BYTES, ABOUT_FILE: MAX_ABOUT_BYTES}
_THE_END = struct.Struct("<4s4H2LH")
"""The record at the end of an archive: signature, disks (2), entries (2), size and place of the directory,
length of a comment. Source: PKWARE's APPNOTE 6.3.10, 4.3.16."""
_LOCATOR_BYTES = 20
"""Of the record before it that would lead to larger numbers elsewhere (4.3.15)."""
_DIRECTORY_ENTRY = 46 + len(f"{SOURCES_FOLDER}/.txt") + 32
"""Bytes that the longest name we allow takes in the archive's directory (4.3.12)."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)
"""What `zipfile` raises over an archive that is not whole."""


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The folder of the session in a pack, in a private temporary place that is gone after the block.

    The session is read once, so that what is wrong with it is told before anything is done with it.
    Raises: PackError if the file is no pack of ours, or holds what a pack must not; LogError if its log is
    not whole.
    """
    with tempfile.TemporaryDirectory(prefix="hopyard-") as place:
        folder = Path(place) / _name(path)
        _unpack_to(path, folder)
        yield folder


def unpack(path: Path, sessions: Path) -> Path:
    """Put the session in a pack among others, under the id that it has; returns its folder.

    It is marked as received: the folders that its log names are a stranger's.
    Raises: as `opened`; LogError if there is a session of that id, or it cannot be written.
    """
    part = sessions / f".{secrets.token_hex(8)}.part"
    try:
        state = _unpack_to(path, part)
        folder = sessions / state.session
        if not is_session_id(state.session):
            raise _not_ours(path, "its session has no id that a folder could have")
        if folder.exists():
            raise LogError(f"There is a session {folder.name} already.", "Delete it first, or keep it.")
        write_about(part, msgspec.structs.replace(read_about(part), received=True))
        os.rename(part, folder)
    except OSError as error:
        raise LogError(f"Cannot write to {sessions}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def _unpack_to(path: Path, folder: Path) -> State:
    """Put the session in a pack into a folder, which is made (0700), and read it."""
    (folder / SOURCES_FOLDER).mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _not_ours(path, "it is no file")
        with path.open("rb") as file:
            _check_frame(path, file)
            with zipfile.ZipFile(file) as archive:
                _take_out(path, archive, folder)
    except OSError as error:
        raise PackError(f"Cannot open {path}: {error.strerror or error}.") from error
    except _DAMAGED as error:
        raise _not_ours(path, "it is damaged") from error
    try:
        return read_state(folder)
    except LogError as error:
        message = error.message.replace(f"{folder}{os.sep}", "")
        raise type(error)(f"{path}: {message}", error.next_step) from error


def _take_out(path: Path, archive: zipfile.ZipFile, folder: Path) -> None:
    seen: set[str] = set()
    left = MAX_UNPACKED_BYTES
    for entry in archive.infolist():
        found = _ENTRY.fullmatch(entry.filename)
        if found is None or entry.filename in seen:
            raise _not_ours(path, f"it holds {entry.filename[:80]!r}")
        _check_kind(path, entry)
        seen.add(entry.filename)
        most = min(left, _MOST.get(entry.filename, MAX_TEXT_BYTES))
        with archive.open(entry) as file:
            data = file.read(most + 1)  # not as many as the archive says it holds
        if len(data) > most:
            raise _not_ours(path, "it is larger unpacked than a session may be")
        left -= len(data)
        if found["source"] is not None:
            _check_text(path, found["source"], data)
        _write(folder / entry.filename, data)
    if EVENTS_FILE not in seen:
        raise _not_ours(path, "it holds no events")


def _check_frame(path: Path, file: IO[bytes]) -> None:
    """Look at the size and at the end of the archive, before `zipfile` reads the whole directory.

    Raises: PackError for what is no archive, or has more in it than a pack of ours could.
    """
    size = file.seek(0, io.SEEK_END)
    if size > MAX_PACK_BYTES:
        raise _not_ours(path, f"it has more than {MAX_PACK_BYTES // 2**20} MiB")
    if size < _THE_END.size:
        raise _not_ours(path, "it is no archive")
    file.seek(-_THE_END.size, io.SEEK_END)
    signature, _, _, here, entries, directory, place, comment = _THE_END.unpack(file.read(_THE_END.size))
    whole = place + directory + _THE_END.size == size and not comment and here == entries
    if signature != b"PK\x05\x06" or not whole:
        raise _not_ours(path, "it is no archive")
    if entries > MAX_ENTRIES or directory > entries * _DIRECTORY_ENTRY:
        raise _not_ours(path, "it holds too much")
    if size >= _THE_END.size + _LOCATOR_BYTES:
        file.seek(-_THE_END.size - _LOCATOR_BYTES, io.SEEK_END)
        if file.read(4) == b"PK\x06\x07":  # `zipfile` would believe the numbers that it leads to
            raise _not_ours(path, "it is no archive")
    file.seek(0)


def _check_kind(path: Path, entry: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    plain = kind in (0, stat.S_IFREG) and not entry.flag_bits & 0x1
    if not plain or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _not_ours(path, f"{entry.filename} is no plain file")


def _check_text(path: Path, source: str, data: bytes) -> None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise _not_ours(path, f"the text of source {source} is not UTF-8") from None
    if source_id(text) != source:
        raise _not_ours(path, f"the text of source {source} was changed")


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    path.chmod(0o600)


def _name(path: Path) -> str:
    """What to call the folder of a pack: as the file, in so far as that is plain."""
    return re.sub(r"[^0-9A-Za-z_-]+", "-", path.stem)[:60].strip("-") or "session"


def _not_ours(path: Path, reason: str) -> PackError:
    return PackError(f"{path} is no session that can be opened: {reason}.", "Have it packed anew.")
