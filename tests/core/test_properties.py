"""What holds for every session: folding, logging, undoing, and independence of who happened to be first."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import random
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.engine_fakes import (
    Grower,
    HeldShelf,
    fresh_answer,
    make_engine,
    running,
    soon,
    turns,
)
from tests.core.session_strategies import Recorder, acts, commands, finish_all, run_events, sessions, started

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.brief import brief_of
from hopyard.core.commands import TimedCommand
from hopyard.core.engine import Engine
from hopyard.core.errors import SearchError
from hopyard.core.ports import HopTask, Reading
from hopyard.core.reducer import apply, fold
from hopyard.core.sessions.log import SessionLog
from hopyard.core.sessions.reading import read_log
from hopyard.core.state import ROOT, State
from hopyard.core.values import Budget, Hit

# folding


@given(sessions(), st.data())
def test_a_prefix_then_the_rest_folds_to_the_same_as_all(recorder: Recorder, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(recorder.events)))
    state = copy.deepcopy(fold(recorder.events[:cut]))
    for event in recorder.events[cut:]:
        apply(state, event)
    assert state == fold(recorder.events) == recorder.state


@given(sessions())
def test_events_that_went_through_their_json_fold_to_the_same(recorder: Recorder) -> None:
    lines = [ev.encode(event) for event in recorder.events]
    assert fold(ev.decode(line) for line in lines) == recorder.state


@given(sessions())
def test_a_fold_leaves_the_events_alone(recorder: Recorder) -> None:
    """What hangs in a state may be shared with nothing that a later event changes."""
    before = [ev.encode(event) for event in recorder.events]
    first = fold(recorder.events)
    fold(recorder.events)
    assert [ev.encode(event) for event in recorder.events] == before
    assert first == recorder.state


# steering


@given(sessions(), st.lists(commands(), max_size=12))
def test_what_decide_returns_can_be_applied_and_it_raises_nothing_but_refusals(
    recorder: Recorder, wanted: list[cmd.Command]
) -> None:
    for command in wanted:
        recorder.obey(command)
    state = recorder.state
    assert fold(recorder.events) == state
    assert {hop.id for hop in state.walk()} == set(state.hops)
    for hop in state.walk():
        assert state.status(hop) in ("proposed", "running", "done", "failed", "pruned")
        if hop.run_status == "running":
            assert not state.is_pruned(hop)
            assert hop.asked == state.question_of(hop)
    assert {finding.hop for finding in state.findings()} <= {hop.id for hop in state.surviving()}


def _act(recorder: Recorder, command: cmd.Command) -> bool:
    """Obey a command that undo can take back; whether it was an act."""
    n_acts = len(recorder.state.acts)
    return recorder.obey(command) and len(recorder.state.acts) > n_acts


_acts = st.lists(acts() | acts() | commands(), min_size=1, max_size=8).map(
    lambda wanted: [command for command in wanted if not isinstance(command, cmd.Undo | cmd.Redo)]
)


@given(sessions(), _acts, st.booleans())
def test_as_many_undos_as_acts_bring_everything_back(
    recorder: Recorder, wanted: list[cmd.Command], runs_between: bool
) -> None:
    """Whether or not the hops that an act calls for have run before it is undone."""
    finish_all(recorder)
    state = recorder.state
    marks, evidence, findings = copy.deepcopy(state.marks), state.evidence(), state.findings()
    brief = brief_of(state)
    n_acts = 0
    for command in wanted:
        n_acts += _act(recorder, command)
        if runs_between:
            finish_all(recorder)
    for _ in range(n_acts):
        assert recorder.obey(cmd.Undo())
    assert state.marks == marks
    assert state.evidence() == evidence
    assert state.findings() == findings
    assert brief_of(state) == brief
    assert fold(recorder.events) == state


@given(sessions(), _acts, st.integers(1, 8))
def test_undo_then_redo_changes_nothing(recorder: Recorder, wanted: list[cmd.Command], n: int) -> None:
    finish_all(recorder)
    for command in wanted:
        _act(recorder, command)
        finish_all(recorder)
    brief, marks = brief_of(recorder.state), copy.deepcopy(recorder.state.marks)
    n_undone = sum(recorder.obey(cmd.Undo()) for _ in range(n))
    for _ in range(n_undone):
        assert recorder.obey(cmd.Redo())
    assert brief_of(recorder.state) == brief
    assert recorder.state.marks == marks


# independent hops


@st.composite
def _streams(draw: st.DrawFn) -> list[list[ev.Event]]:
    """The runs of some hops, none of which waits for another."""
    streams = []
    for hop in ("1", "1.1", "2", "2.1", "3"):
        told = run_events(hop, f"q of {hop}", 0, draw(st.integers(0, 3)), draw(st.integers(0, 2)))
        end = draw(st.sampled_from(["finished", "failed", "interrupted", "runs"]))
        if end == "failed":
            told[-1] = ev.HopFailed(hop=hop, error="no")
        if end == "interrupted":
            told[-1] = ev.HopInterrupted(hop=hop, reason="stopped")
        streams.append(told if end != "runs" else told[: draw(st.integers(0, len(told) - 1))])
    return streams


def _grown() -> Recorder:
    recorder = started()
    for hop, parent in (("1", ROOT), ("2", ROOT), ("1.1", "1"), ("3", ROOT), ("2.1", "2")):
        recorder.add(ev.HopAdded(hop=hop, parent=parent, question=f"q of {hop}", why="", origin="plan"))
    return recorder


@given(_streams(), st.randoms(use_true_random=False))
def test_the_order_among_independent_hops_does_not_matter(
    streams: list[list[ev.Event]], chance: random.Random
) -> None:
    one_by_one, mixed = _grown(), _grown()
    for stream in streams:
        for event in stream:
            one_by_one.add(event)
    left = [list(stream) for stream in streams]
    while any(left):
        mixed.add(chance.choice([stream for stream in left if stream]).pop(0))
    assert mixed.state.evidence() == one_by_one.state.evidence()
    assert mixed.state.findings() == one_by_one.state.findings()
    assert brief_of(mixed.state) == brief_of(one_by_one.state)
    assert mixed.state.sources == one_by_one.state.sources
    assert [hop.id for hop in mixed.state.walk()] == [hop.id for hop in one_by_one.state.walk()]


def _growth(question: str) -> Sequence[str]:
    seed = zlib.crc32(question.encode())
    return [f"{question}{letter}" for letter in "xyz"[: seed % 4]] + ["shared"] * (seed % 3 == 0)


async def _outcome(
    concurrency: int, chance: random.Random, budget: tuple[int, int]
) -> tuple[str, list[tuple[str, str, str]], list[str]]:
    """The answer, the tree and what was held back, with searches ending in a random order."""
    hops, breadth = budget
    shelves = [HeldShelf(name="left"), HeldShelf(name="right")]
    limits = Budget(concurrency=concurrency, hops=hops, breadth=breadth, depth=4)
    engine = make_engine(shelves, Grower(("a", "b", "c"), _growth), budget=limits)
    async with running(engine) as session:
        still = asyncio.create_task(session.still())
        while not still.done():
            waiting = [ticket for shelf in shelves for ticket in shelf.open if not ticket.done()]
            if waiting:
                chance.choice(waiting).set_result(None)
            await turns(chance.randint(1, 3))
        await still
        tree = [(hop.id, hop.question, session.status(hop.id)) for hop in session.state.walk()]
        held = [event.held_back for event in session.watch.of(ev.BudgetReached)]
        return session.answer_text, tree, held


@given(st.randoms(use_true_random=False), st.sampled_from([(12, 4), (7, 2), (2, 3), (30, 3)]))
def test_the_outcome_depends_on_neither_concurrency_nor_who_is_first(
    chance: random.Random, budget: tuple[int, int]
) -> None:
    outcomes = [asyncio.run(_outcome(concurrency, chance, budget)) for concurrency in (1, 2, 4)]
    assert outcomes[0] == outcomes[1] == outcomes[2]


# a live engine under random hands


class Moody(Grower):
    """Fails, takes its time, or does not heed its cancelling, as the question's checksum has it."""

    def __init__(self) -> None:
        super().__init__(("a", "b", "c"), _growth)

    async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        mood = zlib.crc32(task.question.encode()) // 16 % 5
        if mood == 0:
            raise RuntimeError("no")
        if mood == 1:
            await turns(3)
        if mood == 2:
            with contextlib.suppress(asyncio.CancelledError):
                await turns(4)
        return self.reading(task, hits)


class Auditor:
    """A listener that checks each event against what must hold at that moment."""

    def __init__(self, folder: Path) -> None:
        self._log = (folder / "events.jsonl").open("rb")
        self._running: set[str] = set()
        self.n_obeyed = 0

    def __call__(self, event: ev.Event, state: State) -> None:
        assert self._log.readline() == ev.encode(event) + b"\n"
        assert not self._log.peek()
        if isinstance(event, ev.HopStarted):
            assert event.hop not in self._running
            self._running.add(event.hop)
            assert len(self._running) <= state.budget.concurrency
            assert not state.paused
            assert not state.stopped
        hop = getattr(event, "hop", None)
        if isinstance(event, ev.EvidenceKept):
            hop = event.evidence.hop
        if isinstance(event, ev.FindingMade):
            hop = event.finding.hop
        ends = (ev.HopFinished, ev.HopFailed, ev.HopInterrupted)
        if isinstance(event, (ev.Searched, ev.SearchFailed, ev.EvidenceKept, ev.FindingMade, *ends)):
            assert hop in self._running, event
        self._running &= {hop.id for hop in state.hops.values() if hop.run_status == "running"}
        if isinstance(event, ev.AnswerWritten):
            assert not state.running()
            assert event.answer.text == fresh_answer(state)
        if isinstance(event, ev.TreeSettled):
            assert not state.running()
            assert state.paused or not state.stale
        obeyed = (ev.SteeringEvent, ev.Undone, ev.Redone, ev.Paused, ev.Continued, ev.Stopped)
        self.n_obeyed += isinstance(event, (*obeyed, ev.CommandRefused))

    def __enter__(self) -> Auditor:
        return self

    def __exit__(self, *_: object) -> None:
        self._log.close()


_moves = st.lists(
    st.one_of(
        commands(),
        commands().map(lambda command: TimedCommand(command, after_idle=True)),
        st.integers(0, 6),
        st.tuples(st.integers(0, 5), st.booleans()),
    ),
    max_size=40,
)
"""A command; so many turns of the loop; or the end, good or bad, of one of the searches that wait."""


async def _make_moves(engine: Engine, shelf: HeldShelf, moves: list[object], auditor: Auditor) -> None:
    async with running(engine) as session:
        n_submitted = 0
        for move in moves:
            match move:
                case cmd.Command() | TimedCommand():
                    session.submit(move)
                    n_submitted += 1
                case int(n):
                    await turns(n)
                case (int(n), good):
                    waiting = [ticket for ticket in shelf.open if not ticket.done()]
                    if waiting and good:
                        waiting[n % len(waiting)].set_result(None)
                    elif waiting:
                        waiting[n % len(waiting)].set_exception(SearchError("no"))
        shelf.let_go()
        for _ in range(2):
            await session.still()
            if session.state.paused or session.state.stopped:
                session.submit(cmd.Continue())
                n_submitted += 1
        await session.still()
        assert auditor.n_obeyed == n_submitted
        assert session.state.settled
        assert not session.state.stale
        assert session.answer_text == fresh_answer(session.state)


@given(_moves, st.sampled_from([1, 2, 4]), st.sampled_from([3, 12]))
def test_a_live_session_holds_together_and_its_log_tells_the_same(
    moves: list[object], concurrency: int, hops: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _hold_together(Path(folder), moves, Budget(concurrency=concurrency, hops=hops))


def _hold_together(folder: Path, moves: list[object], budget: Budget) -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Moody(), budget=budget, log=SessionLog(folder))
    with Auditor(folder) as auditor:
        engine.listen(auditor)
        asyncio.run(soon(_make_moves(engine, shelf, moves, auditor)))
    read = read_log(folder)
    assert not read.torn
    assert fold(read.events) == engine.state


@pytest.mark.parametrize("seed", range(20))
def test_a_long_session_holds_together(tmp_path: Path, seed: int) -> None:
    """Three hundred moves, mostly prunes, restores, edits and undos of the same few hops."""
    chance = random.Random(seed)
    hops = ["1", "2", "3", "1.1", "2.1", "1.2"]
    moves: list[object] = []
    for _ in range(300):
        hop = chance.choice(hops)
        moves.append(
            chance.choice(
                [
                    cmd.PruneHop(hop),
                    cmd.Restore(hop),
                    cmd.EditHop(hop, chance.choice("abcdefg")),
                    cmd.ExpandHop(hop, chance.choice(["", "mine"])),
                    cmd.Undo(),
                    cmd.Redo(),
                    cmd.Stop(),
                    cmd.Continue(),
                    chance.randint(0, 8),
                    chance.randint(0, 8),
                    (chance.randint(0, 9), chance.random() < 0.9),
                    (chance.randint(0, 9), chance.random() < 0.9),
                ]
            )
        )
    _hold_together(tmp_path, moves, Budget(concurrency=chance.choice([1, 2, 4])))
