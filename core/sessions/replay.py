"""A session seen at any of its events: forward, backward, by time, by kind, by text.

No network, no index and no model takes part: the events carry their results.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hopyard.core.cycles import no_search_for_cycles
from hopyard.core.errors import LogError
from hopyard.core.events import (
    AnswerWritten,
    AnyEvent,
    Event,
    EvidenceKept,
    FindingMade,
    HopStarted,
    Redone,
    SteeringEvent,
    Undone,
)
from hopyard.core.reducer import apply
from hopyard.core.sessions.log import EVENTS_FILE, read_text
from hopyard.core.sessions.reading import LogReader
from hopyard.core.sessions.shelf import folded_state
from hopyard.core.state import State
from hopyard.core.steps import describe
from hopyard.core.text.folded import folded

CHECKPOINT = 20_000
"""Events between two states that are kept. Folding so many takes some 20 ms."""


class Recording:
    """The events of a session and the states between them."""

    def __init__(self, folder: Path) -> None:
        """Read the session in a folder. Raises: LogError."""
        self.folder = folder
        self.events: list[AnyEvent] = []
        self.last = State()
        """The state after the last event."""
        self._kept: list[State] = []
        self._at: list[float] = []
        self._reader = LogReader(folder)
        if not self.grow():
            raise LogError(f"{folder / EVENTS_FILE} holds no event: the session never began.")

    def grow(self) -> int:
        """Read what was added to the log since it was read last; returns how many events that are.

        Raises: LogError as `LogReader.read`, or if what was added contradicts what was there: it is left out.
        """
        with no_search_for_cycles():
            added = self._reader.read()
            for some in _at_checkpoints(added, self.n):
                if self.n % CHECKPOINT == 0:
                    self._kept.append(self.last.copied())
                try:
                    self.last = folded_state(some, self.folder, self.last)
                except LogError:
                    self.last = self.state(self.n)
                    raise
                self.events += some
                self._at += [event.at for event in some]
        return len(added)

    @property
    def torn(self) -> bool:
        """Whether half a line stood at the log's end when it was read last."""
        return self._reader.torn

    @property
    def n(self) -> int:
        """How many events there are."""
        return len(self.events)

    @property
    def seconds(self) -> float:
        """When the last event came."""
        return self._at[-1]

    def state(self, n: int) -> State:
        """The state after the first `n` events; it belongs to the caller."""
        n = max(0, min(n, self.n))
        kept = min(n // CHECKPOINT, len(self._kept) - 1)
        with no_search_for_cycles():
            state = self._kept[kept].copied()
            for event in self.events[kept * CHECKPOINT : n]:
                apply(state, event)
        return state

    def at(self, n: int) -> float:
        """When the `n`-th event came, in seconds; 0 before the first."""
        return self._at[min(n, self.n) - 1] if n > 0 else 0.0

    def n_until(self, seconds: float) -> int:
        """How many events came by then."""
        return bisect_right(self._at, seconds)

    def beside(self, n: int, direction: int, wanted: Callable[[Event], bool]) -> int | None:
        """How many events to see so that the last of them is the next wanted one, looking from the `n`-th on
        forward (1) or backward (-1); None if there is none."""
        places = range(n, self.n) if direction > 0 else range(n - 2, -1, -1)
        return next((place + 1 for place in places if wanted(self.events[place])), None)

    def says(self, text: str) -> Callable[[Event], bool]:
        """Whether an event tells a text, in whatever case and width: in its step, a passage, or an answer."""
        wanted = folded(text)

        def holds(event: Event) -> bool:
            return any(wanted in folded(told) for told in _told(event, self.last))

        return holds

    def text(self, source: str) -> str:
        """The cleaned text of a source of the session. Raises: LogError if it is not with it."""
        return read_text(self.folder, source)


def _told(event: Event, state: State) -> Iterator[str]:
    """The texts of an event: its step as the screen shows it, and in full what that cuts or leaves out."""
    if (step := describe(event, state)) is not None:
        yield step.text
    match event:
        case EvidenceKept(evidence=kept):
            yield kept.passage.text
        case FindingMade(finding=finding):
            yield finding.text
        case AnswerWritten(answer=answer):
            yield answer.text
            yield answer.note


def _at_checkpoints(events: Sequence[AnyEvent], n: int) -> Iterator[Sequence[AnyEvent]]:
    """Events that follow `n` others, in parts that end where a state is kept."""
    start = 0
    while start < len(events):
        end = start + CHECKPOINT - (n + start) % CHECKPOINT
        yield events[start:end]
        start = end


def begins_hop(event: Event) -> bool:
    """Whether a hop begins to run."""
    return isinstance(event, HopStarted)


def is_act(event: Event) -> bool:
    """Whether the person steers."""
    return isinstance(event, SteeringEvent | Undone | Redone)
