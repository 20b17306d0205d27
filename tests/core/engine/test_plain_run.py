"""A plain run: its hops, sources and answer, its log and its folder."""

from __future__ import annotations

from pathlib import Path

from tests.core.engine.engine_kit import Hands
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
from hopyard.core.sessions.reading import read_log
from hopyard.core.values import Budget
from hopyard.core.workbench import Workbench


async def test_a_question_becomes_a_tree_and_an_answer() -> None:
    engine = make_engine([Shelf()], Grower(("a", "b"), {"a": ("a1",), "a1": ("a2",), "a2": ("too deep",)}))
    async with running(engine) as session:
        await session.still()
        assert [(hop.id, hop.question, session.status(hop.id)) for hop in session.state.walk()] == [
            ("1", "a", "done"),
            ("1.1", "a1", "done"),
            ("1.1.1", "a2", "done"),
            ("2", "b", "done"),
        ]
        assert session.answer_text == fresh_answer(session.state)
        assert len(session.answer_text.splitlines()) == 8
        assert session.state.settled
        assert not session.state.stale
    assert session.state.ended
    assert [event.seq for event in session.watch.events] == list(range(len(session.watch.events)))
    assert isinstance(session.watch.events[0], ev.SessionStarted)
    assert session.watch.of(ev.SessionEnded)[-1].reason == "done"
    assert logged_state(engine) == session.state


async def test_sources_enter_once_and_their_text_is_kept() -> None:
    engine = make_engine([Shelf()], Grower(tuple("abcdefgh")), budget=Budget(breadth=8))
    async with running(engine) as session:
        await session.still()
        found = [event.source.id for event in session.watch.of(ev.SourceFound)]
        assert len(found) == len(set(found)) > 2
        kept = session.state.evidence()
        assert {each.passage.source for each in kept} == set(found)
        for each in kept:
            text = engine.text(each.passage.source)
            assert text[each.passage.start : each.passage.end] == each.passage.text


async def test_a_repeated_question_is_admitted_once() -> None:
    growth = {"a": ("Same?", "b"), "b": ("same", "What is it")}
    engine = make_engine([Shelf()], Grower(("a", "b"), growth))
    async with running(engine) as session:
        await session.still()
        assert [hop.question for hop in session.state.walk()] == ["a", "Same?", "b"]


async def test_no_more_hops_run_at_once_than_the_budget_says() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(tuple("abcd")), budget=Budget(concurrency=2))
    async with running(engine) as session:
        first = await shelf.asked("a")
        await shelf.asked("b")
        await turns(20)
        assert [hop.id for hop in session.state.running()] == ["1", "2"]
        first.set_result(None)
        await shelf.asked("c")
        assert [hop.id for hop in session.state.running()] == ["2", "3"]
        shelf.let_go()
        await session.still()


async def test_without_a_retriever_there_is_no_answer() -> None:
    engine = make_engine([], Grower())
    async with running(engine) as session:
        await session.still()
        assert session.state.answer is not None
        assert not session.state.answer.answered
        assert {hop.outcome for hop in session.state.walk()} == {"nothing"}


async def test_two_retrievers_are_both_asked_and_their_passages_fused() -> None:
    left, right = Shelf("left"), Shelf("right")
    engine = make_engine([left, right], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        assert [event.retriever for event in session.watch.of(ev.Searched)] == ["left", "right"]
        spans = [(each.passage.source, each.passage.start) for each in session.state.evidence()]
        assert len(spans) == len(set(spans)) == 2


async def test_an_empty_plan_asks_the_question_as_it_stands() -> None:
    engine = make_engine([Shelf()], Grower(()), question="为什么？")
    async with running(engine) as session:
        await session.still()
        assert [hop.question for hop in session.state.walk()] == ["为什么？"]


async def test_every_listener_is_told_the_opening_once() -> None:
    workbench = Workbench(retrievers=[Shelf()], reasoner=Grower(), budget=Budget(), sessions=None)
    engine = workbench.start("q?")
    assert engine.state.question == "q?"
    async with running(engine) as session:
        await session.still()
    assert [event.seq for event in session.watch.of(ev.SessionStarted)] == [0]


async def test_time_in_the_log_never_falls_even_if_the_clock_does() -> None:
    clock = Hands()
    engine = make_engine([Shelf()], Grower(("a",)), clock=clock)
    async with running(engine) as session:
        await session.still()
        clock.now += 10
        await session.do(cmd.PruneHop("1"))
        clock.now -= 8
        await session.do(cmd.Undo())
        times = [event.at for event in session.watch.events]
        assert times == sorted(times)
        assert times[-1] == 10.0


async def test_a_workbench_keeps_each_session_in_a_folder_of_its_own(tmp_path: Path) -> None:
    closed: list[bool] = []
    workbench = Workbench(
        retrievers=[Shelf()],
        reasoner=Grower(("a",)),
        budget=Budget(hops=3),
        sessions=tmp_path / "sessions",
        close=lambda: closed.append(True),
    )
    for question in ("one?", "two?"):
        engine = workbench.start(question)
        async with running(engine) as session:
            await session.still()
            assert session.state.budget.hops == 3
            source = session.state.evidence()[0].passage.source
            text = engine.text(source)
        folder = tmp_path / "sessions" / session.state.session
        assert fold(read_log(folder).events) == session.state
        assert (folder / "sources" / f"{source}.txt").read_text("utf-8") == text
    assert len(list((tmp_path / "sessions").iterdir())) == 2
    workbench.close()
    assert closed == [True]
