"""Work that does not heed its cancelling, or ends it slowly or badly."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from tests.core.engine_fakes import Grower, Shelf, fresh_answer, make_engine, running, turns

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.ports import AnswerDraft, Brief, HopTask, Reading
from hopyard.core.values import Budget, Hit, Suggestion


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
