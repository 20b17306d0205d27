"""Reads a file's bytes once, as one moment left them: never hangs, never follows a link, never too much."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from hopyard.core.documents.limits import MIB, ReadLimits
from hopyard.core.errors import ReadError

# O_NONBLOCK: opening a FIFO nobody writes to would wait for ever. O_NOFOLLOW: a link may lead anywhere.
# O_NOCTTY: a terminal put there as a file must not become ours.
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY

_REASONS = {
    errno.EACCES: "no permission to read it",
    errno.EPERM: "no permission to read it",
    errno.ENOENT: "no such file",
    errno.ENOTDIR: "no such file",
    errno.ELOOP: "a symbolic link",
    errno.ENXIO: "not a regular file",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.EIO: "the disk cannot read it",
}

_CHUNK = MIB


def read_bytes(path: Path, limits: ReadLimits) -> bytes:
    """The whole content of a regular file.

    Raises: ReadError if it is no regular file, too large, not readable, or changed while it was read.
    """
    try:
        # Looked at before it is opened, because opening a device can already do something.
        _check_regular(os.lstat(path).st_mode)
        descriptor = os.open(path, _FLAGS)
        try:
            return _read_unchanged(descriptor, path, limits)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ReadError(reason_of(error)) from error
    except ValueError as error:  # a name that no file can have: NUL in it, or characters outside the locale
        raise ReadError("no such file") from error


def reason_of(error: OSError) -> str:
    """Why the operating system refused, in a few words that fit beside a file name."""
    known = _REASONS.get(error.errno or 0)
    return known or (error.strerror or "cannot be read").lower()


def kind_of_file(mode: int) -> str:
    """What a file is when it is not a regular one; empty when it is. `mode` is its `st_mode`."""
    if stat.S_ISREG(mode):
        return ""
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe, not a regular file"
    if stat.S_ISSOCK(mode):
        return "a socket, not a regular file"
    return "a device, not a regular file"


def _check_regular(mode: int) -> None:
    what = kind_of_file(mode)
    if what:
        raise ReadError(what)


def _read_unchanged(descriptor: int, path: Path, limits: ReadLimits) -> bytes:
    before = os.fstat(descriptor)
    _check_regular(before.st_mode)
    too_large = ReadError(f"larger than {limits.max_file_bytes // MIB} MB")
    if before.st_size > limits.max_file_bytes:
        raise too_large
    data = _drain(descriptor, limits.max_file_bytes)
    after = os.fstat(descriptor)
    if _identity(before) != _identity(after) or _identity(after) != _identity(os.lstat(path)):
        raise ReadError("changed while it was read")
    if len(data) > limits.max_file_bytes:  # some file systems state a size of 0 for files that have content
        raise too_large
    return data


def _drain(descriptor: int, limit: int) -> bytes:
    """Everything up to the end, or one chunk more than `limit` bytes if that comes first."""
    chunks: list[bytes] = []
    size = 0
    while size <= limit:
        chunk = os.read(descriptor, _CHUNK)
        if not chunk:
            break
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
