"""Where in a recording one is, and how fast it goes on from there; the clock is given, nothing waits here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
"""Seconds of the session in a second."""


class Timed(Protocol):
    """Events in their order, each with its time."""

    @property
    def n(self) -> int:
        """How many there are; at least one."""
        ...

    def at(self, n: int) -> float:
        """When the `n`-th came, in seconds; never falling."""
        ...

    def n_until(self, seconds: float) -> int:
        """How many came by then."""
        ...


class Playhead:
    """So many events seen, and a moment between the last of them and the next.

    It never stands before the first event. At the last one it stops, unless it follows: then the recording is
    still being made, and time goes on as it does there.
    """

    def __init__(
        self,
        events: Timed,
        clock: Callable[[], float],
        *,
        n: int = 1,
        speed: float = 1.0,
        plays: bool = True,
        follows: bool = False,
        stop: int | None = None,
    ) -> None:
        """Begins at the `n`-th event; playing stops at the `stop`-th, once."""
        self._events = events
        self._clock = clock
        self._speed = speed
        self._follows = follows
        self._plays = plays
        self._stop = stop
        self._n = 1
        self._time, self._since = 0.0, clock()
        self.seek(n)
        self._mind_the_stop()

    @property
    def n(self) -> int:
        """How many events are seen."""
        return self._n

    @property
    def plays(self) -> bool:
        """Whether it goes on by itself."""
        return self._plays

    @property
    def follows(self) -> bool:
        """Whether it waits at the end for what is added."""
        return self._follows

    @property
    def speed(self) -> float:
        """Seconds of the session in a second."""
        return self._speed

    @property
    def at_end(self) -> bool:
        """Whether the last event is seen."""
        return self._n >= self._events.n

    @property
    def time(self) -> float:
        """Seconds of the session: not before the last event seen, not after the next one."""
        if self.at_end:
            return self._reached() if self._follows else self._events.at(self._n)
        return min(self._reached(), self._events.at(self._n + 1))

    @property
    def wait_s(self) -> float | None:
        """Seconds until the next event is due; None if none is."""
        if not self._plays or self.at_end:
            return None
        return max(0.0, (self._events.at(self._n + 1) - self._reached()) / self._speed)

    def advance(self) -> None:
        """See what is due by now."""
        if not self._plays:
            return
        if not self.at_end:
            last = self._events.n if self._stop is None else min(self._stop, self._events.n)
            due = max(self._n, self._events.n_until(self._reached()))
            if due >= last >= self._n:
                self.seek(last)
            else:
                self._n = due
        self._mind_the_stop()
        if self.at_end and not self._follows:
            self._plays = False

    def catch_up(self) -> None:
        """Events were added while it stood at the end: see them."""
        self.seek(self._events.n)

    def seek(self, n: int) -> None:
        """Go to the moment of the `n`-th event, the first and the last for those beyond them."""
        self._n = max(1, min(n, self._events.n))
        self._stand_at(self._events.at(self._n))

    def seek_time(self, seconds: float) -> None:
        """Go to a moment."""
        self._n = max(1, self._events.n_until(seconds))
        self._stand_at(seconds)

    def play(self) -> None:
        """Go on; from the end, begin again."""
        if self.at_end and not self._follows:
            self.seek(1)
        self._stand_at(self.time)
        self._plays = True

    def pause(self) -> None:
        """Stay at this moment."""
        self._stand_at(self.time)
        self._plays = False

    def go_at(self, speed: float) -> None:
        """Go on at another speed. Raises: ValueError if it is not above 0."""
        if not speed > 0:
            raise ValueError("a speed is above 0")
        self._stand_at(self.time)
        self._speed = speed

    def faster(self, steps: int) -> None:
        """Take the next higher of `SPEEDS`, or with -1 the next lower; the last stays the last."""
        if steps > 0:
            self.go_at(next((speed for speed in SPEEDS if speed > self._speed), self._speed))
        else:
            self.go_at(next((speed for speed in reversed(SPEEDS) if speed < self._speed), self._speed))

    def let_go(self) -> None:
        """Nothing is added any more."""
        self._stand_at(self.time)
        self._follows = False

    def _mind_the_stop(self) -> None:
        if self._n == self._stop:
            self._plays, self._stop = False, None

    def _stand_at(self, seconds: float) -> None:
        lowest = self._events.at(self._n)
        highest = lowest if self.at_end and not self._follows else seconds
        self._time = max(lowest, min(seconds, highest))
        self._since = self._clock()

    def _reached(self) -> float:
        """The moment that playing would have come to, were no event in its way."""
        rate = 1.0 if self.at_end else self._speed
        return self._time + (self._clock() - self._since) * rate if self._plays else self._time
