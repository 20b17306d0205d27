"""Hops that are worded anew, and the old wording brought back."""

from __future__ import annotations

from tests.core.engine.engine_kit import is_late, started
from tests.core.engine_fakes import Grower, HeldShelf, Shelf, logged_state, make_engine, running

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.brief import brief_of
from hopyard.core.values import Budget


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
