"""Places in a recording as a person writes them: a time, a share, an event's number or kind. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from hopyard.core.errors import UsageError
from hopyard.core.sessions.replay import Recording

_CLOCK = re.compile(r"(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d{1,7}(?:\.\d{1,3})?)\Z")
_SHARE = re.compile(r"(\d{1,3})%\Z")
_NUMBER = re.compile(r"[#e](\d{1,9})\Z")
_SAID_CHARS = 40
"""Of a text that is no place, so much is said again."""


class Moment(NamedTuple):
    """A time, in seconds of the session."""

    seconds: float


class Nth(NamedTuple):
    """The `n`-th event."""

    n: int


def place(text: str, recording: Recording) -> Moment | Nth:
    """Times are `83`, `1:23` and `1:02:03`, a share of the time is `50%`.

    `#12` and `e12` are events by their number, `AnswerWritten` is the first event of that kind.

    Raises: UsageError if it is none of these.
    """
    text = text.strip()
    if found := _CLOCK.match(text):
        hours, minutes, seconds = found.groups()
        return Moment(int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds))
    if found := _SHARE.match(text):
        return Moment(recording.seconds * min(100, int(found[1])) / 100)
    if found := _NUMBER.match(text):
        return Nth(int(found[1]))
    wanted = text.casefold()
    n = recording.beside(0, 1, lambda event: type(event).__name__.casefold() == wanted)
    if n is None:
        raise UsageError(
            f"“{text[:_SAID_CHARS]}” is no time, and no event of this session.",
            "Write 1:23, 83, 50%, e12 or AnswerWritten.",
        )
    return Nth(n)


def clock(seconds: float) -> str:
    """`1:23`; from an hour on `1:02:03`."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
