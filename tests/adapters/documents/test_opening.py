"""Files that are none, that are too large, and that change under the reader's hands."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hopyard.core.documents import opening
from hopyard.core.documents.formats import read_raw
from hopyard.core.documents.limits import MIB, ReadLimits
from hopyard.core.documents.opening import read_bytes, reason_of
from hopyard.core.errors import ReadError

LIMITS = ReadLimits()


def refusal(path: Path, limits: ReadLimits = LIMITS) -> str:
    with pytest.raises(ReadError) as refused:
        read_bytes(path, limits)
    return refused.value.message


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything; for a while, be somebody who may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_regular_file_is_read_whole(tmp_path: Path) -> None:
    data = bytes(range(256)) * (3 * MIB // 256)
    path = tmp_path / "data"
    path.write_bytes(data)
    assert read_bytes(path, LIMITS) == data


def test_a_sparse_file_of_200_mb_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(opening, "_drain")
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * MIB)
    assert refusal(path) == "larger than 50 MB"


def test_a_file_as_large_as_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "edge.txt"
    path.write_bytes(b"a" * MIB)
    assert len(read_bytes(path, ReadLimits(max_file_bytes=MIB))) == MIB
    path.write_bytes(b"a" * (MIB + 1))
    assert refusal(path, ReadLimits(max_file_bytes=MIB)) == "larger than 1 MB"


def test_a_pipe_that_nobody_writes_to_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert refusal(tmp_path / "pipe.txt") == "a pipe, not a regular file"


def test_a_file_that_became_a_pipe_after_it_was_found_does_not_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    regular = tmp_path / "report.txt"
    regular.write_text("text")
    stale = os.lstat(regular)
    regular.unlink()
    os.mkfifo(regular)
    monkeypatch.setattr(os, "lstat", lambda path: stale)
    reasons: list[str] = []
    reader = threading.Thread(target=lambda: reasons.append(refusal(regular)), daemon=True)
    reader.start()
    reader.join(5)
    assert reasons == ["a pipe, not a regular file"]


def test_links_sockets_devices_and_folders_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target.txt"
    target.write_text("text")
    (tmp_path / "link.txt").symlink_to(target)
    assert refusal(tmp_path / "link.txt") == "a symbolic link"
    assert refusal(tmp_path) == "a folder"
    assert refusal(Path("/dev/null")) == "a device, not a regular file"
    monkeypatch.chdir(tmp_path)  # the address of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.txt")
        assert refusal(tmp_path / "s.txt") == "a socket, not a regular file"


@pytest.mark.parametrize("name", ["gone.txt", "no\0such.txt", "a" * 300, "gone/deeper.txt"])
def test_a_file_that_is_not_there_is_a_read_error(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path / name) in ("no such file", "its name is too long")


def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("text")
    path.chmod(0)
    with as_nobody():
        assert refusal(path) == "no permission to read it"


def test_reasons_are_short_and_in_small_letters() -> None:
    assert reason_of(OSError(errno.EACCES, "Permission denied")) == "no permission to read it"
    assert reason_of(OSError(errno.ENODEV, "No such device")) == "no such device"
    assert reason_of(OSError("strange")) == "cannot be read"


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def replace(path: Path) -> None:
    status = path.stat()
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize("change", [grow, touch, replace])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: object
) -> None:
    path = tmp_path / "report.txt"
    path.write_text("the first version\n")
    drain = opening._drain

    def drain_and_change(descriptor: int, limit: int) -> bytes:
        data = drain(descriptor, limit)
        assert callable(change)
        change(path)
        return data

    monkeypatch.setattr(opening, "_drain", drain_and_change)
    with pytest.raises(ReadError, match=r"^changed while it was read$"):
        read_raw(path)


def test_no_file_stays_open(tmp_path: Path) -> None:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        pytest.skip("open files cannot be counted here")
    path = tmp_path / "report.txt"
    path.write_text("text")
    before = len(list(folder.iterdir()))
    for _ in range(20):
        read_bytes(path, LIMITS)
        refusal(path, ReadLimits(max_file_bytes=1))
    assert len(list(folder.iterdir())) == before
