"""How long a large session takes to open, to seek in and to write, and what it takes of memory.

    python bench/sessions.py [EVENTS]

The session is made up: hops with eight passages each, five under each other, and some are pruned. The ratio
is to parsing the same lines with the same decoder and nothing else. Memory is that of a process which opens
the session and seeks in it, the interpreter with it.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from hopyard.core import events as ev
from hopyard.core.sessions.log import EVENTS_FILE, SessionLog
from hopyard.core.sessions.replay import Recording
from hopyard.core.values import Budget, Citation, Evidence, Finding, Passage, Source

_KEPT = 8
_TEXT = "The plant used 1,240 chillers in 2023, 57.8% of them new. 全厂共用冷水机组1240台，57.8%为新购。" * 3
_LOOK = "--look"


def main() -> None:
    """Print the figures."""
    if sys.argv[1:2] == [_LOOK]:
        _look(Path(sys.argv[2]))
        return
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "session"
        appended = _ms(_write(home, n))
        mib = (home / EVENTS_FILE).stat().st_size / 2**20
        print(f"{n:,} events, {mib:.0f} MiB")
        print(f"append p50 {appended[0] * 1000:.0f} us, p99 {appended[1] * 1000:.0f} us")
        subprocess.run([sys.executable, __file__, _LOOK, str(home)], check=True)
        lines = (home / EVENTS_FILE).read_bytes().splitlines()
        parsing, opening = [], []
        for _ in range(5):
            parsing.append(_timed(lambda: [ev.decode(line) for line in lines]))
            opening.append(_timed(lambda: Recording(home)))
        parse_s, open_s = min(parsing), min(opening)
        print(f"parse {parse_s:.3f} s, open and fold {open_s:.3f} s, {open_s / parse_s:.2f} times as long")


def _look(home: Path) -> None:
    recording = Recording(home)
    places = [recording.n * part // 50 for part in range(1, 50)] + [recording.n, 1]
    p50, worst = _ms([_timed(partial(recording.state, place)) for place in places])
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    n_hops = len(recording.last.hops)
    print(f"{n_hops:,} hops; seek p50 {p50:.1f} ms, p99 {worst:.1f} ms; memory {mib:.0f} MiB")


def _ms(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile, in ms."""
    return statistics.median(seconds) * 1000, sorted(seconds)[len(seconds) * 99 // 100] * 1000


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _write(folder: Path, n: int) -> list[float]:
    log = SessionLog(folder)
    took = []
    for seq, event in zip(range(n), _events(), strict=False):
        stamped = ev.stamp(event, seq, seq / 100)
        began = time.perf_counter()
        log.append(stamped)
        took.append(time.perf_counter() - began)
    log.close()
    return took


def _events() -> Iterator[ev.Event]:
    source = Source("ab" * 16, "Plant report", "/docs/plant.txt", "txt", 100_000)
    yield ev.SessionStarted(
        schema=ev.SCHEMA,
        session="bench",
        question="How many chillers?",
        created="2026-01-01T00:00:00+00:00",
        budget=Budget(),
        reasoner="none",
        retrievers=("library",),
    )
    yield ev.SourceFound(source=source)
    number = 0
    while True:
        number += 1
        above = "root"
        for depth in range(5):
            hop = f"{number}" + ".1" * depth
            yield from _hop(hop, above, source)
            above = hop
        if number % 2 == 0:
            yield ev.HopPruned(hop=f"{number}.1.1")
            yield ev.TreeSettled()


def _hop(hop: str, above: str, source: Source) -> Iterator[ev.Event]:
    question = f"How many chillers in hop {hop}?"
    yield ev.HopAdded(
        hop=hop,
        parent=above,
        question=question,
        why="a part of it",
        origin="plan" if above == "root" else "follow",
    )
    yield ev.HopStarted(hop=hop, question=question)
    yield ev.Searched(hop=hop, retriever="library", query=question, found=30, elapsed_s=0.01)
    for n in range(1, _KEPT + 1):
        passage = Passage(source.id, n, n + len(_TEXT), _TEXT, f"line {n}")
        yield ev.EvidenceKept(evidence=Evidence(f"{hop}/{n}", hop, passage, 1.0, "near"))
        yield ev.Noted(hop=hop, text=f"Read passage {n}.")
    cited = Citation(f"{hop}/1", source.id, 1, 10, _TEXT[:9], "line 1")
    yield ev.FindingMade(finding=Finding(f"{hop}/f1", hop, _TEXT[:9], (cited,)))
    yield ev.HopFinished(hop=hop, outcome="found")


if __name__ == "__main__":
    main()
