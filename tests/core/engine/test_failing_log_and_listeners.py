"""Logs and listeners that fail; an event is in the file before a listener is told."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.core.engine_fakes import Grower, HeldShelf, Shelf, logged_state, make_engine, running

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.errors import LogError
from hopyard.core.reducer import fold
from hopyard.core.sessions.log import EVENTS_FILE, MemoryLog, SessionLog
from hopyard.core.sessions.reading import read_log
from hopyard.core.state import State
from hopyard.core.values import Budget

# the log


class DyingLog(MemoryLog):
    """Takes so many events, then none."""

    def __init__(self, takes: int) -> None:
        super().__init__()
        self.takes = takes
        self.closed = False

    def append(self, event: ev.Event) -> None:
        if len(self.lines) >= self.takes:
            raise LogError("No room left.")
        super().append(event)

    def close(self) -> None:
        self.closed = True


async def test_a_log_that_cannot_be_written_ends_the_run_wherever_it_happens() -> None:
    reasoner = Grower(("a", "b"), {"a": ("a1",)})
    whole = make_engine([Shelf()], reasoner)
    async with running(whole) as session:
        await session.still()
    n_events = len(session.watch.events)
    assert n_events > 30

    for takes in range(1, n_events):
        log = DyingLog(takes)
        engine = make_engine([Shelf()], reasoner, log=log)
        async with running(engine) as session:
            if takes == n_events - 1:
                await session.still()
                engine.close("done")
            failure = await session.failure()
            assert isinstance(failure, LogError)
            assert str(failure) == "No room left."
            assert [ev.encode(event) for event in session.watch.events] == log.lines
            assert fold(ev.decode(line) for line in log.lines) == session.state
            assert log.closed
            await session.still()
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_late_arrival_that_cannot_be_logged_ends_the_run_too() -> None:
    shelf, log = HeldShelf(), DyingLog(1000)
    engine = make_engine([shelf], Grower(("a",)), log=log)
    async with running(engine) as session:
        search = await shelf.asked("a")
        await session.do(cmd.PruneHop("1"))
        log.takes = 0
        search.set_result(None)
        assert isinstance(await session.failure(), LogError)


async def test_a_bell_that_cannot_be_logged_ends_the_run_too() -> None:
    shelf, log = HeldShelf(), DyingLog(1000)
    engine = make_engine([shelf], Grower(("a",)), log=log, budget=Budget(seconds=0.01))
    async with running(engine) as session:
        await shelf.asked("a")
        log.takes = 0
        assert isinstance(await session.failure(), LogError)


def fail_writing(monkeypatch: pytest.MonkeyPatch, folder: Path, fake: Callable[[int, bytes], int]) -> None:
    """Have `fake` write the events of the session in `folder`."""
    real = os.write

    def write(file: int, data: bytes) -> int:
        ours = os.path.samestat(os.fstat(file), (folder / EVENTS_FILE).stat())
        return fake(file, data) if ours else real(file, data)

    monkeypatch.setattr(os, "write", write)


@pytest.mark.parametrize("kind", ["no room", "half a line"])
async def test_a_full_disk_ends_the_run_and_the_log_holds_what_was_shown(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, n_written = os.write, 0

    def write(file: int, data: bytes) -> int:
        nonlocal n_written
        n_written += 1
        if n_written < 12:
            return real(file, data)
        if kind == "no room":
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(file, data[: len(data) // 2])

    log = SessionLog(tmp_path / "s")
    fail_writing(monkeypatch, tmp_path / "s", write)
    engine = make_engine([Shelf()], Grower(("a", "b")), log=log)
    async with running(engine) as session:
        failure = await session.failure()
        assert isinstance(failure, LogError)
        assert "room" in str(failure) or "space" in str(failure)
    read = read_log(tmp_path / "s")
    assert not read.torn
    assert read.events == session.watch.events
    assert fold(read.events) == session.state


async def test_a_listener_is_told_of_an_event_after_it_is_in_the_file(tmp_path: Path) -> None:
    engine = make_engine([Shelf()], Grower(("a", "b")), log=SessionLog(tmp_path))
    n_seen = 0

    def look(event: ev.Event, state: State) -> None:
        nonlocal n_seen
        n_seen += 1
        lines = (tmp_path / EVENTS_FILE).read_bytes().splitlines()
        assert lines[-1] == ev.encode(event)
        assert state.seq == event.seq == len(lines) - 1

    async with running(engine) as session:
        engine.listen(look)
        await session.do(cmd.PruneHop("1"), cmd.Undo())
    assert n_seen == len(session.watch.events)
    assert fold(read_log(tmp_path).events) == session.state


# listeners


async def test_a_listener_that_fails_ends_the_run_and_no_hop_is_blamed() -> None:
    for fatal in (ev.SessionStarted, ev.HopStarted, ev.EvidenceKept, ev.AnswerWritten, ev.TreeSettled):
        engine = make_engine([Shelf()], Grower(("a", "b")))

        def listener(event: ev.Event, state: State, fatal: type[ev.Event] = fatal) -> None:
            if isinstance(event, fatal):
                raise BrokenPipeError(errno.EPIPE, "Broken pipe")

        engine.listen(listener)
        async with running(engine) as session:
            assert isinstance(await session.failure(), BrokenPipeError)
            assert session.watch.of(fatal)
            assert not session.watch.of(ev.HopFailed, ev.Noted)
            assert logged_state(engine) == session.state


async def test_a_listener_that_fails_at_the_very_end_is_heard() -> None:
    engine = make_engine([Shelf()], Grower(("a",)))

    def listener(event: ev.Event, state: State) -> None:
        if isinstance(event, ev.SessionEnded):
            raise ZeroDivisionError

    engine.listen(listener)
    async with running(engine) as session:
        await session.still()
        engine.close("done")
        assert isinstance(await session.failure(), ZeroDivisionError)
