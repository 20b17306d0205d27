"""A session's end, closed or cancelled, and logs that are taken up again."""

from __future__ import annotations

import asyncio

import pytest
from tests.core.engine_fakes import (
    Grower,
    HeldShelf,
    Shelf,
    fresh_answer,
    logged_state,
    make_engine,
    running,
    turns,
)

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.reducer import fold
from hopyard.core.sessions.log import MemoryLog


async def test_closing_while_hops_run_interrupts_them_and_writes_the_end() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a", "b")))
    async with running(engine) as session:
        await shelf.asked("a")
        await session.close("the window was closed")
        kinds = [type(event) for event in session.watch.events[-3:]]
        assert kinds == [ev.HopInterrupted, ev.HopInterrupted, ev.SessionEnded]
        n = len(session.watch.events)
        shelf.let_go()
        session.submit(cmd.PruneHop("1"))
        await turns(10)
        assert len(session.watch.events) == n
        await session.still()
    assert logged_state(engine) == session.state
    assert session.state.ended


@pytest.mark.parametrize("reason", ["done", ""])
async def test_closing_at_any_moment_ends_the_run(reason: str) -> None:
    for moment in range(25):
        engine = make_engine([Shelf()], Grower(("a", "b"), {"a": ("a1",)}))
        async with running(engine) as session:
            await turns(moment)
            await session.close(reason)
            assert isinstance(session.watch.events[-1], ev.SessionEnded)
            assert not session.state.running()
            assert logged_state(engine) == session.state


async def test_cancelling_the_run_leaves_no_task_and_a_log_that_can_be_taken_up() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a", "b")))
    async with running(engine) as session:
        await shelf.asked("a")
        session.task.cancel()
        assert isinstance(await session.failure(), asyncio.CancelledError)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert logged_state(engine) == session.state
        await session.still()


async def test_a_log_is_taken_up_where_it_broke_off() -> None:
    shelf = HeldShelf(lambda query: query == "b")
    log = MemoryLog()
    engine = make_engine([shelf], Grower(("a", "b"), {"a": ("a1",)}), log=log)
    async with running(engine) as session:
        await shelf.asked("b")
        await session.watch.seen(lambda event: isinstance(event, ev.HopFinished))
        broken_off = list(log.lines)

    for lines in (broken_off, log.lines):
        again = MemoryLog()
        again.lines = list(lines)
        state = fold(ev.decode(line) for line in lines)
        engine = type(engine)(
            state=state, log=again, retrievers=[Shelf()], reasoner=Grower(("a", "b"), {"a": ("a1",)})
        )
        async with running(engine) as session:
            await session.still()
            assert not session.state.ended
            assert [(hop.id, session.status(hop.id)) for hop in session.state.walk()] == [
                ("1", "done"),
                ("1.1", "done"),
                ("2", "done"),
            ]
            assert session.answer_text == fresh_answer(session.state)
        assert fold(ev.decode(line) for line in again.lines) == session.state


async def test_a_session_taken_up_before_its_plan_was_made_plans() -> None:
    log = MemoryLog()
    first = make_engine([Shelf()], Grower(), log=log)
    state = fold(ev.decode(line) for line in log.lines)
    engine = type(first)(state=state, log=log, retrievers=[Shelf()], reasoner=Grower())
    async with running(engine) as session:
        await session.still()
        assert len(session.state.hops) == 2
    assert not session.watch.of(ev.SessionStarted)
