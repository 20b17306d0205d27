"""The web as one place to search: real client, real reader, providers and pages on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.web.hostile_web import HostileWeb, Seen, hostile_web, page, silent, status

from hopyard.core.config.schema import WebTable
from hopyard.core.config.web_tables import ServerTable
from hopyard.core.errors import SearchError
from hopyard.core.events import Event, PageRead, ProviderAsked
from hopyard.core.values import Hit
from hopyard.core.web.errors import Unavailable
from hopyard.core.web.opening import open_parts, rules_of
from hopyard.core.web.port import WebHit
from hopyard.core.web.search import Bounds, Parts, WebSearch

CRANES = """<html lang="en"><head><title>Cranes of Port Esk</title>
<meta property="article:published_time" content="2025-03-04"></head><body><nav>Home</nav><main>
<h1>Cranes of Port Esk</h1><p>The harbour of Port Esk runs twelve cranes. Together they move 4,810 boxes
a day, and each of them needs 35 kilowatts while it lifts.</p><p>A thirteenth crane was ordered in May.</p>
</main></body></html>"""
BOATS = """<html lang="en"><head><title>Boats</title></head><body><main><h1>Boats of the bay</h1>
<p>Fishing boats leave the bay at dawn and come back before noon with herring and mackerel in their boxes.</p>
</main></body></html>"""
QUESTION = "How many boxes do the cranes of Port Esk move a day?"


def results(*found: tuple[str, str]) -> bytes:
    """A reply as SearXNG gives it: addresses and titles."""
    return json.dumps({"results": [{"url": url, "title": title} for url, title in found]}).encode()


def as_json(body: bytes) -> Any:
    return page(body, ("content-type", "application/json"))


class Stage:
    """A search over a web of the test's own, and what it told."""

    def __init__(self, web: HostileWeb, search: WebSearch) -> None:
        self.web = web
        self.search = search
        self.told: list[Event] = []

    @property
    def at(self) -> str:
        return f"http://127.0.0.1:{self.web.port}"

    async def find(self, query: str = QUESTION) -> Sequence[Hit]:
        return await self.search.search(query, 10, self.told.append)

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.told if isinstance(event, kind)]


@asynccontextmanager
async def stage(tmp_path: Path, bounds: Bounds | None = None, **more: Any) -> AsyncIterator[Stage]:
    async with hostile_web() as web:
        own = f"127.0.0.1:{web.port}"
        table = WebTable(
            providers=("searxng",), searxng=ServerTable(url=f"http://{own}"), allow_hosts=(own,), **more
        )
        environ = {"XDG_CACHE_HOME": str(tmp_path)}
        search = WebSearch(lambda: open_parts(table, environ), bounds)
        try:
            yield Stage(web, search)
        finally:
            await search.close()


async def test_what_a_provider_finds_is_read_and_ranked(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        on.web.put("/cranes", page(CRANES.encode()))
        on.web.put("/boats", page(BOATS.encode()))
        on.web.put("/search", as_json(results((f"{on.at}/boats", "Boats"), (f"{on.at}/cranes", "Cranes"))))
        hits = await on.find()
        best = hits[0]
        assert "4,810 boxes a day" in best.passage.text
        assert best.source.title == "Cranes of Port Esk"
        assert best.source.path == f"{on.at}/cranes"
        assert best.source.published == "2025-03-04"
        assert best.why == "found by searxng"
        text = await on.search.text(best.source.id)
        assert text[best.passage.start : best.passage.end] == best.passage.text
        [asked] = on.of(ProviderAsked)
        assert (asked.provider, asked.query, asked.found, asked.error) == ("searxng", QUESTION, 2, "")
        assert {one.url for one in on.of(PageRead)} == {f"{on.at}/boats", f"{on.at}/cranes"}


async def test_a_search_is_made_ready_without_asking_anybody(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        await on.search.warm()
        await on.search.warm()
        assert on.web.seen == []
        on.web.put("/search", as_json(results()))
        assert await on.find() == []


async def test_what_cannot_be_made_ready_is_left_to_the_search_to_say() -> None:
    def fails() -> Parts:
        raise OSError("no room")

    search = WebSearch(fails)
    await search.warm()
    with pytest.raises(OSError, match="no room"):
        await search.search(QUESTION, 10, lambda event: None)
    await search.close()


async def test_nothing_found_is_no_failure(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        on.web.put("/search", as_json(results()))
        assert await on.find() == []
        assert [one.error for one in on.of(ProviderAsked)] == [""]


async def test_a_provider_that_fails_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        on.web.put("/search", status(403))
        with pytest.raises(SearchError):
            await on.find()
        [asked] = on.of(ProviderAsked)
        assert asked.error


async def test_a_page_that_cannot_be_read_is_told_and_the_others_count(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        on.web.put("/cranes", page(CRANES.encode()))
        on.web.put("/search", as_json(results((f"{on.at}/gone", "Gone"), (f"{on.at}/cranes", "Cranes"))))
        hits = await on.find()
        assert {hit.source.path for hit in hits} == {f"{on.at}/cranes"}
        errors = {one.url: one.error for one in on.of(PageRead)}
        assert errors[f"{on.at}/cranes"] == ""
        assert "404" in errors[f"{on.at}/gone"]


async def test_a_page_that_never_comes_does_not_hold_up_the_search(tmp_path: Path) -> None:
    async with stage(tmp_path, Bounds(seconds=1.0)) as on:
        on.web.put("/cranes", page(CRANES.encode()))
        on.web.put("/slow", silent())
        on.web.put("/search", as_json(results((f"{on.at}/slow", "Slow"), (f"{on.at}/cranes", "Cranes"))))
        hits = await asyncio.wait_for(on.find(), 10)
        assert {hit.source.path for hit in hits} == {f"{on.at}/cranes"}
        errors = {one.url: one.error for one in on.of(PageRead)}
        assert errors[f"{on.at}/slow"] == "not read after 1 s"


async def test_a_question_asked_again_fetches_no_page_twice(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        on.web.put("/cranes", page(CRANES.encode(), ("cache-control", "max-age=60")))
        on.web.put("/search", as_json(results((f"{on.at}/cranes", "Cranes"))))
        await on.find()
        await on.find()
        assert [path.split("/")[-1] for path in on.web.paths()].count("cranes") == 1
        assert [one.kept for one in on.of(PageRead)] == [False, True]


async def test_no_more_pages_are_read_than_allowed(tmp_path: Path) -> None:
    async with stage(tmp_path, Bounds(pages=1)) as on:
        on.web.put("/cranes", page(CRANES.encode()))
        on.web.put("/boats", page(BOATS.encode()))
        on.web.put("/search", as_json(results((f"{on.at}/cranes", "Cranes"), (f"{on.at}/boats", "Boats"))))
        await on.find()
        assert len(on.of(PageRead)) == 1


async def test_a_cancelled_search_leaves_nothing_running(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        reached = asyncio.Event()

        async def never(seen: Seen, writer: asyncio.StreamWriter) -> None:
            reached.set()
            await silent()(seen, writer)

        on.web.put("/slow", never)
        on.web.put("/search", as_json(results((f"{on.at}/slow", "Slow"))))
        before = asyncio.all_tasks()
        search = asyncio.create_task(on.find())
        await asyncio.wait_for(reached.wait(), 10)
        search.cancel()
        await asyncio.gather(search, return_exceptions=True)
        left = {task for task in asyncio.all_tasks() - before if "serve" not in repr(task)}
        assert not left
        assert not on.of(PageRead)


class Provider:
    """A provider without a network."""

    def __init__(self, name: str, hits: Sequence[WebHit] | Exception) -> None:
        self.name = name
        self.hits = hits
        self.asked = 0

    async def search(
        self, query: str, k: int, *, language: str = "", since: str = "", site: str = ""
    ) -> Sequence[WebHit]:
        self.asked += 1
        if isinstance(self.hits, Exception):
            raise self.hits
        return self.hits


async def test_for_a_provider_that_fails_the_next_one_is_asked(tmp_path: Path) -> None:
    async with hostile_web() as web:
        at = f"http://127.0.0.1:{web.port}"
        web.put("/cranes", page(CRANES.encode()))
        found = [WebHit(f"{at}/cranes", "Cranes")]
        providers = [
            Provider("down", Unavailable("It is down.")),
            Provider("wrong", KeyError("results")),
            Provider("good", found),
            Provider("spare", found),
        ]
        table = WebTable(allow_hosts=(f"127.0.0.1:{web.port}",))
        real = open_parts(table, {"XDG_CACHE_HOME": str(tmp_path)})
        search = WebSearch(lambda: Parts(providers, real.client, real.reader, real.accepted), Bounds(1))
        told: list[Event] = []
        try:
            hits = await search.search(QUESTION, 10, told.append)
        finally:
            await search.close()
        assert hits[0].why == "found by good"
        assert [one.asked for one in providers] == [1, 1, 1, 0]
        asked = [one for one in told if isinstance(one, ProviderAsked)]
        assert [(one.provider, bool(one.error)) for one in asked] == [
            ("down", True),
            ("wrong", True),
            ("good", False),
        ]


async def test_what_a_provider_sends_along_stands_in_for_a_page_that_cannot_be_read(tmp_path: Path) -> None:
    async with hostile_web() as web:
        own = f"127.0.0.1:{web.port}"
        text = "The harbour of Port Esk runs twelve cranes that move 4,810 boxes a day. " * 5
        provider = Provider("sends", [WebHit(f"http://{own}/gone", "Cranes of Port Esk", text=text)])
        real = open_parts(WebTable(allow_hosts=(own,)), {"XDG_CACHE_HOME": str(tmp_path)})
        search = WebSearch(lambda: Parts([provider], real.client, real.reader, real.accepted))
        told: list[Event] = []
        try:
            hits = await search.search(QUESTION, 10, told.append)
        finally:
            await search.close()
        assert hits[0].source.title == "Cranes of Port Esk"
        assert "4,810 boxes" in hits[0].passage.text


def test_only_servers_on_this_machine_become_hosts_of_ones_own() -> None:
    table = WebTable(
        searxng=ServerTable(url="http://127.0.0.1:8888/searx"),
        kiwix=WebTable().kiwix.__class__(url="http://[::1]:8080"),
        mediawiki=WebTable().mediawiki.__class__(url="https://{lang}.wiki.example"),
        allow_hosts=("nas.lan",),
    )
    assert rules_of(table).allow_hosts == ("nas.lan", "127.0.0.1:8888", "[::1]:8080")
    assert rules_of(WebTable(searxng=ServerTable(url="https://searx.example"))).allow_hosts == ()
