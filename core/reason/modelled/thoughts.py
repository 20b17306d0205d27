"""Gathers the pieces of what a model thinks, and bounds how much of it is told."""

from __future__ import annotations

from collections.abc import Callable

from hopyard.core.reason.modelled.pacing import Paced
from hopyard.core.text.sanitize import sanitize

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
        self._paced = Paced(self._flush)

    def add(self, text: str) -> None:
        """Take a piece: told at once, or with those that come close after it."""
        clean = sanitize(text)
        if self._left <= 0 or not clean:
            return
        self._waiting += clean if len(clean) <= self._left else clean[: self._left] + _CUT
        self._left -= len(clean)
        self._paced.soon()

    def close(self) -> None:
        """Tell the rest."""
        self._paced.close()

    def _flush(self) -> bool:
        told, self._waiting = self._waiting, ""
        if told:
            self._tell(told)
        return bool(told)
