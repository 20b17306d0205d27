"""Fetches pages from a server that behaves badly: each failure has its name, and no bound is passed."""

from __future__ import annotations

import asyncio
import gzip
import logging
import time
import tracemalloc
from pathlib import Path

import msgspec
import pytest
from tests.adapters.web import hostile_web as hw
from tests.adapters.web.faults import BAD, SLOW
from tests.adapters.web.web_kit import QUICK, Bed

from hopyard.core.web.client import open_client
from hopyard.core.web.errors import (
    BadReply,
    Forbidden,
    KeyRefused,
    NotConfigured,
    PageGone,
    RateLimited,
    TooMuch,
    Unavailable,
    WebError,
)
from hopyard.core.web.port import Client, Request
from hopyard.core.web.rules import Rules

URL = "http://pages.example/a"
ONCE = msgspec.structs.replace(QUICK, max_retries=0)


async def test_a_page_comes_with_its_headers_and_without_a_cookie_going_back(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.page(hw.PAGE, ("Set-Cookie", "id=1"), ("X-Twice", "one"), ("X-Twice", "two")))
    async with web_bed.client() as client:
        response = await client.send(Request(URL, "page"))
        await client.send(Request(URL, "page"))
    assert response.body == hw.PAGE
    assert response.url == URL
    assert (response.status, response.content_type, response.from_cache) == (200, "text/html", False)
    assert response.headers["x-twice"] == "two"
    first, second = web_bed.web.seen
    assert "cookie" not in second.headers
    assert first.headers["user-agent"].startswith("hopyard/")
    assert first.headers["accept-encoding"] == "gzip, deflate"
    assert first.headers["host"] == "pages.example"
    assert web_bed.web.n_connections == 1, "the connection was kept"


@pytest.mark.parametrize(
    "behaviour",
    [
        hw.packed(hw.PAGE, "gzip"),
        hw.packed(hw.PAGE, "x-gzip"),
        hw.packed(hw.PAGE, "deflate"),
        hw.packed(hw.PAGE, "identity"),
        hw.bare_deflate(hw.PAGE),
        hw.page(gzip.compress(hw.PAGE[:30]) + gzip.compress(hw.PAGE[30:]), ("Content-Encoding", "gzip")),
        hw.page(gzip.compress(hw.PAGE) + b"\0\0rubbish", ("Content-Encoding", "gzip")),
        hw.chunked(hw.PAGE[:7], hw.PAGE[7:]),
        hw.raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + hw.PAGE),
        hw.raw(b"HTTP/1.1 200 OK\r\n\r\n" + hw.PAGE),
        hw.raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + hw.PAGE),
    ],
    ids=[
        "gzip", "x-gzip", "deflate", "identity", "bare deflate", "two members", "rubbish behind", "chunked",
        "HTTP/1.0", "until closed", "after 100",
    ],
)  # fmt: skip
async def test_a_body_is_unpacked(web_bed: Bed, behaviour: hw.Behaviour) -> None:
    web_bed.web.put("/a", behaviour)
    response = await web_bed.get(URL)
    assert response.body == hw.PAGE
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gbk", "big5", "utf-16", "windows-1252", "no-such"])
async def test_any_charset_is_handed_on_as_bytes(web_bed: Bed, charset: str) -> None:
    body = "樣本".encode("utf-8" if charset in ("no-such", "windows-1252") else charset)
    web_bed.web.put("/a", hw.page(body, ("Content-Type", f"text/html; charset={charset}")))
    response = await web_bed.get(URL)
    assert response.body == body
    assert response.headers["content-type"].endswith(charset)


@pytest.mark.parametrize("name", BAD)
async def test_what_is_bad_has_a_name_and_names_the_host_only(web_bed: Bed, name: str) -> None:
    behaviour, kind = BAD[name]
    web_bed.web.put("/a", behaviour)
    error = await web_bed.refused(URL + "?key=sk-hidden", kind, limits=ONCE)
    assert "pages.example" in error.message or "the answer" in error.message.lower()
    assert "sk-hidden" not in str(error)
    assert "\n" not in str(error)
    assert error.status == (int(name) if name.isdigit() and int(name) > 400 else 0)


@pytest.mark.parametrize("name", SLOW)
async def test_the_total_time_holds_whatever_the_server_does(web_bed: Bed, name: str) -> None:
    web_bed.web.put("/a", SLOW[name])
    limits = msgspec.structs.replace(QUICK, total_s=0.2)
    began = time.monotonic()
    await web_bed.refused(URL, Unavailable, limits=limits)
    assert time.monotonic() - began < 1.5


async def test_silence_in_an_answer_has_a_bound_of_its_own(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.silent())
    limits = msgspec.structs.replace(ONCE, read_s=0.05)
    assert "slow" in (await web_bed.refused(URL, Unavailable, limits=limits)).message


async def test_a_bomb_is_stopped_without_unpacking_it(web_bed: Bed) -> None:
    """4 MiB are allowed; 200 MiB of zeros would take longer and far more memory."""
    web_bed.web.put("/a", hw.bomb(200))
    tracemalloc.start()
    try:
        await web_bed.refused(URL, TooMuch)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 25 * 1024 * 1024


async def test_an_answer_of_no_use_is_not_read(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.endless(hw.head(200, [("Content-Type", "Image/PNG; x=1")])))
    web_bed.web.put("/b", hw.page(b"%PDF", ("Content-Type", "application/pdf")))
    web_bed.web.put("/c", hw.raw(b"HTTP/1.1 200 OK\r\n\r\nplain"))
    accept = ("text/*", "application/pdf")
    async with web_bed.client() as client:
        with pytest.raises(BadReply, match="image/png"):
            await client.send(Request(URL, "page", accept=accept))
        for path in "bc":
            await client.send(Request(f"http://pages.example/{path}", "page", accept=accept))
    assert web_bed.web.seen[0].headers["accept"] == "text/*, application/pdf"


PROVIDER = {401: KeyRefused, 402: KeyRefused, 403: KeyRefused, 400: BadReply, 404: BadReply, 422: BadReply,
            429: RateLimited, 500: Unavailable}  # fmt: skip


@pytest.mark.parametrize("code", PROVIDER)
async def test_a_provider_fails_in_its_own_words(web_bed: Bed, code: int) -> None:
    web_bed.web.put("/a", hw.status(code))
    error = await web_bed.refused(URL, PROVIDER[code], limits=ONCE, purpose="search")
    assert error.status == code


async def test_a_key_is_sent_to_its_host_and_stands_in_no_log(
    web_bed: Bed, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    web_bed.web.put("/a", hw.redirect("http://other.example/b"))
    web_bed.web.put("/b", hw.status(403))
    key = ("Authorization", "Bearer sk-hidden")
    async with web_bed.client() as client:
        with pytest.raises(KeyRefused) as caught:
            await client.send(Request(URL + "?api_key=sk-hidden", "search", headers=(key,)))
    first, second = web_bed.web.seen
    assert first.headers["authorization"] == "Bearer sk-hidden"
    assert second.host == "other.example"
    assert "sk-hidden" not in repr(second)
    assert "sk-hidden" not in caplog.text
    assert "sk-hidden" not in str(caught.value)


@pytest.mark.parametrize("value", ["Bearer sk-hidden\r\nX-Other: 1", "Bearer sk-hidden\n\nx", "钥匙", "a\0b"])
async def test_a_key_that_no_header_can_hold_is_not_repeated(web_bed: Bed, value: str) -> None:
    async with web_bed.client() as client:
        with pytest.raises(NotConfigured) as caught:
            await client.send(Request(URL, "search", headers=(("Authorization", value),)))
    assert "sk-hidden" not in str(caught.value)
    assert web_bed.web.seen == []


async def test_a_caller_cannot_set_the_headers_that_are_ours(web_bed: Bed) -> None:
    async with web_bed.client() as client:
        for name in ("Host", "Cookie", "Content-Length", "Proxy-Authorization"):
            with pytest.raises(ValueError, match="header"):
                await client.send(Request(URL, "search", headers=((name, "x"),)))


async def test_a_post_is_sent_whole_and_once(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.status(503))
    async with web_bed.client() as client:
        with pytest.raises(Unavailable):
            await client.send(
                Request(URL, "search", "POST", (("Content-Type", "application/json"),), b'{"q":1}')
            )
    (seen,) = web_bed.web.seen
    assert (seen.method, seen.body, seen.headers["content-type"]) == ("POST", b'{"q":1}', "application/json")


async def test_a_passing_failure_is_tried_again_and_a_page_that_is_gone_is_not(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.in_turn(hw.status(503), hw.reset(), hw.page()))
    assert (await web_bed.get(URL)).body == hw.PAGE
    assert len(web_bed.web.seen) == 3
    web_bed.web.put("/gone", hw.in_turn(hw.status(404), hw.page()))
    await web_bed.refused("http://pages.example/gone", PageGone)


async def test_tries_come_to_an_end(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.status(500))
    limits = msgspec.structs.replace(QUICK, retry_base_s=4.0)
    await web_bed.refused(URL, Unavailable, limits=limits)
    assert len(web_bed.web.seen) == 3
    assert web_bed.time.slept == [2.0, 4.0], "half of 4, half of 8"


async def test_a_server_that_asks_to_wait_is_waited_for_within_bounds(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.in_turn(hw.status(429, ("Retry-After", "3")), hw.page()))
    assert (await web_bed.get(URL)).status == 200
    assert sum(web_bed.time.slept) == 3.0

    web_bed.web.put("/b", hw.status(429, ("Retry-After", "86400")))
    async with web_bed.client() as client:
        with pytest.raises(RateLimited) as caught:
            await client.send(Request("http://pages.example/b", "page"))
        assert caught.value.retry_after_s == 86_400
        before = len(web_bed.web.seen)
        with pytest.raises(RateLimited):
            await client.send(Request("http://pages.example/a", "page"))
        assert len(web_bed.web.seen) == before, "the host is left alone"
        assert (await client.send(Request("http://pages.example/a", "search"))).status == 200


async def test_a_host_that_cannot_be_reached(web_bed: Bed) -> None:
    assert "cannot be found" in (await web_bed.refused("http://no.such", Unavailable)).message
    web_bed.network._ports = {80: 1}
    assert "cannot be reached" in (await web_bed.refused(URL, Unavailable, limits=ONCE)).message


async def test_redirects_lead_on_and_each_is_asked_anew(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.redirect("/b?x=%E6%A0%B7 本", 301))
    web_bed.web.put("/b", hw.redirect("//other.example/c#part", 307))
    web_bed.web.put("other.example/c", hw.page())
    response = await web_bed.get(URL)
    assert response.url == "http://other.example/c"
    assert web_bed.web.paths()[1] == "pages.example/b?x=%E6%A0%B7%20%E6%9C%AC"
    assert web_bed.resolver.asked == ["pages.example", "pages.example", "other.example"]


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("/a", TooMuch),
        ("", BadReply),
        ("http://[::1", BadReply),
        ("ftp://pages.example/", Forbidden),
        ("file:///etc/passwd", Forbidden),
        ("javascript:alert(1)", Forbidden),
        ("http://me:secret@pages.example/", Forbidden),
        ("http://pages.example:22/", Forbidden),
        ("http://127.1/", Forbidden),
        ("http://2130706433/", Forbidden),
        ("http://0x7f.1/", Forbidden),
        ("http://[::ffff:127.0.0.1]/", Forbidden),
        ("http://169.254.169.254/latest/meta-data/", Forbidden),
        ("http://inner.example/", Forbidden),
        ("http://printer/", Forbidden),
        ("http://localhost/", Forbidden),
    ],
)
async def test_a_redirect_to_what_must_not_be_asked_ends_there(
    web_bed: Bed, location: str, kind: type[WebError]
) -> None:
    web_bed.resolver._names["inner.example"] = [["10.1.2.3"]]
    web_bed.web.put("/a", hw.redirect(location))
    error = await web_bed.refused(URL, kind)
    assert len(web_bed.web.seen) == 1
    assert "secret" not in str(error)
    assert set(web_bed.network.connected) == {"93.184.215.14"}


async def test_redirects_without_end(web_bed: Bed) -> None:
    for number in range(30):
        web_bed.web.put(f"/{number}", hw.redirect(f"/{number + 1}"))
    await web_bed.refused("http://pages.example/0", TooMuch)
    assert len(web_bed.web.seen) == QUICK.max_redirects + 1


async def test_pages_of_many_hosts_and_of_an_own_host_are_fetched_at_once(web_bed: Bed) -> None:
    """The server answers none of the eight before all of them are there."""
    all_here = asyncio.Barrier(8)

    async def together(seen: hw.Seen, writer: asyncio.StreamWriter) -> None:
        await all_here.wait()
        await hw.page()(seen, writer)

    web_bed.web.put("/a", together)
    rules = Rules(respect_robots=False, allow_hosts=("wiki.example",))
    for urls in (
        [f"http://h{n}.example/a" for n in range(8)],
        [f"http://wiki.example/a?{n}" for n in range(8)],
    ):
        async with web_bed.client(rules) as client:
            responses = await asyncio.gather(*(client.send(Request(url, "page")) for url in urls))
        assert [response.status for response in responses] == [200] * 8
    assert web_bed.web.most_at_once == 8


async def test_a_fetch_that_is_given_up_leaves_nothing_behind(web_bed: Bed) -> None:
    """Two connections are allowed: were one not given back, the later fetches would wait for ever."""
    here, gone = asyncio.Queue[str](), asyncio.Queue[str]()

    async def hold(seen: hw.Seen, writer: asyncio.StreamWriter) -> None:
        here.put_nowait(seen.target)
        await seen.is_left()
        writer.close()
        gone.put_nowait(seen.target)

    web_bed.web.put("/a", hold)
    web_bed.web.put("/b", hw.page())
    limits = msgspec.structs.replace(QUICK, max_connections=2)
    async with web_bed.client(limits=limits) as client:
        before = len(asyncio.all_tasks())
        for _ in range(6):
            task = asyncio.create_task(client.send(Request(URL, "page")))
            await here.get()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await gone.get()
        assert (await client.send(Request("http://pages.example/b", "page"))).status == 200
        assert len(asyncio.all_tasks()) <= before + 1, "the server's own for the last connection"


async def test_the_client_of_the_program(tmp_path: Path, web_bed: Bed) -> None:
    """Nothing injected: the system's resolver and network, asked for a host of one's own only."""
    web_bed.web.put("/a", hw.page())
    here = f"127.0.0.1:{web_bed.web.port}"
    environ = {"HOPYARD_HOME": str(tmp_path), "HTTP_PROXY": "http://127.0.0.1:1"}
    for kept in (False, True):
        async with open_client(Rules(allow_hosts=(here,), local_only=True), environ) as client:
            behind_the_port: Client = client
            response = await behind_the_port.send(Request(f"http://{here}/a", "page"))
        assert (response.body, response.from_cache) == (hw.PAGE, kept)
    assert (tmp_path / "cache" / "web" / "pages.db").is_file()
