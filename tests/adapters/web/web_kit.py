"""A client whose whole world is loopback: names, addresses and time are the test's own."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpcore
import pytest
from tests.adapters.web.hostile_web import HostileWeb, hostile_web

from hopyard.core.web.addresses import Address, kind_of, made_up
from hopyard.core.web.cache import open_cache
from hopyard.core.web.client import Outside, WebClient
from hopyard.core.web.errors import WebError
from hopyard.core.web.port import Purpose, Request, Response
from hopyard.core.web.proxies import Proxies
from hopyard.core.web.resolving import NameUnknown
from hopyard.core.web.rules import Limits, Rules

PUBLIC = "93.184.215.14"
"""The address of every name of these tests, unless they say otherwise. Nobody connects to it."""
NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
QUICK = Limits(
    total_s=5.0,
    connect_s=1.0,
    read_s=1.0,
    max_raw_bytes=1024 * 1024,
    max_bytes=4 * 1024 * 1024,
    pause_s=0.0,
    retry_base_s=0.0,
)


class FakeResolver:
    """Names and the answers they get: one after the other, the last one stays."""

    def __init__(self, names: Mapping[str, Sequence[Sequence[str]]] | None = None) -> None:
        self._names = {name: [list(answer) for answer in answers] for name, answers in (names or {}).items()}
        self.asked: list[str] = []

    async def addresses(self, host: str, port: int) -> Sequence[Address]:
        self.asked.append(host)
        answers = self._names.get(host, [[PUBLIC]] if host.endswith(".example") else [[]])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if not answer:
            raise NameUnknown(f"The name {host} cannot be found.")
        return [ip_address(one) for one in answer]


class LoopbackNetwork(httpcore.AnyIOBackend):
    """Takes every connection to 127.0.0.1. Nothing of this machine's network is ever reached."""

    def __init__(self, ports: Mapping[int, int], dead: Iterable[str] = ()) -> None:
        self._ports = ports
        self._dead = frozenset(dead)
        self.connected: list[str] = []
        """The addresses that were checked and given to us."""

    async def connect_tcp(
        self, host: str, port: int, *args: Any, **kwargs: Any
    ) -> httpcore.AsyncNetworkStream:
        address = ip_address(host)
        assert kind_of(address) != "never" or made_up(address)
        self.connected.append(host)
        if host in self._dead:
            raise httpcore.ConnectError("dead")
        return await super().connect_tcp("127.0.0.1", self._ports.get(port, port), *args, **kwargs)


class FakeTime:
    """A clock that moves when somebody sleeps, and at once."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self.time += seconds


class Bed:
    """A hostile web and what a client stands on."""

    def __init__(self, web: HostileWeb, secure: HostileWeb | None = None) -> None:
        self.web = web
        self.time = FakeTime()
        self.resolver = FakeResolver()
        ports = {80: web.port} | ({443: secure.port} if secure else {})
        self.network = LoopbackNetwork(ports)
        self.dead: list[str] = []

    @asynccontextmanager
    async def client(
        self,
        rules: Rules | None = None,
        limits: Limits = QUICK,
        *,
        proxies: Proxies | None = None,
        cache: Path | None = None,
        tls: ssl.SSLContext | None = None,
        network: httpcore.AsyncNetworkBackend | None = None,
    ) -> AsyncIterator[WebClient]:
        rules = rules or Rules(respect_robots=False)
        outside = Outside(
            self.resolver,
            network or self.network,
            proxies or Proxies(),
            tls or NO_AUTHORITIES,
            self.time.now,
            sleep=self.time.sleep,
            chance=lambda: 0.5,
        )
        kept = open_cache(cache, rules.reread_s) if cache else None
        async with WebClient(rules, limits, cache=kept, outside=outside) as client:
            yield client

    async def get(self, url: str, *args: Any, purpose: Purpose = "page", **kwargs: Any) -> Response:
        """One page, by a client of its own."""
        async with self.client(*args, **kwargs) as client:
            return await client.send(Request(url, purpose))

    async def refused(self, url: str, kind: type[WebError], *args: Any, **kwargs: Any) -> WebError:
        """The error that a page ends in: exactly this kind or one below it."""
        with pytest.raises(kind) as caught:
            await self.get(url, *args, **kwargs)
        return caught.value


@asynccontextmanager
async def bed() -> AsyncIterator[Bed]:
    async with hostile_web() as web:
        yield Bed(web)
