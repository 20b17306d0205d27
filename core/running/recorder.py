"""The one way by which an event gets into a session: stamped, appended to the log, applied, then shown."""

from __future__ import annotations

from collections.abc import Callable

from hopyard.core import events as ev
from hopyard.core.errors import LogError
from hopyard.core.ports import Clock, EventLog
from hopyard.core.reducer import apply
from hopyard.core.state import State

Listener = Callable[[ev.Event, State], None]


class Recorder:
    """Records the events of one session. `changed` is called when one was kept, or could not be."""

    def __init__(self, state: State, log: EventLog, clock: Clock, changed: Callable[[], None]) -> None:
        self._state = state
        self._log = log
        self._clock = clock
        self._changed = changed
        self._began = clock() - state.at
        self._listeners: list[Listener] = []
        self.failure: Exception | None = None
        """What a listener raised, or the log for an event from aside: nobody there could be told."""

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with each event and the state after it."""
        self._listeners.append(listener)

    def emit(self, event: ev.Event) -> None:
        """Append, then apply, then show. Raises: LogError if the log cannot be written."""
        self.show(self.keep(event))

    def emit_aside(self, event: ev.Event) -> None:
        """As `emit`, for what comes from a timer or while a job is cancelled: its error becomes `failure`."""
        try:
            self.emit(event)
        except LogError as error:
            self._fail(error)

    def keep(self, event: ev.Event) -> ev.Event:
        """The event with its number and time, appended and applied. Raises: LogError."""
        at = max(self._state.at, self._clock() - self._began)
        stamped = ev.stamp(event, self._state.seq + 1, at)
        try:
            self._log.append(stamped)
        except ValueError:  # text or a number from outside that JSON cannot hold
            stamped = ev.mended(stamped)
            self._log.append(stamped)
        apply(self._state, stamped)
        self._changed()
        return stamped

    def show(self, event: ev.Event) -> None:
        """Show a kept event to the listeners; what one raises is not the fault of who emits it."""
        for listener in self._listeners:
            try:
                listener(event, self._state)
            except Exception as error:
                self._fail(error)

    def _fail(self, error: Exception) -> None:
        self.failure = self.failure or error
        self._changed()
