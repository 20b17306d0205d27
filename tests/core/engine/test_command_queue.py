"""Commands in their order: obeyed, waiting or refused, until all is still."""

from __future__ import annotations

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
from hopyard.core.commands import TimedCommand
from hopyard.core.state import ROOT, State
from hopyard.core.values import Budget


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
