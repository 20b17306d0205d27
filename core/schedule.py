"""Which hops may start, and which follow-ups are admitted, within the budget. Pure.

Follow-ups are admitted when the tree is still, in tree order, so that a run does not depend on which of
two concurrent hops happened to end first. What the person asks for is never held back by the counts: hops
of theirs, reworded hops, and further runs, which only a restore, an edit or a `continue` brings about.
"""

from __future__ import annotations

from hopyard.core import events as ev
from hopyard.core.state import ROOT, Hop, State
from hopyard.core.steering import same_question


def hop_limit(state: State) -> int:
    """How many hops may start; every `continue` after a met limit grants the budget once more."""
    return state.budget.hops * state.rounds


def seconds_limit(state: State) -> float:
    """How long the session may run, in seconds; extended like `hop_limit`."""
    return state.budget.seconds * state.rounds


def ready(state: State) -> list[Hop]:
    """The hops that may start now, in tree order: proposed, within the budget, not paused or stopped."""
    if state.paused or state.stopped or "seconds" in state.limits_met:
        return []
    free = max(1, state.budget.concurrency) - len(state.running())
    left = hop_limit(state) - state.n_started
    chosen: list[Hop] = []
    for hop in state.walk():
        if len(chosen) >= free:
            break
        if state.status(hop) != "proposed":
            continue
        if _asked_for(state, hop):
            chosen.append(hop)
        elif left > 0:
            chosen.append(hop)
            left -= 1
    return chosen


def _asked_for(state: State, hop: Hop) -> bool:
    """Whether a proposed hop is to run because the person wants it."""
    return hop.origin == "person" or hop.n_runs > 0 or hop.id in state.marks.edits


def _waiting(state: State) -> list[Hop]:
    """The proposed hops that the hop budget counts, in tree order."""
    return [hop for hop in state.walk() if state.status(hop) == "proposed" and not _asked_for(state, hop)]


def plan_hops(state: State) -> list[ev.HopAdded]:
    """The plan's sub-questions that are no hops yet, at most `breadth` of the whole plan."""
    chosen = (state.plan or ())[: state.budget.breadth]
    n_added = sum(state.hops[name].origin == "plan" for name in state.top)
    return [
        ev.HopAdded(
            hop=str(len(state.top) + i), parent=ROOT, question=item.question, why=item.why, origin="plan"
        )
        for i, item in enumerate(chosen[n_added:], start=1)
    ]


def follow_ups(state: State) -> list[ev.HopAdded]:
    """The suggestions of finished hops that are admitted now, in tree order."""
    if state.paused or state.stopped or "seconds" in state.limits_met:
        return []
    return _candidates(state)[: max(0, _hops_left(state))]


def hops_held_back(state: State) -> ev.BudgetReached | None:
    """The event that says what the hop budget keeps from running; told once.

    To be asked when all that is admitted has run: what is left then is what is held back.
    """
    if state.limits_met.keys() & {"hops", "seconds"} or state.paused or state.stopped:
        return None
    waiting = [hop.id for hop in _waiting(state)]
    n_unasked = len(_candidates(state)) - max(0, _hops_left(state))
    held = [f"hops {', '.join(waiting)}"] if waiting and state.n_started >= hop_limit(state) else []
    if n_unasked > 0:
        held.append(f"{n_unasked} follow-up question{'s' if n_unasked > 1 else ''}")
    if not held:
        return None
    return ev.BudgetReached(limit="hops", value=hop_limit(state), held_back=" and ".join(held))


def _hops_left(state: State) -> int:
    return hop_limit(state) - state.n_started - len(_waiting(state))


def _candidates(state: State) -> list[ev.HopAdded]:
    """The suggestions that depth and breadth let in, each question once, in tree order."""
    asked = {same_question(wording) for wording in state.asked()}
    found: list[ev.HopAdded] = []
    for hop in state.surviving():
        if hop.depth >= state.budget.depth:
            continue
        question = state.question_of(hop)
        # Follow-ups to another wording are gone, and leave their place.
        n_children = sum(state.hops[child].born_of == question for child in hop.children)
        number = len(hop.children)
        for suggestion in hop.suggestions:
            key = same_question(suggestion.question)
            if n_children >= state.budget.breadth or key in asked:
                continue
            asked.add(key)
            n_children += 1
            number += 1
            found.append(
                ev.HopAdded(
                    hop=f"{hop.id}.{number}",
                    parent=hop.id,
                    question=suggestion.question,
                    why=suggestion.why,
                    origin="follow",
                )
            )
    return found
