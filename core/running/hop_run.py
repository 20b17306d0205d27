"""One run of one hop: search, read, record. Yields the hop's events as they come about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any, NamedTuple

from msgspec.structs import replace

from hopyard.core import events as ev
from hopyard.core.errors import SearchError
from hopyard.core.ports import (
    Clock,
    Draft,
    EventLog,
    HopTask,
    Kept,
    Reading,
    Reasoner,
    Retriever,
    Tell,
    Web,
)
from hopyard.core.rank_fusion import worth
from hopyard.core.values import Citation, Evidence, Finding, Hit, Outcome

HITS_PER_QUERY = 30
"""How many passages a retriever is asked for; the reasoner keeps few of them."""

OnLate = Callable[[str], None]


class Tools(NamedTuple):
    """What a hop works with."""

    retrievers: Sequence[Retriever]
    reasoner: Reasoner
    log: EventLog
    clock: Clock
    web: Web | None = None
    """Searched for what the retrievers lack; None: not at all."""
    web_always: bool = False
    """Whether the web is searched with the retrievers, not after them."""
    tell: Tell = lambda event: None
    """Takes what is told while a search of the web goes on."""
    start: Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]] = asyncio.create_task
    """Starts a search, which may outlive the run; who gives this ends what is left at the end."""


class _SearchResult(NamedTuple):
    event: ev.Searched | ev.SearchFailed
    hits: list[Hit]


async def run_hop(
    hop: str, task: HopTask, known_sources: set[str], tools: Tools, on_late: OnLate, n_numbered: int = 0
) -> AsyncGenerator[ev.Event, None]:
    """Run a hop to its end; cancelling the consumer cancels the run.

    `known_sources` are the sources already in the session; those added here are put into it.
    `on_late` is told in words what a search delivered after the run was cancelled.
    The first evidence gets the number after `n_numbered`.

    Raises: SearchError if every search failed: that nothing was found cannot be said then.
    """
    queries = await tools.reasoner.queries(task)
    at_first, later = _rounds(tools, hop)
    results: list[_SearchResult] = []
    async with aclosing(_search_all(hop, queries, at_first, tools, on_late)) as searching:
        async for result in searching:
            yield result.event
            results.append(result)
    if not later:
        _check_some_answered(results)
    hits, reading = await _read(task, results, tools)
    if later and not reading.findings:
        yield ev.Noted(hop=hop, text="nothing to quote in the library, so the web is searched")
        async with aclosing(_search_all(hop, queries, later, tools, on_late)) as searching:
            async for result in searching:
                yield result.event
                results.append(result)
        _check_some_answered(results)
        hits, reading = await _read(task, results, tools)
    for note in reading.notes:
        yield ev.Noted(hop=hop, text=note)
    async with aclosing(_record(hop, reading, hits, known_sources, tools, n_numbered)) as recorded:
        async for event in recorded:
            yield event
    outcome: Outcome = "found" if reading.findings else "nothing"
    yield ev.HopFinished(hop=hop, outcome=outcome, suggestions=reading.suggestions)


def _check_some_answered(results: Sequence[_SearchResult]) -> None:
    failures = [one.event for one in results if isinstance(one.event, ev.SearchFailed)]
    if failures and len(failures) == len(results):
        raise SearchError(failures[0].error)


class _Searcher(NamedTuple):
    """Something that is searched, by the name that the steps have for it."""

    name: str
    find: Callable[[str], Awaitable[Sequence[Hit]]]
    outlives: bool
    """Whether a search may end on its own when the run is cancelled; one on the web must not go on."""


def _rounds(tools: Tools, hop: str) -> tuple[list[_Searcher], list[_Searcher]]:
    """What is searched at first, and what is searched for what that lacks."""
    local = [
        _Searcher(one.name, partial(one.search, k=HITS_PER_QUERY), outlives=True) for one in tools.retrievers
    ]
    if tools.web is None:
        return local, []

    def tell(event: ev.Event) -> None:
        tools.tell(replace(event, hop=hop))

    find = partial(tools.web.search, k=HITS_PER_QUERY, tell=tell)
    web = _Searcher(tools.web.name, find, outlives=False)
    return ([*local, web], []) if tools.web_always or not local else (local, [web])


async def _read(task: HopTask, results: Sequence[_SearchResult], tools: Tools) -> tuple[list[Hit], Reading]:
    hits = fuse([result.hits for result in results])
    return hits, await tools.reasoner.read(task, hits)


async def _search_all(
    hop: str, queries: Sequence[str], searchers: Sequence[_Searcher], tools: Tools, on_late: OnLate
) -> AsyncGenerator[_SearchResult, None]:
    """What each searcher says to each query, in their order.

    If the run is cancelled meanwhile, searches on the web are cancelled too; each other ends on its own, and
    `on_late` is told of it.
    """
    for query in queries:
        searches = [(one, tools.start(_search(hop, one, query, tools.clock))) for one in searchers]
        try:
            if searches:
                await asyncio.wait([search for _, search in searches])
        except asyncio.CancelledError:
            for one, search in searches:
                if one.outlives:
                    search.add_done_callback(lambda done: _tell_late(done, on_late))
                else:
                    search.cancel()
            raise
        for _, search in searches:
            yield search.result()


async def _search(hop: str, searcher: _Searcher, query: str, clock: Clock) -> _SearchResult:
    began = clock()
    try:
        hits = list(await searcher.find(query))
    except Exception as error:  # whatever one search dies of, the others' results count
        said = str(error) if isinstance(error, SearchError) else f"{type(error).__name__}: {error}"
        failed = ev.SearchFailed(hop=hop, retriever=searcher.name, query=query, error=said)
        return _SearchResult(failed, [])
    elapsed = round(clock() - began, 4)
    return _SearchResult(
        ev.Searched(hop=hop, retriever=searcher.name, query=query, found=len(hits), elapsed_s=elapsed), hits
    )


def _tell_late(done: asyncio.Task[_SearchResult], on_late: OnLate) -> None:
    if not done.cancelled():
        result = done.result()
        n = len(result.hits)
        on_late(f"{n} passage{'' if n == 1 else 's'} for “{result.event.query}”")


def fuse(ranked: Sequence[Sequence[Hit]]) -> list[Hit]:
    """One ranking out of several, each passage once; a single ranking keeps its order and scores."""
    if len(ranked) == 1:
        return list(ranked[0])
    ranks: dict[tuple[str, int, int], list[int]] = {}
    first: dict[tuple[str, int, int], Hit] = {}
    for hits in ranked:
        for rank, hit in enumerate(hits, start=1):
            key = (hit.passage.source, hit.passage.start, hit.passage.end)
            first.setdefault(key, hit)
            ranks.setdefault(key, []).append(rank)
    return [first[key] for key in sorted(ranks, key=lambda key: -worth(ranks[key]))]


async def _record(
    hop: str, reading: Reading, hits: Sequence[Hit], known_sources: set[str], tools: Tools, n_numbered: int
) -> AsyncGenerator[ev.Event, None]:
    """The kept evidence and the findings as events, each source's text kept before it is named."""
    ids: dict[int, str] = {}
    for n, kept in enumerate(reading.kept, start=n_numbered + 1):
        hit = hits[kept.hit]
        ids[kept.hit] = f"{hop}/{n}"
        if hit.source.id not in known_sources:
            tools.log.keep_text(hit.source.id, await _text_of(hit, tools))
            known_sources.add(hit.source.id)
            yield ev.SourceFound(source=hit.source)
        yield ev.EvidenceKept(evidence=_evidence(hop, ids[kept.hit], kept, hit))
    for n, draft in enumerate(reading.findings, start=1):
        yield ev.FindingMade(finding=_finding(hop, n, draft, hits, ids))


async def _text_of(hit: Hit, tools: Tools) -> str:
    web: tuple[Web, ...] = () if tools.web is None else (tools.web,)
    keepers: Sequence[Retriever | Web] = (*tools.retrievers, *web)
    for one in keepers:
        try:
            return await one.text(hit.source.id)
        except SearchError:
            continue
    raise SearchError(f"The text of {hit.source.title} is gone.", "Index its folder again.")


def _evidence(hop: str, evidence_id: str, kept: Kept, hit: Hit) -> Evidence:
    return Evidence(evidence_id, hop, hit.passage, round(kept.score, 4), kept.reason, hit.why)


def _finding(hop: str, n: int, draft: Draft, hits: Sequence[Hit], ids: dict[int, str]) -> Finding:
    citations = []
    for quote in draft.quotes:
        passage = hits[quote.hit].passage
        if not passage.start <= quote.start < quote.end <= passage.end:
            raise ValueError(f"a quote at {quote.start} to {quote.end} does not lie in its passage")
        citations.append(
            Citation(
                evidence=ids[quote.hit],
                source=passage.source,
                start=quote.start,
                end=quote.end,
                quote=passage.text[quote.start - passage.start : quote.end - passage.start],
                location=passage.location_at(quote.start),
            )
        )
    return Finding(f"{hop}/f{n}", hop, draft.text, tuple(citations), round(draft.score, 4))
