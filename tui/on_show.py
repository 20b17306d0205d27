"""What the screen asks of a session on show, be it one that runs or the replay of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from hopyard.core.commands import Command
    from hopyard.core.state import State


class Watch(Protocol):
    """The time as a person counts it."""

    @property
    def runs(self) -> bool:
        """Whether the time counts now."""
        ...

    @property
    def now(self) -> float:
        """Seconds since the session began, as events count them; at rest, of its last event."""
        ...

    @property
    def seconds(self) -> float:
        """Running time so far."""
        ...


class OnShow(Protocol):
    """A session on the screen."""

    @property
    def state(self) -> State:
        """What is to be shown."""
        ...

    @property
    def watch(self) -> Watch:
        """The time that is to be shown."""
        ...

    @property
    def dead(self) -> bool:
        """Whether its `run` is over."""
        ...

    def text(self, source: str) -> str:
        """The cleaned text of a source. Raises: LogError if it is not with the session."""
        ...

    def submit(self, command: Command) -> None:
        """Hand a command in."""
        ...

    def close(self, reason: str) -> None:
        """Ask `run` to end."""
        ...

    async def run(self) -> None:
        """Keep the state up with what happens, until `close`."""
        ...


class GoOn(NamedTuple):
    """A wish: to go on with a session, live."""

    folder: Path
    n_events: int = 0
    """How many of its events a new session begins with; 0 to go on with the session itself, at its end."""
