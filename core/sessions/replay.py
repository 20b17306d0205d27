"""A session that is over, seen at any of its events: forward, backward, by time, by kind, by text.

No network, no index and no model takes part: the events carry their results.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path

from hopyard.core.cycles import no_search_for_cycles
from hopyard.core.events import AnyEvent, Event, HopStarted, Redone, SteeringEvent, Undone
from hopyard.core.reducer import apply
from hopyard.core.sessions.log import read_text
from hopyard.core.sessions.reading import read_log
from hopyard.core.sessions.shelf import folded_state
from hopyard.core.state import State
from hopyard.core.steps import describe
from hopyard.core.text.folded import folded

CHECKPOINT = 10_000
"""Events between two states that are kept. Folding so many takes 10 to 20 ms."""


class Recording:
    """The events of a session and the states between them."""

    def __init__(self, folder: Path) -> None:
        """Read the session in a folder. Raises: LogError."""
        self.folder = folder
        self._kept: list[State] = []
        state = State()
        with no_search_for_cycles():
            self.events: Sequence[AnyEvent] = read_log(folder).events
            for start in range(0, len(self.events), CHECKPOINT):
                self._kept.append(state.copied())
                state = folded_state(self.events[start : start + CHECKPOINT], folder, state)
        self._at = [event.at for event in self.events]
        self.last = state
        """The state after the last event."""

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
        """Whether an event's step holds a text, in whatever case and width."""
        wanted = folded(text)

        def holds(event: Event) -> bool:
            step = describe(event, self.last)
            return step is not None and wanted in folded(step.text)

        return holds

    def text(self, source: str) -> str:
        """The cleaned text of a source of the session. Raises: LogError if it is not with it."""
        return read_text(self.folder, source)


def begins_hop(event: Event) -> bool:
    """Whether a hop begins to run."""
    return isinstance(event, HopStarted)


def is_act(event: Event) -> bool:
    """Whether the person steers."""
    return isinstance(event, SteeringEvent | Undone | Redone)
