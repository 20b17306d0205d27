"""Pause, stop and continue, and answers that are overtaken while they are written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tests.core.engine_fakes import Grower, HeldShelf, Shelf, fresh_answer, make_engine, running, turns

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.ports import AnswerDraft, Brief
from hopyard.core.state import ROOT
from hopyard.core.values import Budget, Suggestion


async def test_a_pause_lets_running_hops_end_and_starts_no_other() -> None:
    shelf = HeldShelf(lambda query: query in ("a", "b"))
    engine = make_engine([shelf], Grower(("a", "b", "c"), {"a": ("a1",)}), budget=Budget(concurrency=2))
    async with running(engine) as session:
        first, second = await shelf.asked("a"), await shelf.asked("b")
        session.submit(cmd.Pause())
        first.set_result(None)
        second.set_result(None)
        await session.still()
        assert [session.status(hop) for hop in ("1", "2", "3")] == ["done", "done", "proposed"]
        assert session.state.paused
        assert session.state.answer is None
        await session.do(cmd.Continue())
        assert session.status("3") == "done"
        assert session.status("1.1") == "done"
        assert session.answer_text == fresh_answer(session.state)


async def test_steering_a_paused_session_makes_the_answer_anew() -> None:
    engine = make_engine([Shelf()], Grower(("a", "b")))
    async with running(engine) as session:
        await session.still()
        await session.do(cmd.Pause(), cmd.PruneHop("1"))
        assert len(session.state.answers) == 2
        assert session.answer_text == fresh_answer(session.state)
        await session.do(cmd.ExpandHop(ROOT, "c"))
        assert session.status("3") == "proposed"
        await session.do(cmd.Continue())
        assert session.status("3") == "done"


async def test_a_session_paused_before_it_begins_only_begins_when_it_goes_on() -> None:
    shelf = Shelf()
    engine = make_engine([shelf], Grower())
    engine.submit(cmd.Pause())
    async with running(engine) as session:
        await session.still()
        assert not session.state.hops
        await session.do(cmd.Continue())
        assert len(session.state.hops) == 2
        assert session.answer_text


async def test_stop_cancels_and_answers_from_what_there_is_and_continue_goes_on() -> None:
    shelf = HeldShelf(lambda query: query == "b")
    engine = make_engine([shelf], Grower(("a", "b"), {"a": ("a1",)}))
    async with running(engine) as session:
        await session.watch.seen(lambda event: isinstance(event, ev.HopFinished) and event.hop == "1")
        await shelf.asked("b")
        await session.do(cmd.Stop())
        assert [session.status(hop) for hop in ("1", "2")] == ["done", "proposed"]
        assert session.watch.of(ev.HopInterrupted)[0].reason == "stopped"
        assert "a:" in session.answer_text
        assert "b:" not in session.answer_text
        shelf.holds = lambda query: False
        await session.do(cmd.Continue())
        assert [hop.id for hop in session.state.walk()] == ["1", "1.1", "2"]
        assert session.answer_text == fresh_answer(session.state)
        assert "b:" in session.answer_text


async def test_runs_that_a_stop_interrupted_do_not_use_up_the_hop_budget() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a", "b")), budget=Budget(hops=2))
    async with running(engine) as session:
        await shelf.asked("a")
        await shelf.asked("b")
        await session.do(cmd.Stop())
        shelf.let_go()
        await session.do(cmd.Continue())
        assert [session.status(hop) for hop in ("1", "2")] == ["done", "done"]
        assert not session.watch.of(ev.BudgetReached)


async def test_stop_before_the_plan_is_made_answers_that_there_is_nothing_and_continue_plans() -> None:
    holds = True

    class Slow(Grower):
        async def plan(self, question: str) -> Sequence[Suggestion]:
            if holds:
                await asyncio.get_running_loop().create_future()
            return await super().plan(question)

    engine = make_engine([Shelf()], Slow())
    async with running(engine) as session:
        await turns(3)
        await session.do(cmd.Stop())
        assert session.state.answer is not None
        assert not session.state.answer.answered
        holds = False
        await session.do(cmd.Continue())
        assert len(session.state.hops) == 2
        assert session.state.answer.answered


async def test_stop_ends_a_pause_with_an_answer() -> None:
    engine = make_engine([Shelf()], Grower(("a",)))
    async with running(engine) as session:
        await session.watch.seen(lambda event: isinstance(event, ev.HopStarted))
        await session.do(cmd.Pause())
        assert session.state.answer is None
        await session.do(cmd.Stop())
        assert "a:" in session.answer_text


async def test_hops_that_run_after_a_stop_are_in_the_answer_although_another_was_under_way() -> None:
    answer_may_end = asyncio.Event()

    class Slow(Grower):
        async def answer(self, brief: Brief) -> AnswerDraft:
            if self.n_answers == 0:
                self.n_answers += 1
                await answer_may_end.wait()
            return await super().answer(brief)

    shelf = HeldShelf()
    engine = make_engine([shelf], Slow(("a",)))
    async with running(engine) as session:
        await shelf.asked("a")
        session.submit(cmd.Stop())
        await session.watch.seen(lambda event: isinstance(event, ev.HopInterrupted))
        await turns(3)
        shelf.let_go()
        session.submit(cmd.Continue())
        await session.watch.seen(lambda event: isinstance(event, ev.HopFinished))
        answer_may_end.set()
        await session.still()
        assert session.answer_text == fresh_answer(session.state)
        assert "a:" in session.answer_text


async def test_steering_while_the_answer_is_written_has_it_written_again() -> None:
    tickets: list[asyncio.Future[None]] = []

    class Slow(Grower):
        async def answer(self, brief: Brief) -> AnswerDraft:
            tickets.append(asyncio.get_running_loop().create_future())
            await tickets[-1]
            return await super().answer(brief)

    engine = make_engine([Shelf()], Slow(("a", "b")))
    async with running(engine) as session:
        await session.watch.seen(lambda event: isinstance(event, ev.HopFinished) and event.hop == "2")
        await turns(3)
        session.submit(cmd.PruneHop("1"))
        await turns(3)
        assert len(tickets) == 2
        for ticket in tickets:
            if not ticket.done():
                ticket.set_result(None)
        await session.still()
        assert len(session.state.answers) == 1
        assert session.answer_text == fresh_answer(session.state)
        assert "a:" not in session.answer_text
