"""What happened in a session: one tagged union, each event with a dense `seq`.

An event carries results, never requests: applying a log needs no search, no file and no model.
On the wire an event is one flat JSON object whose `type` is the class name.
"""

from __future__ import annotations

import math
import re
from typing import Any, TypeVar

import msgspec

from hopyard.core.values import (
    Answer,
    Budget,
    Evidence,
    Finding,
    ModelJob,
    ModelOutcome,
    Origin,
    Outcome,
    Sentence,
    Source,
    Suggestion,
    Usage,
    WebUse,
)

SCHEMA = 4
"""Version of the log's format; a reader refuses a higher one, and reads all lower ones.

1: the first. 2: `SessionResumed`, `PlanMade`; `SessionStarted.docs` and `.origin`; `Evidence.via`.
3: `ProviderAsked`, `PageRead`, `WebTurned`; `web` of `SessionStarted` and `SessionResumed`;
`Source.published` and `.publisher`; `ModelAsked`, `ModelThought`, `ModelWaits`,
`ModelCounted`, `ModelUsed`, `WaitSkipped`.
4: `genre`, `dated_by`, `boilerplate` and `sketch` of `Source`; `Citation.stands` and `.also`;
`Answer.table`; `AnswerGrew`; `Budget.requests`;
`ModelUsed.saved_usd`; `Sentence.reason`; `Answer.missing`, `.searched` and `.nearest`.
"""


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag=True, tag_field="type"):
    """What all events share.

    `seq` counts from 0 without holes; `at` is seconds since the session began, never falling.
    """

    seq: int = -1
    at: float = 0.0


class SteeringEvent(Event, frozen=True, kw_only=True):
    """An act of the person that undo can reverse."""


class SessionStarted(Event, frozen=True, kw_only=True):
    """A question was asked. Always the first event."""

    schema: int
    session: str
    question: str
    created: str
    """UTC, ISO 8601, to the second."""
    budget: Budget
    reasoner: str
    retrievers: tuple[str, ...]
    docs: tuple[str, ...] = ()
    """The paths given with `--docs`, absolute; empty for the person's own library."""
    origin: str = ""
    """For a session that another one was forked into: that one's id, `@`, and the seq of its last event taken
    over; else empty."""
    web: WebUse = "none"


class SessionResumed(Event, frozen=True, kw_only=True):
    """The session was opened again; no time counts as having gone by since."""

    resumed: str
    """UTC, ISO 8601, to the second."""
    torn: bool = False
    """Whether a last line was dropped that a crash had cut off."""
    web: WebUse = "none"


class PlanMade(Event, frozen=True, kw_only=True):
    """The question was taken apart; the hops it plans are added by the events that follow.

    One event for the whole plan, so that a log which ends between two of those hops has the rest too.
    """

    plan: tuple[Suggestion, ...]


class HopAdded(Event, frozen=True, kw_only=True):
    """A sub-question was proposed by the plan or by a finding."""

    hop: str
    parent: str
    """The hop above, or `root`."""
    question: str
    why: str
    origin: Origin


class HopExpanded(SteeringEvent, frozen=True, kw_only=True):
    """The person asked a further sub-question under a hop or under the question."""

    hop: str
    parent: str
    question: str
    why: str = ""


class HopStarted(Event, frozen=True, kw_only=True):
    """A hop began to run; whatever an earlier run of it left is void."""

    hop: str
    question: str


class Searched(Event, frozen=True, kw_only=True):
    """One query went to one retriever and came back."""

    hop: str
    retriever: str
    query: str
    found: int
    elapsed_s: float


class SearchFailed(Event, frozen=True, kw_only=True):
    """One query to one retriever failed; the hop goes on with the others."""

    hop: str
    retriever: str
    query: str
    error: str


class ProviderAsked(Event, frozen=True, kw_only=True):
    """A query left for one provider of the web, and its answer came."""

    hop: str
    provider: str
    query: str
    """As it was sent."""
    found: int
    elapsed_s: float
    error: str = ""
    """Why there is no answer; empty if there is one, be it that nothing was found."""


class PageRead(Event, frozen=True, kw_only=True):
    """A page of the web was fetched and read."""

    hop: str
    url: str
    title: str
    n_chars: int
    """Length of its cleaned text."""
    elapsed_s: float
    kept: bool = False
    """Whether it was still there from an earlier time, so that nothing was fetched."""
    error: str = ""
    """Why it could not be read, or had nothing to read; empty if it could."""


class ModelAsked(Event, frozen=True, kw_only=True):
    """A request leaves for a model. What it can cost at most counts until `ModelUsed` says more."""

    hop: str
    """`root` for the plan and the answer."""
    job: ModelJob
    model: str
    """The NAME of its table in the configuration."""
    tokens: int
    """Of input, estimated."""
    max_output: int
    """Tokens of output, thinking included, that it may write."""
    usd: float | None = None
    """The most it can cost by the configured prices; None where one is not known."""


class ModelThought(Event, frozen=True, kw_only=True):
    """Some of what a model thinks, as it came; several pieces that came close together are one event."""

    hop: str
    model: str
    text: str


class ModelWaits(Event, frozen=True, kw_only=True):
    """A model failed before its reply; after a wait it, or another one, is asked again.

    With no reason: the wait is over, and the reply begins.
    """

    hop: str
    model: str
    seconds: float
    """0 for at once."""
    reason: str
    next_model: str


class ModelCounted(Event, frozen=True, kw_only=True):
    """What a request that still streams has used so far; told at first and then each second or so."""

    hop: str
    job: ModelJob
    usage: Usage
    usd: float | None
    """None where a price is not known."""


class ModelUsed(Event, frozen=True, kw_only=True):
    """A request to a model is over, however it ended; what it used counts, also where its hop was cut."""

    hop: str
    job: ModelJob
    model: str
    """The one asked last."""
    usage: Usage
    """Of all attempts."""
    usd: float | None
    """None where a price is not known."""
    elapsed_s: float
    outcome: ModelOutcome
    error: str = ""
    saved_usd: float = 0.0
    """What it would have cost more, had the server kept nothing; 0 also where a price is not known."""


class SourceFound(Event, frozen=True, kw_only=True):
    """A source entered the session; its text is kept beside the log under its id."""

    source: Source


class EvidenceKept(Event, frozen=True, kw_only=True):
    """A hop kept a passage."""

    evidence: Evidence


class FindingMade(Event, frozen=True, kw_only=True):
    """A hop concluded something."""

    finding: Finding


class HopFinished(Event, frozen=True, kw_only=True):
    """A hop ran to its end."""

    hop: str
    outcome: Outcome
    suggestions: tuple[Suggestion, ...] = ()


class HopFailed(Event, frozen=True, kw_only=True):
    """A hop could not run to its end."""

    hop: str
    error: str


class HopInterrupted(Event, frozen=True, kw_only=True):
    """A running hop was cancelled by stop, a budget or the end of the session; it can run again."""

    hop: str
    reason: str


class LateArrived(Event, frozen=True, kw_only=True):
    """A result came back for a hop that had been cancelled; it is left out."""

    hop: str
    what: str


class Noted(Event, frozen=True, kw_only=True):
    """A reasoning step in words. `hop` is `root` for a step of the whole session."""

    hop: str
    text: str


class BudgetReached(Event, frozen=True, kw_only=True):
    """A limit was met; what it held back is said in words."""

    limit: str
    value: float
    held_back: str


class HopPruned(SteeringEvent, frozen=True, kw_only=True):
    """The person cut a hop with all that hangs under it."""

    hop: str


class HopRestored(SteeringEvent, frozen=True, kw_only=True):
    """The person took a prune back."""

    hop: str


class HopEdited(SteeringEvent, frozen=True, kw_only=True):
    """The person reworded a hop; one that has run runs again."""

    hop: str
    question: str


class SourceDropped(SteeringEvent, frozen=True, kw_only=True):
    """The person ruled a source out of the answer."""

    source: str


class SourceRestored(SteeringEvent, frozen=True, kw_only=True):
    """The person let a dropped source back in."""

    source: str


class Pinned(SteeringEvent, frozen=True, kw_only=True):
    """The person wants this evidence or this source in the answer."""

    target: str


class Unpinned(SteeringEvent, frozen=True, kw_only=True):
    """The person took a pin off."""

    target: str


class Undone(Event, frozen=True, kw_only=True):
    """A steering act was reversed; `reverses` is its seq."""

    reverses: int


class Redone(Event, frozen=True, kw_only=True):
    """An undone steering act holds again; `restores` is the act's seq."""

    restores: int


class Paused(Event, frozen=True, kw_only=True):
    """No further hop starts until the session goes on; running ones end."""


class Continued(Event, frozen=True, kw_only=True):
    """A paused or stopped session goes on."""


class WebTurned(Event, frozen=True, kw_only=True):
    """The person turned the search of the web on or off, for the hops that start from here on.

    Turned on, hops that found nothing or failed run again.
    """

    on: bool


class WaitSkipped(Event, frozen=True, kw_only=True):
    """The person would not wait for a model that asked for time; the next is asked, or the same again."""


class Stopped(Event, frozen=True, kw_only=True):
    """Running hops were cancelled and none starts; the answer is made of what there is."""


class CommandRefused(Event, frozen=True, kw_only=True):
    """A command did not fit the state of the session."""

    command: str
    reason: str


class AnswerGrew(Event, frozen=True, kw_only=True):
    """Sentences came of an answer that a model is writing, each whole and checked.

    They follow the first `first` ones that were told; what was told after those is void. `AnswerWritten` has
    the answer as it is in the end.
    """

    first: int
    sentences: tuple[Sentence, ...]


class AnswerWritten(Event, frozen=True, kw_only=True):
    """A new version of the answer, from the evidence that survives at this point."""

    answer: Answer


class TreeSettled(Event, frozen=True, kw_only=True):
    """Nothing runs, nothing can start, and the answer is fresh."""


class SessionEnded(Event, frozen=True, kw_only=True):
    """The session was closed; it can be resumed."""

    reason: str


AnyEvent = (
    SessionStarted
    | SessionResumed
    | PlanMade
    | HopAdded
    | HopExpanded
    | HopStarted
    | Searched
    | SearchFailed
    | ProviderAsked
    | PageRead
    | ModelAsked
    | ModelThought
    | ModelWaits
    | ModelCounted
    | ModelUsed
    | SourceFound
    | EvidenceKept
    | FindingMade
    | HopFinished
    | HopFailed
    | HopInterrupted
    | LateArrived
    | Noted
    | BudgetReached
    | HopPruned
    | HopRestored
    | HopEdited
    | SourceDropped
    | SourceRestored
    | Pinned
    | Unpinned
    | Undone
    | Redone
    | Paused
    | Continued
    | Stopped
    | WebTurned
    | WaitSkipped
    | CommandRefused
    | AnswerGrew
    | AnswerWritten
    | TreeSettled
    | SessionEnded
)

E = TypeVar("E", bound=Event)

_SURROGATE = re.compile("[\ud800-\udfff]")

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def stamp(event: E, seq: int, at: float) -> E:
    """The event with its place in the session."""
    return msgspec.structs.replace(event, seq=seq, at=round(at, 3))


def encode(event: Event) -> bytes:
    """One JSON object on one line, without the line's end.

    Raises: ValueError if JSON cannot hold the event: a lone surrogate, or a number that is not finite.
    """
    line = _encoder.encode(event)
    if b"null" in line and _decoder.decode(line) != event:  # what becomes of an infinity
        raise ValueError("a number of the event is not finite")
    return line


def decode(line: bytes | str) -> AnyEvent:
    """Read back what `encode` wrote.

    Raises: msgspec.DecodeError (which covers validation) for anything else.
    """
    try:
        return _decoder.decode(line)
    except (UnicodeError, RecursionError) as error:
        raise msgspec.DecodeError(f"not JSON that this version reads: {error}") from error


def mended(event: E) -> E:
    """The event as `encode` can write it: U+FFFD for lone surrogates, 0 for numbers that are not finite.

    Both come from outside, by way of file names, models and messages of errors.
    """
    return msgspec.convert(_mended(msgspec.to_builtins(event)), type(event))


def _mended(value: Any) -> Any:
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case float():
            return value if math.isfinite(value) else 0.0
        case dict():
            return {key: _mended(item) for key, item in value.items()}
        case list() | tuple():
            return [_mended(item) for item in value]
        case _:
            return value
