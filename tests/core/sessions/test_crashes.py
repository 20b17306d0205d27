"""Random commands, crashes and faults: a session that goes on ends like one that nothing ever happened to."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.core.engine_fakes import Grower, Shelf, turns

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.engine import Engine
from hopyard.core.errors import LogError
from hopyard.core.sessions.log import EVENTS_FILE, SessionLog
from hopyard.core.sessions.reading import read_log
from hopyard.core.sessions.shelf import read_state
from hopyard.core.state import ROOT, State
from hopyard.core.values import Budget
from hopyard.core.workbench import Workbench

_OBEYED = (ev.SteeringEvent, ev.Undone, ev.Redone, ev.Paused, ev.Continued, ev.CommandRefused)


def bench(folder: Path) -> Workbench:
    growth = {"a": ("a1", "a2"), "新": ("n1",)}
    return Workbench(
        retrievers=[Shelf()], reasoner=Grower(("a", "b"), growth), budget=Budget(), sessions=folder
    )


def outcome(state: State) -> object:
    """What must not depend on how often a session was cut off."""
    hops = [
        (hop.id, state.status(hop), state.question_of(hop), [kept.passage for kept in hop.evidence.values()])
        for hop in state.walk()
    ]
    answer = state.answer
    return hops, state.marks, state.paused, answer.text if answer else None


def n_obeyed(state: State) -> int:
    return sum(isinstance(step, _OBEYED) for step in state.steps)


class Crashes(RuleBasedStateMachine):
    """One engine runs on undisturbed; the other is cut off and goes on, again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.loop = asyncio.new_event_loop()
        self.calm, self.calm_task = self._run(bench(self.home / "calm").start("what is it?"))
        self.shaken, self.shaken_task = self._run(bench(self.home / "shaken").start("what is it?"))
        self.folder = self.home / "shaken" / self.shaken.state.session
        self._wait(self.calm.until_still())
        self._wait(self.shaken.until_still())

    def _run(self, engine: Engine) -> tuple[Engine, asyncio.Task[None]]:
        return engine, self.loop.create_task(engine.run())

    def _wait(self, work: Coroutine[Any, Any, Any]) -> None:
        self.loop.run_until_complete(asyncio.wait_for(work, 20))

    def _die(self) -> None:
        """As a killed process: no end is written, the lock goes."""
        self.shaken_task.cancel()
        self.loop.run_until_complete(asyncio.gather(self.shaken_task, return_exceptions=True))

    def _go_on(self, command: cmd.Command | None = None) -> None:
        """Resume, and have the command obeyed if the log does not hold it."""
        self.shaken, self.shaken_task = self._run(bench(self.home / "shaken").resume(self.folder))
        self._wait(self.shaken.until_still())
        if command is not None and n_obeyed(self.shaken.state) < n_obeyed(self.calm.state):
            self.shaken.submit(command)
            self._wait(self.shaken.until_still())

    def _command(self, kind: int, place: int) -> cmd.Command:
        state = self.calm.state
        hops = [hop.id for hop in state.walk()]
        hop = hops[place % len(hops)]
        kept = [one.id for each in state.hops.values() for one in each.evidence.values()]
        evidence = kept[place % len(kept)] if kept else "1/1"
        source = list(state.sources)[place % len(state.sources)]
        return (
            cmd.PruneHop(hop),
            cmd.Restore(hop),
            cmd.ExpandHop(hop if place % 3 else ROOT, f"新 {place}" if place % 2 else "新"),
            cmd.EditHop(hop, f"b{place % 3}"),
            cmd.DropSource(source),
            cmd.Restore(source),
            cmd.Pin(evidence),
            cmd.Undo(),
            cmd.Redo(),
            cmd.Pause(),
            cmd.Continue(),
        )[kind % 11]

    @rule(kind=st.integers(0, 10), place=st.integers(0, 30))
    def obeys(self, kind: int, place: int) -> None:
        command = self._command(kind, place)
        for engine in (self.calm, self.shaken):
            engine.submit(command)
            self._wait(engine.until_still())

    @rule(kind=st.integers(0, 10), place=st.integers(0, 30), moment=st.integers(0, 40))
    def is_killed_while_it_obeys(self, kind: int, place: int, moment: int) -> None:
        command = self._command(kind, place)
        self.shaken.submit(command)
        self.loop.run_until_complete(turns(moment))
        self._die()
        self.calm.submit(command)
        self._wait(self.calm.until_still())
        self._go_on(command)

    @rule(kind=st.integers(0, 10), place=st.integers(0, 30), left=st.integers(0, 12))
    def finds_the_disk_full(self, kind: int, place: int, left: int) -> None:
        command = self._command(kind, place)
        log = self.shaken._log
        assert isinstance(log, SessionLog)
        whole = log.append
        room = [left]

        def append(event: ev.Event) -> None:
            if room[0] == 0:
                raise LogError("No room left.", "Free some space.")
            room[0] -= 1
            whole(event)

        log.append = append  # type: ignore[method-assign]  # as a disk that fills up under it
        self.shaken.submit(command)
        self._wait(self.shaken.until_still())
        self._die()
        self.calm.submit(command)
        self._wait(self.calm.until_still())
        self._go_on(command)

    @rule(cut=st.integers(1, 60))
    def loses_power(self, cut: int) -> None:
        """The tail of a line that was being written is all that is left of it."""
        self._die()
        with (self.folder / EVENTS_FILE).open("ab") as file:
            file.write(b'{"type":"Noted","seq":999,"at":1.0,"hop":"root","text":"never shown"'[:cut])
        self._go_on()

    @rule()
    def is_closed_and_opened(self) -> None:
        self.shaken.close("closed")
        self._wait(self._ended())
        self._go_on()

    async def _ended(self) -> None:
        await self.shaken_task

    @invariant()
    def is_as_if_nothing_had_happened(self) -> None:
        assert outcome(self.shaken.state) == outcome(self.calm.state)
        assert read_state(self.folder) == self.shaken.state
        assert [event.seq for event in read_log(self.folder).events] == list(range(self.shaken.state.seq + 1))

    def teardown(self) -> None:
        self._die()
        self.calm_task.cancel()
        self.loop.run_until_complete(asyncio.gather(self.calm_task, return_exceptions=True))
        self.loop.close()
        shutil.rmtree(self.home, ignore_errors=True)


TestCrashes = Crashes.TestCase
TestCrashes.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
