"""What bench/terminal.py measures: the screen over sessions that follow a script.

python bench/terminal_programs.py stream | big [lean]
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator

from hopyard.core import events as ev
from hopyard.core.commands import Command
from hopyard.core.reducer import apply
from hopyard.core.state import ROOT, State
from hopyard.core.values import Budget, Evidence, Passage, Source
from hopyard.tui.app import HopyardApp
from hopyard.tui.looks import Looks

EVENTS_PER_S = 50
N_HOPS, N_EVIDENCE = 5_000, 20_000
_SOURCE = Source("5" * 16, "冷站年报 Plant report", "/docs/plant report.txt", "txt", 9_000)


class ScriptedEngine:
    """Stands where an engine does: its events come out of a script, at a pace."""

    def __init__(self, told: int, events: Iterator[ev.Event]) -> None:
        """The first `told` events are there from the start, the others come one by one."""
        self.state = State()
        self._events = events
        self._listeners: list[Callable[[ev.Event, State], None]] = []
        self._over = asyncio.Event()
        for _ in range(told):
            self._next()

    def listen(self, listener: Callable[[ev.Event, State], None]) -> None:
        """As an engine's."""
        self._listeners.append(listener)

    def submit(self, command: Command) -> None:
        """Nothing can be steered here."""

    def close(self, reason: str) -> None:
        """End."""
        self._over.set()

    def text(self, source: str) -> str:
        """Nothing can be read here."""
        return ""

    async def run(self) -> None:
        """Tell an event each fiftieth of a second."""
        began = asyncio.get_running_loop().time()
        told = 0
        while not self._over.is_set():
            if (event := self._next()) is None:
                await self._over.wait()
                return
            for listener in self._listeners:
                listener(event, self.state)
            told += 1
            await asyncio.sleep(max(0.0, began + told / EVENTS_PER_S - asyncio.get_running_loop().time()))

    def _next(self) -> ev.Event | None:
        event = next(self._events, None)
        if event is not None:
            apply(self.state, event)
        return event


class ScriptedWorkbench:
    """Starts the one session."""

    sends = ""

    def __init__(self, told: int, script: Callable[[], Iterator[ev.Event]]) -> None:
        self._told = told
        self._script = script
        self._engine: ScriptedEngine | None = None

    def prepare(self) -> None:
        """Make the state ahead, so that only showing it is measured."""
        self._engine = ScriptedEngine(self._told, self._script())

    def start(self, question: str) -> ScriptedEngine:
        """The session, whatever was asked."""
        assert self._engine is not None
        return self._engine


def begin(question: str) -> Iterator[ev.Event]:
    """A session that has its source; events still without numbers."""
    yield ev.SessionStarted(
        schema=ev.SCHEMA,
        session="bench",
        question=question,
        created="2026-11-22T12:00:00Z",
        budget=Budget(),
        reasoner="script",
        retrievers=("library",),
    )
    yield ev.SourceFound(source=_SOURCE)


def kept(hop: str, number: int) -> ev.EvidenceKept:
    """A passage kept, half Chinese."""
    text = f"Line {number}: 第{number}年全厂共用冷水机组，耗电 {number} kWh; the plant ran {number} chillers."
    passage = Passage(_SOURCE.id, 0, len(text), text, f"line {number}")
    return ev.EvidenceKept(evidence=Evidence(f"{hop}/{number}", hop, passage, 9.0, "carries the terms"))


def stream() -> Iterator[ev.Event]:
    """One hop that keeps passages and notes for as long as one looks."""
    yield from begin("How many chillers does the plant run?")
    yield ev.HopAdded(hop="1", parent=ROOT, question="全厂冷水机组", why="a part", origin="plan")
    yield ev.HopStarted(hop="1", question="全厂冷水机组")
    for number in range(1, 1_000_000):
        if number % 5:
            yield ev.Noted(hop="1", text=f"read passage {number} of the plant report 冷水机组")
        else:
            yield kept("1", number)


def big() -> Iterator[ev.Event]:
    """A settled tree of many hops with much evidence."""
    yield from begin("A question with very many hops")
    a_hop = N_EVIDENCE // N_HOPS
    for n in range(N_HOPS):
        parent = ROOT if n % 50 == 0 else str(n // 50 + 1)
        hop = str(n // 50 + 1) if n % 50 == 0 else f"{parent}.{n % 50}"
        question = f"第{n}个问题 of the plant's cooling"
        yield ev.HopAdded(hop=hop, parent=parent, question=question, why="a part", origin="plan")
        yield ev.HopStarted(hop=hop, question=question)
        yield from (kept(hop, number) for number in range(1, a_hop + 1))
        yield ev.HopFinished(hop=hop, outcome="found")
    yield ev.SessionEnded(reason="the script is over")


def numbered(events: Iterator[ev.Event], per_s: float) -> Iterator[ev.Event]:
    """The events with their numbers and times."""
    for seq, event in enumerate(events):
        yield type(event)(
            **{name: getattr(event, name) for name in event.__struct_fields__}
            | {"seq": seq, "at": seq / per_s}
        )


def main(name: str, lean: bool) -> None:
    """Run one of them."""
    script = {"stream": stream, "big": big}[name]
    n_big = 2 + N_HOPS * 3 + N_EVIDENCE + 1
    told = {"stream": 4, "big": n_big}[name]
    workbench = ScriptedWorkbench(told, lambda: numbered(script(), EVENTS_PER_S))
    workbench.prepare()
    app = HopyardApp(workbench, library="READY", looks=Looks(lean=lean))  # type: ignore[arg-type]  # stands in
    app.run()


if __name__ == "__main__":
    main(sys.argv[1], "lean" in sys.argv[2:])
