"""A loopback server that plays a provider, and a small client of the port that asks it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx

from hopyard.core.keys import KeySource
from hopyard.core.web.errors import BadReply, KeyRefused, RateLimited, TooMuch, Unavailable
from hopyard.core.web.port import Client, Request, Response
from hopyard.core.web.providers.arxiv import ArXiv
from hopyard.core.web.providers.bocha import Bocha
from hopyard.core.web.providers.brave import Brave
from hopyard.core.web.providers.common import Provider
from hopyard.core.web.providers.crossref import Crossref
from hopyard.core.web.providers.exa import Exa
from hopyard.core.web.providers.kiwix import Kiwix
from hopyard.core.web.providers.mediawiki import MediaWiki
from hopyard.core.web.providers.openalex import OpenAlex
from hopyard.core.web.providers.searxng import SearXNG
from hopyard.core.web.providers.serper import Serper
from hopyard.core.web.providers.tavily import Tavily
from hopyard.core.web.providers.zhipu import Zhipu

FIXTURES = Path(__file__).parent / "fixtures"
TODAY = date(2026, 11, 22)
SECRET = "BSAhopyardtest7c0e19f4d3"  # of tests/secret_keys.py, so that a leak into a file is found
MAX_BYTES = 8 * 2**20


class Asked(NamedTuple):
    """A request as the server got it."""

    method: str
    path: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


class Reply(NamedTuple):
    """What the server answers."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class FakeServer:
    """Answers every request with `reply`, and keeps what it was asked."""

    def __init__(self) -> None:
        self.reply = Reply(b"{}")
        self.by_path: dict[str, Reply] = {}
        self.asked: list[Asked] = []
        self.base = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            method, target, _ = head[0].split(" ")
            parts = urlsplit(target)
            parameters = {n: values[0] for n, values in parse_qs(parts.query).items()}
            self.asked.append(
                Asked(method, parts.path, parameters, headers, json.loads(body) if body else None)
            )
            reply = self.by_path.get(parts.path, self.reply)
            lines = [
                f"HTTP/1.1 {reply.status} X",
                f"content-type: {reply.content_type}",
                f"content-length: {len(reply.body)}",
                "connection: close",
                *(f"{name}: {value}" for name, value in reply.headers),
            ]
            writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + reply.body)
            await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def fake_server() -> AsyncIterator[FakeServer]:
    fake = FakeServer()
    server = await asyncio.start_server(fake.handle, "127.0.0.1", 0)
    fake.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield fake
    finally:
        server.close()
        await server.wait_closed()


class SmallClient:
    """The port over httpx, with none of the guards of the real client but its errors."""

    def __init__(self, http: httpx.AsyncClient, *, tells_status: bool = True) -> None:
        self._http = http
        self._tells_status = tells_status

    async def send(self, request: Request) -> Response:
        assert request.purpose == "search"
        try:
            reply = await self._http.request(
                request.method,
                request.url,
                headers=list(request.headers),
                content=request.body or None,
            )
        except httpx.TransportError as error:
            raise Unavailable("It cannot be reached.") from error
        status = reply.status_code if self._tells_status else 0
        if reply.status_code == 429:
            after = reply.headers.get("retry-after")
            raise RateLimited("Wait.", retry_after_s=float(after) if after else None, status=status)
        if reply.status_code >= 500:
            raise Unavailable("It has failed.", status=status)
        if reply.status_code in (401, 402, 403):
            raise KeyRefused("It refuses.", status=status)
        if reply.status_code >= 400:
            raise BadReply("It did not understand.", status=status)
        if len(reply.content) > MAX_BYTES:
            raise TooMuch("Too much.")
        content_type = reply.headers.get("content-type", "").partition(";")[0]
        if request.accept and content_type not in (*request.accept, "text/html"):
            raise BadReply(f"It sent {content_type}.")
        return Response(str(reply.url), reply.status_code, dict(reply.headers), reply.content)


@contextlib.asynccontextmanager
async def small_client(*, tells_status: bool = True) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
        yield SmallClient(http, tells_status=tells_status)


class Kind(NamedTuple):
    """A provider as the tests make it: `make(client, address of the server)`."""

    make: Callable[[Client, str], Provider]
    fixture: str
    nothing: bytes
    """Its reply when nothing is found."""
    wrong: bytes
    """A reply of the right format with values of wrong types."""
    key_header: str = ""

    @property
    def content_type(self) -> str:
        return "application/xml" if self.fixture.endswith(".xml") else "application/json"

    @property
    def reply(self) -> Reply:
        return Reply((FIXTURES / self.fixture).read_bytes(), content_type=self.content_type)


def key_source(value: str = SECRET) -> KeySource:
    return KeySource("web.test", "A_KEY", "", {"A_KEY": value})


async def no_sleep(seconds: float) -> None:
    del seconds


def today() -> date:
    return TODAY


_EMPTY_FEED = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>none</title></feed>'
_EMPTY_RSS = b'<rss version="2.0"><channel><title>Search</title></channel></rss>'

KINDS: dict[str, Kind] = {
    "searxng": Kind(
        lambda client, base: SearXNG(client, base, today=today),
        "searxng.json",
        b'{"results": []}',
        b'{"results": "many"}',
    ),
    "mediawiki": Kind(
        MediaWiki,
        "mediawiki.json",
        b'{"batchcomplete": true}',
        b'{"query": {"pages": 5}}',
    ),
    "arxiv": Kind(
        lambda client, base: ArXiv(client, api=f"{base}/api/query", sleep=no_sleep),
        "arxiv.xml",
        _EMPTY_FEED,
        b"<rss/>",
    ),
    "crossref": Kind(
        lambda client, base: Crossref(client, api=f"{base}/works", mail="me@port.example"),
        "crossref.json",
        b'{"message": {"items": []}}',
        b'{"message": []}',
    ),
    "openalex": Kind(
        lambda client, base: OpenAlex(client, api=f"{base}/works"),
        "openalex.json",
        b'{"results": []}',
        b'{"results": {"a": 1}}',
    ),
    "kiwix": Kind(
        lambda client, base: Kiwix(client, base, books=["harbour"]),
        "kiwix.xml",
        _EMPTY_RSS,
        b"<feed/>",
    ),
    "brave": Kind(
        lambda client, base: Brave(client, key_source(), api=f"{base}/search", today=today),
        "brave.json",
        b'{"type": "search"}',
        b'{"type": "search", "web": {"results": 7}}',
        "x-subscription-token",
    ),
    "tavily": Kind(
        lambda client, base: Tavily(client, key_source(), api=f"{base}/search"),
        "tavily.json",
        b'{"results": []}',
        b'{"results": true}',
        "authorization",
    ),
    "exa": Kind(
        lambda client, base: Exa(client, key_source(), api=f"{base}/search"),
        "exa.json",
        b'{"results": []}',
        b'{"results": null}',
        "x-api-key",
    ),
    "serper": Kind(
        lambda client, base: Serper(client, key_source(), api=f"{base}/search", today=today),
        "serper.json",
        b'{"searchParameters": {"q": "x"}, "organic": []}',
        b'{"organic": "none"}',
        "x-api-key",
    ),
    "bocha": Kind(
        lambda client, base: Bocha(client, key_source(), api=f"{base}/search", today=today),
        "bocha.json",
        b'{"code": 200, "data": {"webPages": {"value": []}}}',
        b'{"code": 200, "data": {"webPages": {"value": 1}}}',
        "authorization",
    ),
    "zhipu": Kind(
        lambda client, base: Zhipu(client, key_source(), api=f"{base}/search", today=today),
        "zhipu.json",
        b'{"search_result": []}',
        b'{"search_result": "x"}',
        "authorization",
    ),
}
KEYED = sorted(name for name, kind in KINDS.items() if kind.key_header)
