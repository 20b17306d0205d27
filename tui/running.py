"""A session that runs behind the screen: its engine, and the running time as a person counts it."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable

from hopyard.core.commands import Command
from hopyard.core.engine import Engine
from hopyard.core.errors import HopyardError
from hopyard.core.events import Event
from hopyard.core.state import State
from hopyard.core.values import MAX_QUESTION_CHARS


class Stopwatch:
    """Carries a state's times on from its last event to this moment."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._busy_s = self._at = 0.0
        self._runs = True
        self._seen = clock()

    def note(self, state: State) -> None:
        """The state after an event that came just now."""
        self._busy_s, self._at, self._runs = state.busy_s, state.at, not state.at_rest
        self._seen = self._clock()

    def stop(self) -> None:
        """Nothing runs any more, and no event says so."""
        self._busy_s, self._at, self._runs = self.seconds, self.now, False

    @property
    def runs(self) -> bool:
        """Whether the time counts now."""
        return self._runs

    @property
    def now(self) -> float:
        """Seconds since the session began, as events count them; at rest, of its last event."""
        return self._at + self._since_seen

    @property
    def seconds(self) -> float:
        """Running time so far."""
        return self._busy_s + self._since_seen

    @property
    def _since_seen(self) -> float:
        return self._clock() - self._seen if self._runs else 0.0


def refusal(question: str) -> str:
    """Why a question cannot be asked; empty if it can."""
    if not question:
        return "Type a question first."
    if len(question) > MAX_QUESTION_CHARS:
        return f"A question may have {MAX_QUESTION_CHARS:,} characters; this has {len(question):,}."
    return ""


class Running:
    """One engine with its stopwatch. `dead` once its run has ended."""

    def __init__(
        self,
        engine: Engine,
        on_event: Callable[[Running, Event], None],
        on_failure: Callable[[str, Exception], None],
    ) -> None:
        """`on_failure` is told in a few words what an error did, and the error."""
        self.engine = engine
        self.watch = Stopwatch()
        self.dead = False
        self._on_event = on_event
        self._on_failure = on_failure
        engine.listen(self._heard)

    @property
    def state(self) -> State:
        """The session's state; the engine owns it.

        A session whose log failed could not write its end; it shows as ended all the same.
        """
        state = self.engine.state
        if self.dead and not state.ended:
            state = copy.copy(state)
            state.ended = True
        return state

    async def run(self) -> None:
        """Run the session to its close, or to what ends it before that."""
        failure: tuple[str, Exception] | None = None
        try:
            await self.engine.run()
        except HopyardError as error:
            failure = "The session has ended", error
        except Exception as error:  # the screen outlives a defect of the engine, and says what it was
            failure = "The session has ended by a defect", error
        finally:
            self.dead = True
            self.watch.stop()
        if failure is not None:
            self._on_failure(*failure)

    def text(self, source: str) -> str:
        """The cleaned text of a source. Raises: LogError if it is not with the session."""
        return self.engine.text(source)

    def submit(self, command: Command) -> None:
        """Hand a command to the engine."""
        self.engine.submit(command)

    def close(self, reason: str) -> None:
        """Ask the session to end."""
        self.engine.close(reason)

    def _heard(self, event: Event, state: State) -> None:
        self.watch.note(state)
        self._on_event(self, event)
