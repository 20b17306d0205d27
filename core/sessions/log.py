"""The log of one session: one event a line, flushed before anything shows it, with source texts beside it.

    <session>/events.jsonl        one JSON object a line; the first names the schema
    <session>/sources/<id>.txt    cleaned texts, each once, named by their hash

The folder is readable by its owner only. A last line that was cut off by a crash is dropped on reading.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from hopyard.core.errors import LogBusy, LogError
from hopyard.core.events import Event, encode

EVENTS_FILE = "events.jsonl"
SOURCES_FOLDER = "sources"
MAX_LOG_BYTES = 256 * 2**20
"""A session is small: the largest we know of takes 3 MB. What a log may grow to, and what is read of one."""
_SOURCE_NAME = re.compile(r"[0-9a-f]{8,64}\Z")


def new_session_id(now: datetime) -> str:
    """A name that sorts by time and is safe as a folder's name: `20261122-081500-3fa2c1`."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


class SessionLog:
    """Appends events to a session's folder; the adapter behind the `EventLog` port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = -1
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (folder / SOURCES_FOLDER).mkdir(exist_ok=True, mode=0o700)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            self._file = os.open(folder / EVENTS_FILE, flags, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # goes when this process does
            self.torn = _drop_torn_line(folder / EVENTS_FILE, self._file)
        except BlockingIOError:
            self._let_go()
            raise LogBusy(
                f"The session {folder.name} is open in another process.",
                "Close it there first; replay follows it without changing it.",
            ) from None
        except OSError as error:
            self._let_go()
            raise _cannot_write(folder, error) from error

    def append(self, event: Event) -> None:
        """Hand one line to the operating system.

        Raises: LogError if it could not be written whole, and what was written of it is taken back; or if the
        log would grow beyond `MAX_LOG_BYTES`.
        ValueError if JSON cannot hold the event; nothing is written then.
        """
        line = encode(event) + b"\n"
        try:
            before = os.fstat(self._file).st_size
            if before + len(line) > MAX_LOG_BYTES:
                raise LogError(
                    f"The session {self.folder.name} is full: {MAX_LOG_BYTES:,} bytes.",
                    "Ask in a new session.",
                )
            written = os.write(self._file, line)
            if written != len(line):
                self._take_back(before)
        except OSError as error:
            raise _cannot_write(self.folder, error) from error
        if written != len(line):
            raise LogError(
                f"No room left for the session in {self.folder}.",
                "Free some space and ask again; what was shown is kept.",
            )

    def _take_back(self, size: int) -> None:
        """Shorten the log to `size` bytes, or else let nothing more be written behind half a line."""
        try:
            os.ftruncate(self._file, size)
        except OSError:
            self._let_go()
            raise

    def _let_go(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def keep_text(self, source: str, text: str) -> None:
        """Keep a source's text; a text that is there already stays as it is.

        Raises: LogError if the name is not a hash or the file cannot be written.
        """
        path = _text_path(self.folder, source)
        part = path.with_suffix(".part")
        try:
            if path.exists():
                return
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise _cannot_write(self.folder, error) from error

    def text(self, source: str) -> str:
        """A kept text.

        Raises: LogError if it is not there.
        """
        return read_text(self.folder, source)

    def sync(self) -> None:
        """Force the events onto the disk.

        Raises: LogError if that failed.
        """
        try:
            os.fsync(self._file)
        except OSError as error:
            raise _cannot_write(self.folder, error) from error

    def close(self) -> None:
        """Sync and let go of the file; a second call does nothing."""
        if self._file >= 0:
            try:
                self.sync()
            finally:
                self._let_go()


class MemoryLog:
    """A log that is kept nowhere: for evaluations, and where a session should leave no trace."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self._texts: dict[str, str] = {}

    def append(self, event: Event) -> None:
        """Keep the event's line in memory."""
        self.lines.append(encode(event))

    def keep_text(self, source: str, text: str) -> None:
        """Keep the text in memory."""
        self._texts.setdefault(source, text)

    def text(self, source: str) -> str:
        """A kept text.

        Raises: LogError if it is not there.
        """
        if source not in self._texts:
            raise LogError(f"The text of source {source} is not with the session.")
        return self._texts[source]

    def sync(self) -> None:
        """Nothing to do in memory."""

    def close(self) -> None:
        """Nothing to do in memory."""


def is_open(folder: Path) -> bool:
    """Whether a process has the session open to write it; False if that cannot be told."""
    try:
        file = os.open(folder / EVENTS_FILE, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(file)
    return False


def read_text(folder: Path, source: str) -> str:
    """A text kept with a session.

    Raises: LogError if it is not there.
    """
    try:
        with _text_path(folder, source).open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise LogError(f"The text of source {source} is not with the session {folder.name}.") from error


def _text_path(folder: Path, source: str) -> Path:
    if not _SOURCE_NAME.match(source):
        raise LogError(f"Not the name of a source: {source[:80]!r}.")
    return folder / SOURCES_FOLDER / f"{source}.txt"


def _drop_torn_line(path: Path, file: int) -> bool:
    """Cut off a last line that has no end, lest the next event grow onto it; whether there was one."""
    with path.open("rb") as log:
        end = log.seek(0, os.SEEK_END)
        log.seek(max(0, end - 1))
        if log.read() in (b"", b"\n"):  # nearly always: then nothing else need be read
            return False
    os.ftruncate(file, path.read_bytes().rfind(b"\n") + 1)
    return True


def _cannot_write(folder: Path, error: OSError) -> LogError:
    return LogError(
        f"Cannot write the session in {folder}: {error.strerror}.",
        "Free some space or set [sessions] path in the config.",
    )
