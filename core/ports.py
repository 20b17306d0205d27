"""What the engine needs from the outside, as protocols; the adapters behind them know nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import msgspec

from hopyard.core.events import Event
from hopyard.core.values import (
    Answer,
    Citation,
    Disagreement,
    Evidence,
    Finding,
    Hit,
    Sentence,
    Source,
    Suggestion,
    Table,
)


class Retriever(Protocol):
    """Finds passages for a query: the local library, or one web provider."""

    @property
    def name(self) -> str:
        """How the steps call it."""
        ...

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        """The best `k` passages, best first; empty when nothing matches.

        Raises: SearchError if the search could not be made.
        """
        ...

    async def text(self, source: str) -> str:
        """The whole cleaned text of a source that `search` returned.

        Raises: SearchError if it is gone.
        """
        ...


Tell = Callable[[Event], None]
"""Takes a step as it comes about: an event whose `hop` is empty, for whoever is told knows it."""


class Web(Protocol):
    """The web as a source: providers that find pages, and the pages."""

    @property
    def name(self) -> str:
        """How the steps call it."""
        ...

    async def warm(self) -> None:
        """Load and start what the first search needs. Asks nobody; what is wrong the search will say."""
        ...

    async def search(self, query: str, k: int, tell: Tell) -> Sequence[Hit]:
        """The best `k` passages of the pages found, best first; empty when nothing is found.

        Every provider asked and every page read is told as `ProviderAsked` and `PageRead`.

        Raises: SearchError if no provider answered.
        """
        ...

    async def text(self, source: str) -> str:
        """The whole cleaned text of a page that `search` returned.

        Raises: SearchError if it is gone.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class HopTask(msgspec.Struct, frozen=True):
    """What a reasoner is told of a hop that runs."""

    root: str
    """The session's question."""
    question: str
    """The hop's own question."""
    trail: tuple[str, ...] = ()
    """The questions of the hops above it, the topmost first."""
    hop: str = ""
    """Its id."""


class Draft(msgspec.Struct, frozen=True):
    """A finding before it has an id; each quote names the hit it stands in by position."""

    text: str
    quotes: tuple[DraftQuote, ...]
    score: float = 0.0


class DraftQuote(msgspec.Struct, frozen=True):
    """A span of hit number `hit`, in offsets into the source's cleaned text."""

    hit: int
    start: int
    end: int


class Kept(msgspec.Struct, frozen=True):
    """Hit number `hit` is worth keeping, and why."""

    hit: int
    score: float
    reason: str


class Reading(msgspec.Struct, frozen=True):
    """What a reasoner made of a hop's hits."""

    kept: tuple[Kept, ...]
    findings: tuple[Draft, ...]
    suggestions: tuple[Suggestion, ...] = ()
    notes: tuple[str, ...] = ()


class Brief(msgspec.Struct, frozen=True):
    """What an answer is made of: the surviving hops' results, in tree order."""

    question: str
    hops: tuple[BriefHop, ...]
    pinned: tuple[str, ...] = ()
    """Evidence ids that the person wants in the answer."""
    titles: dict[str, str] = msgspec.field(default_factory=dict)
    """Source id -> the source's title."""
    sources: dict[str, Source] = msgspec.field(default_factory=dict)
    """The sources of the evidence, by id."""
    came: tuple[Sentence, ...] = ()
    """What came of an answer that was cut off, and rests on nothing that was cut since."""


class BriefHop(msgspec.Struct, frozen=True):
    """One surviving hop."""

    id: str
    parent: str
    question: str
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    """Its own: a sentence that several hops found belongs to the first of them in tree order."""
    found: bool
    """Whether it found anything that stands, be it its own or another surviving hop's."""


class AnswerDraft(msgspec.Struct, frozen=True):
    """An answer before it has a version."""

    sentences: tuple[Sentence, ...]
    answered: bool
    note: str = ""
    disagreements: tuple[Disagreement, ...] = ()
    table: Table | None = None
    missing: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()

    def numbered(self, version: int) -> Answer:
        """The answer as version `version`."""
        return Answer(
            version,
            self.sentences,
            self.answered,
            self.note,
            self.disagreements,
            self.table,
            self.missing,
            self.searched,
            self.nearest,
        )


class Reasoner(Protocol):
    """Plans, reads and answers; with a model or without."""

    @property
    def name(self) -> str:
        """How the screen calls it."""
        ...

    async def plan(self, question: str) -> Sequence[Suggestion]:
        """The sub-questions to begin with, at least one."""
        ...

    async def queries(self, task: HopTask) -> Sequence[str]:
        """What to search for, most important first, at least one."""
        ...

    async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        """What the hits say to the hop's question."""
        ...

    async def answer(self, brief: Brief) -> AnswerDraft:
        """The answer to the session's question from what survived."""
        ...


class Room(NamedTuple):
    """What models may still use in this session, what is being asked already taken off."""

    tokens: int
    usd: float
    tokens_limit: int
    """The whole of it, as often as it was granted."""
    usd_limit: float
    requests: int
    """Each request that is being asked counts as one, whatever comes of it."""
    requests_limit: int


class Desk(Protocol):
    """Where a reasoner that asks models tells what it does, while it does it, and asks what it may spend."""

    def tell(self, event: Event) -> None:
        """Have a step logged and shown: an event of a model, a `Noted`, or that a limit is met.

        What comes for a hop that no longer runs is left out, but for what was used: that counts.
        """
        ...

    def room(self) -> Room:
        """What may still be used."""
        ...


class AskingReasoner(Reasoner, Protocol):
    """A reasoner that asks models, made for one session."""

    async def answer_at_once(self, brief: Brief) -> AnswerDraft:
        """The answer without asking: what came of one that was cut off, and what is known without a model."""
        ...

    def skip_waits(self) -> None:
        """End the waits for models that asked for time."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class EventLog(Protocol):
    """Where a session is kept."""

    def append(self, event: Event) -> None:
        """Write one event and hand it to the operating system before returning.

        Raises: LogError if it cannot be written.
        """
        ...

    def keep_text(self, source: str, text: str) -> None:
        """Keep a source's cleaned text with the session; a second call for the same source does nothing."""
        ...

    def text(self, source: str) -> str:
        """A kept text.

        Raises: LogError if it is not there.
        """
        ...

    def sync(self) -> None:
        """Force everything written so far onto the disk."""
        ...

    def close(self) -> None:
        """Sync and let go of the files."""
        ...


class Clock(Protocol):
    """Seconds, from anywhere, never falling."""

    def __call__(self) -> float:
        """Now."""
        ...


__all__ = [
    "AnswerDraft",
    "AskingReasoner",
    "Brief",
    "BriefHop",
    "Clock",
    "Desk",
    "Draft",
    "DraftQuote",
    "EventLog",
    "HopTask",
    "Kept",
    "Reading",
    "Reasoner",
    "Retriever",
    "Room",
    "Tell",
    "Web",
]
