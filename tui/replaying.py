"""A replay behind the screen: a recording, a place in it, and the state there; it steers nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from hopyard.core.commands import Command
from hopyard.core.errors import HopyardError
from hopyard.core.events import Event
from hopyard.core.reducer import apply
from hopyard.core.sessions.log import is_open
from hopyard.core.sessions.playhead import Playhead
from hopyard.core.sessions.replay import CHECKPOINT, Recording
from hopyard.core.state import State

FRAME_S = 0.05
"""The replay wakes at most this often; events that are due by then are shown together."""
POLL_S = 0.25
"""While a session is followed, its log is looked at this often."""
SILENT_S = 5.0
"""After so long without news it is looked whether the one who writes is still there."""


class ReplayWatch:
    """The time at the replay's place."""

    def __init__(self, head: Playhead) -> None:
        self._head = head
        self.state = State()

    @property
    def runs(self) -> bool:
        """Whether the time counts now."""
        return self._head.plays and not self.state.at_rest

    @property
    def now(self) -> float:
        """Seconds since the session began; at rest, of its last event."""
        return self.state.at + self._since_event

    @property
    def seconds(self) -> float:
        """Running time so far."""
        return self.state.busy_s + self._since_event

    @property
    def _since_event(self) -> float:
        return 0.0 if self.state.at_rest else max(0.0, self._head.time - self.state.at)


class Replaying:
    """One recording, played. Without network, index or model; the session's folder is only read."""

    def __init__(
        self,
        recording: Recording,
        *,
        n: int = 1,
        speed: float = 1.0,
        plays: bool = True,
        follows: bool = False,
        stop: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begins at the `n`-th event and stops at the `stop`-th.

        `follows` if a process is still writing the session.
        """
        self.recording = recording
        self.head = Playhead(recording, clock, n=n, speed=speed, plays=plays, follows=follows, stop=stop)
        self.watch = ReplayWatch(self.head)
        self.dead = False
        self.on_change: Callable[[], None] = lambda: None
        """Called when the place, or what is known of the session, has changed."""
        self.on_steered: Callable[[], None] = lambda: None
        """Called when somebody tries to steer."""
        self.on_failure: Callable[[str, Exception], None] = lambda title, error: None
        """Told in a few words what an error did, and the error."""
        self._clock = clock
        self._polled = self._news_at = clock()
        self._wake = asyncio.Event()
        self._state = recording.state(self.head.n)
        self._searched = ""
        self._show()

    @property
    def state(self) -> State:
        """The session's state at the replay's place."""
        return self._state

    def text(self, source: str) -> str:
        """The cleaned text of a source. Raises: LogError if it is not with the session."""
        return self.recording.text(source)

    def submit(self, command: Command) -> None:
        """What is over is not steered."""
        self.on_steered()

    def close(self, reason: str) -> None:
        """End the replay."""
        self.dead = True
        self._wake.set()

    async def run(self) -> None:
        """Play, and follow, until `close`."""
        while not self.dead:
            self.advance()
            try:
                async with asyncio.timeout(self.wait_s):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()

    @property
    def wait_s(self) -> float | None:
        """Seconds until `advance` is to be called again; None if nothing is to come."""
        due, look = self.head.wait_s, POLL_S if self.head.follows else None
        waits = [wait for wait in (due, look) if wait is not None]
        return max(FRAME_S, min(waits)) if waits else None

    def advance(self) -> None:
        """Show what is due by now, and look for what was added to a session that is followed."""
        played = self.head.plays
        self.head.advance()
        due = self.head.follows and self._clock() - self._polled >= POLL_S
        news = due and self._poll()
        if self._show() or news or self.head.plays != played:
            self.on_change()

    # playing

    def play_or_pause(self) -> None:
        """Go on, or stay."""
        if self.head.plays:
            self.head.pause()
        else:
            self.head.play()
        self._moved()

    def faster(self, steps: int) -> None:
        """The next higher speed, or with -1 the next lower."""
        self.head.faster(steps)
        self._moved()

    # going about

    def step(self, direction: int) -> None:
        """To the next event, or the one before, and stay there."""
        self.go_to(self.head.n + direction)

    def go_to(self, n: int) -> None:
        """To the `n`-th event, and stay there; beyond the last one look whether there are more."""
        if n > self.recording.n:
            self._look()
        self.head.pause()
        self.head.seek(n)
        if self.head.follows and self.head.at_end:
            self.head.play()
        self._moved()

    def go_to_time(self, seconds: float) -> None:
        """To a moment; playing goes on from there if it did before."""
        self.head.seek_time(seconds)
        self._moved()

    def go_to_next(self, direction: int, wanted: Callable[[Event], bool]) -> bool:
        """To the next event so wanted, or the one before, and stay there; whether there is one."""
        n = self.recording.beside(self.head.n, direction, wanted)
        if n is not None:
            self.go_to(n)
        return n is not None

    def search(self, text: str) -> bool:
        """To the next event that tells a text; behind the last stands the first. Whether there is one."""
        self._searched = text
        return self.next_match(1)

    @property
    def searched(self) -> str:
        """The text that was searched for last; empty before that."""
        return self._searched

    def next_match(self, direction: int) -> bool:
        """To the next event that tells the text, or the one before; whether there is one."""
        wanted = self.recording.says(self._searched)
        n = self.recording.n
        if self.go_to_next(direction, wanted):
            return True
        around = self.recording.beside(0 if direction > 0 else n + 1, direction, wanted)
        if around is not None:
            self.go_to(around)
        return around is not None

    def _moved(self) -> None:
        self._show()
        self.on_change()
        self._wake.set()

    def _look(self) -> bool:
        """Read what was added to the log; whether there was anything."""
        self._polled = self._clock()
        try:
            added = self.recording.grow() > 0
        except HopyardError as error:
            self.head.let_go()
            self.on_failure("The session can be followed no further", error)
            return False
        if added:
            self._news_at = self._polled
        return added

    def _poll(self) -> bool:
        """Look for what was added, and see it if that was waited for; whether there is anything to tell.

        Following ends with the session, or when nobody writes it any more.
        """
        waits = self.head.plays and self.head.at_end
        if self._look():
            if waits:
                self.head.catch_up()
            if self.recording.last.ended:
                self.head.let_go()
            return True
        if self._polled - self._news_at >= SILENT_S and not is_open(self.recording.folder):
            self.head.let_go()
            return True
        return False

    def _show(self) -> bool:
        """Make the state that of the place; whether it was another."""
        n, shown = self.head.n, self._state.seq + 1
        if shown <= n <= shown + CHECKPOINT:
            for event in self.recording.events[shown:n]:
                apply(self._state, event)
        else:
            self._state = self.recording.state(n)
        self.watch.state = self._state
        return n != shown
