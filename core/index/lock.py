"""One writer at a time: a lock that dies with its holder, and tells who that is."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import time
from pathlib import Path
from types import TracebackType

import msgspec

from hopyard.core.errors import LibraryError, LibraryLocked

_POLL_S = 0.05
_MAX_COMMAND = 200


class Holder(msgspec.Struct, frozen=True):
    """The process that holds the lock."""

    pid: int
    host: str
    command: str


class LibraryLock:
    """An exclusive `flock` on a file that stays; the operating system lets go of it when its holder dies."""

    def __init__(self, path: Path, command: str) -> None:
        self._path = path
        self._command = command[:_MAX_COMMAND]
        self._descriptor = -1

    def acquire(self, wait_s: float) -> None:
        """Take the lock, waiting at most `wait_s` seconds.

        Raises: LibraryLocked naming the holder; LibraryError if the lock file cannot be opened.
        """
        descriptor = _open(self._path)
        until = time.monotonic() + wait_s
        while not _try(descriptor):
            if time.monotonic() >= until:
                os.close(descriptor)
                raise _locked(self._path, wait_s)
            time.sleep(_POLL_S)
        self._descriptor = descriptor
        me = Holder(os.getpid(), socket.gethostname(), self._command)
        # A full disk must not keep the name of the holder from the lock itself.
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, msgspec.json.encode(me), 0)

    def release(self) -> None:
        """Let go of the lock; a second call does nothing."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def __enter__(self) -> LibraryLock:
        return self


def held(path: Path) -> bool:
    """Whether some process holds the lock at this moment."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _try(descriptor)
    finally:
        os.close(descriptor)


def holder(path: Path) -> Holder | None:
    """Who wrote their name into the lock file last and has not let go in order; None if nobody."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Holder)
    except (OSError, msgspec.DecodeError):
        return None


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LibraryError(
            f"Cannot write to the library at {path.parent}: {error.strerror}.",
            "Make the folder writable, or choose another one for the library.",
        ) from error


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked(path: Path, wait_s: float) -> LibraryLocked:
    who = holder(path)
    name = f"process {who.pid} on {who.host} ({who.command})" if who else "another process"
    return LibraryLocked(
        f"The library is being written by {name}; it did not finish within {wait_s:g} s.",
        "Wait for it to finish and try again, or end that process: nothing already stored is lost.",
    )
