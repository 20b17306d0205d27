"""Does something once its cause has come to rest: over a slow line every step on the way would cost."""

from __future__ import annotations

from collections.abc import Callable

from textual.message_pump import MessagePump
from textual.timer import Timer


class AtRest:
    """Calls `what` when `soon` was not called again for a while."""

    def __init__(self, owner: MessagePump, what: Callable[[], None]) -> None:
        self._owner = owner
        self._what = what
        self._timer: Timer | None = None

    def soon(self, seconds: float) -> None:
        """Call it after so many seconds, counted anew each time; at once for 0."""
        self._forget()
        if seconds:
            self._timer = self._owner.set_timer(seconds, self.now)
        else:
            self._what()

    def now(self) -> None:
        """Call it now if it waits."""
        if self._timer is not None:
            self._forget()
            self._what()

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
