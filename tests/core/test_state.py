"""The reducer: given events, expect state."""

from __future__ import annotations

import msgspec
import pytest
from tests.core.session_strategies import Recorder, run_events, started

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.brief import brief_of
from hopyard.core.reducer import apply, fold
from hopyard.core.state import ROOT, State
from hopyard.core.values import Answer


def grown(*hops: str) -> Recorder:
    """A session with these hops of the plan, none of which ran."""
    recorder = started()
    for hop in hops or ("1", "2"):
        above = hop.rpartition(".")[0] or ROOT
        recorder.add(ev.HopAdded(hop=hop, parent=above, question=f"q of {hop}", why="", origin="plan"))
    return recorder


def run(recorder: Recorder, *hops: str) -> None:
    """Run these hops to their ends."""
    for hop_id in hops:
        hop = recorder.state.hops[hop_id]
        for event in run_events(hop_id, recorder.state.question_of(hop), hop.n_numbered, 2, 1):
            recorder.add(event)


def statuses(recorder: Recorder) -> dict[str, str]:
    return {hop.id: recorder.state.status(hop) for hop in recorder.state.walk()}


def ids(recorder: Recorder) -> list[str]:
    return [kept.id for kept in recorder.state.evidence()]


# order


@pytest.mark.parametrize("seq", [-1, 0, 2, 99])
def test_an_event_out_of_order_is_refused(seq: int) -> None:
    state = started().state
    assert state.seq == 0
    with pytest.raises(ValueError, match=f"event {seq} cannot follow event 0"):
        apply(state, ev.Paused(seq=seq))
    assert not state.paused


@pytest.mark.parametrize(
    "event",
    [
        ev.HopStarted(hop="9", question="?"),
        ev.HopAdded(hop="9.1", parent="9", question="?", why="", origin="follow"),
        ev.HopAdded(hop="1", parent=ROOT, question="?", why="", origin="plan"),
        ev.HopExpanded(hop="1", parent="2", question="?"),
        ev.HopAdded(hop="3", parent="3", question="?", why="", origin="plan"),
        ev.HopFinished(hop="9", outcome="found"),
        ev.Redone(restores=1),
    ],
)
def test_an_event_that_cannot_be_is_refused(event: ev.Event) -> None:
    """A log from elsewhere must not hang the fold: a hop added twice would make the tree a ring."""
    with pytest.raises(ValueError, match=r"event 3|not in list"):
        grown().add(event)


def test_the_same_object_comes_back() -> None:
    state = State()
    assert apply(state, started().events[0]) is state
    assert fold([]) == State()


# the tree


def test_walk_goes_parents_before_children_in_tree_order() -> None:
    recorder = grown("1", "2", "1.1", "2.1", "1.2", "1.1.1")
    assert [hop.id for hop in recorder.state.walk()] == ["1", "1.1", "1.1.1", "1.2", "2", "2.1"]
    assert [hop.id for hop in recorder.state.walk("1")] == ["1.1", "1.1.1", "1.2"]
    assert [recorder.state.hops[hop].depth for hop in ("1", "1.1", "1.1.1")] == [1, 2, 3]


def test_a_very_deep_tree_can_be_walked() -> None:
    recorder = started()
    parent = ROOT
    for n in range(1_100):
        recorder.add(ev.HopAdded(hop=f"h{n}", parent=parent, question="?", why="", origin="follow"))
        parent = f"h{n}"
    assert sum(1 for _ in recorder.state.walk()) == 1_100
    recorder.obey(cmd.PruneHop("h0"))
    assert set(statuses(recorder).values()) == {"pruned"}


# runs


def test_a_run_leaves_its_results_and_a_second_run_voids_them() -> None:
    recorder = grown("1")
    run(recorder, "1")
    hop = recorder.state.hops["1"]
    assert (hop.run_status, hop.outcome, hop.asked, hop.n_runs) == ("done", "found", "q of 1", 1)
    assert (hop.started_at, hop.ended_at) == (0.75, recorder.state.at)
    assert len(hop.searches) == 1
    assert ids(recorder) == ["1/1", "1/2"]
    assert [finding.id for finding in recorder.state.findings()] == ["1/f1", "1/f2"]
    assert len(hop.suggestions) == 1
    recorder.add(ev.HopStarted(hop="1", question="q of 1"))
    assert (hop.run_status, hop.outcome, hop.n_runs) == ("running", None, 2)
    assert [*hop.searches, *hop.evidence, *hop.findings, *hop.suggestions] == []
    assert recorder.state.n_started == 1


def test_what_an_interrupted_hop_kept_counts_and_it_can_run_again() -> None:
    recorder = grown("1")
    for event in run_events("1", "q of 1", 0, 1, 0)[:-1]:
        recorder.add(event)
    recorder.add(ev.HopInterrupted(hop="1", reason="stopped"))
    assert statuses(recorder) == {"1": "proposed"}
    assert ids(recorder) == ["1/1"]


def test_a_failed_hop_says_why_and_keeps_what_it_had() -> None:
    recorder = grown("1")
    for event in run_events("1", "q of 1", 0, 1, 0)[:-1]:
        recorder.add(event)
    recorder.add(ev.HopFailed(hop="1", error="no"))
    assert (statuses(recorder), recorder.state.hops["1"].error) == ({"1": "failed"}, "no")
    assert ids(recorder) == ["1/1"]


# steering


def test_a_prune_cuts_the_subtree_and_a_restore_brings_it_back() -> None:
    recorder = grown("1", "1.1", "2")
    run(recorder, "1", "1.1", "2")
    before = ids(recorder)
    recorder.obey(cmd.PruneHop("1"))
    assert statuses(recorder) == {"1": "pruned", "1.1": "pruned", "2": "done"}
    assert ids(recorder) == ["2/1", "2/2"]
    recorder.obey(cmd.Restore("1"))
    assert statuses(recorder) == {"1": "done", "1.1": "done", "2": "done"}
    assert ids(recorder) == before


def test_a_prune_ends_running_hops_at_once_and_their_partial_results_are_void() -> None:
    recorder = grown("1", "1.1", "2")
    for hop in ("1.1", "2"):
        for event in run_events(hop, f"q of {hop}", 0, 1, 0)[:-1]:
            recorder.add(event)
    recorder.obey(cmd.PruneHop("1"))
    assert statuses(recorder) == {"1": "pruned", "1.1": "pruned", "2": "running"}
    assert recorder.state.hops["1.1"].ended_at == recorder.state.at
    recorder.obey(cmd.Undo())
    assert statuses(recorder) == {"1": "proposed", "1.1": "proposed", "2": "running"}
    assert ids(recorder) == ["2/1"]


def test_a_child_that_was_cut_by_itself_stays_cut_when_its_parent_is_restored() -> None:
    recorder = grown("1", "1.1", "1.2")
    for command in (cmd.PruneHop("1.1"), cmd.PruneHop("1"), cmd.Restore("1")):
        assert recorder.obey(command)
    assert statuses(recorder) == {"1": "proposed", "1.1": "pruned", "1.2": "proposed"}


def test_an_undone_expansion_is_cut_with_all_under_it_and_redo_brings_it_back() -> None:
    recorder = grown("1")
    recorder.obey(cmd.ExpandHop("1", "mine"))
    recorder.add(ev.HopAdded(hop="1.1.1", parent="1.1", question="?", why="", origin="follow"))
    run(recorder, "1.1", "1.1.1")
    before = ids(recorder)
    recorder.obey(cmd.Undo())
    assert statuses(recorder) == {"1": "proposed", "1.1": "pruned", "1.1.1": "pruned"}
    assert recorder.state.is_undone(recorder.state.hops["1.1.1"])
    assert not recorder.state.is_undone(recorder.state.hops["1"])
    recorder.obey(cmd.Redo())
    assert ids(recorder) == before


def test_an_edit_sets_the_old_result_aside_and_the_old_wording_takes_it_up_again() -> None:
    recorder = grown("1")
    run(recorder, "1")
    recorder.obey(cmd.EditHop("1", "other"))
    hop = recorder.state.hops["1"]
    assert statuses(recorder) == {"1": "proposed"}
    assert ids(recorder) == []
    run(recorder, "1")
    assert ids(recorder) == ["1/3", "1/4"]
    recorder.obey(cmd.EditHop("1", "third"))
    run(recorder, "1")
    assert ids(recorder) == ["1/5", "1/6"]
    recorder.obey(cmd.EditHop("1", "other"))
    assert (ids(recorder), hop.asked, statuses(recorder)) == (["1/3", "1/4"], "other", {"1": "done"})
    for expected in (["1/5", "1/6"], ["1/3", "1/4"], ["1/1", "1/2"]):
        recorder.obey(cmd.Undo())
        assert ids(recorder) == expected
    assert hop.question == "q of 1"
    assert fold(recorder.events) == recorder.state


def test_an_edit_while_the_hop_runs_voids_what_it_has() -> None:
    recorder = grown("1")
    for event in run_events("1", "q of 1", 0, 1, 0)[:-1]:
        recorder.add(event)
    recorder.obey(cmd.EditHop("1", "other"))
    assert statuses(recorder) == {"1": "proposed"}
    recorder.obey(cmd.Undo())
    assert statuses(recorder) == {"1": "proposed"}
    assert ids(recorder) == []


def test_a_dropped_source_takes_its_evidence_and_every_finding_that_cites_it() -> None:
    recorder = grown("1", "2")
    run(recorder, "1", "2")
    kept = recorder.state.evidence()
    source = kept[0].passage.source
    recorder.obey(cmd.DropSource(source))
    assert recorder.state.evidence() == [each for each in kept if each.passage.source != source]
    assert all(each.citations[0].source != source for each in recorder.state.findings())
    assert source in recorder.state.sources
    recorder.obey(cmd.Restore(source))
    assert recorder.state.evidence() == kept


def test_undo_and_redo_go_back_and_forth_and_a_new_act_ends_redo() -> None:
    recorder = grown("1", "2", "3")
    for command in (cmd.PruneHop("1"), cmd.PruneHop("2"), cmd.Undo(), cmd.Undo(), cmd.Redo()):
        assert recorder.obey(command)
    assert recorder.state.marks.pruned == {"1"}
    assert recorder.obey(cmd.PruneHop("3"))
    assert not recorder.obey(cmd.Redo())
    assert recorder.state.marks.pruned == {"1", "3"}
    assert recorder.obey(cmd.Undo())
    assert recorder.obey(cmd.Undo())
    assert not recorder.obey(cmd.Undo())
    assert recorder.state.marks.pruned == set()


def test_an_act_makes_the_answer_stale_and_an_answer_makes_it_fresh() -> None:
    recorder = grown("1")
    assert recorder.state.stale
    answer = ev.AnswerWritten(answer=Answer(1, (), answered=False))
    recorder.add(answer)
    assert not recorder.state.stale
    assert recorder.state.answer == answer.answer
    for command in (cmd.PruneHop("1"), cmd.Undo(), cmd.Redo()):
        recorder.add(answer)
        recorder.obey(command)
        assert recorder.state.stale
    recorder.add(answer)
    recorder.add(ev.LateArrived(hop="1", what="3 passages"))
    recorder.add(ev.Noted(hop="1", text="hm"))
    assert not recorder.state.stale


# the session


def test_pause_stop_and_continue() -> None:
    recorder = grown("1")
    state = recorder.state
    for event in (ev.Paused(), ev.Stopped()):
        recorder.add(event)
    assert (state.paused, state.stopped) == (True, True)
    recorder.add(ev.Continued())
    assert (state.paused, state.stopped, state.rounds) == (False, False, 1)


def test_continue_after_a_met_limit_grants_another_round() -> None:
    recorder = grown("1")
    reached = ev.BudgetReached(limit="hops", value=12, held_back="hops 1")
    recorder.add(reached)
    assert list(recorder.state.limits_met) == ["hops"]
    recorder.add(ev.Continued())
    assert (recorder.state.limits_met, recorder.state.rounds) == ({}, 2)


def test_a_closed_session_that_goes_on_is_not_ended() -> None:
    recorder = grown("1")
    recorder.add(ev.SessionEnded(reason="done"))
    assert recorder.state.ended
    recorder.add(ev.HopStarted(hop="1", question="q of 1"))
    assert not recorder.state.ended


def test_steps_tell_everything_but_sources_and_stillness() -> None:
    recorder = grown("1")
    run(recorder, "1")
    recorder.add(ev.TreeSettled())
    told = [event for event in recorder.events if not isinstance(event, ev.SourceFound | ev.TreeSettled)]
    assert recorder.state.steps == told


# the brief


def test_the_brief_holds_what_survives_in_tree_order() -> None:
    recorder = grown("1", "2", "1.1")
    run(recorder, "2", "1", "1.1")
    recorder.obey(cmd.PruneHop("1.1"))
    recorder.obey(cmd.Pin("2/1"))
    brief = brief_of(recorder.state)
    assert [hop.id for hop in brief.hops] == ["1", "2"]
    assert brief.pinned == ("2/1",)
    assert [kept.id for hop in brief.hops for kept in hop.evidence] == ids(recorder)


def test_undoing_an_expansion_gives_back_the_sentences_it_had_taken() -> None:
    """A sentence belongs to the first hop in tree order that found it; an undone hop owns nothing."""
    recorder = grown("1", "2")
    run(recorder, "2")
    before = brief_of(recorder.state)
    recorder.obey(cmd.ExpandHop("1", "mine"))
    recorder.add(ev.HopStarted(hop="1.1", question="mine"))
    for found in recorder.state.hops["2"].findings:
        recorder.add(ev.FindingMade(finding=msgspec.structs.replace(found, hop="1.1")))
    recorder.add(ev.HopFinished(hop="1.1", outcome="found"))
    assert [len(hop.findings) for hop in brief_of(recorder.state).hops] == [2, 0]
    recorder.obey(cmd.Undo())
    assert brief_of(recorder.state) == before
