"""A recording shows at every event what the live session showed, and finds its way by time, kind and text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from tests.core.engine_fakes import Grower, Shelf, running
from tests.core.session_strategies import sessions

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.errors import LogError
from hopyard.core.reducer import apply, fold
from hopyard.core.sessions import replay
from hopyard.core.sessions.log import EVENTS_FILE, SessionLog, is_open
from hopyard.core.sessions.reading import first_event
from hopyard.core.sessions.replay import Recording, begins_hop, is_act
from hopyard.core.state import State
from hopyard.core.values import Budget
from hopyard.core.workbench import Workbench


async def recorded(folder: Path) -> tuple[Recording, list[State]]:
    """A steered session, and its states as a listener saw them live."""
    bench = Workbench(
        retrievers=[Shelf()],
        reasoner=Grower(("a", "b"), {"a": ("a1",)}),
        budget=Budget(),
        sessions=folder,
    )
    engine = bench.start("what is it?")
    live: list[State] = []
    engine.listen(lambda event, state: live.append(state.copied()))
    async with running(engine) as session:
        await session.still()
        await session.do(cmd.PruneHop("1"))
        await session.do(cmd.Undo())
    return Recording(folder / engine.state.session), live


@pytest.mark.parametrize("checkpoint", [1, 3, 10_000])
async def test_every_state_is_what_was_shown_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checkpoint: int
) -> None:
    monkeypatch.setattr(replay, "CHECKPOINT", checkpoint)
    recording, live = await recorded(tmp_path)
    assert recording.n == len(live)
    for n in [*range(1, recording.n + 1), *range(recording.n, 0, -1), recording.n, 1]:
        assert recording.state(n) == live[n - 1]
    assert recording.state(-5) == State()
    assert recording.state(10**9) == recording.last == live[-1]


async def test_a_state_that_is_given_out_is_nobody_elses(tmp_path: Path) -> None:
    recording, live = await recorded(tmp_path)
    taken = recording.state(5)
    for event in recording.events[5:]:
        apply(taken, event)
    assert recording.state(5) == live[4]
    assert taken == recording.last


async def test_the_way_to_hops_acts_times_and_texts(tmp_path: Path) -> None:
    recording, _ = await recorded(tmp_path)
    kinds = [type(event) for event in recording.events]
    starts = [n for n, kind in enumerate(kinds, start=1) if kind is ev.HopStarted]
    assert recording.beside(0, 1, begins_hop) == starts[0]
    assert recording.beside(starts[0], 1, begins_hop) == starts[1]
    assert recording.beside(starts[1], -1, begins_hop) == starts[0]
    assert recording.beside(starts[0], -1, begins_hop) is None
    assert recording.beside(recording.n, 1, begins_hop) is None
    acts = [n for n, kind in enumerate(kinds, start=1) if kind in (ev.HopPruned, ev.Undone)]
    assert recording.beside(0, 1, is_act) == acts[0]
    assert recording.beside(recording.n, -1, is_act) == acts[1]
    found = recording.beside(0, 1, recording.says("ＰＲＵＮＥＤ by you"))
    assert found == acts[0]
    assert recording.beside(0, 1, recording.says("no such text")) is None
    assert recording.n_until(recording.seconds) == recording.n
    assert recording.n_until(-1.0) == 0
    for n in range(1, recording.n + 1):
        assert recording.n_until(recording.at(n)) >= n
    source = next(iter(recording.last.sources))
    assert recording.text(source)


@pytest.mark.parametrize("checkpoint", [1, 3, 10_000])
async def test_a_recording_grows_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checkpoint: int
) -> None:
    monkeypatch.setattr(replay, "CHECKPOINT", checkpoint)
    whole, live = await recorded(tmp_path / "one")
    path = whole.folder / EVENTS_FILE
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:4]) + lines[4][:9])
    recording = Recording(whole.folder)
    assert (recording.n, recording.torn, recording.grow()) == (4, True, 0)
    for end in (5, 9, len(lines)):
        path.write_bytes(b"".join(lines[:end]))
        before = recording.n
        assert recording.grow() == end - before
        assert (recording.n, recording.torn) == (end, False)
        assert recording.last == live[end - 1]
    for n in range(1, recording.n + 1):
        assert recording.state(n) == live[n - 1]
        assert recording.at(n) == whole.at(n)


async def test_what_contradicts_a_recording_is_named_and_left_out(tmp_path: Path) -> None:
    recording, live = await recorded(tmp_path)
    before = recording.n
    with (recording.folder / EVENTS_FILE).open("ab") as file:
        file.write(ev.encode(ev.HopStarted(hop="7.7", question="q", seq=before)) + b"\n")
    with pytest.raises(LogError, match="contradicts itself"):
        recording.grow()
    assert (recording.n, recording.last, recording.state(before)) == (before, live[-1], live[-1])


async def test_the_whole_session_is_searched_not_only_its_steps(tmp_path: Path) -> None:
    recording, _ = await recorded(tmp_path)
    answer = recording.last.answers[0]
    (kept, *_) = recording.last.evidence()

    def found(text: str) -> ev.Event:
        n = recording.beside(0, 1, recording.says(text))
        assert n is not None
        return recording.events[n - 1]

    assert isinstance(found(answer.sentences[-1].text), ev.AnswerWritten)
    assert isinstance(found(kept.passage.text), ev.EvidenceKept)


async def test_whether_a_session_is_open_is_told_without_opening_it(tmp_path: Path) -> None:
    log = SessionLog(tmp_path / "s")
    assert is_open(tmp_path / "s")
    log.close()
    assert not is_open(tmp_path / "s")
    assert not is_open(tmp_path / "nowhere")


async def test_how_a_session_began_is_read_alone(tmp_path: Path) -> None:
    recording, _ = await recorded(tmp_path)
    with (recording.folder / EVENTS_FILE).open("ab") as file:
        file.write(b"no event\n")
    assert first_event(recording.folder) == recording.events[0]
    (recording.folder / EVENTS_FILE).write_bytes(b"{")
    with pytest.raises(LogError, match="never began"):
        first_event(recording.folder)
    with pytest.raises(LogError, match="Cannot read"):
        first_event(tmp_path / "nowhere")


@given(sessions())
def test_a_copy_of_a_state_is_equal_and_shares_nothing_that_changes(recorder: Any) -> None:
    events = recorder.events
    for n in range(0, len(events), 3):
        state = fold(events[:n])
        other = state.copied()
        assert other == state
        before = fold(events[:n])
        for event in events[n:]:
            apply(other, event)
        assert state == before


def test_a_full_session_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hopyard.core.sessions import log, reading

    monkeypatch.setattr(log, "MAX_LOG_BYTES", 300)
    monkeypatch.setattr(reading, "MAX_LOG_BYTES", 300)
    session = SessionLog(tmp_path)
    head = ev.SessionStarted(
        schema=2, session="s", question="q", created="", budget=Budget(), reasoner="r", retrievers=(), seq=0
    )
    session.append(head)
    with pytest.raises(LogError, match="is full"):
        session.append(ev.Noted(hop="root", text="x" * 300, seq=1))
    session.close()
    assert reading.read_log(tmp_path).events == [head]
    with (tmp_path / log.EVENTS_FILE).open("ab") as file:
        file.write(b"x" * 300)
    with pytest.raises(LogError, match="longer than a session may be"):
        reading.read_log(tmp_path)
