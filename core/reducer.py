"""`apply`, the only thing that changes a session's state.

It has no clock, no I/O and no randomness: the same events give the same state, live, resumed or replayed. It
changes the state in place and returns it, because folding 100,000 events with copies costs ten times their
parsing.

Steering is kept as a list of acts with a mark for the undone ones. What the acts amount to (`Marks`) is
folded from those that hold, so that undo needs no inverse of any act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hopyard.core import events as ev
from hopyard.core.state import ROOT, Act, Hop, Marks, RunStatus, State
from hopyard.core.tally import (
    MODEL_LIMITS,
    answer_grew,
    broke_off,
    model_asked,
    model_counted,
    model_thought,
    model_used,
    model_waits,
    wait_skipped,
)
from hopyard.core.values import Origin


def apply(state: State, event: ev.Event) -> State:
    """Fold one event into the state, in place, and return it.

    Raises: ValueError if the event cannot follow: its seq is not the next, it names what is not there, or
    adds what is there already. The state is of no use then.
    """
    if event.seq != state.seq + 1:
        raise ValueError(f"event {event.seq} cannot follow event {state.seq}")
    if not state.at_rest:
        state.busy_s += event.at - state.at
    state.seq = event.seq
    state.at = event.at
    state.ended = False
    try:
        _HANDLERS[type(event)](state, event)
    except KeyError as error:
        raise ValueError(f"event {event.seq} names {error}, which is not there") from error
    if type(event) not in _NOT_STEPS:
        state.steps.append(event)
    return state


def fold(events: Iterable[ev.Event], state: State | None = None) -> State:
    """The state after all of `events`, which follow `state`, changed in place, or begin at seq 0.

    Raises: ValueError as `apply` does.
    """
    state = State() if state is None else state
    for event in events:
        apply(state, event)
    return state


def _session_started(state: State, event: ev.SessionStarted) -> None:
    state.session = event.session
    state.question = event.question
    state.created = event.created
    state.budget = event.budget
    state.reasoner = event.reasoner
    state.retrievers = event.retrievers
    state.docs = event.docs
    state.origin = event.origin
    state.web = event.web
    state.stale = True


def _session_resumed(state: State, event: ev.SessionResumed) -> None:
    state.web = event.web
    broke_off(state)


def _plan_made(state: State, event: ev.PlanMade) -> None:
    state.plan = event.plan
    state.settled = False


def _hop_added(state: State, event: ev.HopAdded) -> None:
    if event.origin == "plan" and state.plan is None:
        state.plan = ()  # a log of format 1, which has no event for the plan as a whole
    _grow(state, event.hop, event.parent, event.question, event.why, event.origin)


def _hop_expanded(state: State, event: ev.HopExpanded) -> None:
    _grow(state, event.hop, event.parent, event.question, event.why, "person")
    _steer(state, event)


def _grow(state: State, hop: str, parent: str, question: str, why: str, origin: Origin) -> None:
    if hop in state.hops:
        raise ValueError(f"event {state.seq} adds hop {hop}, which is there already")
    above = None if parent == ROOT else state.hops[parent]
    depth, born_of = (above.depth + 1, state.question_of(above)) if above else (1, "")
    state.hops[hop] = Hop(hop, parent, question, why, origin, depth, born_of)
    state.children(parent).append(hop)
    state.settled = False


def _hop_started(state: State, event: ev.HopStarted) -> None:
    hop = state.hops[event.hop]
    _take_run(hop, _unrun(hop))
    _set_status(state, hop, "running")
    hop.asked = event.question
    hop.started_at = event.at
    hop.started_seq = event.seq
    state.n_started += hop.n_runs == 0
    hop.n_runs += 1
    state.settled = False
    state.stale = True


def _unrun(hop: Hop) -> Hop:
    """The hop as if it had never run."""
    return Hop(hop.id, hop.parent, hop.question, hop.why, hop.origin, hop.depth, hop.born_of)


_RUN = (
    "run_status",
    "asked",
    "outcome",
    "error",
    "started_at",
    "started_seq",
    "ended_at",
    "searches",
    "evidence",
    "findings",
    "suggestions",
)


def _take_run(hop: Hop, other: Hop) -> None:
    """Make what came of `other` what came of `hop`."""
    for name in _RUN:
        setattr(hop, name, getattr(other, name))


def _searched(state: State, event: ev.Searched | ev.SearchFailed) -> None:
    state.hops[event.hop].searches.append(event)


def _source_found(state: State, event: ev.SourceFound) -> None:
    state.sources[event.source.id] = event.source


def _evidence_kept(state: State, event: ev.EvidenceKept) -> None:
    state.hops[event.evidence.hop].evidence[event.evidence.id] = event.evidence
    state.stale = True


def _finding_made(state: State, event: ev.FindingMade) -> None:
    state.hops[event.finding.hop].findings.append(event.finding)
    state.stale = True


def _hop_finished(state: State, event: ev.HopFinished) -> None:
    hop = state.hops[event.hop]
    _set_status(state, hop, "done")
    hop.outcome = event.outcome
    hop.suggestions = event.suggestions
    hop.ended_at = event.at


def _hop_failed(state: State, event: ev.HopFailed) -> None:
    hop = state.hops[event.hop]
    _set_status(state, hop, "failed")
    hop.error = event.error
    hop.ended_at = event.at


def _hop_interrupted(state: State, event: ev.HopInterrupted) -> None:
    hop = state.hops[event.hop]
    _set_status(state, hop, "proposed")
    hop.ended_at = event.at


def _steered(state: State, event: ev.SteeringEvent) -> None:
    _steer(state, event)


def _set_status(state: State, hop: Hop, status: RunStatus) -> None:
    hop.run_status = status
    if status == "running":
        state.run_now.add(hop.id)
    else:
        state.run_now.discard(hop.id)


def _steer(state: State, event: ev.SteeringEvent) -> None:
    state.acts.append(Act(event))
    state.undone.clear()
    _mark(state.marks, event)
    _after_steering(state, [event.hop] if isinstance(event, ev.HopEdited) else [])


def _undone(state: State, event: ev.Undone) -> None:
    _set_holds(state, event.reverses, holds=False)
    state.undone.append(event.reverses)


def _redone(state: State, event: ev.Redone) -> None:
    _set_holds(state, event.restores, holds=True)
    state.undone.remove(event.restores)


def _set_holds(state: State, seq: int, *, holds: bool) -> None:
    for act in state.acts:
        if act.event.seq == seq:
            act.holds = holds
    edited = set(state.marks.edits)
    marks = Marks()
    for act in state.acts:
        if act.holds:
            _mark(marks, act.event)
    state.marks = marks
    _after_steering(state, edited | set(marks.edits))


def _after_steering(state: State, edited: Iterable[str]) -> None:
    """A cut hop stops running here and now; what its task still delivers arrives late.

    `edited` are the hops whose wording may be another now.
    """
    state.stale = True
    state.settled = False
    state.steered = state.seq
    for name in edited:
        if name in state.hops:
            _reword(state, state.hops[name])
    for name in sorted(state.run_now):
        hop = state.hops[name]
        if state.is_pruned(hop):
            _set_status(state, hop, "proposed")
            hop.asked = ""
            hop.ended_at = state.at


def _reword(state: State, hop: Hop) -> None:
    """Set aside what came of another wording, and take up what came of this one before, if anything did."""
    question = state.question_of(hop)
    if hop.asked and hop.asked != question:
        hop.n_numbered += len(hop.evidence)
        if hop.run_status != "running":
            hop.earlier[hop.asked] = _unrun(hop)
            _take_run(hop.earlier[hop.asked], hop)
        _take_run(hop, _unrun(hop))
    if not hop.asked and question in hop.earlier:
        _take_run(hop, hop.earlier.pop(question))
    _set_status(state, hop, hop.run_status)


def _mark(marks: Marks, event: ev.SteeringEvent) -> None:
    match event:
        case ev.HopExpanded():
            marks.expanded.add(event.hop)
        case ev.HopPruned():
            marks.pruned.add(event.hop)
        case ev.HopRestored():
            marks.pruned.discard(event.hop)
        case ev.HopEdited():
            marks.edits[event.hop] = event.question
        case ev.SourceDropped():
            marks.dropped.add(event.source)
        case ev.SourceRestored():
            marks.dropped.discard(event.source)
        case ev.Pinned():
            marks.pinned.add(event.target)
        case ev.Unpinned():
            marks.pinned.discard(event.target)


def _paused(state: State, event: ev.Paused) -> None:
    state.paused = True


def _continued(state: State, event: ev.Continued) -> None:
    if state.limits_met:
        state.rounds += 1
        # What a limit had written without a model is written anew.
        state.stale = state.stale or not MODEL_LIMITS.isdisjoint(state.limits_met)
        state.stale = state.stale or ("seconds" in state.limits_met and state.spent.usage.requests > 0)
        state.limits_met.clear()
    state.stale = state.stale or state.cut_short
    state.cut_short = False
    state.paused = False
    state.stopped = False
    state.ended = False
    state.settled = False


def _web_turned(state: State, event: ev.WebTurned) -> None:
    state.web = "on" if event.on else "off"
    for hop in state.hops.values():
        if event.on and (hop.run_status == "failed" or hop.outcome == "nothing"):
            _take_run(hop, _unrun(hop))  # it lacks what the web may have, so it runs again
            state.stale = True
            state.settled = False


def _stopped(state: State, event: ev.Stopped) -> None:
    state.stopped = True
    state.cut_short = state.cut_short or state.writes


def _budget_reached(state: State, event: ev.BudgetReached) -> None:
    state.limits_met[event.limit] = event


def _answer_written(state: State, event: ev.AnswerWritten) -> None:
    state.answers.append(event.answer)
    state.draft = ()
    state.stale = False


def _tree_settled(state: State, event: ev.TreeSettled) -> None:
    state.settled = True


def _session_ended(state: State, event: ev.SessionEnded) -> None:
    state.ended = True


def _only_a_step(state: State, event: ev.Event) -> None:
    """Some events are only told."""


_HANDLERS: dict[type[ev.Event], Callable[[State, Any], None]] = {
    ev.SessionStarted: _session_started,
    ev.SessionResumed: _session_resumed,
    ev.PlanMade: _plan_made,
    ev.HopAdded: _hop_added,
    ev.HopExpanded: _hop_expanded,
    ev.HopStarted: _hop_started,
    ev.Searched: _searched,
    ev.SearchFailed: _searched,
    ev.ProviderAsked: _only_a_step,
    ev.PageRead: _only_a_step,
    ev.ModelAsked: model_asked,
    ev.ModelThought: model_thought,
    ev.ModelWaits: model_waits,
    ev.ModelCounted: model_counted,
    ev.ModelUsed: model_used,
    ev.WaitSkipped: wait_skipped,
    ev.SourceFound: _source_found,
    ev.EvidenceKept: _evidence_kept,
    ev.FindingMade: _finding_made,
    ev.HopFinished: _hop_finished,
    ev.HopFailed: _hop_failed,
    ev.HopInterrupted: _hop_interrupted,
    ev.LateArrived: _only_a_step,
    ev.Noted: _only_a_step,
    ev.BudgetReached: _budget_reached,
    ev.HopPruned: _steered,
    ev.HopRestored: _steered,
    ev.HopEdited: _steered,
    ev.SourceDropped: _steered,
    ev.SourceRestored: _steered,
    ev.Pinned: _steered,
    ev.Unpinned: _steered,
    ev.Undone: _undone,
    ev.Redone: _redone,
    ev.Paused: _paused,
    ev.Continued: _continued,
    ev.Stopped: _stopped,
    ev.WebTurned: _web_turned,
    ev.CommandRefused: _only_a_step,
    ev.AnswerGrew: answer_grew,
    ev.AnswerWritten: _answer_written,
    ev.TreeSettled: _tree_settled,
    ev.SessionEnded: _session_ended,
}

_NOT_STEPS: frozenset[type[ev.Event]] = frozenset(
    {ev.PlanMade, ev.SourceFound, ev.TreeSettled, ev.ModelThought, ev.ModelCounted, ev.AnswerGrew}
)
"""A thought becomes a step when it is whole."""
