"""Does long work in slices, with room for keys between them: a tree of thousands is in sight at once."""

from __future__ import annotations

import time
from collections.abc import Iterator

from textual.message_pump import MessagePump

MANY = 1_000
"""So many rows, or fewer, are made at once."""
FEW = 200
"""Of more, so many are made at once: more than a screen holds."""
_SLICE_S = 0.006
_REST_S = 0.004


class AtLeisure:
    """One piece of work at a time."""

    def __init__(self, node: MessagePump) -> None:
        """`node` is whose timers are used."""
        self._node = node
        self._work: Iterator[object] | None = None
        self._turn = 0

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be done."""
        return self._work is not None

    def begin(self, work: Iterator[object]) -> None:
        """Do this from now on, step by step, and no more of what was being done."""
        self._work = work
        self._turn += 1
        self._soon()

    def drop(self) -> None:
        """Do no more of it."""
        self._work = None
        self._turn += 1

    def finish(self) -> None:
        """Do all the rest at once."""
        work, self._work = self._work, None
        self._turn += 1
        for _ in work or ():
            pass

    def _soon(self) -> None:
        turn = self._turn
        self._node.set_timer(_REST_S, lambda: self._slice(turn))

    def _slice(self, turn: int) -> None:
        if turn != self._turn or self._work is None:
            return
        until = time.monotonic() + _SLICE_S
        for _ in self._work:
            if time.monotonic() >= until:
                self._soon()
                return
        self._work = None
