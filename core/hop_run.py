"""One run of one hop: search, read, record. Yields the hop's events as they come about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing
from typing import Any, NamedTuple

from hopyard.core import events as ev
from hopyard.core.errors import SearchError
from hopyard.core.ports import Clock, Draft, EventLog, HopTask, Kept, Reading, Reasoner, Retriever
from hopyard.core.values import Citation, Evidence, Finding, Hit, Outcome

HITS_PER_QUERY = 30
"""How many passages a retriever is asked for; the reasoner keeps few of them."""

_RRF_K = 60
OnLate = Callable[[str], None]


class Tools(NamedTuple):
    """What a hop works with."""

    retrievers: Sequence[Retriever]
    reasoner: Reasoner
    log: EventLog
    clock: Clock
    start: Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]] = asyncio.create_task
    """Starts a search, which may outlive the run; who gives this ends what is left at the end."""


async def run_hop(
    hop: str, task: HopTask, known_sources: set[str], tools: Tools, on_late: OnLate, n_numbered: int = 0
) -> AsyncGenerator[ev.Event, None]:
    """Run a hop to its end; cancelling the consumer cancels the run.

    `known_sources` are the sources already in the session; those added here are put into it.
    `on_late` is told in words what a search delivered after the run was cancelled.
    The first evidence gets the number after `n_numbered`.

    Raises: SearchError if every search failed: that nothing was found cannot be said then.
    """
    ranked: list[list[Hit]] = []
    failures: list[ev.SearchFailed] = []
    for query in await tools.reasoner.queries(task):
        for result in await _search_all(hop, query, tools, on_late):
            yield result.event
            ranked.append(result.hits)
            if isinstance(result.event, ev.SearchFailed):
                failures.append(result.event)
    if failures and len(failures) == len(ranked):
        raise SearchError(failures[0].error)
    hits = fuse(ranked)
    reading = await tools.reasoner.read(task, hits)
    for note in reading.notes:
        yield ev.Noted(hop=hop, text=note)
    async with aclosing(_record(hop, reading, hits, known_sources, tools, n_numbered)) as recorded:
        async for event in recorded:
            yield event
    outcome: Outcome = "found" if reading.findings else "nothing"
    yield ev.HopFinished(hop=hop, outcome=outcome, suggestions=reading.suggestions)


class _SearchResult(NamedTuple):
    event: ev.Searched | ev.SearchFailed
    hits: list[Hit]


async def _search_all(hop: str, query: str, tools: Tools, on_late: OnLate) -> list[_SearchResult]:
    """What each retriever says, in their order.

    If the run is cancelled meanwhile, each search ends on its own, and `on_late` is told of it.
    """
    searches: list[asyncio.Task[_SearchResult]] = [
        tools.start(_search(hop, retriever, query, tools.clock)) for retriever in tools.retrievers
    ]
    try:
        if searches:
            await asyncio.wait(searches)
    except asyncio.CancelledError:
        for search in searches:
            search.add_done_callback(lambda done: _tell_late(done, on_late))
        raise
    return [search.result() for search in searches]


async def _search(hop: str, retriever: Retriever, query: str, clock: Clock) -> _SearchResult:
    began = clock()
    try:
        hits = list(await retriever.search(query, HITS_PER_QUERY))
    except Exception as error:  # whatever one retriever dies of, the others' results count
        said = str(error) if isinstance(error, SearchError) else f"{type(error).__name__}: {error}"
        failed = ev.SearchFailed(hop=hop, retriever=retriever.name, query=query, error=said)
        return _SearchResult(failed, [])
    searched = ev.Searched(
        hop=hop,
        retriever=retriever.name,
        query=query,
        found=len(hits),
        elapsed_s=round(clock() - began, 4),
    )
    return _SearchResult(searched, hits)


def _tell_late(done: asyncio.Task[_SearchResult], on_late: OnLate) -> None:
    if not done.cancelled():
        result = done.result()
        on_late(f"{len(result.hits)} passages for “{result.event.query}”")


def fuse(ranked: Sequence[Sequence[Hit]]) -> list[Hit]:
    """One ranking out of several, each passage once; a single ranking keeps its order and scores.

    Source: reciprocal rank fusion, k=60; Cormack, Clarke and Buettcher 2009.
    """
    if len(ranked) == 1:
        return list(ranked[0])
    scores: dict[tuple[str, int, int], float] = {}
    first: dict[tuple[str, int, int], Hit] = {}
    for hits in ranked:
        for rank, hit in enumerate(hits, start=1):
            key = (hit.passage.source, hit.passage.start, hit.passage.end)
            first.setdefault(key, hit)
            scores[key] = scores.get(key, 0.0) + 1.0 / (_RRF_K + rank)
    order = sorted(scores, key=lambda key: -scores[key])
    return [first[key] for key in order]


async def _record(
    hop: str, reading: Reading, hits: Sequence[Hit], known_sources: set[str], tools: Tools, n_numbered: int
) -> AsyncGenerator[ev.Event, None]:
    """The kept evidence and the findings as events, each source's text kept before it is named."""
    ids: dict[int, str] = {}
    for n, kept in enumerate(reading.kept, start=n_numbered + 1):
        hit = hits[kept.hit]
        ids[kept.hit] = f"{hop}/{n}"
        if hit.source.id not in known_sources:
            tools.log.keep_text(hit.source.id, await _text_of(hit, tools.retrievers))
            known_sources.add(hit.source.id)
            yield ev.SourceFound(source=hit.source)
        yield ev.EvidenceKept(evidence=_evidence(hop, ids[kept.hit], kept, hit))
    for n, draft in enumerate(reading.findings, start=1):
        yield ev.FindingMade(finding=_finding(hop, n, draft, hits, ids))


async def _text_of(hit: Hit, retrievers: Sequence[Retriever]) -> str:
    for retriever in retrievers:
        try:
            return await retriever.text(hit.source.id)
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
