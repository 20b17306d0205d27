"""The engine when searches, reasoners, the log or a listener fail, and when cancelling is not heeded."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.core.engine_fakes import (
    Grower,
    HeldShelf,
    Shelf,
    fresh_answer,
    hits_for,
    logged_state,
    make_engine,
    running,
    turns,
)

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.errors import LogError, SearchError
from hopyard.core.ports import AnswerDraft, Brief, Draft, DraftQuote, HopTask, Kept, Reading
from hopyard.core.reducer import fold
from hopyard.core.sessions.log import EVENTS_FILE, MemoryLog, SessionLog, read_log
from hopyard.core.state import ROOT, State
from hopyard.core.values import Budget, Hit, Suggestion

# searches that fail


class BrokenShelf(Shelf):
    """Every search fails."""

    def __init__(self, error: Exception) -> None:
        super().__init__("broken")
        self.error = error

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        raise self.error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SearchError("The server did not answer.", "Try again."), "The server did not answer. Try again."),
        (KeyError("hits"), "KeyError: 'hits'"),
    ],
)
async def test_a_search_that_fails_is_told_and_the_hop_goes_on_with_the_others(
    error: Exception, said: str
) -> None:
    engine = make_engine([BrokenShelf(error), Shelf()], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        [failed] = session.watch.of(ev.SearchFailed)
        assert (failed.hop, failed.retriever, failed.query, failed.error) == ("1", "broken", "a", said)
        assert session.status("1") == "done"
        assert len(session.state.evidence()) == 2
        assert len(session.state.hops["1"].searches) == 2


async def test_when_every_search_fails_the_hop_has_failed_and_not_found_nothing() -> None:
    engine = make_engine([BrokenShelf(SearchError("No.")), BrokenShelf(SearchError("Nor."))], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        assert session.state.hops["1"].run_status == "failed"
        assert session.state.hops["1"].error == "No."
        assert session.state.hops["1"].outcome is None


async def test_a_search_that_fails_after_its_hop_was_cut_comes_late() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a",)))
    async with running(engine) as session:
        search = await shelf.asked("a")
        await session.do(cmd.PruneHop("1"))
        search.set_exception(SearchError("Gone."))
        await session.watch.seen(lambda event: isinstance(event, ev.LateArrived))
        assert not session.watch.of(ev.SearchFailed, ev.HopFailed)


async def test_a_source_whose_text_is_gone_fails_its_hop_alone() -> None:
    gone = hits_for("a")[0].source

    class Forgetful(Shelf):
        async def text(self, source: str) -> str:
            if source == gone.id:
                raise SearchError("It is gone.")
            return await super().text(source)

    engine = make_engine([Forgetful()], Grower(("a", "b")))
    async with running(engine) as session:
        await session.still()
        assert session.status("1") == "failed"
        assert session.state.hops["1"].error == f"The text of {gone.title} is gone. Index its folder again."
        assert session.status("2") == "done"
    engine = make_engine([Forgetful(), Shelf("second")], Grower(("a", "b")))
    async with running(engine) as session:
        await session.still()
        assert session.status("1") == "done"


# reasoners that fail


class Failing(Grower):
    """A reasoner that fails in one of its jobs."""

    def __init__(self, where: str) -> None:
        super().__init__(("a", "b"))
        self.where = where

    def fail(self, where: str, question: str) -> None:
        if self.where == where and question != "b":
            raise RuntimeError("the model said no")

    async def plan(self, question: str) -> Sequence[Suggestion]:
        self.fail("plan", question)
        return await super().plan(question)

    async def queries(self, task: HopTask) -> Sequence[str]:
        self.fail("queries", task.question)
        return await super().queries(task)

    async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        self.fail("read", task.question)
        return await super().read(task, hits)

    async def answer(self, brief: Brief) -> AnswerDraft:
        self.fail("answer", brief.question)
        return await super().answer(brief)


async def test_a_plan_that_fails_asks_the_question_as_it_stands() -> None:
    engine = make_engine([Shelf()], Failing("plan"))
    async with running(engine) as session:
        await session.still()
        assert session.watch.of(ev.Noted)[0].text == "The plan failed: the model said no"
        assert [hop.question for hop in session.state.walk()] == ["what is it?"]
        assert session.answer_text


@pytest.mark.parametrize("where", ["queries", "read"])
async def test_a_hop_that_fails_is_told_and_the_others_go_on(where: str) -> None:
    engine = make_engine([Shelf()], Failing(where))
    async with running(engine) as session:
        await session.still()
        [failed] = session.watch.of(ev.HopFailed)
        assert failed.error == "RuntimeError: the model said no"
        assert [session.status(hop) for hop in ("1", "2")] == ["failed", "done"]
        assert "b:" in session.answer_text
        await session.do(cmd.EditHop("1", "b"))
        assert session.status("1") == "done"
        await session.do(cmd.Undo())
        assert session.status("1") == "failed"


async def test_an_answer_that_fails_is_told_and_the_session_goes_on() -> None:
    reasoner = Failing("answer")
    engine = make_engine([Shelf()], reasoner)
    async with running(engine) as session:
        await session.still()
        assert session.state.answer is not None
        assert not session.state.answer.answered
        assert session.watch.of(ev.Noted)[0].text == "The answer could not be written: the model said no"
        reasoner.where = ""
        await session.do(cmd.PruneHop("1"))
        assert session.state.answer.answered


SECOND = hits_for("a")[1].passage


@pytest.mark.parametrize(
    ("kept", "quote", "said"),
    [
        (7, DraftQuote(0, 0, 1), "IndexError"),
        (0, DraftQuote(1, SECOND.start, SECOND.end), "KeyError"),
        (0, DraftQuote(0, 0, 10_000), "ValueError: a quote at 0 to 10000 does not lie in its passage"),
        (0, DraftQuote(0, -1, 0), "ValueError"),
    ],
)
async def test_a_reading_that_makes_no_sense_fails_its_hop(kept: int, quote: DraftQuote, said: str) -> None:
    class Confused(Grower):
        def reading(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
            return Reading((Kept(kept, 1.0, ""),), (Draft("?", (quote,)),))

    engine = make_engine([Shelf()], Confused(("a",)))
    async with running(engine) as session:
        await session.still()
        assert session.status("1") == "failed"
        assert session.state.hops["1"].error.startswith(said)
        assert not session.state.findings()


async def test_text_and_numbers_that_json_cannot_hold_do_no_harm() -> None:
    bad = "\udcff caf\udce9 \ud83d"

    class Odd(Grower):
        async def plan(self, question: str) -> Sequence[Suggestion]:
            return [Suggestion(f"a {bad}", bad), Suggestion("b", "")]

        def reading(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
            if task.question == "b":
                raise OSError(f"cannot open {bad}")
            hit = hits[0].passage
            return Reading(
                (Kept(0, float("nan"), bad),),
                (Draft(bad, (DraftQuote(0, hit.start, hit.end),), float("inf")),),
                (Suggestion(bad, bad),),
                (bad,),
            )

    log = MemoryLog()
    engine = make_engine([BrokenShelf(SearchError(bad)), Shelf()], Odd(), log=log, question=bad)
    async with running(engine) as session:
        await session.still()
        await session.do(cmd.ExpandHop(ROOT, bad), cmd.PruneHop(bad), cmd.Pin(bad), cmd.DropSource(bad))
        assert session.status("1") == "done"
        assert session.status("2") == "failed"
        assert session.state.evidence()[0].score == 0.0
        assert "\ufffd caf\ufffd \ufffd" in session.answer_text
        assert len(session.watch.of(ev.CommandRefused)) == 3
    assert logged_state(engine) == session.state


# cancelling that is not heeded


async def test_a_hop_that_does_not_heed_its_cancelling_adds_nothing_after_its_prune() -> None:
    class Stubborn(Grower):
        async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
            try:
                await asyncio.get_running_loop().create_future()
            except asyncio.CancelledError:
                await turns(3)
            return self.reading(task, hits)

    engine = make_engine([Shelf()], Stubborn(("a", "b")), budget=Budget(concurrency=1))
    async with running(engine) as session:
        await session.watch.seen(lambda event: isinstance(event, ev.Searched))
        await turns(3)
        session.submit(cmd.PruneHop("1"))
        late = await session.watch.seen(lambda event: isinstance(event, ev.LateArrived))
        assert isinstance(late, ev.LateArrived)
        assert late.what == "the rest of its run"
        assert not session.watch.of(ev.EvidenceKept, ev.HopFinished)
        await session.do(cmd.PruneHop("2"))
        assert not session.state.evidence()


async def test_an_old_run_that_fails_in_its_clean_up_does_not_fail_the_new_one() -> None:
    n_reads = 0

    class Brittle(Grower):
        async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
            nonlocal n_reads
            n_reads += 1
            if n_reads > 1:
                return self.reading(task, hits)
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                raise RuntimeError("the connection was cut")
            raise AssertionError

    engine = make_engine([Shelf()], Brittle(("a",)))
    async with running(engine) as session:
        await session.watch.seen(lambda event: isinstance(event, ev.Searched))
        await turns(3)
        await session.do(cmd.PruneHop("1"), cmd.Undo())
        assert session.status("1") == "done"
        assert not session.watch.of(ev.HopFailed)
        assert len(session.watch.of(ev.HopFinished)) == 1


@pytest.mark.parametrize("heeds", [True, False])
async def test_a_plan_that_was_stopped_adds_nothing_and_notes_nothing(heeds: bool) -> None:
    n_plans = 0

    class Stubborn(Grower):
        async def plan(self, question: str) -> Sequence[Suggestion]:
            nonlocal n_plans
            n_plans += 1
            if n_plans == 1:
                try:
                    await asyncio.get_running_loop().create_future()
                except asyncio.CancelledError:
                    if heeds:
                        raise RuntimeError("the connection was cut") from None
            return await super().plan(question)

    engine = make_engine([Shelf()], Stubborn(("a", "b")))
    async with running(engine) as session:
        await turns(3)
        await session.do(cmd.Stop())
        await turns(5)
        assert not session.state.hops
        assert not session.watch.of(ev.Noted)
        await session.do(cmd.Continue())
        assert [hop.id for hop in session.state.walk()] == ["1", "2"]


async def test_an_answer_that_does_not_heed_its_cancelling_is_not_written() -> None:
    n_answers = 0

    class Stubborn(Grower):
        async def answer(self, brief: Brief) -> AnswerDraft:
            nonlocal n_answers
            n_answers += 1
            if n_answers == 1:
                try:
                    await asyncio.get_running_loop().create_future()
                except asyncio.CancelledError:
                    await turns(2)
            return self.drafted(brief)

    engine = make_engine([Shelf()], Stubborn(("a", "b")))
    async with running(engine) as session:
        await session.watch.seen(lambda event: isinstance(event, ev.HopFinished) and event.hop == "2")
        await turns(3)
        await session.do(cmd.PruneHop("1"))
        await turns(5)
        assert len(session.state.answers) == 1
        assert session.answer_text == fresh_answer(session.state)


async def test_closing_waits_for_what_takes_its_time_to_end_and_logs_nothing_of_it() -> None:
    class Slow(Grower):
        async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
            try:
                await asyncio.get_running_loop().create_future()
            except asyncio.CancelledError:
                await turns(10)
            return self.reading(task, hits)

    engine = make_engine([Shelf()], Slow(("a",)))
    async with running(engine) as session:
        await session.watch.seen(lambda event: isinstance(event, ev.Searched))
        await turns(3)
        await session.close()
        assert [type(event) for event in session.watch.events[-2:]] == [ev.HopInterrupted, ev.SessionEnded]
        assert asyncio.all_tasks() == {asyncio.current_task()}


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
