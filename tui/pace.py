"""Folds many calls into one: what changes a hundred times a second is shown a few times."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.message_pump import MessagePump


class Pace:
    """Calls a function soon after it is asked for, but at most once in so many seconds."""

    def __init__(self, node: MessagePump, every_s: float, call: Callable[[], object]) -> None:
        """`node` is whose timers are used."""
        self._node = node
        self.every_s = every_s
        """Seconds between two calls at least; may be changed."""
        self._call = call
        self._called_at = 0.0
        self.waits = False
        """Whether a call is asked for and not made yet."""

    def soon(self) -> None:
        """Call soon; what is asked for until then is the same call."""
        if self.waits:
            return
        self.waits = True
        wait = self._called_at + self.every_s - time.monotonic()
        if wait > 0:
            self._node.set_timer(wait, self.now)
        else:
            self._node.call_later(self.now)

    def now(self) -> None:
        """Call at once."""
        self.waits = False
        self._called_at = time.monotonic()
        self._call()
