"""Measures what a person at a terminal feels, beside a bare Textual app: `bench/terminal.py [REPEATS]`.

Everything runs in one go, in turn, in a terminal of 120 x 40 that this program plays; the table has medians.
    first paint   from the start of the process until the first text; then until a key typed at once was seen
    memory        the most that the process ever had in use
    bytes a key   written until nothing more came for 60 ms
    key to sight  from a key to the first byte; p50 / p95
    a slow line   150 ms there and back, 256 kbit/s: what was measured, plus that, plus the bytes' own time
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.pty_program import Cost, Program, run_in_terminal

from hopyard.core import sample

BARE = [sys.executable, str(Path(__file__).with_name("bare_textual.py"))]
PROGRAMS = [sys.executable, str(Path(__file__).with_name("terminal_programs.py"))]
HOPYARD = [sys.executable, "-m", "hopyard.tui"]
TYPED = "how many chillers"
N_NAVIGATIONS = 20
WATCHED_S = 4.0
BETWEEN_KEYS_S = 0.1
RTT_S, BITS_PER_S = 0.150, 256_000
_FIELD = b"\x1b[1;10H"
"""Where the question's field begins; painting it anew begins there."""
Found = dict[str, list[float]]


def main(repeats: int) -> None:
    """Measure, and print the table."""
    found: Found = {}
    with tempfile.TemporaryDirectory() as folder:
        environ = _environ(Path(folder))
        docs = [*HOPYARD, "search", "hops", "--docs", str(sample.folder())]
        subprocess.run(docs, env=environ, check=True, capture_output=True)
        corpus = _corpus(Path(folder) / "corpus")
        for n in range(repeats + 1):
            one: Found = {}
            for measure in (_start, _keys, _stream, _busy(corpus), _big, _slow_line):
                measure(environ, one)
            if n:  # the first fills the caches
                for name, values in one.items():
                    found.setdefault(name, []).extend(values)
            print(f"{n}/{repeats}", file=sys.stderr)
    _print(found)


def _environ(home: Path) -> dict[str, str]:
    left_out = ("LC_ALL", "LC_CTYPE", "NO_COLOR", "SSH_CONNECTION", "TMUX", "COLUMNS", "LINES")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    more = {"LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    root = str(Path(__file__).parent.parent)
    return {**kept, **more, "HOPYARD_HOME": str(home / "home"), "PYTHONPATH": root}


def _corpus(folder: Path) -> Path:
    """Files enough to index for as long as one looks."""
    folder.mkdir()
    for n in range(600):
        text = "".join(f"Plant {n}, line {m}: 第{m}行，冷水机组{m * n}台。\n" for m in range(60))
        (folder / f"report {n}.txt").write_text(text, encoding="utf-8")
    return folder


@contextmanager
def _running(command: Sequence[str], environ: dict[str, str], marker: str) -> Iterator[Program]:
    """The program once it shows the marker and has come to rest."""
    with run_in_terminal(command, environ, 120, 40) as program:
        program.until(marker)
        program.settle()
        yield program


def _note(found: Found, name: str, *values: float) -> None:
    found.setdefault(name, []).extend(values)


def _start(environ: dict[str, str], found: Found) -> None:
    ours = [*HOPYARD, "--docs", str(sample.folder())]
    asked = [*ours, "How much did the hop growers harvest in 2023?"]
    for name, command, marker in [
        ("bare", BARE, "READY bare"),
        ("ours", ours, "Question"),
        ("ours, asked", asked, "Question"),
    ]:
        with run_in_terminal(command, environ, 120, 40) as program:
            _note(found, f"{name}: first paint ms", 1000 * program.until(marker))
            if name == "ours":
                program.type("x")
                _note(found, "ours: first key to be seen, from the start, ms", 1000 * _seen(program, b"x"))
                _note(found, "ours: library open, from the start, ms", 1000 * program.until(" passages"))
            if name == "ours, asked":
                program.until("done")
            program.settle(1.0)
            _note(found, f"{name}: memory MiB", program.peak_mib())


def _seen(program: Program, char: bytes) -> float:
    """When a character stood in the question's field, in seconds from the start."""
    at = len(program.written)
    return program.read_until(
        lambda: re.search(rb"\x1b\[1;10H(?:\x1b\[[\d;]*m)*" + char, program.written[at:])
    )


def _keys(environ: dict[str, str], found: Found) -> None:
    """Typing and moving about while nothing runs."""
    for name, more in [("default", {}), ("lean", {"HOPYARD_SCREEN__LEAN": "on"})]:
        command = [*HOPYARD, "demo"]
        with _running(command, {**environ, **more}, "answer v") as program:
            _note(found, f"{name}: idle B/s", program.idle(WATCHED_S).n_bytes / WATCHED_S)
            for pane, key in zip("1234", "jkjj", strict=True):
                program.press(pane)
                _note_keys(found, f"{name}: moving", [program.press(key) for _ in range(N_NAVIGATIONS // 4)])
            program.press("i")
            _note_keys(found, f"{name}: typing", [program.press(char) for char in TYPED])


def _note_keys(found: Found, name: str, costs: Sequence[Cost]) -> None:
    _note(found, f"{name}, bytes a key", *(float(cost.n_bytes) for cost in costs))
    _note(found, f"{name}, ms", *(1000 * cost.first_s for cost in costs))


def _stream(environ: dict[str, str], found: Found) -> None:
    """50 events a second."""
    for name in ("default", "lean"):
        with _running([*PROGRAMS, "stream", name], environ, "READY") as program:
            program.type("x\r")
            program.until("read passage")
            cost = program.idle(WATCHED_S)
            _note(found, f"{name}: stream B/s", cost.n_bytes / cost.first_s)
            _note(found, f"{name}: stream CPU %", 100 * cost.cpu_s / cost.first_s)


def _busy(corpus: Path) -> Callable[[dict[str, str], Found], None]:
    """Keys while 50 events a second come and the index is written."""

    def measure(environ: dict[str, str], found: Found) -> None:
        with tempfile.TemporaryDirectory() as home:
            writing = {**environ, "HOPYARD_HOME": home}
            with _running([*PROGRAMS, "stream", "lean"], environ, "READY") as program:
                program.type("x\r")
                program.until("read passage")
                program.type("i")
                command = [*HOPYARD, "index", "add", str(corpus)]
                quiet = subprocess.DEVNULL
                with subprocess.Popen(command, env=writing, stdout=quiet, stderr=quiet) as writer:
                    _note(found, "busy: typing, ms", *(1000 * echo_s(program, char) for char in TYPED * 2))
                    writer.terminate()

    return measure


def echo_s(program: Program, char: str) -> float:
    """From a key until it stands in the field, among whatever else is written.

    Typed as by a fast typist: Textual paints 60 times a second at most, and a key right behind the last
    picture waits for the next.
    """
    program.idle(BETWEEN_KEYS_S)
    at, before = len(program.written), program.read_at
    program.type(char)
    sent = time.monotonic()
    program.read_until(lambda: _FIELD in program.written[at:])
    return max(program.read_at, before) - sent


def _big(environ: dict[str, str], found: Found) -> None:
    """A tree of 5,000 hops with 20,000 pieces of evidence."""
    with _running([*PROGRAMS, "big", "lean"], environ, "READY") as program:
        program.type("x")
        program.settle()
        began, at = time.monotonic() - program.began, len(program.written)
        program.type("\r")
        _note(found, "big: open ms", 1000 * (program.until("hops (5000)", at) - began))
        program.settle()
        for name, key in [("down", "j"), ("page", "pagedown")]:
            costs = [program.press(key) for _ in range(N_NAVIGATIONS)]
            _note_keys(found, f"big: {name}", costs)


def _slow_line(environ: dict[str, str], found: Found) -> None:
    """A typed character over a slow line, for vim too if it is there."""
    commands = {"lean": [*HOPYARD, "--docs", str(sample.folder())]}
    if vim := shutil.which("vim"):
        commands["vim"] = [vim, "-u", "NONE", "-N", "-n"]
    for name, command in commands.items():
        marker = "Question" if name == "lean" else "~"
        with _running(command, {**environ, "HOPYARD_SCREEN__LEAN": "on"}, marker) as program:
            if name == "vim":
                program.press("i")
            program.press("x")
            for char in TYPED:
                cost = program.press(char)
                seconds = RTT_S + cost.first_s + cost.n_bytes * 8 / BITS_PER_S
                _note(found, f"slow line: {name}, ms", 1000 * seconds)


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def _print(found: Found) -> None:
    print("| what | p50 | p95 | min | max |\n| --- | --- | --- | --- | --- |")
    for name, values in found.items():
        numbers = (statistics.median(values), _p95(values), min(values), max(values))
        print(f"| {name} | " + " | ".join(f"{number:,.1f}" for number in numbers) + " |")
    bare, ours = found["bare: first paint ms"], found["ours: first paint ms"]
    print(f"first paint, ours to bare: {statistics.median(ours) / statistics.median(bare):.2f}")
    for name in ("ours", "ours, asked"):
        ratio = statistics.median(found[f"{name}: memory MiB"]) / statistics.median(found["bare: memory MiB"])
        print(f"memory, {name} to bare: {ratio:.2f}")
    if vim := found.get("slow line: vim, ms"):
        ratio = statistics.median(found["slow line: lean, ms"]) / statistics.median(vim)
        print(f"a character over the slow line, ours to vim: {ratio:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
