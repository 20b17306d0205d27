"""Every event in words: one line, true at once and later."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core import events as ev
from hopyard.core.events import AnyEvent
from hopyard.core.reducer import apply
from hopyard.core.state import ROOT, State
from hopyard.core.steps import _TELLERS, MAX_CHARS, UNTOLD, describe
from hopyard.core.values import Answer, Budget, Evidence, Finding, Passage, Sentence, Source, Suggestion

SOURCE = Source("ab" * 16, "Cooling report", "/docs/cooling.pdf", "pdf", 400)
PASSAGE = Passage(SOURCE.id, 0, 9, "Chillers.", "p. 4")
EVIDENCE = Evidence("1/1", "1", PASSAGE, 2.0, "carries 3 of 4 terms")


def told(*events: ev.Event) -> list[str]:
    """The lines of the events, each asked for at its own time; a session is begun before them."""
    state = State()
    lines = []
    for seq, event in enumerate((_start("How much?"), *events)):
        stamped = ev.stamp(event, seq, float(seq))
        apply(state, stamped)
        step = describe(stamped, state)
        if step is not None:
            lines.append(f"{step.hop}|{step.tone}|{step.text}")
    return lines[1:]


def _start(question: str) -> ev.SessionStarted:
    return ev.SessionStarted(
        schema=1,
        session="s",
        question=question,
        created="2026-01-01T00:00:00",
        budget=Budget(),
        reasoner="extractive",
        retrievers=("library",),
    )


def _hop() -> ev.HopAdded:
    return ev.HopAdded(hop="1", parent=ROOT, question="冷水机组多少台？", why="the first part", origin="plan")


def test_every_kind_of_event_is_told_or_left_out_on_purpose() -> None:
    assert set(_TELLERS) | UNTOLD == set(get_args(AnyEvent))
    assert not set(_TELLERS) & UNTOLD


def test_a_hop_from_proposal_to_end() -> None:
    lines = told(
        _hop(),
        ev.HopStarted(hop="1", question="冷水机组多少台？"),
        ev.Searched(hop="1", retriever="library", query="冷水机组", found=1, elapsed_s=0.034),
        ev.Searched(hop="1", retriever="library", query="台数", found=0, elapsed_s=0.5),
        ev.SearchFailed(hop="1", retriever="wiki", query="chiller", error="No answer. Try later."),
        ev.SourceFound(source=SOURCE),
        ev.EvidenceKept(evidence=EVIDENCE),
        ev.FindingMade(finding=Finding("1/f1", "1", "There are 12 chillers.", ())),
        ev.Noted(hop="1", text="3 of 30 passages\ncarry the number"),
        ev.HopFinished(hop="1", outcome="found", suggestions=(Suggestion("Which maker?", "open"),)),
    )
    assert lines == [
        "1|plan|proposed: 冷水机组多少台？ (the first part)",
        "1|work|runs: 冷水机组多少台？",
        "1|work|searched library for “冷水机组”: 1 passage, 0.03 s",
        "1|work|searched library for “台数”: nothing, 0.50 s",
        "1|trouble|search of wiki for “chiller” failed: No answer. Try later.",
        "1|result|kept Cooling report, p. 4: carries 3 of 4 terms",
        "1|result|found: There are 12 chillers.",
        "1|work|3 of 30 passages carry the number",
        "1|result|done; suggests 1 follow-up question",
    ]


def test_other_ends_of_a_hop() -> None:
    assert told(
        _hop(),
        ev.HopStarted(hop="1", question="q"),
        ev.HopFailed(hop="1", error="The index is gone."),
        ev.HopStarted(hop="1", question="q"),
        ev.HopInterrupted(hop="1", reason="stopped"),
        ev.HopStarted(hop="1", question="q"),
        ev.HopFinished(hop="1", outcome="nothing"),
        ev.LateArrived(hop="1", what="4 passages"),
    )[1:] == [
        "1|work|runs: q",
        "1|trouble|failed: The index is gone.",
        "1|work|runs: q",
        "1|work|interrupted: stopped",
        "1|work|runs: q",
        "1|result|done, nothing found",
        "1|work|came too late, left out: 4 passages",
    ]


def test_acts_of_the_person_and_their_undoing() -> None:
    assert told(
        _hop(),
        ev.SourceFound(source=SOURCE),
        ev.HopStarted(hop="1", question="q"),
        ev.EvidenceKept(evidence=EVIDENCE),
        ev.HopExpanded(hop="1.1", parent="1", question="Which maker?"),
        ev.HopEdited(hop="1.1", question="Which makers?"),
        ev.HopPruned(hop="1.1"),
        ev.Undone(reverses=7),
        ev.Redone(restores=7),
        ev.HopRestored(hop="1.1"),
        ev.SourceDropped(source=SOURCE.id),
        ev.Undone(reverses=11),
        ev.SourceRestored(source=SOURCE.id),
        ev.Pinned(target="1/1"),
        ev.Unpinned(target="1/1"),
        ev.Pinned(target=SOURCE.id),
        ev.Paused(),
        ev.Continued(),
        ev.Stopped(),
        ev.CommandRefused(command="Undo()", reason="There is nothing to undo."),
    )[3:] == [
        "1.1|person|added by you: Which maker?",
        "1.1|person|reworded by you: Which makers?",
        "1.1|person|pruned by you, with all under it",
        "1.1|person|undone by you: “pruned, with all under it”",
        "1.1|person|redone by you: “pruned, with all under it”",
        "1.1|person|restored by you",
        "root|person|source dropped by you: Cooling report",
        "root|person|undone by you: “source dropped: Cooling report”",
        "root|person|source restored by you: Cooling report",
        "1|person|pinned by you: evidence 1/1",
        "1|person|unpinned by you: evidence 1/1",
        "root|person|pinned by you: Cooling report",
        "root|person|paused by you; what runs ends, nothing else starts",
        "root|person|continued by you",
        "root|person|stopped by you",
        "root|trouble|refused: There is nothing to undo.",
    ]


def test_the_session_as_a_whole() -> None:
    sentence = Sentence("Twelve.", "supported", ())
    assert told(
        ev.BudgetReached(limit="hops", value=12, held_back="hops 4, 5"),
        ev.BudgetReached(limit="seconds", value=0.5, held_back=""),
        ev.AnswerWritten(answer=Answer(1, (), answered=False, note="Nothing carries it.")),
        ev.AnswerWritten(answer=Answer(2, (sentence, sentence), answered=True)),
        ev.SessionEnded(reason="the screen was closed"),
    ) == [
        "root|trouble|limit of 12 hops reached; held back: hops 4, 5",
        "root|trouble|limit of 0.5 seconds reached",
        "root|answer|answer version 1: not answered (Nothing carries it.)",
        "root|answer|answer version 2: 2 sentences",
        "root|work|session closed: the screen was closed",
    ]


def test_a_line_stays_as_it_was_told() -> None:
    state = State()
    events = [
        _start("q"),
        _hop(),
        ev.HopExpanded(hop="1.1", parent="1", question="first wording"),
        ev.HopPruned(hop="1.1"),
        ev.Undone(reverses=3),
        ev.HopEdited(hop="1.1", question="second wording"),
        ev.Undone(reverses=5),
    ]
    then = []
    for seq, event in enumerate(events):
        stamped = ev.stamp(event, seq, 0.0)
        apply(state, stamped)
        then.append(describe(stamped, state))
    assert [describe(event, state) for event in state.steps] == then


@given(st.text(max_size=2_000))
def test_whatever_the_question_the_line_is_one_and_short(question: str) -> None:
    step = describe(ev.HopStarted(hop="1", question=question, seq=0), State())
    assert step is not None
    assert len(step.text.splitlines()) == 1
    assert len(step.text) <= MAX_CHARS + 10


@pytest.mark.parametrize("length", [MAX_CHARS, MAX_CHARS + 1, 10_000])
def test_long_text_says_that_it_was_cut(length: int) -> None:
    step = describe(ev.Noted(hop=ROOT, text="x" * length), State())
    assert step is not None
    assert step.text.endswith("…") == (length > MAX_CHARS)
