"""Which hops may start, which follow-ups are let in, and what is told to be held back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from tests.core.session_strategies import Recorder, started

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.schedule import (
    follow_ups,
    hop_limit,
    hops_held_back,
    plan_hops,
    ready,
    seconds_limit,
)
from hopyard.core.state import ROOT
from hopyard.core.values import Budget, Suggestion


def session(budget: Budget, *hops: str) -> Recorder:
    """A session with these hops of the plan, none of which ran."""
    recorder = Recorder()
    recorder.add(msgspec.structs.replace(started().events[0], budget=budget))
    for hop in hops:
        above = hop.rpartition(".")[0] or ROOT
        recorder.add(ev.HopAdded(hop=hop, parent=above, question=f"q of {hop}", why="", origin="plan"))
    return recorder


def run(recorder: Recorder, hop: str, *suggestions: str) -> None:
    recorder.add(ev.HopStarted(hop=hop, question=recorder.state.question_of(recorder.state.hops[hop])))
    asked = tuple(Suggestion(question, "it grew") for question in suggestions)
    recorder.add(ev.HopFinished(hop=hop, outcome="found", suggestions=asked))


def ids(recorder: Recorder) -> list[str]:
    return [hop.id for hop in ready(recorder.state)]


def admitted(recorder: Recorder) -> list[tuple[str, str]]:
    return [(event.hop, event.question) for event in follow_ups(recorder.state)]


def held(recorder: Recorder) -> str:
    reached = hops_held_back(recorder.state)
    return reached.held_back if reached is not None else ""


def asked(questions: Sequence[str]) -> list[Suggestion]:
    return [Suggestion(question, "") for question in questions]


# starting


def test_hops_start_in_tree_order_as_places_are_free() -> None:
    recorder = session(Budget(concurrency=2), "1", "2", "3", "1.1")
    assert ids(recorder) == ["1", "1.1"]
    recorder.add(ev.HopStarted(hop="2", question="q of 2"))
    assert ids(recorder) == ["1"]
    recorder.add(ev.HopStarted(hop="3", question="q of 3"))
    assert ids(recorder) == []


def test_one_hop_runs_even_if_the_budget_says_none_at_once() -> None:
    assert ids(session(Budget(concurrency=0), "1", "2")) == ["1"]


def test_nothing_starts_while_paused_stopped_or_out_of_time() -> None:
    out_of_time = ev.BudgetReached(limit="seconds", value=1, held_back="")
    for event in (ev.Paused(), ev.Stopped(), out_of_time):
        recorder = session(Budget(), "1")
        recorder.add(event)
        assert ids(recorder) == []
        recorder.add(ev.Continued())
        assert ids(recorder) == ["1"]


def test_neither_cut_nor_done_hops_start() -> None:
    recorder = session(Budget(), "1", "2", "2.1", "3")
    run(recorder, "1")
    recorder.obey(cmd.PruneHop("2"))
    assert ids(recorder) == ["3"]


def test_the_hop_budget_counts_each_hop_once() -> None:
    recorder = session(Budget(hops=2), "1", "2", "3")
    assert ids(recorder) == ["1", "2"]
    run(recorder, "1")
    run(recorder, "2")
    assert (ids(recorder), hop_limit(recorder.state)) == ([], 2)
    assert held(recorder) == "hops 3"
    recorder.obey(cmd.EditHop("1", "other"))
    assert ids(recorder) == ["1"]


def test_what_the_person_asks_is_not_counted_against() -> None:
    recorder = session(Budget(hops=1), "1", "2")
    run(recorder, "1")
    recorder.obey(cmd.ExpandHop(ROOT, "mine"))
    assert ids(recorder) == ["3"]
    recorder.obey(cmd.EditHop("2", "mine too"))
    assert ids(recorder) == ["2", "3"]
    assert held(recorder) == ""
    recorder.obey(cmd.Undo())
    assert ids(recorder) == ["3"]


def test_a_continue_after_a_met_limit_grants_the_budget_once_more() -> None:
    recorder = session(Budget(hops=1, seconds=10), "1", "2", "3")
    run(recorder, "1")
    reached = hops_held_back(recorder.state)
    assert reached == ev.BudgetReached(limit="hops", value=1, held_back="hops 2, 3")
    recorder.add(reached)
    assert hops_held_back(recorder.state) is None
    recorder.obey(cmd.Continue())
    assert (hop_limit(recorder.state), seconds_limit(recorder.state)) == (2, 20)
    assert ids(recorder) == ["2"]


# the plan


def test_the_plan_is_cut_to_its_breadth_and_numbered_behind_what_is_there() -> None:
    recorder = session(Budget(breadth=2))
    recorder.add(ev.HopExpanded(hop="1", parent=ROOT, question="mine"))
    assert plan_hops(recorder.state) == []
    recorder.add(ev.PlanMade(plan=tuple(asked(["a", "b", "c"]))))
    hops = plan_hops(recorder.state)
    assert [(event.hop, event.parent, event.question, event.origin) for event in hops] == [
        ("2", ROOT, "a", "plan"),
        ("3", ROOT, "b", "plan"),
    ]
    recorder.add(hops[0])
    assert plan_hops(recorder.state) == hops[1:]
    recorder.add(hops[1])
    assert plan_hops(recorder.state) == []


# follow-ups


def test_follow_ups_come_in_tree_order_whoever_finished_first() -> None:
    recorder = session(Budget(), "1", "2")
    run(recorder, "2", "c", "d")
    run(recorder, "1", "a", "b")
    assert admitted(recorder) == [("1.1", "a"), ("1.2", "b"), ("2.1", "c"), ("2.2", "d")]
    assert follow_ups(recorder.state)[0] == ev.HopAdded(
        hop="1.1", parent="1", question="a", why="it grew", origin="follow"
    )


def test_follow_ups_keep_to_depth_and_breadth() -> None:
    recorder = session(Budget(breadth=2, depth=2), "1", "1.1")
    run(recorder, "1", "a", "b", "c")
    run(recorder, "1.1", "too deep")
    assert admitted(recorder) == [("1.2", "a")]
    assert held(recorder) == ""


def test_a_question_is_asked_once_however_it_is_spelt() -> None:
    recorder = session(Budget(), "1", "2")
    run(recorder, "1", "Q?", "What next?", "what  NEXT", "q of 2", "为什么？", "为什么")
    assert [question for _, question in admitted(recorder)] == ["What next?", "为什么？"]
    recorder.obey(cmd.ExpandHop("2", "WHAT next"))
    assert [question for _, question in admitted(recorder)] == ["为什么？"]
    recorder.obey(cmd.PruneHop("2.1"))
    assert [question for _, question in admitted(recorder)] == ["为什么？"]


def test_cut_hops_and_old_wordings_bring_no_follow_ups() -> None:
    recorder = session(Budget(), "1", "2")
    run(recorder, "1", "a")
    run(recorder, "2", "b")
    recorder.obey(cmd.PruneHop("1"))
    assert admitted(recorder) == [("2.1", "b")]
    recorder.obey(cmd.EditHop("2", "other"))
    assert admitted(recorder) == []


def test_as_many_follow_ups_come_as_hops_are_left_and_the_rest_is_told() -> None:
    recorder = session(Budget(hops=3), "1", "2")
    run(recorder, "1", "a", "b")
    assert admitted(recorder) == [("1.1", "a")]
    run(recorder, "2", "c")
    assert admitted(recorder) == [("1.1", "a")]
    assert held(recorder) == "2 follow-up questions"
    for event in follow_ups(recorder.state):
        recorder.add(event)
    run(recorder, "1.1")
    assert admitted(recorder) == []
    assert held(recorder) == "2 follow-up questions"


def test_no_follow_ups_while_paused_or_stopped_and_nothing_is_told_then() -> None:
    for event in (ev.Paused(), ev.Stopped()):
        recorder = session(Budget(hops=1), "1", "2")
        run(recorder, "1", "a")
        recorder.add(event)
        assert admitted(recorder) == []
        assert held(recorder) == ""


def test_a_follow_up_goes_with_the_wording_it_was_born_of_and_comes_back_with_it() -> None:
    recorder = session(Budget(breadth=2), "1")
    run(recorder, "1", "x", "y")
    for event in follow_ups(recorder.state):
        recorder.add(event)
    run(recorder, "1.1")
    recorder.add(ev.HopEdited(hop="1", question="another question"))
    edited = recorder.state.seq
    assert [recorder.state.status(hop) for hop in recorder.state.walk()] == ["proposed", "pruned", "pruned"]
    run(recorder, "1", "q of 1", "x", "z")
    # Neither the wording before nor what was asked before is proposed anew; the breadth is free again.
    assert admitted(recorder) == [("1.3", "z")]
    recorder.add(ev.Undone(reverses=edited))
    assert [recorder.state.status(hop) for hop in recorder.state.walk()] == ["done", "done", "proposed"]
