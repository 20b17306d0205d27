"""What a command means in a state: the event it causes, or why it is refused."""

from __future__ import annotations

import pytest
from tests.core.session_strategies import Recorder, run_events, started

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.errors import CommandError
from hopyard.core.state import ROOT
from hopyard.core.steering import MAX_LEVELS, NoSuchHop, decide, open_suggestions
from hopyard.core.values import MAX_QUESTION_CHARS, Source, Suggestion

FIRST, SECOND = "abcdef01" * 4, "abcdef02" * 4


@pytest.fixture
def session() -> Recorder:
    """Two hops that ran, 1 and 1.1, and two sources, all of whose ids begin alike."""
    recorder = started()
    for hop, above in (("1", ROOT), ("1.1", "1")):
        recorder.add(ev.HopAdded(hop=hop, parent=above, question=f"q of {hop}", why="", origin="plan"))
    for source in (FIRST, SECOND):
        recorder.add(ev.SourceFound(source=Source(source, "", "", "txt", 1)))
    for hop in ("1", "1.1"):
        told = run_events(hop, f"q of {hop}", 0, 1, 0)
        for event in told[:2] + told[3:]:
            recorder.add(event)
    return recorder


def refusal(session: Recorder, command: cmd.Command) -> str:
    with pytest.raises(CommandError) as caught:
        decide(session.state, command)
    return str(caught.value)


def obey(session: Recorder, *commands: cmd.Command) -> None:
    for command in commands:
        assert session.obey(command)


# hops


@pytest.mark.parametrize(
    "command", [cmd.PruneHop("7"), cmd.Restore("1.9"), cmd.ExpandHop("7", "?"), cmd.EditHop("2.1", "?")]
)
def test_a_hop_that_may_still_come_is_told_from_nonsense(session: Recorder, command: cmd.Command) -> None:
    with pytest.raises(NoSuchHop, match=r"There is no hop [\d.]+\. Hops: 1, 1\.1\."):
        decide(session.state, command)


@pytest.mark.parametrize(
    "name", ["root", "", "banana", "0", "1.", ".1", "01", "1.0", "-1", "１", "1/1", "9" * 7, "1\n"]
)
def test_nonsense_is_refused_at_once(session: Recorder, name: str) -> None:
    with pytest.raises(CommandError, match="There is no hop") as caught:
        decide(session.state, cmd.PruneHop(name))
    assert not isinstance(caught.value, NoSuchHop)


def test_a_refusal_shows_a_name_in_print_and_not_the_whole_of_a_long_one(session: Recorder) -> None:
    for bad in ("\x1b]52;c;\x07", "\udcff", "a\nb", "x" * 100_000):
        for command in (
            cmd.PruneHop(bad),
            cmd.Restore(bad),
            cmd.DropSource(bad),
            cmd.Pin(bad),
            cmd.Unpin(bad),
            cmd.ExpandHop(bad, "?"),
        ):
            said = refusal(session, command)
            assert said.isprintable()
            assert len(said) < 200


def test_a_refusal_does_not_list_a_hundred_hops() -> None:
    recorder = started()
    for n in range(100):
        recorder.add(ev.HopAdded(hop=str(n + 1), parent=ROOT, question="?", why="", origin="plan"))
    assert refusal(recorder, cmd.PruneHop("500")).endswith("28, 29, 30 and 70 more.")


def test_prune_and_restore(session: Recorder) -> None:
    obey(session, cmd.PruneHop("1.1"))
    assert refusal(session, cmd.PruneHop("1.1")) == "Hop 1.1 is pruned already."
    obey(session, cmd.PruneHop("1"), cmd.Restore("1.1"))
    assert refusal(session, cmd.Restore("1.1")) == "Hop 1.1 is cut with hop 1. Restore hop 1."
    obey(session, cmd.Restore("1"))
    assert refusal(session, cmd.Restore("1")) == "Hop 1 is not pruned."


def test_a_hop_whose_question_was_undone_cannot_be_restored(session: Recorder) -> None:
    obey(session, cmd.ExpandHop("1", "mine"), cmd.Undo())
    said = "The question that hop 1.2 hangs on was undone or reworded. Undo or redo that first."
    assert refusal(session, cmd.Restore("1.2")) == said


@pytest.mark.parametrize("command", [cmd.ExpandHop("1.1", "more?"), cmd.EditHop("1.1", "other?")])
def test_a_pruned_hop_is_neither_expanded_nor_edited(session: Recorder, command: cmd.Command) -> None:
    obey(session, cmd.PruneHop("1"))
    assert refusal(session, command).startswith("Hop 1.1 is pruned. Restore it before")


def test_expanding_numbers_the_new_hop_behind_its_siblings_even_undone_ones(session: Recorder) -> None:
    obey(session, cmd.ExpandHop(ROOT, "a"), cmd.Undo(), cmd.ExpandHop(ROOT, "b"), cmd.ExpandHop("1", "c"))
    added = [event for event in session.events if isinstance(event, ev.HopExpanded)]
    assert [(event.hop, event.parent, event.why) for event in added] == [
        ("2", ROOT, "asked by you"),
        ("3", ROOT, "asked by you"),
        ("1.2", "1", "asked by you"),
    ]


def test_a_question_is_stripped_and_must_not_be_a_document(session: Recorder) -> None:
    event = decide(session.state, cmd.ExpandHop("1", f" {'问' * MAX_QUESTION_CHARS}\n"))
    assert isinstance(event, ev.HopExpanded)
    assert len(event.question) == MAX_QUESTION_CHARS
    long = "q" * (MAX_QUESTION_CHARS + 1)
    for command in (cmd.ExpandHop("1", long), cmd.EditHop("1", long)):
        assert "10,001 characters; at most 10,000" in refusal(session, command)


def test_a_tree_does_not_grow_without_end(session: Recorder) -> None:
    parent = "1.1"
    for _ in range(MAX_LEVELS - 2):
        obey(session, cmd.ExpandHop(parent, "deeper"))
        parent += ".1"
    assert f"{MAX_LEVELS} levels deep" in refusal(session, cmd.ExpandHop(parent, "deeper"))


def test_an_edit_has_to_change_something(session: Recorder) -> None:
    assert refusal(session, cmd.EditHop("1", " q of 1 ")) == "Hop 1 asks exactly that."
    assert refusal(session, cmd.EditHop("1", " ")) == "A hop needs a question."
    obey(session, cmd.EditHop("1", "other"))
    assert refusal(session, cmd.EditHop("1", "other")) == "Hop 1 asks exactly that."
    obey(session, cmd.EditHop("1", "q of 1"))


# suggestions


def suggest(session: Recorder, hop: str, *questions: str) -> None:
    session.add(ev.HopStarted(hop=hop, question=session.state.hops[hop].question))
    suggestions = tuple(Suggestion(question, "it grew") for question in questions)
    session.add(ev.HopFinished(hop=hop, outcome="nothing", suggestions=suggestions))


def test_suggestions_are_taken_in_order_and_each_once(session: Recorder) -> None:
    suggest(session, "1", "Q of 1.1!", "what next?", "and then?")
    suggest(session, "1.1", "What next", "三")
    assert open_suggestions(session.state, "1") == [("what next?", "it grew"), ("and then?", "it grew")]
    obey(session, cmd.ExpandHop("1"))
    assert open_suggestions(session.state, "1.1") == [("三", "it grew")]
    assert [question for question, _ in open_suggestions(session.state, ROOT)] == ["and then?", "三"]
    obey(session, cmd.ExpandHop(ROOT), cmd.ExpandHop(ROOT))
    assert [hop.question for hop in session.state.walk()][-2:] == ["and then?", "三"]
    assert refusal(session, cmd.ExpandHop(ROOT)) == "The question has no suggestion left. Type a question."
    assert refusal(session, cmd.ExpandHop("1")) == "Hop 1 has no suggestion left. Type a question."


def test_suggestions_of_pruned_hops_are_not_taken_for_the_question(session: Recorder) -> None:
    suggest(session, "1.1", "what next?")
    obey(session, cmd.PruneHop("1.1"))
    assert open_suggestions(session.state, ROOT) == []


# sources and pins


def test_a_source_is_named_by_the_beginning_of_its_id_if_that_is_enough(session: Recorder) -> None:
    assert decide(session.state, cmd.DropSource(FIRST)) == ev.SourceDropped(source=FIRST)
    assert decide(session.state, cmd.DropSource(FIRST[:8])) == ev.SourceDropped(source=FIRST)
    for name in (FIRST[:7], FIRST[:5], "", FIRST + "0", FIRST.upper()):
        assert "There is no source" in refusal(session, cmd.DropSource(name))


def test_drop_and_restore_a_source(session: Recorder) -> None:
    assert refusal(session, cmd.Restore(FIRST[:8])) == "Source abcdef01 was not dropped."
    obey(session, cmd.DropSource(FIRST))
    assert refusal(session, cmd.DropSource(FIRST[:8])) == "Source abcdef01 was dropped already."
    obey(session, cmd.Restore(FIRST[:8]))
    assert session.state.marks.dropped == set()


def test_pin_and_unpin(session: Recorder) -> None:
    obey(session, cmd.Pin("1/1"), cmd.Pin(SECOND[:8]))
    assert session.state.marks.pinned == {"1/1", SECOND}
    assert refusal(session, cmd.Pin("1/1")) == "1/1 is pinned already."
    assert refusal(session, cmd.Pin("1/9")).startswith("There is no evidence or source 1/9.")
    obey(session, cmd.Unpin(SECOND[:8]))
    assert refusal(session, cmd.Unpin(SECOND)) == f"{SECOND} is not pinned."


def test_a_pin_comes_off_although_its_evidence_is_gone(session: Recorder) -> None:
    obey(session, cmd.Pin("1/1"), cmd.EditHop("1", "other"), cmd.Unpin("1/1"))
    assert session.state.marks.pinned == set()


# the session


def test_undo_and_redo_have_to_have_something(session: Recorder) -> None:
    assert refusal(session, cmd.Undo()) == "There is nothing to undo."
    assert refusal(session, cmd.Redo()) == "There is nothing to redo."


def test_undo_and_redo_name_the_act(session: Recorder) -> None:
    obey(session, cmd.PruneHop("1"))
    act = session.state.seq
    assert decide(session.state, cmd.Undo()) == ev.Undone(reverses=act)
    obey(session, cmd.Undo())
    assert decide(session.state, cmd.Redo()) == ev.Redone(restores=act)


def test_pause_stop_and_continue_are_refused_when_they_are_no_news(session: Recorder) -> None:
    assert "neither paused nor stopped" in refusal(session, cmd.Continue())
    obey(session, cmd.Pause(), cmd.Stop())
    assert refusal(session, cmd.Pause()) == "The session is paused already. Continue it first."
    assert refusal(session, cmd.Stop()) == "The session is stopped already. Continue it first."
    obey(session, cmd.Continue())
    session.add(ev.BudgetReached(limit="hops", value=1, held_back="hops 2"))
    obey(session, cmd.Continue())


def test_an_unknown_command_is_refused(session: Recorder) -> None:
    assert refusal(session, cmd.Command()) == "Unknown command: Command."
