"""The lock: one writer at a time, across processes, and free again however its holder ends."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import hopyard.core
from hopyard.core.errors import LibraryError, LibraryLocked
from hopyard.core.index.lock import Holder, LibraryLock, held, holder

_HOLD = """
import sys
from pathlib import Path
from hopyard.core.index.lock import LibraryLock
lock = LibraryLock(Path(sys.argv[1]), "hopyard index add reports")
lock.acquire(5)
print("held", flush=True)
sys.stdin.read()
lock.release()
"""


@contextlib.contextmanager
def another_process(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds the lock until its stdin closes."""
    assert hopyard.core.__file__
    where = {"PYTHONPATH": str(Path(hopyard.core.__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **where},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"held\n"
        yield process
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def test_the_second_process_is_told_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with another_process(path) as other:
        assert held(path)
        with pytest.raises(LibraryLocked) as caught:
            LibraryLock(path, "me").acquire(0.0)
        assert f"process {other.pid} on " in caught.value.message
        assert "(hopyard index add reports)" in caught.value.message
        assert "Wait for it to finish" in caught.value.next_step
    assert not held(path)
    assert holder(path) is None


def test_a_killed_holder_leaves_it_free(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with another_process(path) as other:
        other.send_signal(signal.SIGKILL)
        other.wait(10)
        with LibraryLock(path, "me") as lock:
            lock.acquire(5.0)
            assert holder(path) == Holder(os.getpid(), os.uname().nodename, "me")
            assert held(path)


def test_waiting_ends_when_the_holder_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with another_process(path) as other, LibraryLock(path, "me") as lock:
        assert other.stdin
        threading.Timer(0.05, other.stdin.close).start()
        lock.acquire(10.0)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="Cannot write to the library"):
        LibraryLock(tmp_path / "missing" / "lock", "me").acquire(0.0)


def test_a_lock_file_without_a_name_in_it_still_locks(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with another_process(path):
        path.write_bytes(b"")
        with pytest.raises(LibraryLocked, match="another process"):
            LibraryLock(path, "me").acquire(0.0)
