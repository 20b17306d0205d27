"""What a person wrote on a session, and a session in a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from hopyard.core.errors import LogError
from hopyard.core.files import write_private
from hopyard.core.state import State

ABOUT_FILE = "about.json"
MAX_CHARS = 200
"""Of a title or tag; the rest is cut."""


class About(msgspec.Struct, frozen=True):
    """What the person wrote on a session; none of it is part of its log."""

    title: str = ""
    tags: tuple[str, ...] = ()
    received: bool = False
    """Whether it came in a pack: the folders that its log names are a stranger's."""

    def titled(self, title: str) -> About:
        """With another title; an empty one takes it away."""
        return msgspec.structs.replace(self, title=_short(title))

    def tagged(self, *tags: str) -> About:
        """With these tags and no others."""
        return msgspec.structs.replace(self, tags=tuple(dict.fromkeys(filter(None, map(_short, tags)))))


class Summary(msgspec.Struct, frozen=True):
    """A session in a line."""

    id: str
    question: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    created: str = ""
    """UTC, ISO 8601."""
    hops: int = 0
    sources: int = 0
    answered: bool = False
    seconds: float = 0.0
    """Running time."""
    ended: bool = False
    """Whether it was closed; else it runs, or was cut off."""
    origin: str = ""
    problem: str = ""
    """Why its log cannot be read; then only the id, title and tags are known."""


def read_about(folder: Path) -> About:
    """What the person wrote on a session; nothing if that cannot be read."""
    try:
        return msgspec.json.decode((folder / ABOUT_FILE).read_bytes(), type=About)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return About()


def write_about(folder: Path, about: About) -> None:
    """Keep it with the session, in one step. Raises: LogError."""
    try:
        write_private(folder / ABOUT_FILE, msgspec.json.encode(about), replace=True)
    except OSError as error:
        raise LogError(f"Cannot write to {folder}: {error.strerror}.") from error


def summary(name: str, state: State, about: About) -> Summary:
    """A session in a line, from its state."""
    return Summary(
        id=name,
        question=state.question,
        title=about.title,
        tags=about.tags,
        created=state.created,
        hops=len(state.hops),
        sources=len(state.sources),
        answered=state.answer is not None and state.answer.answered,
        seconds=round(state.busy_s, 1),
        ended=state.ended,
        origin=state.origin,
    )


def in_words(one: Summary) -> str:
    """What came of a session: `1 hop, 3 sources, 1.5 s, not answered, not closed`."""
    hops, sources = (
        f"{n:,} {what}{'' if n == 1 else 's'}" for n, what in ((one.hops, "hop"), (one.sources, "source"))
    )
    answered = "answered" if one.answered else "not answered"
    return f"{hops}, {sources}, {one.seconds:g} s, {answered}{'' if one.ended else ', not closed'}"


def said(state: State, about: About) -> Iterator[str]:
    """The texts by which a session is found: questions, title, tags, findings, last answer."""
    yield from (state.question, about.title, *about.tags)
    for hop in state.walk():
        yield state.question_of(hop)
        yield from (finding.text for finding in hop.findings)
    if state.answer is not None:
        yield state.answer.text


def _short(text: str) -> str:
    return " ".join(text.split())[:MAX_CHARS]
