"""The web is searched for what the library lacks, or with it, and tells what it does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from tests.core.engine_fakes import TEXTS, Grower, Shelf, hits_for, logged_state, make_engine, running

from hopyard.core import commands as cmd
from hopyard.core import events as ev
from hopyard.core.errors import SearchError
from hopyard.core.ports import Tell
from hopyard.core.values import Hit


class EmptyShelf(Shelf):
    """A retriever that finds nothing."""

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        return []


class FakeWeb:
    """A provider that fails, another that answers, and a page of its own for every query."""

    name = "web"

    def __init__(self, error: SearchError | None = None) -> None:
        self.error = error
        self.asked: list[str] = []
        self.held: asyncio.Event | None = None
        self.begun = asyncio.Event()
        self.cancelled = False
        self.closed = False
        self.warmed = False

    async def warm(self) -> None:
        self.warmed = True

    async def search(self, query: str, k: int, tell: Tell) -> Sequence[Hit]:
        self.asked.append(query)
        tell(ev.ProviderAsked(hop="", provider="first", query=query, found=0, elapsed_s=0.1, error="No key."))
        self.begun.set()
        if self.held is not None:
            try:
                await self.held.wait()
            except asyncio.CancelledError:
                self.cancelled = True
                tell(ev.PageRead(hop="", url="http://late.example/", title="", n_chars=1, elapsed_s=0.1))
                raise
        if self.error is not None:
            raise self.error
        tell(ev.ProviderAsked(hop="", provider="second", query=query, found=1, elapsed_s=0.1))
        return hits_for(f"{query} on the web")

    async def text(self, source: str) -> str:
        return TEXTS[source]

    async def close(self) -> None:
        self.closed = True


async def test_what_the_library_answers_is_not_asked_of_the_web() -> None:
    web = FakeWeb()
    async with running(make_engine([Shelf()], Grower(("a",)), web=web)) as session:
        await session.still()
        assert web.asked == []
        assert session.state.retrievers == ("shelf",)
        assert session.state.web == "on"
        assert web.warmed
    assert web.closed


async def test_what_the_library_lacks_is_asked_of_the_web_and_every_provider_told() -> None:
    web = FakeWeb()
    async with running(make_engine([EmptyShelf()], Grower(("a",)), web=web)) as session:
        await session.still()
        assert web.asked == ["a"]
        told = session.watch.of(ev.ProviderAsked)
        assert [(one.hop, one.provider, one.error) for one in told] == [
            ("1", "first", "No key."),
            ("1", "second", ""),
        ]
        assert session.status("1") == "done"
        assert session.state.hops["1"].outcome == "found"
        kept = session.state.hops["1"].evidence["1/1"]
        assert session.engine.text(kept.passage.source) == TEXTS[kept.passage.source]
        assert logged_state(session.engine) == session.state


async def test_both_are_asked_at_once_when_told_so() -> None:
    web = FakeWeb()
    async with running(make_engine([Shelf()], Grower(("a",)), web=web, web_always=True)) as session:
        await session.still()
        assert web.asked == ["a"]
        assert [one.retriever for one in session.watch.of(ev.Searched)] == ["shelf", "web"]


async def test_without_a_library_the_web_is_asked_first() -> None:
    web = FakeWeb()
    async with running(make_engine([], Grower(("a",)), web=web)) as session:
        await session.still()
        assert web.asked == ["a"]
        assert not session.watch.of(ev.Noted)


@pytest.mark.parametrize("library", [EmptyShelf(), None])
async def test_a_web_that_fails_fails_the_hop_only_where_nothing_else_was_searched(
    library: Shelf | None,
) -> None:
    shelves = [] if library is None else [library]
    web = FakeWeb(SearchError("No provider answered."))
    async with running(make_engine(shelves, Grower(("a",)), web=web)) as session:
        await session.still()
        assert session.status("1") == ("failed" if library is None else "done")
        assert [one.error for one in session.watch.of(ev.SearchFailed)] == ["No provider answered."]


async def test_a_prune_ends_a_search_of_the_web_at_once_and_hears_no_more_of_it() -> None:
    web = FakeWeb()
    web.held = asyncio.Event()
    async with running(make_engine([], Grower(("a",)), web=web)) as session:
        await asyncio.wait_for(web.begun.wait(), 5)
        session.engine.submit(cmd.PruneHop("1"))
        await session.still()
        assert web.cancelled
        assert not session.watch.of(ev.PageRead, ev.LateArrived)
        assert session.status("1") == "pruned"


async def test_a_web_that_is_off_is_not_asked_before_the_person_turns_it_on() -> None:
    web = FakeWeb()
    engine = make_engine([EmptyShelf()], Grower(("a",)), web=web, web_on=False)
    async with running(engine) as session:
        await session.still()
        assert web.asked == []
        assert not web.warmed
        assert session.state.web == "off"
        engine.submit(cmd.UseWeb("on"))
        await session.still()
        assert web.warmed
        assert web.asked == ["a"]
        assert session.state.hops["1"].outcome == "found"
        engine.submit(cmd.ExpandHop("root", "b"))
        await session.still()
        assert web.asked == ["a", "b"]
        engine.submit(cmd.UseWeb("off"))
        engine.submit(cmd.ExpandHop("root", "c"))
        await session.still()
        assert web.asked == ["a", "b"]
        assert logged_state(engine) == session.state


async def test_a_web_that_is_not_set_up_cannot_be_turned_on() -> None:
    engine = make_engine([EmptyShelf()], Grower(("a",)))
    async with running(engine) as session:
        engine.submit(cmd.UseWeb("on"))
        await session.still()
        [refused] = session.watch.of(ev.CommandRefused)
        assert refused.reason.startswith("No provider of the web is set up.")
