"""The engine at work: hops that run, acts of the person while they do, budgets, stillness."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.core.engine_fakes import (
    Grower,
    HeldShelf,
    Session,
    Shelf,
    fresh_answer,
    logged_state,
    make_engine,
    running,
    turns,
)

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.brief import brief_of
from hopyard.core.commands import TimedCommand
from hopyard.core.ports import AnswerDraft, Brief
from hopyard.core.reducer import fold
from hopyard.core.sessions.log import MemoryLog, read_log
from hopyard.core.state import ROOT, State
from hopyard.core.values import Budget, Suggestion
from hopyard.core.workbench import Workbench


def is_late(event: ev.Event) -> bool:
    return isinstance(event, ev.LateArrived)


def started(hop: str, session: Session) -> int:
    return sum(event.hop == hop for event in session.watch.of(ev.HopStarted))


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


# a plain run


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


# prune, restore


async def test_a_prune_in_flight_shows_at_once_and_what_comes_late_is_left_out() -> None:
    shelf = HeldShelf(lambda query: query == "b")
    engine = make_engine([shelf], Grower(("a", "b")))
    async with running(engine) as session:
        search = await shelf.asked("b")
        session.submit(cmd.PruneHop("2"))
        await session.watch.seen(lambda event: isinstance(event, ev.HopPruned))
        assert session.status("2") == "pruned"
        await session.still()
        before = session.answer_text
        assert "b:" not in before

        search.set_result(None)
        late = await session.watch.seen(is_late)
        assert isinstance(late, ev.LateArrived)
        assert late.hop == "2"
        assert late.what == "3 passages for “b”"
        await session.still()
        assert session.answer_text == before
        assert not session.state.hops["2"].evidence
        assert [hop.hop for hop in session.state.evidence()] == ["1", "1"]
    assert logged_state(engine) == session.state


async def test_pruning_the_only_hop_in_flight_ends_in_an_answer() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a",)))
    async with running(engine) as session:
        await shelf.asked("a")
        await session.do(cmd.PruneHop("1"))
        assert session.state.answer is not None
        assert not session.state.answer.answered


async def test_a_result_that_was_in_but_not_told_yet_comes_late_too() -> None:
    quick, slow = HeldShelf(name="quick"), HeldShelf(name="slow")
    engine = make_engine([quick, slow], Grower(("a",)))
    async with running(engine) as session:
        (await quick.asked("a")).set_result(None)
        search = await slow.asked("a")
        await turns(10)
        session.submit(cmd.PruneHop("1"))
        await session.watch.seen(is_late)
        search.set_result(None)
        await session.watch.seen(is_late, again=True)
        await session.still()
        assert len(session.watch.of(ev.LateArrived)) == 2
        assert not session.watch.of(ev.Searched)


async def test_a_result_in_the_same_turn_as_the_prune_is_left_out() -> None:
    for search_first in (True, False):
        shelf = HeldShelf()
        engine = make_engine([shelf], Grower(("a",)))
        async with running(engine) as session:
            search = await shelf.asked("a")
            if search_first:
                search.set_result(None)
                session.submit(cmd.PruneHop("1"))
            else:
                session.submit(cmd.PruneHop("1"))
                search.set_result(None)
            await session.still()
            assert session.status("1") == "pruned"
            assert not session.state.evidence()
            assert logged_state(engine) == session.state


async def test_pruning_a_hop_cuts_all_under_it_while_they_run() -> None:
    shelf = HeldShelf(lambda query: query in ("a1", "a2"))
    engine = make_engine([shelf], Grower(("a", "b"), {"a": ("a1", "a2")}))
    async with running(engine) as session:
        await shelf.asked("a1")
        await shelf.asked("a2")
        session.submit(cmd.PruneHop("1"))
        await session.watch.seen(lambda event: isinstance(event, ev.HopPruned))
        assert [session.status(hop) for hop in ("1", "1.1", "1.2", "2")] == ["pruned"] * 3 + ["done"]
        await session.still()
        assert {each.hop for each in session.state.evidence()} == {"2"}
        shelf.let_go()
        await session.watch.seen(is_late)

        await session.do(cmd.Restore("1"))
        assert [session.status(hop) for hop in ("1", "1.1", "1.2", "2")] == ["done"] * 4
        assert [started(hop, session) for hop in ("1", "1.1", "1.2")] == [1, 2, 2]
        assert {each.hop for each in session.state.evidence()} == {"1", "1.1", "1.2", "2"}


async def test_a_restore_right_after_the_prune_runs_the_hop_anew() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a",)))
    async with running(engine) as session:
        old = await shelf.asked("a")
        session.submit(cmd.PruneHop("1"), cmd.Restore("1"))
        new = await shelf.asked("a")
        old.set_result(None)
        await session.watch.seen(is_late)
        assert session.status("1") == "running"
        assert not session.watch.of(ev.Searched)
        new.set_result(None)
        await session.still()
        assert session.status("1") == "done"
        assert len(session.watch.of(ev.HopFinished)) == 1
        assert [each.id for each in session.state.evidence()] == ["1/1", "1/2"]


async def test_many_prunes_and_restores_of_one_hop_leave_one_run() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a",)))
    async with running(engine) as session:
        await shelf.asked("a")
        for _ in range(50):
            session.submit(cmd.PruneHop("1"), cmd.Undo())
            await turns(1)
        shelf.let_go()
        await session.still()
        assert len(session.watch.of(ev.HopFinished)) == 1
        assert len(session.state.evidence()) == 2
        assert session.answer_text == fresh_answer(session.state)


async def test_undoing_a_prune_brings_back_the_answer_without_a_search() -> None:
    shelf = Shelf()
    engine = make_engine([shelf], Grower(("a", "b"), {"a": ("a1",)}))
    async with running(engine) as session:
        await session.still()
        before, n = session.answer_text, shelf.n_searches
        await session.do(cmd.PruneHop("1"))
        assert "a:" not in session.answer_text
        assert "a1:" not in session.answer_text
        assert session.answer_text != before
        await session.do(cmd.Undo())
        assert session.answer_text == before
        assert shelf.n_searches == n
        assert [answer.version for answer in session.state.answers] == [1, 2, 3]
        await session.do(cmd.Redo())
        assert session.answer_text == session.state.answers[1].text


# edit


async def test_an_edited_hop_runs_again_and_undo_brings_the_old_result_back() -> None:
    shelf = Shelf()
    engine = make_engine([shelf], Grower(("a", "b"), {"a": ("a1",)}))
    async with running(engine) as session:
        await session.still()
        before, evidence = session.answer_text, session.state.evidence()

        await session.do(cmd.EditHop("2", "c"))
        assert session.status("2") == "done"
        assert started("2", session) == 2
        assert "c:" in session.answer_text
        assert "b:" not in session.answer_text
        edited, n = session.answer_text, shelf.n_searches

        await session.do(cmd.Undo())
        assert session.answer_text == before
        assert session.state.evidence() == evidence
        await session.do(cmd.Redo())
        assert session.answer_text == edited
        await session.do(cmd.EditHop("2", "b"))
        assert session.answer_text == before
        assert shelf.n_searches == n
    assert logged_state(engine) == session.state


async def test_a_pin_does_not_slide_onto_a_passage_of_another_wording() -> None:
    engine = make_engine([Shelf()], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        await session.do(cmd.Pin("1/1"))
        assert brief_of(session.state).pinned == ("1/1",)
        await session.do(cmd.EditHop("1", "c"))
        assert [each.id for each in session.state.evidence()] == ["1/3", "1/4"]
        assert brief_of(session.state).pinned == ()
        await session.do(cmd.Undo())
        assert brief_of(session.state).pinned == ("1/1",)


async def test_editing_a_running_hop_starts_it_over() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a",)))
    async with running(engine) as session:
        old = await shelf.asked("a")
        session.submit(cmd.EditHop("1", "c"))
        new = await shelf.asked("c")
        old.set_result(None)
        await session.watch.seen(is_late)
        new.set_result(None)
        await session.still()
        assert session.state.hops["1"].asked == "c"
        assert [event.question for event in session.watch.of(ev.HopStarted)] == ["a", "c"]
        assert [event.query for event in session.watch.of(ev.Searched)] == ["c"]


async def test_undoing_an_edit_while_the_new_wording_runs_needs_no_search() -> None:
    shelf = HeldShelf(lambda query: query == "c")
    engine = make_engine([shelf], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        before = session.answer_text
        session.submit(cmd.EditHop("1", "c"))
        await shelf.asked("c")
        assert session.status("1") == "running"
        await session.do(cmd.Undo())
        assert session.status("1") == "done"
        assert session.answer_text == before
        assert shelf.n_searches == 1


async def test_an_edited_hop_runs_although_the_hop_budget_is_used_up() -> None:
    engine = make_engine([Shelf()], Grower(("a", "b")), budget=Budget(hops=2))
    async with running(engine) as session:
        await session.still()
        await session.do(cmd.EditHop("1", "c"))
        assert session.status("1") == "done"
        assert session.state.hops["1"].asked == "c"
        assert not session.watch.of(ev.BudgetReached)


# expand


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


# sources, pins


async def test_dropping_a_source_and_undoing_gives_the_same_answer_text() -> None:
    engine = make_engine([Shelf()], Grower(tuple("abcd")))
    async with running(engine) as session:
        await session.still()
        before = session.answer_text
        source = session.state.evidence()[0].passage.source
        await session.do(cmd.DropSource(source[:8]))
        assert session.state.marks.dropped == {source}
        assert session.answer_text != before
        assert all(each.passage.source != source for each in session.state.evidence())
        assert session.state.answer is not None
        assert all(
            citation.source != source
            for sentence in session.state.answer.sentences
            for citation in sentence.citations
        )
        await session.do(cmd.Undo())
        assert session.answer_text == before
        await session.do(cmd.DropSource(source), cmd.Restore(source))
        assert session.answer_text == before


async def test_a_source_that_is_dropped_stays_out_when_a_later_hop_finds_it_again() -> None:
    engine = make_engine([Shelf()], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        source = session.state.evidence()[0].passage.source
        await session.do(cmd.DropSource(source))
        more = [cmd.ExpandHop(ROOT, question) for question in ("b", "c", "d", "e", "f")]
        await session.do(*more)
        found_again = [hop for hop in session.state.walk() for kept in hop.evidence.values()
                       if kept.passage.source == source and hop.id != "1"]  # fmt: skip
        assert found_again
        assert source not in {each.passage.source for each in session.state.evidence()}


async def test_pins_reach_the_answer_and_come_off() -> None:
    engine = make_engine([Shelf()], Grower(("a", "b")))
    async with running(engine) as session:
        await session.still()
        source = session.state.hops["1"].evidence["1/1"].passage.source
        await session.do(cmd.Pin("2/2"), cmd.Pin(source[:10]))
        assert session.state.marks.pinned == {"2/2", source}
        assert session.state.answer is not None
        assert {"1/1", "2/2"} <= set(session.state.answer.note.split(", "))
        await session.do(cmd.Unpin("2/2"), cmd.Unpin(source))
        assert session.state.answer.note == ""


# pause, continue, stop


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


# budgets


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


# commands


async def test_commands_are_obeyed_in_the_order_they_came() -> None:
    engine = make_engine([Shelf()], Grower(tuple("abcd")))
    async with running(engine) as session:
        await session.still()
        n = len(session.watch.events)
        await session.do(
            cmd.PruneHop("1"), cmd.EditHop("2", "e"), cmd.Undo(), cmd.Undo(), cmd.Redo(), cmd.PruneHop("3")
        )
        kinds = (ev.SteeringEvent, ev.Undone, ev.Redone)
        acts = [type(event) for event in session.watch.events[n:] if isinstance(event, kinds)]
        assert acts == [ev.HopPruned, ev.HopEdited, ev.Undone, ev.Undone, ev.Redone, ev.HopPruned]
        assert session.state.marks.pruned == {"1", "3"}
        assert session.state.marks.edits == {}


async def test_stop_does_not_wait_behind_other_commands() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a", "b")))
    async with running(engine) as session:
        await shelf.asked("a")
        session.submit(TimedCommand(cmd.PruneHop("1"), after_idle=True), cmd.PruneHop("1.1"), cmd.Stop())
        await session.still()
        order = [type(event) for event in session.watch.of(ev.Stopped, ev.HopPruned, ev.CommandRefused)]
        assert order == [ev.Stopped, ev.HopPruned, ev.CommandRefused]


async def test_pause_continue_and_stop_keep_their_order_among_themselves() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a",)))
    async with running(engine) as session:
        await shelf.asked("a")
        session.submit(cmd.Pause(), cmd.Continue(), cmd.Stop(), cmd.Continue(), cmd.Stop(), cmd.Pause())
        shelf.let_go()
        await session.still()
        kinds = (ev.Paused, ev.Continued, ev.Stopped, ev.CommandRefused)
        order = [type(event) for event in session.watch.of(*kinds)]
        assert order == [ev.Paused, ev.Continued, ev.Stopped, ev.Continued, ev.Stopped, ev.Paused]
        assert session.state.paused


async def test_a_command_after_idle_waits_for_the_tree_to_be_still() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a", "b")))
    engine.submit(TimedCommand(cmd.PruneHop("1"), after_idle=True))
    engine.submit(TimedCommand(cmd.PruneHop("2"), after_idle=True))
    async with running(engine) as session:
        await shelf.asked("a")
        await turns(10)
        assert not session.watch.of(ev.HopPruned)
        shelf.let_go()
        await session.still()
        kinds = (ev.TreeSettled, ev.AnswerWritten, ev.HopPruned)
        order = [type(event).__name__[0] for event in session.watch.of(*kinds)]
        assert "".join(order) == "ATHATHAT"


async def test_a_command_for_a_hop_that_may_come_waits_for_it() -> None:
    shelf = HeldShelf(lambda query: query == "a")
    engine = make_engine([shelf], Grower(("a", "b"), {"a": ("a1",)}))
    engine.submit(cmd.PruneHop("1.1"))
    engine.submit(cmd.PruneHop("2"))
    async with running(engine) as session:
        search = await shelf.asked("a")
        await turns(10)
        assert not session.watch.of(ev.HopPruned)
        search.set_result(None)
        await session.still()
        assert [event.hop for event in session.watch.of(ev.HopPruned)] == ["1.1", "2"]
        assert not session.watch.of(ev.CommandRefused)


async def test_a_command_for_a_hop_that_never_comes_is_refused_when_all_is_still() -> None:
    engine = make_engine([Shelf()], Grower(("a",)))
    async with running(engine) as session:
        await session.do(cmd.PruneHop("9.9"), cmd.PruneHop("1"))
        [refused] = session.watch.of(ev.CommandRefused)
        assert refused.reason == "There is no hop 9.9. Hops: 1."
        assert session.status("1") == "pruned"


async def test_a_command_for_what_is_no_hop_at_all_holds_nothing_up() -> None:
    shelf = HeldShelf()
    engine = make_engine([shelf], Grower(("a",)))
    async with running(engine) as session:
        await shelf.asked("a")
        session.submit(cmd.PruneHop("banana"), cmd.PruneHop(ROOT), cmd.PruneHop("1"))
        await session.watch.seen(lambda event: isinstance(event, ev.HopPruned))
        assert len(session.watch.of(ev.CommandRefused)) == 2


async def test_a_refused_command_changes_nothing_and_leaves_all_still() -> None:
    engine = make_engine([Shelf()], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        n = len(session.state.answers)
        await session.do(cmd.Undo(), cmd.Redo(), cmd.Continue(), cmd.Restore("1"))
        assert len(session.watch.of(ev.CommandRefused)) == 4
        assert len(session.state.answers) == n
        assert session.state.settled


async def test_a_line_that_could_not_be_read_is_logged_before_all_is_still_again() -> None:
    engine = make_engine([Shelf()], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        engine.refuse("{", "not a command")
        await session.still()
        assert session.watch.of(ev.CommandRefused)[0].command == "{"
        engine.refuse("[", "not a command")
        await session.close()
        assert [event.command for event in session.watch.of(ev.CommandRefused)] == ["{", "["]
        assert isinstance(session.watch.events[-1], ev.SessionEnded)


async def test_until_still_right_after_a_submit_waits_for_what_it_brings() -> None:
    engine = make_engine([Shelf()], Grower(("a", "b")))
    async with running(engine) as session:
        for version in range(1, 10):
            await engine.until_still()  # and not by way of a task, which would give the engine a turn
            assert session.state.settled
            assert len(session.state.answers) == version
            session.submit(cmd.PruneHop("1") if version % 2 else cmd.Undo())


async def test_a_listener_that_submits_when_all_is_still_is_waited_for() -> None:
    engine = make_engine([Shelf()], Grower(tuple("abc")), budget=Budget(hops=2))

    def steer(event: ev.Event, state: State) -> None:
        if isinstance(event, ev.TreeSettled) and len(state.answers) == 1:
            engine.submit(cmd.PruneHop("1"))

    def go_on(event: ev.Event, state: State) -> None:
        if isinstance(event, ev.TreeSettled) and len(state.answers) == 2:
            engine.submit(cmd.Continue())

    engine.listen(steer)
    engine.listen(go_on)
    async with running(engine) as session:
        await session.still()
        assert session.status("3") == "done"
        assert len(session.state.answers) == 3


async def test_a_thousand_commands_at_once() -> None:
    shelf = HeldShelf(lambda query: query == "b")
    engine = make_engine([shelf], Grower(("a", "b"), {"a": ("a1",)}))
    async with running(engine) as session:
        await shelf.asked("b")
        commands: list[cmd.Command] = [
            cmd.PruneHop("1"),
            cmd.PruneHop("2"),
            cmd.Undo(),
            cmd.Redo(),
            cmd.Restore("2"),
            cmd.EditHop("2", "b"),
            cmd.EditHop("1", "z"),
            cmd.Undo(),
            cmd.Restore("1"),
            cmd.Pin("1/1"),
        ]
        session.submit(*(commands * 100))
        shelf.let_go()
        await session.still()
        kinds = (ev.SteeringEvent, ev.Undone, ev.Redone, ev.CommandRefused)
        assert len(session.watch.of(*kinds)) == 1000
        assert session.answer_text == fresh_answer(session.state)
    assert logged_state(engine) == session.state


async def test_a_hundred_questions_of_the_person_all_run() -> None:
    engine = make_engine([Shelf()], Grower(("a",)))
    async with running(engine) as session:
        await session.still()
        session.submit(*(cmd.ExpandHop(ROOT, f"question {n}") for n in range(100)))
        await session.still()
        assert len(session.state.hops) == 101
        assert {session.status(hop) for hop in session.state.hops} == {"done"}


# the end


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
