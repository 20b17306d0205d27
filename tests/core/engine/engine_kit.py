"""What the tests of several themes share: two looks at events, and a clock."""

from __future__ import annotations

from tests.core.engine_fakes import Session

from hopyard.core import events as ev


def is_late(event: ev.Event) -> bool:
    return isinstance(event, ev.LateArrived)


def started(hop: str, session: Session) -> int:
    return sum(event.hop == hop for event in session.watch.of(ev.HopStarted))


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now
