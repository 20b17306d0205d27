"""One run of one hop: search, read, record. Yields the hop's events as they come about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any, NamedTuple, TypeVar

from hopyard.core import events as ev
from hopyard.core.errors import SearchError
from hopyard.core.ports import Clock, Draft, EventLog, HopTask, Kept, Reading, Reasoner, Retriever
from hopyard.core.values import Citation, Evidence, Finding, Hit, Outcome

HITS_PER_QUERY = 30
"""How many passages a retriever is asked for; the reasoner keeps few of them."""

_RRF_K = 60
T = TypeVar("T")
OnLate = Callable[[str], None]


class Tools(NamedTuple):
    """What a hop works with."""

    retrievers: Sequence[Retriever]
    reasoner: Reasoner
    log: EventLog
    clock: Clock


async def run_hop(
    hop: str, task: HopTask, known_sources: set[str], tools: Tools, on_late: OnLate
) -> AsyncIterator[ev.Event]:
    """Run a hop to its end; cancelling the consumer cancels the run.

    `known_sources` are the sources already in the session; those added here are put into it.
    `on_late` is told in words what a search delivered after the run was cancelled.
    """
    ranked: list[list[Hit]] = []
    for query in await tools.reasoner.queries(task):
        searches = [
            _unless_late(_search(hop, retriever, query, tools.clock), on_late)
            for retriever in tools.retrievers
        ]
        for result in await asyncio.gather(*searches):
            yield result.event
            ranked.append(result.hits)
    hits = fuse(ranked)
    reading = await tools.reasoner.read(task, hits)
    for note in reading.notes:
        yield ev.Noted(hop=hop, text=note)
    async for event in _record(hop, reading, hits, known_sources, tools):
        yield event
    outcome: Outcome = "found" if reading.findings else "nothing"
    yield ev.HopFinished(hop=hop, outcome=outcome, suggestions=reading.suggestions)


class _SearchResult(NamedTuple):
    event: ev.Searched | ev.SearchFailed
    hits: list[Hit]


async def _search(hop: str, retriever: Retriever, query: str, clock: Clock) -> _SearchResult:
    began = clock()
    try:
        hits = list(await retriever.search(query, HITS_PER_QUERY))
    except SearchError as error:
        failed = ev.SearchFailed(hop=hop, retriever=retriever.name, query=query, error=str(error))
        return _SearchResult(failed, [])
    searched = ev.Searched(
        hop=hop,
        retriever=retriever.name,
        query=query,
        found=len(hits),
        elapsed_s=round(clock() - began, 4),
    )
    return _SearchResult(searched, hits)


async def _unless_late(search: Coroutine[Any, Any, _SearchResult], on_late: OnLate) -> _SearchResult:
    """The search's result; if the run is cancelled meanwhile, the search ends on its own and is told of."""
    inner = asyncio.ensure_future(search)
    try:
        return await asyncio.shield(inner)
    except asyncio.CancelledError:
        inner.add_done_callback(lambda done: _tell_late(done, on_late))
        raise


def _tell_late(done: asyncio.Future[_SearchResult], on_late: OnLate) -> None:
    if not done.cancelled() and done.exception() is None:
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
    hop: str, reading: Reading, hits: Sequence[Hit], known_sources: set[str], tools: Tools
) -> AsyncIterator[ev.Event]:
    """The kept evidence and the findings as events, each source's text kept before it is named."""
    ids: dict[int, str] = {}
    for n, kept in enumerate(reading.kept, start=1):
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
    return Evidence(evidence_id, hop, hit.passage, round(kept.score, 4), kept.reason)


def _finding(hop: str, n: int, draft: Draft, hits: Sequence[Hit], ids: dict[int, str]) -> Finding:
    citations = []
    for quote in draft.quotes:
        passage = hits[quote.hit].passage
        citations.append(
            Citation(
                evidence=ids[quote.hit],
                source=passage.source,
                start=quote.start,
                end=quote.end,
                quote=passage.text[quote.start - passage.start : quote.end - passage.start],
                location=passage.location,
            )
        )
    return Finding(f"{hop}/f{n}", hop, draft.text, tuple(citations), round(draft.score, 4))
