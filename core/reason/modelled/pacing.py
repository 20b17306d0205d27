"""Tells at once what comes first, and what comes close after it together: few events tell of many pieces."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

EVERY_S = 0.1
"""Between two tellings."""


class Paced:
    """When to tell what waits. To be used in the event loop, and closed."""

    def __init__(self, flush: Callable[[], bool]) -> None:
        """`flush` tells what waits, and says whether anything did; never called after `close`."""
        self._flush = flush
        self._timer: asyncio.TimerHandle | None = None

    def soon(self) -> None:
        """Something waits: it is told at once, or with what comes within `EVERY_S` of the last telling."""
        if self._timer is None:
            self._ring()

    def close(self) -> None:
        """Tell the rest."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._flush()

    def _ring(self) -> None:
        self._timer = None
        if self._flush():
            self._timer = asyncio.get_running_loop().call_later(EVERY_S, self._ring)
