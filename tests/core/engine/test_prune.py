"""Hops pruned and restored, in flight or done, and what comes late."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.core.engine.engine_kit import is_late, started
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
from hopyard.core.values import Hit


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


class SameShelf(HeldShelf):
    """Finds the same for every query."""

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        await super().search(query, k)
        return hits_for("same")


@pytest.mark.parametrize("cut_again", [False, True])
async def test_a_hop_that_ran_between_a_restore_and_its_undoing_takes_nothing_from_the_others(
    cut_again: bool,
) -> None:
    """Cut again after it ran, it does: what the person cuts is gone, though another hop found it too."""
    shelf = SameShelf()
    engine = make_engine([shelf], Grower(("a", "b")))
    async with running(engine) as session:
        await shelf.asked("a")
        await shelf.asked("b")
        engine.submit(cmd.PruneHop("1"))
        shelf.let_go()
        await session.still()
        before = fresh_answer(session.state)
        engine.submit(cmd.Restore("1"))
        await session.still()
        engine.submit(cmd.PruneHop("1") if cut_again else cmd.Undo())
        await session.still()
        assert (fresh_answer(session.state) == before) is not cut_again
