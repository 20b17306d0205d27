"""Pages that are kept on disk: a question that is asked again fetches nothing twice."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from pathlib import Path

import pytest
from tests.adapters.web import hostile_web as hw
from tests.adapters.web.web_kit import Bed

from hopyard.core.web.cache import open_cache
from hopyard.core.web.errors import BadReply, Forbidden, PageGone
from hopyard.core.web.exchange import Answer, Headers
from hopyard.core.web.port import Request
from hopyard.core.web.rules import Rules

URL = "http://pages.example/a?key=sk-hidden"
PLAIN = Rules(respect_robots=False)
BY_THE_BOOK = Rules(respect_robots=False, reread_s=0)


@pytest.mark.parametrize(
    "headers", [(), (("Cache-Control", "no-cache"),), (("Cache-Control", "private, max-age=0"),)]
)
async def test_a_page_is_read_again_without_asking(
    web_bed: Bed, tmp_path: Path, headers: tuple[tuple[str, str], ...]
) -> None:
    web_bed.web.put("/a", hw.page(hw.PAGE, *headers))
    first = await web_bed.get(URL, PLAIN, cache=tmp_path / "web")
    again = await web_bed.get(URL, PLAIN, cache=tmp_path / "web")
    assert len(web_bed.web.seen) == 1
    assert (first.from_cache, again.from_cache) == (False, True)
    assert (again.body, again.url, again.status) == (first.body, first.url, 200)
    assert again.headers["content-type"] == first.headers["content-type"]
    assert not [name for name in again.headers if "hopyard" in name]


async def test_a_page_that_must_not_be_kept_is_not(web_bed: Bed, tmp_path: Path) -> None:
    web_bed.web.put("/a", hw.page(b"<p>never to be kept</p>", ("Cache-Control", "no-store")))
    for _ in range(2):
        assert not (await web_bed.get(URL, PLAIN, cache=tmp_path / "web")).from_cache
    assert len(web_bed.web.seen) == 2
    assert b"never to be kept" not in b"".join(path.read_bytes() for path in (tmp_path / "web").iterdir())


async def test_by_the_book_a_fresh_page_is_kept_and_a_stale_one_is_asked_for_again(
    web_bed: Bed, tmp_path: Path
) -> None:
    web_bed.web.put("/fresh", hw.page(hw.PAGE, ("Cache-Control", "max-age=600")))
    changed = hw.page(b"new", ("ETag", '"2"'))
    web_bed.web.put(
        "/stale",
        hw.in_turn(
            hw.page(hw.PAGE, ("Cache-Control", "max-age=0"), ("ETag", '"1"')),
            hw.status(304, ("ETag", '"1"')),
            changed,
        ),
    )
    async with web_bed.client(BY_THE_BOOK, cache=tmp_path / "web") as client:
        for path in ("fresh", "fresh", "stale", "stale", "stale"):
            response = await client.send(Request(f"http://pages.example/{path}", "page"))
            if path == "fresh" or len(web_bed.web.seen) < 4:
                assert response.body == hw.PAGE
        assert response.body == b"new"
    assert [seen.target for seen in web_bed.web.seen] == ["/fresh", "/stale", "/stale", "/stale"]
    assert [seen.headers.get("if-none-match") for seen in web_bed.web.seen[1:]] == [None, '"1"', '"1"']


async def test_a_kept_redirect_is_held_to_the_rules_of_today(web_bed: Bed, tmp_path: Path) -> None:
    web_bed.web.put("/a", hw.redirect("http://other.example/b", 301))
    web_bed.web.put("/b", hw.page())
    assert (await web_bed.get(URL, PLAIN, cache=tmp_path / "web")).body == hw.PAGE
    assert (await web_bed.get(URL, PLAIN, cache=tmp_path / "web")).from_cache
    assert len(web_bed.web.seen) == 2
    await web_bed.refused(URL, Forbidden, Rules(local_only=True), cache=tmp_path / "web")


async def test_failures_searches_and_what_has_a_key_are_not_kept(web_bed: Bed, tmp_path: Path) -> None:
    web_bed.web.put("/a", hw.page(hw.PAGE, ("Cache-Control", "max-age=600")))
    web_bed.web.put("/gone", hw.status(410, ("Cache-Control", "max-age=600")))
    requests = (
        Request(URL, "search"),
        Request(URL, "page", headers=(("Authorization", "Bearer sk-hidden"),)),
    )
    async with web_bed.client(PLAIN, cache=tmp_path / "web") as client:
        for request in requests * 2:
            assert not (await client.send(request)).from_cache
        for _ in range(2):
            with pytest.raises(PageGone):
                await client.send(Request("http://pages.example/gone", "page"))
    assert len(web_bed.web.seen) == 6


async def test_files_are_the_persons_own_and_hold_no_address(web_bed: Bed, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        web_bed.web.put("/a", hw.page())
        async with web_bed.client(PLAIN, cache=tmp_path / "web") as client:
            await client.send(Request(URL, "page"))
            files = list((tmp_path / "web").glob("pages.db*"))
            modes = {stat.S_IMODE(path.stat().st_mode) for path in files}
            text = b"".join(path.read_bytes() for path in files)
    finally:
        os.umask(old)
    assert len(files) >= 2, "SQLite's own beside it"
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "web").stat().st_mode) == 0o700
    assert hw.PAGE in text
    assert b"sk-hidden" not in text
    assert b"pages.example" not in text


async def test_two_who_ask_at_once_fetch_once(web_bed: Bed, tmp_path: Path) -> None:
    web_bed.web.put("/a", hw.page())
    async with web_bed.client(PLAIN, cache=tmp_path / "web") as client:
        both = await asyncio.gather(*(client.send(Request(URL, "page")) for _ in range(4)))
    assert len(web_bed.web.seen) == 1
    assert [response.body for response in both] == [hw.PAGE] * 4


@pytest.mark.parametrize("damage", ["rubbish", "empty", "cut", "other tables"])
async def test_a_broken_file_costs_a_fetch_and_no_more(web_bed: Bed, tmp_path: Path, damage: str) -> None:
    web_bed.web.put("/a", hw.page())
    folder = tmp_path / "web"
    await web_bed.get(URL, PLAIN, cache=folder)
    path = folder / "pages.db"
    for other in folder.glob("pages.db-*"):
        other.unlink()
    if damage == "other tables":
        path.unlink()
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE entries (x)")
        connection.close()
    else:
        kept = path.read_bytes()
        path.write_bytes(
            {"rubbish": b"no database" * 999, "empty": b"", "cut": kept[: len(kept) // 2]}[damage]
        )
    for _ in range(2):
        assert (await web_bed.get(URL, PLAIN, cache=folder)).body == hw.PAGE


async def test_a_kept_page_of_no_use_is_refused_like_a_new_one(web_bed: Bed, tmp_path: Path) -> None:
    web_bed.web.put("/a", hw.page(b"%PDF", ("Content-Type", "application/pdf")))
    async with web_bed.client(PLAIN, cache=tmp_path / "web") as client:
        await client.send(Request(URL, "page"))
        with pytest.raises(BadReply):
            await client.send(Request(URL, "page", accept=("text/html",)))


async def test_the_file_does_not_grow_past_its_bound(tmp_path: Path) -> None:
    cache = open_cache(tmp_path / "web", 3600, max_bytes=1024 * 1024)
    body = os.urandom(100_000)

    async def fetch(headers: Headers) -> Answer:
        return Answer(200, {"cache-control": "max-age=600"}, body)

    for number in range(30):
        answer, _ = await cache.answer(f"http://pages.example/{number}", (), fetch)
        assert answer.body == body
    assert (await cache.answer("http://pages.example/0", (), fetch))[1]
    await cache.aclose()
    assert sum(path.stat().st_size for path in (tmp_path / "web").iterdir()) < 1.3 * 1024 * 1024
