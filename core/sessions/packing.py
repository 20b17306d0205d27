"""Puts a session into one file, to be shared: the same bytes each time; `pack` reads it."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path
from typing import NamedTuple

import msgspec

from hopyard.core.errors import LogError, PackError
from hopyard.core.sessions.about import ABOUT_FILE, About, read_about
from hopyard.core.sessions.log import EVENTS_FILE, SOURCES_FOLDER, read_text
from hopyard.core.sessions.pack import (
    MAX_ENTRIES,
    MAX_EVENTS_BYTES,
    MAX_PACK_BYTES,
    MAX_TEXT_BYTES,
    MAX_UNPACKED_BYTES,
)
from hopyard.core.sessions.shelf import read_state
from hopyard.core.text.raw import source_id

_SAME_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


class Packed(NamedTuple):
    """A pack and what is in it."""

    data: bytes
    n_events: int
    n_sources: int
    missing: tuple[str, ...]
    """Ids of the sources whose text is not with the session, or not as its name says."""


def pack(folder: Path) -> Packed:
    """A session in one file: its whole events, the texts of its sources, title and tags.

    The bytes are the same for the same session, with the same zlib. Raises: LogError if the session cannot be
    read; PackError if it is larger than what is read of a pack.
    """
    log = _whole_lines(folder)  # first: a session that goes on only grows behind it
    state = read_state(folder)
    about = read_about(folder)
    sent = msgspec.json.encode(About(about.title, about.tags))
    texts, missing = _texts(folder, sorted(state.sources))
    total = len(log) + len(sent) + sum(map(len, texts.values()))
    fits = len(log) <= MAX_EVENTS_BYTES and total <= MAX_UNPACKED_BYTES and len(texts) + 2 <= MAX_ENTRIES
    file = io.BytesIO()
    if fits:
        with zipfile.ZipFile(file, "w") as archive:
            _put(archive, EVENTS_FILE, log)
            _put(archive, ABOUT_FILE, sent)
            for source, text in texts.items():
                _put(archive, f"{SOURCES_FOLDER}/{source}.txt", text)
    if not fits or file.tell() > MAX_PACK_BYTES:
        raise PackError(f"The session {folder.name} is too large to be shared in one file.")
    return Packed(file.getvalue(), log.count(b"\n"), len(texts), tuple(missing))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _SAME_TIME)
    entry.create_system = _UNIX
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)


def _whole_lines(folder: Path) -> bytes:
    try:
        data = (folder / EVENTS_FILE).read_bytes()
    except OSError as error:
        raise LogError(f"Cannot read {folder / EVENTS_FILE}: {error.strerror}.") from error
    return data[: data.rfind(b"\n") + 1]


def _texts(folder: Path, sources: list[str]) -> tuple[dict[str, bytes], list[str]]:
    """The texts of the sources, by id, and the ids of those that cannot be sent."""
    texts: dict[str, bytes] = {}
    missing = []
    for source in sources:
        try:
            text = read_text(folder, source)
        except LogError:
            missing.append(source)
            continue
        data = text.encode()
        if source_id(text) == source and len(data) <= MAX_TEXT_BYTES:
            texts[source] = data
        else:
            missing.append(source)
    return texts, missing
