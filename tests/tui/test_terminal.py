"""An end by a signal leaves no mess."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hopyard.core.events import Event, SessionEnded
from hopyard.core.sessions.reading import read_log

WITHIN_S = 30.0


class Terminal:
    """The real program in a terminal of its own, 100 x 30, and what it wrote."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self.master = master
        self.written = b""

    def read_until(self, condition: Callable[[], object]) -> None:
        """Take in what the program writes until the condition holds."""
        end = time.monotonic() + WITHIN_S
        while not condition():
            assert time.monotonic() < end, self.written[-2000:]
            self.read(0.05)

    def read(self, wait_s: float) -> bool:
        """Take in what comes within so many seconds; False when nothing came or will come."""
        if not select.select([self.master], [], [], wait_s)[0]:
            return False
        try:
            found = os.read(self.master, 65_536)
        except OSError:  # EIO: the other side is closed
            time.sleep(0.01)
            return False
        self.written += found
        return bool(found)

    def hang_up(self) -> int:
        """Take the terminal away, as a lost connection does; the program's exit code."""
        os.close(self.master)
        self.master = -1
        self.process.send_signal(signal.SIGHUP)
        return self.process.wait(WITHIN_S)

    def end(self) -> int:
        """Read to the program's end; its exit code."""
        self.read_until(lambda: self.process.poll() is not None)
        while self.read(0.0):
            pass
        return self.process.returncode


@contextmanager
def demo(home: Path) -> Iterator[Terminal]:
    """`hopyard demo` in a terminal, with its folders under `home`."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    environ = {**os.environ, "HOPYARD_HOME": str(home), "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, "-m", "hopyard.tui", "demo"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environ,
        start_new_session=True,
    )
    os.close(slave)
    terminal = Terminal(process, master)
    try:
        yield terminal
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if terminal.master >= 0:
            os.close(master)


def logs(home: Path) -> list[Path]:
    """The log of the one session under `home`, once it holds more than its question."""
    found = (home / "data" / "sessions").glob("*/events.jsonl")
    return [path for path in found if path.read_bytes().count(b"\n") > 1]


def last_kept(home: Path) -> Event:
    """The last event of the one session under `home`."""
    (log,) = logs(home)
    return read_log(log.parent).events[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_session_and_restores_the_terminal(number: signal.Signals, tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.read_until(lambda: logs(tmp_path))
        terminal.process.send_signal(number)
        assert terminal.end() == 128 + number
        assert terminal.written.rindex(b"\x1b[?1049l") > terminal.written.rindex(b"\x1b[?1049h")
        assert terminal.written.rindex(b"\x1b[?25h") > terminal.written.rindex(b"\x1b[?25l")
    last = last_kept(tmp_path)
    assert isinstance(last, SessionEnded)
    assert last.reason == f"{number.name} ended the program"


def test_a_lost_terminal_ends_the_session_and_the_program(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.read_until(lambda: logs(tmp_path))
        assert terminal.hang_up() == 128 + signal.SIGHUP
    assert isinstance(last_kept(tmp_path), SessionEnded)
