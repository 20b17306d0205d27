"""What is peculiar to one provider, and how providers are made out of the configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.adapters.web.provider_kit import (
    FIXTURES,
    KINDS,
    Reply,
    fake_server,
    key_source,
    small_client,
    today,
)

from hopyard.core.config import KeyedTable, KiwixTable, ServerTable, WebTable, WikiTable
from hopyard.core.web.errors import (
    BadReply,
    Forbidden,
    KeyRefused,
    NotConfigured,
    PageGone,
    RateLimited,
    Unavailable,
)
from hopyard.core.web.port import Request, Response
from hopyard.core.web.providers import xml
from hopyard.core.web.providers.arxiv import PAUSE_S, ArXiv
from hopyard.core.web.providers.bocha import Bocha
from hopyard.core.web.providers.duckduckgo import DuckDuckGo
from hopyard.core.web.providers.kiwix import Kiwix
from hopyard.core.web.providers.making import make_providers
from hopyard.core.web.providers.mediawiki import MediaWiki
from hopyard.core.web.providers.openalex import from_inverted
from hopyard.core.web.providers.searxng import SearXNG
from hopyard.core.web.providers.tavily import Tavily


class Never:
    """A client that must not be asked."""

    async def send(self, request: Request) -> Response:
        raise AssertionError(f"asked {request.url}")


async def test_searxng_without_json_says_what_to_set() -> None:
    async with fake_server() as server, small_client() as client:
        server.reply = Reply(b"<html>403</html>", 403, "text/html")
        with pytest.raises(Unavailable) as caught:
            await SearXNG(client, server.base).search("cranes", 3)
    assert "add json to formats" in caught.value.next_step


@pytest.mark.parametrize(
    ("since", "window"),
    [("2026-11-21", "day"), ("2026-11-16", "week"), ("2026-11-01", "month"), ("2020-01-01", None)],
)
async def test_a_span_is_never_shorter_than_asked(since: str, window: str | None) -> None:
    async with fake_server() as server, small_client() as client:
        server.reply = KINDS["searxng"].reply
        await SearXNG(client, server.base, today=today).search("cranes", 3, since=since)
    assert server.asked[0].parameters.get("time_range") == window


@pytest.mark.parametrize(
    ("query", "asked", "hosts"),
    [
        ("harbour cranes", "", ["/en/w/api.php"]),
        ("港口起重机", "", ["/zh/w/api.php"]),
        ("港口 Crane 起重机", "", ["/zh/w/api.php", "/en/w/api.php"]),
        ("港口起重机", "en", ["/en/w/api.php"]),
    ],
)
async def test_a_wiki_is_asked_in_the_languages_of_the_question(
    query: str, asked: str, hosts: list[str]
) -> None:
    async with fake_server() as server, small_client() as client:
        server.reply = KINDS["mediawiki"].reply
        hits = await MediaWiki(client, f"{server.base}/{{lang}}").search(query, 5, language=asked)
    assert sorted(one.path for one in server.asked) == sorted(hosts)
    assert [hit.title for hit in hits] == ["Cranes of the harbour", "港口起重机"]
    assert server.asked[0].parameters["gsrwhat"] == "text"


async def test_one_language_of_a_wiki_may_fail() -> None:
    async with fake_server() as server, small_client() as client:
        server.by_path = {"/zh/w/api.php": Reply(b"", 503), "/en/w/api.php": KINDS["mediawiki"].reply}
        wiki = MediaWiki(client, f"{server.base}/{{lang}}")
        assert len(await wiki.search("港口 crane", 5)) == 2
        with pytest.raises(Unavailable):
            await wiki.search("港口", 5)


async def test_a_wiki_that_is_busy_asks_to_wait() -> None:
    async with fake_server() as server, small_client() as client:
        server.reply = Reply(b'{"error": {"code": "ratelimited", "info": "slow"}}')
        with pytest.raises(RateLimited):
            await MediaWiki(client, f"{server.base}/api.php").search("cranes", 5)
    assert server.asked[0].path == "/api.php"


async def test_arxiv_is_asked_in_latin_words_only_and_not_for_chinese() -> None:
    async with fake_server() as server, small_client() as client:
        server.reply = KINDS["arxiv"].reply
        arxiv = ArXiv(client, api=f"{server.base}/q", sleep=_nothing)
        await arxiv.search('what is the AND A100 "GPU" 算力 OR power) OR all:x', 5)
        assert server.asked[0].parameters["search_query"] == (
            'all:"A100" OR all:"GPU" OR all:"power" OR all:"all" OR all:"x"'
        )
        assert await arxiv.search("港口起重机", 5) == []
        assert len(server.asked) == 1


async def _nothing(seconds: float) -> None:
    del seconds


async def test_arxiv_is_given_its_pause() -> None:
    now = [100.0]
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    async with fake_server() as server, small_client() as client:
        server.reply = KINDS["arxiv"].reply
        arxiv = ArXiv(client, api=f"{server.base}/q", clock=lambda: now[0], sleep=sleep)
        await arxiv.search("cranes", 5)
        await arxiv.search("walls", 5)
    assert slept == [0.0, PAUSE_S]


async def test_arxiv_tells_errors_in_an_entry() -> None:
    feed = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#bad</id>'
        b"<title>Error</title><summary>bad</summary></entry></feed>"
    )
    async with fake_server() as server, small_client() as client:
        server.reply = Reply(feed, content_type="application/atom+xml")
        with pytest.raises(BadReply):
            await ArXiv(client, api=f"{server.base}/q").search("cranes", 5)


BILLION = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "data",
    [
        BILLION,
        BILLION.replace(b"DOCTYPE", b"doctype"),
        b'<?xml version="1.0" encoding="utf-16"?>' + BILLION,
        b"\xff\xfe" + BILLION.decode().encode("utf-16-le"),
        b'<!DOCTYPE x SYSTEM "file:///etc/hostname"><x/>',
        b"<x>" + b"<a/>" * 200_000 + b"</x>",
        b"<x>&undefined;</x>",
        b"<x",
        b"",
    ],
)
def test_dangerous_xml_is_refused(data: bytes) -> None:
    with pytest.raises(BadReply):
        xml.parse(data, "It")


CATALOGUE = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>All zims</title>
<entry><title>Harbour</title><language>eng</language><link type="image/png" href="/i"/>
<link type="text/html" href="/content/harbour"/></entry>
<entry><title>港口</title><language>zho</language><link type="text/html" href="/gangkou"/></entry>
</feed>"""


@pytest.mark.parametrize(
    ("language", "books"), [("", ["gangkou", "harbour"]), ("zh", ["gangkou"]), ("en", ["harbour"])]
)
async def test_kiwix_finds_its_books_by_the_catalogue(language: str, books: list[str]) -> None:
    async with fake_server() as server, small_client() as client:
        server.by_path = {
            "/catalog/search": Reply(CATALOGUE.encode(), content_type="application/atom+xml"),
            "/search": KINDS["kiwix"].reply,
        }
        hits = await Kiwix(client, server.base).search("cranes", 5, language=language)
    assert sorted(one.parameters["content"] for one in server.asked[1:]) == books
    assert [hit.url for hit in hits] == [
        f"{server.base}/harbour/cranes.html",
        f"{server.base}/harbour/walls.html",
    ]


async def test_kiwix_without_books_says_so() -> None:
    async with fake_server() as server, small_client() as client:
        server.reply = Reply(b'<feed xmlns="http://www.w3.org/2005/Atom"/>', content_type="application/xml")
        with pytest.raises(Unavailable, match="holds no books"):
            await Kiwix(client, server.base).search("cranes", 5)


@pytest.mark.parametrize(
    ("code", "kind"), [(401, KeyRefused), ("403", KeyRefused), (429, RateLimited), (500, Unavailable)]
)
async def test_bocha_tells_errors_in_its_reply_too(code: object, kind: type[Exception]) -> None:
    async with fake_server() as server, small_client() as client:
        server.reply = Reply(json.dumps({"code": code, "message": "no"}).encode())
        with pytest.raises(kind):
            await Bocha(client, key_source(), api=server.base).search("cranes", 5)


@pytest.mark.parametrize("status", [402, 432, 433])
async def test_searches_that_are_used_up_are_not_a_wrong_key(status: int) -> None:
    async with fake_server() as server, small_client() as client:
        server.reply = Reply(b"{}", status)
        with pytest.raises(RateLimited, match="used up"):
            await Tavily(client, key_source(), api=server.base).search("cranes", 5)


def test_an_abstract_out_of_its_words_places() -> None:
    assert from_inverted({"b": [1, -4, 10**9], "a": [0, 2]}) == "a b a"
    assert from_inverted({}) == ""


async def test_without_a_key_a_provider_says_where_to_put_it() -> None:
    from hopyard.core.keys import KeySource

    provider = Tavily(Never(), KeySource("web.tavily", "TAVILY_API_KEY", "", {}))
    with pytest.raises(NotConfigured) as caught:
        await provider.search("cranes", 5)
    assert "TAVILY_API_KEY" in caught.value.next_step


@pytest.mark.parametrize("kind", [SearXNG, MediaWiki, Kiwix])
async def test_without_an_address_nobody_is_asked(kind: Any) -> None:
    with pytest.raises(NotConfigured):
        await kind(Never(), "").search("cranes", 5)


class Ddgs:
    """The part of ddgs that is used."""

    def __init__(self, answer: object) -> None:
        self.answer = answer
        self.asked: list[tuple[str, Mapping[str, object]]] = []

    def text(self, query: str, **how: object) -> object:
        self.asked.append((query, how))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def _error(name: str, text: str) -> Exception:
    kind: type[Exception] = type(name, (Exception,), {})
    return kind(text)


async def test_duckduckgo_by_ddgs() -> None:
    results = json.loads((FIXTURES / "ddgs.json").read_text("utf-8"))["results"]
    ddgs = Ddgs(results)
    provider = DuckDuckGo(Never(), local_only=False, search=ddgs.text, today=today)
    hits = await provider.search("harbour cranes", 5, language="zh", since="2026-11-20", site="port.example")
    assert [hit.title for hit in hits] == ["Cranes of the harbour", "港口起重机"]
    query, how = ddgs.asked[0]
    assert query == "harbour cranes site:port.example"
    assert (how["region"], how["timelimit"], how["max_results"]) == ("cn-zh", "w", 5)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (_error("RatelimitException", "202"), RateLimited),
        (_error("TimeoutException", "slow"), Unavailable),
        (ValueError("parser"), Unavailable),
        ("a text", BadReply),
        ([{"title": "no address"}], BadReply),
    ],
)
async def test_duckduckgo_fails_by_name(answer: object, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        await DuckDuckGo(Never(), local_only=False, search=Ddgs(answer).text).search("cranes", 5)


async def test_duckduckgo_that_finds_nothing() -> None:
    nothing = Ddgs(_error("DDGSException", "No results found."))
    assert await DuckDuckGo(Never(), local_only=False, search=nothing.text).search("cranes", 5) == []


async def test_duckduckgo_is_refused_when_only_this_machine_may_be_asked() -> None:
    ddgs = Ddgs([])
    assert DuckDuckGo.own_network
    with pytest.raises(Forbidden):
        await DuckDuckGo(Never(), local_only=True, search=ddgs.text).search("cranes", 5)
    assert ddgs.asked == []


async def test_without_ddgs_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ddgs", None)
    with pytest.raises(NotConfigured) as caught:
        await DuckDuckGo(Never(), local_only=False).search("cranes", 5)
    assert "hopyard[ddgs]" in caught.value.next_step


def test_providers_are_made_in_the_order_of_the_configuration() -> None:
    web = WebTable(
        providers=("tavily", "kiwix", "searxng", "mediawiki", "arxiv", "brave", "ddgs", "tavily", "openalex"),
        kiwix=KiwixTable(url="http://127.0.0.1:8080", books=("harbour",)),
        mediawiki=WikiTable(url="https://{lang}.wiki.example"),
        searxng=ServerTable(),
        brave=KeyedTable(key_env="NOT_SET"),
    )
    made = make_providers(web, Never(), {"TAVILY_API_KEY": "x"})
    assert [one.name for one in made] == ["tavily", "kiwix", "mediawiki", "arxiv", "ddgs", "openalex"]
    assert [one.name for one in made if one.own_network] == ["ddgs"]


def test_every_provider_of_the_configuration_can_be_made() -> None:
    from typing import get_args

    from hopyard.core.config.web_tables import Provider

    names = get_args(Provider)
    url = "http://127.0.0.1:1"
    web = WebTable(
        providers=names,
        searxng=ServerTable(url=url),
        mediawiki=WikiTable(url=url),
        kiwix=KiwixTable(url=url),
    )
    keys = {f"{name.upper()}_API_KEY": "x" for name in names}
    assert [one.name for one in make_providers(web, Never(), keys)] == list(names)


class Refusing:
    """A client that refuses by our rules."""

    async def send(self, request: Request) -> Response:
        raise Forbidden(f"Not asked: {request.purpose}.", "Set allow_hosts.")


async def test_what_our_rules_forbid_stays_forbidden() -> None:
    with pytest.raises(Forbidden):
        await SearXNG(Refusing(), "http://10.0.0.1").search("cranes", 5)
    assert not issubclass(Forbidden, PageGone)
