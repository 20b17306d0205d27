"""Runs a program in a terminal of its own, types into it, and counts what it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

WITHIN_S = 30.0
"""A program that lets wait this long hangs."""
KEYS = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "pagedown": "\x1b[6~",
    "end": "\x1b[F",
    "f9": "\x1b[20~",
    "ctrl+q": "\x11",
    "ctrl+z": "\x1a",
}
MODES = {1: 0, 7: 1, 25: 1, 1000: 0, 1002: 0, 1003: 0, 1004: 0, 1006: 0, 1015: 0, 1016: 0, 1049: 0, 2004: 0}
"""DEC private modes as a terminal has them before a program: 1 is set."""
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_SYNC_ASKED = b"\x1b[?2026$p"
_SYNC_KNOWN = b"\x1b[?2026;2$y"
_ESCAPES = re.compile(
    rb"\x1b(?:\[[<=>?0-9;:]*[ -/]*[@-~]"  # CSI
    rb"|\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    rb"|[P_^][^\x1b]*\x1b\\"  # DCS and the like
    rb"|[@-Z\\-~])"
)


class Cost(NamedTuple):
    """What a key, or a while, cost."""

    n_bytes: int
    first_s: float
    """From the key to the first byte; of a while, how long it was."""
    cpu_s: float = 0.0


class Program:
    """The program, what it wrote, and when."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self.master = master
        self.written = b""
        self.began = time.monotonic()
        self.read_at = self.began
        """When something was read last."""

    # reading

    def read(self, wait_s: float) -> bool:
        """Take in what comes within so many seconds; False when nothing came or will come."""
        if self.master < 0 or not select.select([self.master], [], [], max(0.0, wait_s))[0]:
            return False
        try:
            found = os.read(self.master, 1 << 16)
        except OSError:  # EIO: nobody has the other side open
            self.process.poll()
            time.sleep(0.005)
            return False
        self.read_at = time.monotonic()
        self.written += found
        if _SYNC_ASKED in found:
            self.type(_SYNC_KNOWN)
        return bool(found)

    def read_until(self, condition: Callable[[], object], within_s: float = WITHIN_S) -> float:
        """Take in what the program writes until the condition holds; the seconds since the start.

        Raises: AssertionError with the end of what was written if it never does.
        """
        end = time.monotonic() + within_s
        while not condition():
            assert time.monotonic() < end, self.written[-3000:]
            self.read(0.05)
        return self.read_at - self.began

    def shows(self, text: str, since: int = 0) -> bool:
        """Whether the text was written after `since` bytes, all escape sequences left out."""
        return text in _ESCAPES.sub(b"", self.written[since:]).decode("utf-8", "replace")

    def until(self, text: str, since: int = 0, within_s: float = WITHIN_S) -> float:
        """Read until the text was written; the seconds since the start."""
        return self.read_until(lambda: self.shows(text, since), within_s)

    def settle(self, quiet_s: float = 0.3, most_s: float = 10.0) -> None:
        """Read until nothing comes for so long."""
        end = time.monotonic() + most_s
        while self.read(quiet_s) and time.monotonic() < end:
            pass

    # typing

    def type(self, data: str | bytes) -> None:
        """Write into the terminal as if typed."""
        os.write(self.master, data.encode() if isinstance(data, str) else data)

    def press(self, key: str, quiet_s: float = 0.06, most_s: float = 1.0) -> Cost:
        """Press a key; what it costs until nothing more comes for `quiet_s`."""
        while self.read(0.0):
            pass
        before, began = len(self.written), time.monotonic()
        self.type(KEYS.get(key, key))
        first = most_s
        if self.read(most_s):
            first = self.read_at - began
            self.settle(quiet_s, most_s)
        return Cost(len(self.written) - before, first)

    def resize(self, columns: int, rows: int) -> None:
        """Another size, as when a window is dragged; the program gets SIGWINCH."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # looking

    def modes_left(self) -> dict[int, int]:
        """The terminal modes that the program changed and did not put back, with what they are now."""
        now = dict(MODES)
        for found in _MODE.finditer(self.written):
            now |= {int(mode): int(found[2] == b"h") for mode in found[1].split(b";")}
        return {mode: value for mode, value in now.items() if MODES.get(mode, 0) != value}

    def line_settings(self) -> list[object]:
        """The terminal's line settings: echo, line mode and the like."""
        return list(termios.tcgetattr(self.master))

    def idle(self, seconds: float) -> Cost:
        """What a while without keys costs."""
        while self.read(0.0):
            pass
        before, cpu, began = len(self.written), self.cpu_s(), time.monotonic()
        while (left := began + seconds - time.monotonic()) > 0:
            self.read(left)
        return Cost(len(self.written) - before, time.monotonic() - began, self.cpu_s() - cpu)

    def cpu_s(self) -> float:
        """Processor time used so far, of all threads, in seconds."""
        total = 0
        tasks = f"/proc/{self.process.pid}/task"
        for task in os.listdir(tasks):
            with open(f"{tasks}/{task}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
        return total / 1e9

    def peak_mib(self) -> float:
        """The most memory it ever had in use."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            found = re.search(r"VmHWM:\s+(\d+)", file.read())
        assert found is not None
        return int(found[1]) / 1024

    # ending

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
def run_in_terminal(
    command: Sequence[str], environ: Mapping[str, str], columns: int = 100, rows: int = 30
) -> Iterator[Program]:
    """The program in a terminal of its own, which controls it; ended by force at the end of the block."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        list(command),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=dict(environ),
        start_new_session=True,
        preexec_fn=_take_terminal,  # noqa: PLW1509 - nothing else makes the terminal control it
    )
    os.close(slave)
    program = Program(process, master)
    try:
        yield program
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if program.master >= 0:
            os.close(master)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
