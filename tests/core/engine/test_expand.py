"""Hops that the person adds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tests.core.engine.engine_kit import started
from tests.core.engine_fakes import Grower, Shelf, make_engine, running, turns

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.commands import TimedCommand
from hopyard.core.state import ROOT
from hopyard.core.values import Budget, Suggestion


async def test_expanding_under_the_question_and_under_a_hop() -> None:
    engine = make_engine([Shelf()], Grower(("a", "b")))
    async with running(engine) as session:
        await session.still()
        await session.do(cmd.ExpandHop(ROOT, " what else? "), cmd.ExpandHop("1", "why?"))
        assert [(hop.id, hop.question, hop.origin) for hop in session.state.walk()] == [
            ("1", "a", "plan"),
            ("1.1", "why?", "person"),
            ("2", "b", "plan"),
            ("3", "what else?", "person"),
        ]
        assert "what else?:" in session.answer_text
        assert "why?:" in session.answer_text
        await session.do(cmd.Undo())
        assert session.status("1.1") == "pruned"
        assert "why?:" not in session.answer_text
        await session.do(cmd.Redo())
        assert "why?:" in session.answer_text
        assert started("1.1", session) == 1


async def test_expanding_with_the_suggested_question() -> None:
    growth = {"a": ("a1", "a2", "a3"), "b": ("a1", "b1")}
    engine = make_engine([Shelf()], Grower(("a", "b"), growth), budget=Budget(depth=1))
    async with running(engine) as session:
        await session.still()
        assert len(session.state.hops) == 2
        await session.do(cmd.ExpandHop("1"), cmd.ExpandHop("2"), cmd.ExpandHop(ROOT))
        added = session.watch.of(ev.HopExpanded)
        assert [(event.hop, event.question, event.why) for event in added] == [
            ("1.1", "a1", "it grew"),
            ("2.1", "b1", "it grew"),
            ("3", "a2", "it grew"),
        ]
        await session.do(cmd.ExpandHop("2"))
        assert "no suggestion left" in session.watch.of(ev.CommandRefused)[-1].reason


async def test_expanding_while_the_plan_is_made_waits_for_it() -> None:
    plan_may_end = asyncio.Event()

    class Slow(Grower):
        async def plan(self, question: str) -> Sequence[Suggestion]:
            await plan_may_end.wait()
            return await super().plan(question)

    engine = make_engine([Shelf()], Slow())
    async with running(engine) as session:
        session.submit(cmd.ExpandHop(ROOT, "mine"))
        await session.watch.seen(lambda event: isinstance(event, ev.HopExpanded))
        await turns(5)
        assert not session.watch.of(ev.HopStarted)
        plan_may_end.set()
        await session.still()
        assert [(hop.id, hop.question) for hop in session.state.walk()] == [
            ("1", "mine"),
            ("2", "a"),
            ("3", "b"),
        ]


async def test_what_the_person_asks_is_not_held_back_by_the_hop_budget() -> None:
    engine = make_engine([Shelf()], Grower(("a", "b", "c")), budget=Budget(hops=1))
    async with running(engine) as session:
        await session.do(TimedCommand(cmd.ExpandHop("1", "mine"), after_idle=True))
        assert session.status("1.1") == "done"
        assert [session.status(hop) for hop in ("1", "2", "3")] == ["done", "proposed", "proposed"]
