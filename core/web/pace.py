"""Keeps us polite: few requests at a time to a host, a pause between them, and rest when it asks for rest."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from hopyard.core.web.errors import RateLimited
from hopyard.core.web.rules import Limits

MAX_HOSTS = 1000
"""So many hosts are remembered; of more the one that was not asked for longest is forgotten."""


class _Host:
    def __init__(self, n_at_a_time: int) -> None:
        self.places = asyncio.Semaphore(n_at_a_time)
        self.next_start = 0.0
        self.rests_until = 0.0
        self.n_here = 0
        """Requests that wait or run: a host with any is not forgotten."""


class Pace:
    """The turns of all hosts. Times are of the clock that was given, in seconds."""

    def __init__(
        self, limits: Limits, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    @asynccontextmanager
    async def turn(self, host: str, *, own: bool, pause_s: float) -> AsyncIterator[None]:
        """Wait for a turn at a host and hold it; `own` hosts have more places and no pause.

        Raises: RateLimited when the host asked for a longer rest than we wait for.
        """
        state = self._host(host, own)
        state.n_here += 1
        try:
            async with state.places:
                await self._wait(host, state, 0.0 if own else min(pause_s, self._limits.max_pause_s))
                yield
        finally:
            state.n_here -= 1

    def rest(self, host: str, seconds: float, *, own: bool = False) -> None:
        """Leave a host alone for some time: it asked for it."""
        state = self._host(host, own)
        state.rests_until = max(state.rests_until, self._clock() + seconds)

    async def _wait(self, host: str, state: _Host, pause_s: float) -> None:
        while True:
            now = self._clock()
            rest_s = state.rests_until - now
            if rest_s > self._limits.max_wait_s:
                raise RateLimited(f"{host} asks to be left alone.", retry_after_s=rest_s)
            start = max(now, state.next_start, state.rests_until)
            state.next_start = start + pause_s
            if start > now:
                await self._sleep(start - now)
            # Another request may have been told to wait in the meantime.
            if state.rests_until <= start:
                return

    def _host(self, host: str, own: bool) -> _Host:
        state = self._hosts.get(host)
        if state is None:
            state = self._hosts[host] = _Host(self._limits.per_own_host if own else self._limits.per_host)
            if len(self._hosts) > MAX_HOSTS:
                idle = next(
                    (name for name, one in self._hosts.items() if not one.n_here and name != host), None
                )
                if idle is not None:
                    del self._hosts[idle]
        self._hosts.move_to_end(host)
        return state
