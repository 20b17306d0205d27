"""A recording of a terminal in asciicast format, version 2: when a frame comes, and the file's lines. Pure.

The format: https://docs.asciinema.org/manual/asciicast/v2/ (read 2026-11-22).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

FRAME_S = 0.05
"""Frames nearer to one another than this, in seconds of the recording, are one."""
LAST_S = 2.0
"""How long the last frame stays, in seconds of the recording."""
_CLEAR = "\x1b[?25l\x1b[0m\x1b[2J"


class Moment(NamedTuple):
    """A frame to be shown: in how many seconds of the recording, after how many events."""

    at: float
    n: int


def moments(ats: Sequence[float], speed: float, idle: float) -> list[Moment]:
    """When to show what, given when each event came (seconds, ascending).

    `speed` is how many times faster than it was; `idle` the longest wait in seconds of the recording.
    Events that come within `FRAME_S` of the first of them are shown together, the last event always.
    """
    found: list[Moment] = []
    now = before = 0.0
    for n, at in enumerate(ats, start=1):
        now += min(max(0.0, at - before) / speed, idle)
        before = at
        if found and now - found[-1].at < FRAME_S:
            found[-1] = found[-1]._replace(n=n)
        else:
            found.append(Moment(round(now, 3), n))
    return found


def header(width: int, height: int, title: str, created: str) -> str:
    """The first line of the file; `created` is ISO 8601."""
    head: dict[str, object] = {"version": 2, "width": width, "height": height}
    with suppress(ValueError, OverflowError):
        head["timestamp"] = int(datetime.fromisoformat(created).timestamp())
    return json.dumps({**head, "title": title, "env": {"TERM": "xterm-256color"}}, ensure_ascii=False)


def output(at: float, data: str) -> str:
    """A line of the file: what the terminal is sent, in how many seconds of the recording."""
    return json.dumps([round(at, 3), "o", data], ensure_ascii=False)


def marker(at: float, label: str) -> str:
    """A line of the file: a place that a player can go to."""
    return json.dumps([round(at, 3), "m", label], ensure_ascii=False)


class Painter:
    """Turns screens into what a terminal has to be sent: the first in full, then the lines that changed."""

    def __init__(self) -> None:
        self._shown: list[str] = []

    def paint(self, lines: Iterable[str]) -> str:
        """What shows these lines, each as wide as the screen, with its styles as escape sequences."""
        return "".join(self._changes(list(lines)))

    def _changes(self, lines: list[str]) -> Iterator[str]:
        if not self._shown:
            yield _CLEAR
        for number, line in enumerate(lines):
            if not self._shown or self._shown[number] != line:
                yield f"\x1b[{number + 1};1H{line}\x1b[0m"
        self._shown = lines
