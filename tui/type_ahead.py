"""Hands keys out one at a time, so that what is typed ahead goes where it was meant to.

Over a slow line several keys come at once. Textual would hand them all to the widget that has the focus
now; a question typed behind the key that opens its field would be taken for steering keys. Here each key
waits until the one before has been through all that it can cause. A paste is one key here.

While the main screen is not there yet, keys can be held: then all wait, and lose neither place nor order.
"""

from __future__ import annotations

from asyncio import Event
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.message import Message
from textual.timer import Timer

ROUNDS = 3
"""How often a marker follows a key up from the focused widget to the app. A key causes an action, the
action may post a message, its handler another; each goes the same way as the marker and is there before
the marker of the next round."""
LOST_S = 0.3
"""A marker that is not back by then was lost with a screen that closed; the next key waits no longer."""


Typed = Key | Paste


class KeyPassed(Message):
    """Comes behind a key, by the same way."""

    def __init__(self, turn: int, round_no: int) -> None:
        super().__init__()
        self.turn = turn
        self.round_no = round_no


class TypeAhead:
    """Keeps the keys that came while another was on its way."""

    def __init__(self, app: App[Any], hand_out: Callable[[Typed], Awaitable[None]]) -> None:
        self._app = app
        self._hand_out = hand_out
        self._waiting: deque[Typed] = deque()
        self._turn = 0
        self._on_the_way = False
        self._timer: Timer | None = None
        self._held = False
        self._at_rest = Event()
        self._at_rest.set()

    @property
    def is_holding(self) -> bool:
        """Whether keys wait for `release`."""
        return self._held

    async def hold(self) -> None:
        """Keep all keys from now on; returns when the one that is on its way has arrived."""
        self._held = True
        await self._at_rest.wait()

    def hold_from_here(self) -> None:
        """Keep all keys from now on."""
        self._held = True

    async def release(self) -> None:
        """Hand out what was kept."""
        self._held = False
        if self._waiting and not self._on_the_way:
            await self._begin(self._waiting.popleft())

    async def key(self, event: Typed, *, at_once: bool = False) -> None:
        """A key came: hand it out, or keep it until its turn; one that cannot wait goes before those kept."""
        if at_once:
            await self._hand_out(event)
        elif self._on_the_way or self._held:
            self._waiting.append(event)
        else:
            await self._begin(event)

    async def passed(self, marker: KeyPassed) -> None:
        """A marker came up to the app: send it round again, or hand out the next key."""
        if marker.turn != self._turn or not self._on_the_way:
            return
        if marker.round_no >= ROUNDS or not self._send(marker.round_no + 1):
            await self._end(marker.turn)

    async def _begin(self, event: Typed) -> None:
        self._turn += 1
        turn = self._turn
        self._on_the_way = True
        self._at_rest.clear()
        focused = self._app.focused or self._app.screen
        await self._hand_out(event)
        if focused.post_message(KeyPassed(turn, 1)):
            self._timer = self._app.set_timer(LOST_S, lambda: self._end(turn))
        else:
            await self._end(turn)

    def _send(self, round_no: int) -> bool:
        focused = self._app.focused or self._app.screen
        return focused.post_message(KeyPassed(self._turn, round_no))

    async def _end(self, turn: int) -> None:
        if turn != self._turn or not self._on_the_way:
            return
        self._on_the_way = False
        if self._timer is not None:
            self._timer.stop()
        if self._waiting and not self._held:
            await self._begin(self._waiting.popleft())
        else:
            self._at_rest.set()
