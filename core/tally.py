"""What the events of models change of a session's state: a part of `apply`."""

from __future__ import annotations

from msgspec.structs import replace

from hopyard.core import events as ev
from hopyard.core.state import State
from hopyard.core.values import Spent, Usage

MODEL_LIMITS = frozenset({"tokens", "usd", "requests"})
"""The limits at which the rest is done without a model."""


def broke_off(state: State) -> None:
    """What was being asked when the session broke off counts as far as it is known."""
    for asked in state.asking:  # the server had the question, if nothing else
        counted = state.counted.get(asked.hop)
        if counted is None:
            _spend(state, asked, Usage(input=asked.tokens, requests=1, estimated=True), asked.usd)
        else:
            _spend(state, asked, replace(counted.usage, estimated=True), counted.usd)
    state.asking.clear()
    state.counted.clear()
    state.waits.clear()
    for hop in list(state.thoughts):
        _tell_thought(state, hop)


def model_asked(state: State, event: ev.ModelAsked) -> None:
    """A request left."""
    state.asking.append(event)
    state.counted.pop(event.hop, None)


def model_counted(state: State, event: ev.ModelCounted) -> None:
    """A request told what it used so far."""
    state.counted[event.hop] = event


def model_thought(state: State, event: ev.ModelThought) -> None:
    """Some of a thought came; it goes on with what came before."""
    state.waits.pop(event.hop, None)
    before = state.thoughts.get(event.hop)
    state.thoughts[event.hop] = event if before is None else replace(before, text=before.text + event.text)


def _tell_thought(state: State, hop: str) -> None:
    """What was thought becomes a step once it is whole; until then it is the live line under the steps."""
    if (thought := state.thoughts.pop(hop, None)) is not None:
        state.steps.append(thought)


def answer_grew(state: State, event: ev.AnswerGrew) -> None:
    """Some sentences of an answer came; what came of an earlier try stays until those of a new one do."""
    state.draft = (*state.draft[: event.first], *event.sentences)


def model_waits(state: State, event: ev.ModelWaits) -> None:
    """A model is waited for, or no longer."""
    state.waits.pop(event.hop, None)
    if event.seconds > 0:
        state.waits[event.hop] = event


def model_used(state: State, event: ev.ModelUsed) -> None:
    """A request is over."""
    asked = next((one for one in state.asking if (one.hop, one.job) == (event.hop, event.job)), None)
    if asked is not None:
        state.asking.remove(asked)
    state.waits.pop(event.hop, None)
    state.counted.pop(event.hop, None)
    _tell_thought(state, event.hop)
    _spend(state, event, event.usage, event.usd, event.saved_usd)


def _spend(
    state: State, of: ev.ModelAsked | ev.ModelUsed, usage: Usage, usd: float | None, saved_usd: float = 0.0
) -> None:
    state.spent = state.spent.plus(usage, usd, saved_usd)
    state.spent_by[of.model] = state.spent_by.get(of.model, Spent()).plus(usage, usd, saved_usd)
    if of.hop in state.hops:
        state.hops[of.hop].spent = state.hops[of.hop].spent.plus(usage, usd, saved_usd)


def wait_skipped(state: State, event: ev.WaitSkipped) -> None:
    """The person waits for no model."""
    state.waits.clear()
