"""At every event the replayed screen is what the live run showed at the same size and theme."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from tests.tui.replay_fakes import QUESTION, bench, panes, picture, recorded, replayed
from tests.tui.screen_fakes import Stage, both_sizes, held, staged

from hopyard.core.engine import Engine
from hopyard.core.reducer import apply
from hopyard.core.sessions.replay import Recording
from hopyard.core.state import State
from hopyard.core.workbench import Workbench
from hopyard.tui.looks import Looks
from hopyard.tui.running import Running, Stopwatch

STOPPED = 0.0


class Puppet:
    """In the place of an engine: emits the events of a recording one at a time, when the test says so."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.state = State()
        self.over = asyncio.Event()
        self.listeners: list[Callable[..., None]] = []
        self.text = recording.text
        apply(self.state, recording.events[0])

    def listen(self, listener: Callable[..., None]) -> None:
        self.listeners.append(listener)

    def emit(self) -> None:
        event = self.recording.events[self.state.seq + 1]
        apply(self.state, event)
        for listener in self.listeners:
            listener(event, self.state)

    def close(self, reason: str) -> None:
        self.over.set()

    async def run(self) -> None:
        await self.over.wait()


class PuppetBench(Workbench):
    """Starts a puppet."""

    def __init__(self, recording: Recording) -> None:
        super().__init__(retrievers=[], reasoner=cast(Any, None), budget=cast(Any, None), sessions=None)
        self.puppet = Puppet(recording)

    def start(self, question: str) -> Engine:
        return cast(Engine, self.puppet)


def stop_time(stage: Stage) -> None:
    """Let no time go by between an event and what is shown of it."""
    running = stage.app.session
    assert isinstance(running, Running)
    running.watch = Stopwatch(lambda: STOPPED)
    running.watch.note(running.state)
    stage.main.show(running.state, running.watch)


async def drawn(stage: Stage) -> None:
    await stage.until(lambda: not stage.app.is_refreshing)


@both_sizes
@pytest.mark.parametrize("theme", ["", "textual-light"])
async def test_every_event_looks_as_it_did_live(tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    folder = await recorded(tmp_path)
    recording = Recording(folder)
    work = PuppetBench(recording)
    live = []
    looks = Looks(theme=theme)
    async with staged(size, question=QUESTION, workbench=work, library_words="", looks=looks) as stage:
        stop_time(stage)
        for n in range(1, recording.n + 1):
            if n > 1:
                work.puppet.emit()
            await drawn(stage)
            live.append((panes(stage), picture(stage)))
    assert recording.n > 40
    assert len({"\n".join(lines) for lines, _ in live}) > 30, "the screen changes with nearly every event"
    back = range(recording.n, 0, -7)
    there_and_back = [*range(1, recording.n + 1), *back, recording.n, 1, recording.n // 2]
    async with replayed(folder, size, theme=theme) as replay:
        for n in there_and_back:
            replay.replaying.go_to(n)
            await replay.shows(n)
            assert panes(replay) == live[n - 1][0], n
            assert picture(replay) == live[n - 1][1], n


@both_sizes
async def test_a_session_that_ran_under_the_persons_hand_replays_as_it_looked(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    library = held()
    live: list[tuple[int, tuple[str, ...], list[str], list[tuple[str, ...]]]] = []
    work = bench(tmp_path, library)
    async with staged(size, question=QUESTION, library=library, workbench=work, library_words="") as stage:

        def note(*keys: str) -> None:
            live.append((stage.state.seq + 1, keys, panes(stage), picture(stage)))

        await stage.until(lambda: len(stage.state.running()) == 2)
        stop_time(stage)
        await drawn(stage)
        note()
        library.gate.set()
        await stage.still()
        note()
        await stage.press("j", "p")
        await stage.until(lambda: stage.state.marks.pruned)
        await stage.still()
        note("j")
        await stage.press("3")
        note("3")
        await stage.press("u", "4")
        await stage.until(lambda: not stage.state.marks.pruned)
        await stage.still()
        note("4")
        folder = tmp_path / stage.state.session
    async with replayed(folder, size) as replay:
        for n, keys, lines, looks in live:
            await replay.press("t", *f"e{n}", "enter", *keys)
            await replay.shows(n)
            assert panes(replay) == lines
            assert picture(replay) == looks


async def test_the_comparison_sees_a_difference(tmp_path: Path) -> None:
    folder = await recorded(tmp_path)
    async with replayed(folder) as replay:
        before = panes(replay), picture(replay)
        await replay.press(".", ".", ".")
        assert panes(replay) != before[0]
        assert picture(replay) != before[1]
