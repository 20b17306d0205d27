"""Retrievers and reasoners that a test holds by the hand, and a session to run them in."""

from __future__ import annotations

import asyncio
import time
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from hopyard.core import events as ev
from hopyard.core.brief import brief_of
from hopyard.core.commands import Command, TimedCommand
from hopyard.core.engine import Engine, WebSource
from hopyard.core.ports import (
    AnswerDraft,
    Brief,
    Clock,
    Draft,
    DraftQuote,
    EventLog,
    HopTask,
    Kept,
    Reading,
    Retriever,
    Web,
)
from hopyard.core.reducer import fold
from hopyard.core.sessions.log import MemoryLog
from hopyard.core.state import State
from hopyard.core.text.raw import source_id
from hopyard.core.values import Budget, Hit, Passage, Sentence, Source, Suggestion

T = TypeVar("T")

WITHIN_S = 20.0
"""A test that waits this long hangs."""

_N_SOURCES = 6
_N_LINES = 400
_TEXTS = [
    "".join(
        f"Line {line:03} of report {number}: 第{number}份报告，出货量为 {number * 1000 + line:04} 万台。\n"
        for line in range(_N_LINES)
    )
    for number in range(_N_SOURCES)
]
TEXTS = {source_id(text): text for text in _TEXTS}
SOURCES = [
    Source(name, f"Report {number}", f"/reports/{number}.txt", "txt", len(text))
    for number, (name, text) in enumerate(TEXTS.items())
]


async def soon(work: Awaitable[T]) -> T:
    """The work's result; a failure instead of a hang."""
    return await asyncio.wait_for(work, WITHIN_S)


async def turns(n: int) -> None:
    """Let everything that can run do so `n` times; no time passes."""
    for _ in range(n):
        await asyncio.sleep(0)


def hits_for(query: str, n: int = 3) -> list[Hit]:
    """Passages that depend on the query alone; those of two short queries hardly ever meet."""
    seed = zlib.crc32(query.encode())
    hits = []
    for rank in range(n):
        source = SOURCES[(seed + rank * 5) % _N_SOURCES]
        line = (seed // 7 + rank) % _N_LINES
        n_chars = len(TEXTS[source.id]) // _N_LINES
        start, end = line * n_chars, (line + 1) * n_chars - 1
        passage = Passage(source.id, start, end, TEXTS[source.id][start:end], f"line {line + 1}")
        hits.append(Hit(passage, source, 10.0 - rank))
    return hits


class Shelf:
    """A retriever that answers at once, and always the same."""

    def __init__(self, name: str = "shelf") -> None:
        self.name = name
        self.n_searches = 0

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        self.n_searches += 1
        return hits_for(query)[:k]

    async def text(self, source: str) -> str:
        return TEXTS[source]


class HeldShelf(Shelf):
    """A retriever whose searches (those that `holds` chooses) wait for the test.

    The test gets a search's ticket by `asked`; setting the ticket's result or exception ends the search.
    """

    def __init__(self, holds: Callable[[str], bool] = lambda query: True, name: str = "shelf") -> None:
        super().__init__(name)
        self.holds = holds
        self.open: list[asyncio.Future[None]] = []
        self._tickets: dict[str, asyncio.Queue[asyncio.Future[None]]] = defaultdict(asyncio.Queue)

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        if self.holds(query):
            ticket = asyncio.get_running_loop().create_future()
            self.open.append(ticket)
            self._tickets[query].put_nowait(ticket)
            await ticket
        return await super().search(query, k)

    async def asked(self, query: str) -> asyncio.Future[None]:
        """The ticket of the next search for `query` that nobody has taken yet."""
        return await soon(self._tickets[query].get())

    def let_go(self) -> None:
        """End all searches that wait, and hold no other."""
        self.holds = lambda query: False
        for ticket in self.open:
            if not ticket.done():
                ticket.set_result(None)


class Grower:
    """A reasoner that plans `plan` and grows the tree by `growth`: suggestions by question."""

    name = "grower"

    def __init__(
        self,
        plan: Sequence[str] = ("a", "b"),
        growth: Mapping[str, Sequence[str]] | Callable[[str], Sequence[str]] | None = None,
    ) -> None:
        self.planned = plan
        self._growth = growth if growth is not None else {}
        self.n_answers = 0

    async def plan(self, question: str) -> Sequence[Suggestion]:
        return [Suggestion(each, "planned") for each in self.planned]

    async def queries(self, task: HopTask) -> Sequence[str]:
        return [task.question]

    async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        return self.reading(task, hits)

    def reading(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        """The best two hits, a finding for each, and what grows from the question."""
        kept = tuple(Kept(n, hit.score, "it fits") for n, hit in enumerate(hits[:2]))
        findings = tuple(
            Draft(hit.passage.text, (DraftQuote(n, hit.passage.start, hit.passage.end),), hit.score)
            for n, hit in enumerate(hits[:2])
        )
        more = self._growth(task.question) if callable(self._growth) else self._growth.get(task.question, ())
        return Reading(kept, findings, tuple(Suggestion(each, "it grew") for each in more))

    async def answer(self, brief: Brief) -> AnswerDraft:
        self.n_answers += 1
        return self.drafted(brief)

    @staticmethod
    def drafted(brief: Brief) -> AnswerDraft:
        """A sentence for each finding, in tree order."""
        sentences = tuple(
            Sentence(f"{hop.question}: {finding.text}", "supported", finding.citations, hop.id)
            for hop in brief.hops
            for finding in hop.findings
        )
        return AnswerDraft(sentences, bool(sentences), ", ".join(brief.pinned))


class Watch:
    """A listener that remembers, and lets a test wait for an event."""

    def __init__(self) -> None:
        self.events: list[ev.Event] = []
        self._waiting: list[tuple[Callable[[ev.Event], bool], asyncio.Future[ev.Event]]] = []

    def __call__(self, event: ev.Event, state: State) -> None:
        self.events.append(event)
        for wanted, waiter in self._waiting:
            if not waiter.done() and wanted(event):
                waiter.set_result(event)

    async def seen(self, wanted: Callable[[ev.Event], bool], *, again: bool = False) -> ev.Event:
        """The first event so wanted; with `again` only one that is yet to come."""
        for event in self.events:
            if not again and wanted(event):
                return event
        waiter: asyncio.Future[ev.Event] = asyncio.get_running_loop().create_future()
        self._waiting.append((wanted, waiter))
        return await soon(waiter)

    def of(self, *kinds: type[ev.Event]) -> list[Any]:
        """The events of these kinds, in order."""
        return [event for event in self.events if isinstance(event, kinds)]

    def clear(self) -> None:
        self.events.clear()


class Session:
    """A session that runs in the background of a test."""

    def __init__(self, engine: Engine, watch: Watch) -> None:
        self.engine = engine
        self.watch = watch
        self._known_to_fail = False
        self.task: asyncio.Task[None] = asyncio.create_task(engine.run())

    @property
    def state(self) -> State:
        return self.engine.state

    @property
    def answer_text(self) -> str:
        assert self.state.answer is not None
        return self.state.answer.text

    def status(self, hop: str) -> str:
        return self.state.status(self.state.hops[hop])

    def submit(self, *commands: Command | TimedCommand) -> None:
        for command in commands:
            self.engine.submit(command)

    async def still(self) -> None:
        await soon(self.engine.until_still())
        if self.task.done() and not self._known_to_fail:
            self.task.result()

    async def do(self, *commands: Command | TimedCommand) -> None:
        """Submit, and wait until all is still."""
        self.submit(*commands)
        await self.still()

    async def close(self, reason: str = "done") -> None:
        """End the session; raises what it failed of, if it failed on its own and nobody asked yet."""
        self.engine.close(reason)
        if not self._known_to_fail:
            await soon(self.task)

    async def failure(self) -> BaseException:
        """What the session fails of."""
        await asyncio.wait([self.task], timeout=WITHIN_S)
        self._known_to_fail = True
        failure = asyncio.CancelledError() if self.task.cancelled() else self.task.exception()
        assert failure is not None
        return failure


def make_engine(
    retrievers: Sequence[Retriever],
    reasoner: Grower,
    *,
    budget: Budget | None = None,
    log: EventLog | None = None,
    clock: Clock | None = None,
    web: Web | None = None,
    web_on: bool = True,
    web_always: bool = False,
    question: str = "what is it?",
) -> Engine:
    """An engine that has its question."""
    engine = Engine(
        state=State(),
        log=MemoryLog() if log is None else log,
        retrievers=retrievers,
        reasoner=reasoner,
        clock=time.monotonic if clock is None else clock,
        web=None if web is None else WebSource(web, web_on, web_always),
    )
    engine.begin("20260101-000000-abcdef", question, budget or Budget())
    return engine


@asynccontextmanager
async def running(engine: Engine) -> AsyncIterator[Session]:
    """The engine's session while it runs; closed at the end, and not left behind if the test failed.

    What asyncio would only print, an exception that nobody looked at, fails the test.
    """
    unheard: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unheard.append(context))
    watch = Watch()
    engine.listen(watch)
    session = Session(engine, watch)
    try:
        yield session
        await session.close()
        await turns(1)
        assert not unheard
    finally:
        session.task.cancel()
        await asyncio.gather(session.task, return_exceptions=True)


def fresh_answer(state: State) -> str:
    """The text that the answer to what survives now has."""
    return Grower.drafted(brief_of(state)).numbered(0).text


def logged_state(engine: Engine) -> State:
    """The state that the log of an engine over a `MemoryLog` tells of."""
    log = engine._log
    assert isinstance(log, MemoryLog)
    return fold(ev.decode(line) for line in log.lines)
