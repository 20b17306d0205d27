"""Gathers the pieces of what a model thinks: few events tell of many pieces, and the first one at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hopyard.core.text.sanitize import sanitize

EVERY_S = 0.1
"""Between two tellings."""
MAX_CHARS = 20_000
"""Of one request's thoughts that are told and logged."""
_CUT = " […]"


class Thoughts:
    """What one request's model thinks. To be used in the event loop, and closed."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """`tell` takes some of the text; never called after `close`."""
        self._tell = tell
        self._waiting = ""
        self._left = MAX_CHARS
        self._timer: asyncio.TimerHandle | None = None

    def add(self, text: str) -> None:
        """Take a piece: told at once, or with those that come within `EVERY_S` of the last telling."""
        clean = sanitize(text)
        if self._left <= 0 or not clean:
            return
        self._waiting += clean if len(clean) <= self._left else clean[: self._left] + _CUT
        self._left -= len(clean)
        if self._timer is None:
            self._flush()
            self._timer = asyncio.get_running_loop().call_later(EVERY_S, self._ring)

    def close(self) -> None:
        """Tell the rest."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._flush()

    def _ring(self) -> None:
        self._timer = None
        if self._waiting:
            self._flush()
            self._timer = asyncio.get_running_loop().call_later(EVERY_S, self._ring)

    def _flush(self) -> None:
        if self._waiting:
            told, self._waiting = self._waiting, ""
            self._tell(told)
