"""Reads the log of a session back: whole, or what was added since the last look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from hopyard.core.errors import LogError, LogFromTheFuture
from hopyard.core.events import SCHEMA, AnyEvent, SessionStarted, decode
from hopyard.core.sessions.log import EVENTS_FILE, MAX_LOG_BYTES


class ReadLog(NamedTuple):
    """What was read of a log: its events, and whether a torn last line was dropped."""

    events: list[AnyEvent]
    torn: bool


class LogReader:
    """Reads a log that another process may be writing."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / EVENTS_FILE
        self._offset = 0
        self._n_read = 0
        self.torn = False
        """Whether something without an end of line stood at the end when it was last looked at."""

    def read(self) -> list[AnyEvent]:
        """The events added since the last call, from the beginning in the first.

        Raises: LogError naming the line if the log is not whole (a last line without an end is no error), or
        is longer than a log may be; LogFromTheFuture if a newer version wrote it.
        """
        whole = _WholeLines(self._offset)
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                events = list(_decoded(self._path, whole.of(file), self._n_read))
        except OSError as error:
            raise LogError(f"Cannot read {self._path}: {error.strerror}.") from error
        if whole.end > MAX_LOG_BYTES:
            raise LogError(f"{self._path} is longer than a session may be: {MAX_LOG_BYTES:,} bytes.")
        self.torn = whole.torn
        self._offset = whole.end
        self._n_read += len(events)
        return events


class _WholeLines:
    """Goes through the lines of a log, one in memory at a time, up to one that has no end or is too far."""

    def __init__(self, begin: int) -> None:
        self.end = begin
        """How far the log was read, in bytes; beyond `MAX_LOG_BYTES` if it is too long."""
        self.torn = False

    def of(self, file: BinaryIO) -> Iterator[bytes]:
        """The lines without their ends."""
        while line := file.readline(MAX_LOG_BYTES + 1 - self.end):
            if not line.endswith(b"\n"):
                self.torn = True
                if self.end + len(line) > MAX_LOG_BYTES:
                    self.end += len(line)
                return
            self.end += len(line)
            yield line[:-1]
            if self.end > MAX_LOG_BYTES:
                return


def read_log(folder: Path) -> ReadLog:
    """Read a session's events back.

    Raises: as `LogReader.read`; LogError too if there is no event.
    """
    reader = LogReader(folder)
    events = reader.read()
    if not events:
        raise LogError(f"{folder / EVENTS_FILE} holds no event: the session never began.")
    return ReadLog(events, reader.torn)


def first_event(folder: Path) -> SessionStarted:
    """How a session began, without reading on. Raises: LogError as `read_log`."""
    path = folder / EVENTS_FILE
    try:
        with path.open("rb") as file:
            line = file.readline(MAX_LOG_BYTES)
    except OSError as error:
        raise LogError(f"Cannot read {path}: {error.strerror}.") from error
    if not line.endswith(b"\n"):
        raise LogError(f"{path} holds no event: the session never began.")
    (event,) = _decoded(path, [line[:-1]], 0)
    assert isinstance(event, SessionStarted)
    return event


def _decoded(path: Path, lines: Iterable[bytes], first: int) -> Iterator[AnyEvent]:
    for number, line in enumerate(lines, start=first):
        if number == 0:
            _check_schema(path, line)
        try:
            event = decode(line)
        except msgspec.DecodeError as error:
            raise LogError(f"{path}, line {number + 1}: not an event ({error}).") from error
        if event.seq != number:
            raise LogError(f"{path}, line {number + 1}: event {event.seq} stands where {number} should.")
        if number == 0 and not isinstance(event, SessionStarted):
            raise LogError(f"{path}: the first event is {type(event).__name__}, not SessionStarted.")
        yield event


class _Head(msgspec.Struct):
    schema: int


def _check_schema(path: Path, line: bytes) -> None:
    """Look at the schema before decoding: a newer log may hold events that this version does not know."""
    try:
        head = msgspec.json.decode(line, type=_Head)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise LogError(f"{path}: not a session log.") from error
    if head.schema > SCHEMA:
        raise LogFromTheFuture(
            f"{path} was written in log format {head.schema}; this version reads up to {SCHEMA}.",
            "Update hopyard to open it.",
        )
