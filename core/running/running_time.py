"""How long a session has worked, and a bell for when its time is up; waiting for a person does not count."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hopyard.core.ports import Clock


class RunningTime:
    """A stopwatch. The clock says how late it is; the bell only makes somebody look."""

    def __init__(self, clock: Clock, ring: Callable[[], None], used_s: float = 0.0) -> None:
        """`used_s` seconds were used up before."""
        self._clock = clock
        self._ring = ring
        self._until_now_s = used_s
        self._since: float | None = None
        self._bell: asyncio.TimerHandle | None = None

    @property
    def used_s(self) -> float:
        """Seconds of work so far."""
        running = 0.0 if self._since is None else self._clock() - self._since
        return self._until_now_s + running

    def start(self) -> None:
        """Work began; nothing if it goes on already."""
        if self._since is None:
            self._since = self._clock()

    def stop(self) -> None:
        """Work ended; nothing if none went on."""
        self._until_now_s = self.used_s
        self._since = None
        self.mute()

    def set_back(self, used_s: float) -> None:
        """Count on from `used_s`, as if no more had been used."""
        self._until_now_s = used_s
        if self._since is not None:
            self._since = self._clock()

    def ring_at(self, limit_s: float) -> None:
        """Ring once when `limit_s` seconds of work are used up, if work goes on until then."""
        self.mute()
        if self._since is not None:
            left = max(0.0, limit_s - self.used_s)
            self._bell = asyncio.get_running_loop().call_later(left, self._ring)

    def mute(self) -> None:
        """Do not ring."""
        if self._bell is not None:
            self._bell.cancel()
            self._bell = None
