"""Budgets of hops and of running time: reached, told and granted again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tests.core.engine.engine_kit import Hands
from tests.core.engine_fakes import Grower, HeldShelf, Shelf, fresh_answer, make_engine, running, turns

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.state import ROOT
from hopyard.core.values import Budget, Suggestion


async def test_the_hop_budget_is_used_to_the_full_then_told_once_and_continue_grants_another() -> None:
    def growth(question: str) -> Sequence[str]:
        return [question + "x", question + "y"]

    engine = make_engine([Shelf()], Grower(("a", "b"), growth), budget=Budget(hops=5, depth=9))
    async with running(engine) as session:
        await session.still()
        assert session.state.n_started == 5
        assert [hop.id for hop in session.state.walk()] == ["1", "1.1", "1.2", "2", "2.1"]
        [reached] = session.watch.of(ev.BudgetReached)
        assert (reached.limit, reached.value) == ("hops", 5)
        assert reached.held_back == "7 follow-up questions"

        await session.do(cmd.Pin("1/1"))
        assert len(session.watch.of(ev.BudgetReached)) == 1
        await session.do(cmd.Continue())
        assert session.state.n_started == 10
        assert [reached.value for reached in session.watch.of(ev.BudgetReached)] == [5, 10]


async def test_hops_of_the_plan_that_the_budget_holds_back_are_named() -> None:
    engine = make_engine([Shelf()], Grower(tuple("abc"), {"a": ("a1",)}), budget=Budget(hops=1))
    async with running(engine) as session:
        await session.still()
        [reached] = session.watch.of(ev.BudgetReached)
        assert reached.held_back == "hops 2, 3 and 1 follow-up question"
        assert "a:" in session.answer_text
        await session.do(cmd.Continue())
        assert [session.status(hop) for hop in ("1", "2", "3")] == ["done", "done", "proposed"]


async def test_the_running_time_interrupts_and_continue_grants_as_much_again() -> None:
    clock, shelf = Hands(), HeldShelf(lambda query: query in ("a", "b", "c"))
    engine = make_engine([shelf], Grower(tuple("abc")), budget=Budget(seconds=30, concurrency=2), clock=clock)
    async with running(engine) as session:
        first = await shelf.asked("a")
        await shelf.asked("b")
        clock.now += 29
        first.set_result(None)
        await shelf.asked("c")
        assert not session.watch.of(ev.BudgetReached)
        clock.now += 2
        session.submit(cmd.Pin("1/1"))  # any event makes the engine look at the clock
        await session.still()
        [reached] = session.watch.of(ev.BudgetReached)
        assert (reached.limit, reached.value, reached.held_back) == ("seconds", 30, "hops 2, 3")
        assert [session.status(hop) for hop in ("1", "2", "3")] == ["done", "proposed", "proposed"]
        assert session.answer_text == fresh_answer(session.state)
        shelf.let_go()
        await session.do(cmd.Continue())
        assert [session.status(hop) for hop in ("1", "2", "3")] == ["done"] * 3
        assert session.answer_text == fresh_answer(session.state)
        assert len(session.watch.of(ev.BudgetReached)) == 1


async def test_time_in_which_nothing_runs_does_not_count() -> None:
    clock = Hands()
    engine = make_engine([Shelf()], Grower(("a",)), budget=Budget(seconds=30), clock=clock)
    async with running(engine) as session:
        for question in ("b", "c", "d"):
            await session.still()
            clock.now += 1000
            await session.do(cmd.ExpandHop(ROOT, question))
        assert not session.watch.of(ev.BudgetReached)
        assert [session.status(hop) for hop in ("1", "2", "3", "4")] == ["done"] * 4


async def test_the_bell_ends_a_run_in_which_nothing_else_happens() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a",)), budget=Budget(seconds=0.02))
    async with running(engine) as session:
        await session.watch.seen(lambda event: isinstance(event, ev.BudgetReached))
        await session.still()
        assert session.status("1") == "proposed"
        assert session.state.answer is not None
        await session.do(cmd.Continue(), cmd.Pin("1/1"))


async def test_time_that_runs_out_over_the_plan_is_told_and_continue_plans_again() -> None:
    clock = Hands()

    class Slow(Grower):
        async def plan(self, question: str) -> Sequence[Suggestion]:
            if clock.now < 200:
                clock.now = 200
                await asyncio.get_running_loop().create_future()
            return await super().plan(question)

    engine = make_engine([Shelf()], Slow(), budget=Budget(seconds=5), clock=clock)
    async with running(engine) as session:
        await turns(3)
        session.engine.refuse("{", "any event makes the engine look at the clock")
        await session.still()
        assert session.watch.of(ev.BudgetReached)[0].held_back == "the plan"
        assert session.state.answer is not None
        await session.do(cmd.Continue())
        assert len(session.state.hops) == 2
