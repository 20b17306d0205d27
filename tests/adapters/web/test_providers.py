"""Every provider against a loopback server that plays its documented replies, good and bad."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest
from tests.adapters.web.provider_kit import (
    FIXTURES,
    KEYED,
    KINDS,
    SECRET,
    FakeServer,
    Reply,
    fake_server,
    small_client,
)

from hopyard.core.web.errors import (
    BadReply,
    KeyRefused,
    RateLimited,
    TooMuch,
    Unavailable,
    WebError,
)
from hopyard.core.web.port import WebHit

pytestmark = pytest.mark.parametrize("name", sorted(KINDS))


async def search(
    name: str,
    reply: Reply | None = None,
    query: str = "harbour cranes",
    k: int = 10,
    *,
    tells_status: bool = True,
    wishes: Mapping[str, str] | None = None,
) -> tuple[list[WebHit], FakeServer]:
    kind = KINDS[name]
    async with fake_server() as server, small_client(tells_status=tells_status) as client:
        server.reply = reply or kind.reply
        return list(await kind.make(client, server.base).search(query, k, **(wishes or {}))), server


async def failure(name: str, reply: Reply, *, tells_status: bool = True) -> WebError:
    with pytest.raises(WebError) as caught:
        await search(name, reply, tells_status=tells_status)
    error = caught.value
    assert error.message
    assert error.next_step
    assert SECRET not in repr(error) + str(error) + repr(error.__cause__)
    return error


async def test_reads_the_documented_reply(name: str) -> None:
    hits, _ = await search(name)
    assert len(hits) == 2
    first = hits[0]
    assert first.title == "Cranes of the harbour"
    assert first.url.startswith(("https://", "http://127.0.0.1"))
    assert re.search("cranes", first.snippet)
    assert not re.search(r"<|&lt;/|\n", first.snippet.replace("x < 3", "").replace("< 40 t", ""))
    if name not in ("mediawiki", "kiwix"):
        assert first.published == "2025-03-04"
    if name in ("arxiv", "crossref", "openalex", "exa"):
        assert first.authors[0] == "Ada Quay"
    if name in ("arxiv", "crossref", "openalex"):
        assert first.text == first.snippet


async def test_the_fixture_names_its_document_and_date(name: str) -> None:
    head = (FIXTURES / KINDS[name].fixture).read_text("utf-8")[:400]
    assert "https://" in head
    assert re.search(r"20\d\d-\d\d-\d\d", head)


async def test_nothing_found_is_no_error(name: str) -> None:
    kind = KINDS[name]
    hits, _ = await search(name, Reply(kind.nothing, content_type=kind.content_type))
    assert hits == []


async def test_an_empty_query_is_not_sent(name: str) -> None:
    hits, server = await search(name, query=" \u200b\n ")
    assert hits == []
    assert server.asked == []


async def test_no_more_than_asked_for(name: str) -> None:
    hits, server = await search(name, k=1)
    assert len(hits) == 1
    asked = server.asked[-1]
    sent = {**asked.parameters, **(asked.body or {})}
    counts = {sent.get(key) for key in ("count", "max_results", "rows", "per-page", "num", "numResults")}
    counts |= {sent.get(key) for key in ("gsrlimit", "pageLength")}
    assert counts & {1, "1"} or name == "searxng"  # which has no such parameter


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("tells_status", [True, False])
async def test_a_refused_key_has_a_name(name: str, status: int, tells_status: bool) -> None:
    error = await failure(name, Reply(b"no", status), tells_status=tells_status)
    if name in KEYED:
        assert isinstance(error, KeyRefused)
        assert f"[web.{name}]" in error.next_step
    else:
        assert isinstance(error, (Unavailable, RateLimited))


async def test_too_many_requests_with_a_time_and_without(name: str) -> None:
    timed = await failure(name, Reply(b"", 429, headers=(("Retry-After", "7"),)))
    assert isinstance(timed, RateLimited)
    assert timed.retry_after_s == 7
    untimed = await failure(name, Reply(b"", 429))
    assert isinstance(untimed, RateLimited)
    assert untimed.retry_after_s is None


@pytest.mark.parametrize("status", [500, 503])
async def test_a_failing_server_is_unavailable(name: str, status: int) -> None:
    assert isinstance(await failure(name, Reply(b"<html>down</html>", status)), Unavailable)


async def test_nobody_there_is_unavailable(name: str) -> None:
    async with small_client() as client:
        with pytest.raises(Unavailable):
            await KINDS[name].make(client, "http://127.0.0.1:9").search("cranes", 3)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"<a", b"null", b"[]", b"\xff\xfe\x00", b'{"results', b"[" * 100_000, b"{}"]
)
async def test_broken_replies(name: str, body: bytes) -> None:
    assert isinstance(
        await failure(name, Reply(body, content_type=KINDS[name].content_type)), (BadReply, Unavailable)
    )


async def test_values_of_wrong_types(name: str) -> None:
    kind = KINDS[name]
    assert isinstance(await failure(name, Reply(kind.wrong, content_type=kind.content_type)), BadReply)


async def test_a_web_page_in_place_of_results(name: str) -> None:
    page = b"<!DOCTYPE html><html><body>Log in to the network</body></html>"
    assert isinstance(await failure(name, Reply(page, content_type="text/html")), BadReply)


async def test_one_damaged_result_does_not_spoil_the_others(name: str) -> None:
    kind = KINDS[name]
    if kind.fixture.endswith(".xml"):
        body = re.sub(rb"<title>Quay walls</title>", b"", kind.reply.body)
    else:
        body = re.sub(
            r'"(title|name|display_name)": (\[?)"[^"]*[\u4e00-\u9fff][^"]*"(\]?)',
            r'"\1": 5',
            kind.reply.body.decode(),
        ).encode()
    assert body != kind.reply.body
    hits, _ = await search(name, Reply(body, content_type=kind.content_type))
    assert hits[0].title == "Cranes of the harbour"
    assert all(hit.title for hit in hits)


HOSTILE = (
    "Cranes \\u001b]52;c;ZXZpbA==\\u0007\\u202eevil\\u200b <script>x()</script>"
    "&lt;img src=x&gt; [@click=app.quit]"
)
HOSTILE_XML = (
    "Cranes \u202eevil\u200b &lt;script&gt;x()&lt;/script&gt;&amp;lt;img src=x&amp;gt; [@click=app.quit]"
)


async def test_hostile_text_is_cleaned(name: str) -> None:
    kind = KINDS[name]
    text = kind.reply.body.decode()
    evil = HOSTILE_XML if kind.fixture.endswith(".xml") else HOSTILE
    hits, _ = await search(
        name, Reply(text.replace("Cranes of the harbour", evil).encode(), content_type=kind.content_type)
    )
    title = hits[0].title
    assert title.startswith("Cranes ")
    assert all(char.isprintable() for char in title)
    assert "evil" in title
    assert not re.search("<|>|52;c|\u202e|\u200b", title)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https://me:pw@host/", "http://", "/relative", "x y"]
)
async def test_addresses_that_lead_nowhere_are_left_out(name: str, url: str) -> None:
    kind = KINDS[name]
    text = kind.reply.body.decode()
    for known in (
        "https://port.example/cranes",
        "https://en.wiki.example/wiki/Harbour_crane",
        "http://arxiv.org/abs/2503.00001v2",
        "https://repo.example/crane",
        "/harbour/cranes.html",
        "https://doi.org/10.5555/crane.1",
    ):
        text = text.replace(known, url)
    hits, _ = await search(name, Reply(text.encode(), content_type=kind.content_type))
    assert url not in [hit.url for hit in hits]
    if name == "kiwix" and url in ("/relative", "x y", "http://"):
        assert all(hit.url.startswith("http://127.0.0.1:") for hit in hits)  # its links are relative
    else:
        assert len(hits) == 1


async def test_ten_megabytes_are_refused_or_read(name: str) -> None:
    kind = KINDS[name]
    with pytest.raises(TooMuch):
        await search(name, Reply(kind.reply.body + b" " * 10 * 2**20, content_type=kind.content_type))


async def test_a_long_query_is_cut(name: str) -> None:
    _, server = await search(name, query="harbour crane " * 500)
    asked = server.asked[-1]
    sent = max((str(value) for value in {**asked.parameters, **(asked.body or {})}.values()), key=len)
    assert len(sent) <= 1_000
    if name == "zhipu":
        query = asked.body["search_query"]
        assert len(query) <= 70
        assert query.split()[-1] in ("harbour", "crane")


async def test_the_key_is_sent_and_only_in_its_header(name: str) -> None:
    _, server = await search(name)
    asked = server.asked[-1]
    holding = [header for header, value in asked.headers.items() if SECRET in value]
    assert holding == ([KINDS[name].key_header] if name in KEYED else [])
    assert SECRET not in json.dumps([asked.path, dict(asked.parameters), asked.body])


SINCE = {
    "searxng": ("time_range", "year"),
    "arxiv": ("search_query", "submittedDate:[202603010000"),
    "crossref": ("filter", "from-pub-date:2026-03-01"),
    "openalex": ("filter", "from_publication_date:2026-03-01"),
    "brave": ("freshness", "2026-03-01to2026-11-22"),
    "tavily": ("start_date", "2026-03-01"),
    "exa": ("startPublishedDate", "2026-03-01T00:00:00"),
    "serper": ("tbs", "cd_min:03/01/2026"),
    "bocha": ("freshness", "2026-03-01..2026-11-22"),
    "zhipu": ("search_recency_filter", "oneYear"),
}
SITE = {
    "searxng": ("q", "site:port.example"),
    "brave": ("q", "site:port.example"),
    "tavily": ("include_domains", "port.example"),
    "exa": ("includeDomains", "port.example"),
    "serper": ("q", "site:port.example"),
    "bocha": ("include", "port.example"),
    "zhipu": ("search_domain_filter", "port.example"),
}
LANGUAGE = {
    "searxng": ("language", "en"),
    "openalex": ("filter", "language:en"),
    "brave": ("search_lang", "en"),
    "serper": ("hl", "en"),
}


@pytest.mark.parametrize(
    ("asked", "value", "places"),
    [("since", "2026-03-01", SINCE), ("site", "port.example", SITE), ("language", "en", LANGUAGE)],
)
async def test_wishes_are_passed_on_or_left_out(
    name: str, asked: str, value: str, places: dict[str, tuple[str, str]]
) -> None:
    _, server = await search(name, wishes={asked: value})
    if asked == "site" and name in ("arxiv", "mediawiki"):
        assert server.asked == []  # nothing of that site can be there
        return
    got = server.asked[-1]
    sent = {**got.parameters, **(got.body or {})}
    if name in places:
        parameter, text = places[name]
        assert text in str(sent[parameter])
    else:
        _, plain = await search(name)
        assert got.parameters == plain.asked[-1].parameters
        assert got.body == plain.asked[-1].body


async def test_a_since_that_is_no_date_is_left_out(name: str) -> None:
    hits, server = await search(name, wishes={"since": "yesterday"})
    assert len(hits) == 2
    assert "yesterday" not in json.dumps([dict(server.asked[-1].parameters), server.asked[-1].body])
