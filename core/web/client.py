"""The guarded fetcher: asks servers within the person's rules, and gives every failure its name.

`send` follows redirects itself, one checked step at a time:
rules -> cache -> robots.txt -> the host's turn -> connection to a checked address -> bounded body.
"""

from __future__ import annotations

import asyncio
import random
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from types import TracebackType

import httpcore
import msgspec

from hopyard.core.locations import folder
from hopyard.core.web.bodies import ACCEPTED
from hopyard.core.web.cache import PageCache, open_cache
from hopyard.core.web.errors import BadReply, Forbidden, RateLimited, TooMuch, Unavailable
from hopyard.core.web.exchange import Answer, Bounds, Headers, check_type, checked_headers, exchange
from hopyard.core.web.pace import Pace
from hopyard.core.web.port import Request, Response
from hopyard.core.web.proxies import Proxies, from_environment
from hopyard.core.web.redirects import STATUSES, following
from hopyard.core.web.resolving import Resolver, SystemResolver
from hopyard.core.web.robots import Robots
from hopyard.core.web.routes import Routes
from hopyard.core.web.rules import Limits, Rules
from hopyard.core.web.statuses import failure_of
from hopyard.core.web.targets import Target, target_of
from hopyard.core.web.waiting import Passing, wait_before_retry

_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})


class Outside(msgspec.Struct, frozen=True):
    """What the client stands on; tests put their own in its place."""

    resolver: Resolver = msgspec.field(default_factory=SystemResolver)
    network: httpcore.AsyncNetworkBackend = msgspec.field(default_factory=httpcore.AnyIOBackend)
    proxies: Proxies = Proxies()
    tls: ssl.SSLContext | None = None
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    """Seconds since 1970."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random
    """In [0, 1)."""


class WebClient:
    """`Client` of the port. Close it, or use it with `async with`; it belongs to one event loop."""

    def __init__(
        self,
        rules: Rules,
        limits: Limits | None = None,
        *,
        cache: PageCache | None = None,
        outside: Outside | None = None,
    ) -> None:
        self._rules = rules
        self._limits = limits or Limits()
        self._cache = cache
        self._outside = outside or Outside()
        out = self._outside
        self._routes = Routes(rules, self._limits, out.resolver, out.network, out.proxies, out.tls)
        self._pace = Pace(self._limits, out.clock, out.sleep)
        self._robots = Robots(self._robots_txt, rules.user_agent, out.clock)

    async def __aenter__(self) -> WebClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections and the cache."""
        await self._routes.aclose()
        if self._cache is not None:
            await self._cache.aclose()

    async def send(self, request: Request) -> Response:
        """The response to a request, redirects followed, within `Limits.total_s`.

        Raises: Forbidden; TooMuch; Unavailable; RateLimited; BadReply; PageGone (pages); KeyRefused
        (providers); NotConfigured for a key or proxy that cannot be used.
        """
        first = target_of(request.url, self._rules, self._limits)
        request = msgspec.structs.replace(request, headers=tuple(checked_headers(request.headers)))
        try:
            async with asyncio.timeout(self._limits.total_s) as limit:
                return await self._follow(request, first)
        except TimeoutError:
            if not limit.expired():
                raise
        raise Unavailable(f"{first.host} was not done after {self._limits.total_s:g} s.")

    async def _follow(self, request: Request, first: Target, *, robots: bool = False) -> Response:
        target, asked = first, set[tuple[str, str]]()
        for _ in range(self._limits.max_redirects + 1):
            if (request.method, target.url) in asked:
                raise TooMuch(f"{first.host} sends us in a circle.")
            asked.add((request.method, target.url))
            answer, kept = await self._step(target, request, robots=robots)
            if 200 <= answer.status < 300:
                return Response(target.url, answer.status, answer.headers, answer.body, kept)
            if answer.status not in STATUSES:
                raise BadReply(f"{target.host} answers with a status that makes no sense ({answer.status}).")
            before = target
            request = following(request, answer.status, answer.headers.get("location", ""), before)
            target = target_of(request.url, self._rules, self._limits)
            if target.own and not before.own:
                raise Forbidden(f"{before.host} sends us into your own network, to {target.host}.")
        raise TooMuch(f"{first.host} sends us on and on.")

    async def _step(self, target: Target, request: Request, *, robots: bool) -> tuple[Answer, bool]:
        """The answer to one request, and whether it was kept from before."""
        headers = self._headers(request)

        async def ask(headers: Headers) -> Answer:
            return await self._politely(target, request, headers, robots=robots)

        cached = self._cache is not None and not robots
        if not cached or request.purpose != "page" or request.method != "GET" or request.headers:
            return await ask(headers), False
        assert self._cache is not None
        answer, kept = await self._cache.answer(target.url, headers, ask)
        if kept and 200 <= answer.status < 300:
            check_type(answer.headers, request.accept, target)
        return answer, kept

    async def _politely(self, target: Target, request: Request, headers: Headers, *, robots: bool) -> Answer:
        """One request in its turn, and again where that is safe and may help."""
        pause_s = self._limits.pause_s
        page = request.purpose == "page"
        if page and self._rules.respect_robots and not target.own and not robots:
            pause_s = max(pause_s, await self._robots.pause_s(target))
        for n_before in count():
            try:
                if not page:
                    return await self._once(target, request, headers, robots=robots)
                async with self._pace.turn(target.host, own=target.own, pause_s=pause_s):
                    return await self._once(target, request, headers, robots=robots)
            except (Passing, RateLimited) as error:
                asked_s = error.retry_after_s
                if page and asked_s:
                    self._pace.rest(target.host, asked_s, own=target.own)
                wait_s = wait_before_retry(n_before, asked_s, self._outside.chance(), self._limits)
                silent = isinstance(error, RateLimited) and asked_s is None
                if wait_s is None or silent or request.method != "GET":
                    raise
            await self._outside.sleep(wait_s)
        raise AssertionError("count() has no end")

    async def _once(self, target: Target, request: Request, headers: Headers, *, robots: bool) -> Answer:
        limits = self._limits
        bounds = Bounds(limits.max_raw_bytes, limits.max_bytes, request.accept)
        if robots:
            bounds = Bounds(limits.max_robots_bytes, limits.max_robots_bytes)
        pool = await self._routes.pool_for(target)
        answer = await exchange(pool, target, request.method, headers, request.body, bounds, limits)
        failure = failure_of(answer.status, answer.headers, request.purpose, target.host, self._outside.now())
        if failure is not None:
            raise failure
        if answer.status == 304 and not any(name.lower() in _CONDITIONS for name, _ in headers):
            raise BadReply(f"{target.host} says that nothing has changed, without being asked.")
        return answer

    async def _robots_txt(self, url: str) -> bytes:
        target = target_of(url, self._rules, self._limits)
        return (await self._follow(Request(url, "page"), target, robots=True)).body

    def _headers(self, request: Request) -> Headers:
        """Everything that is sent but Host and Content-Length; a caller's header takes the place of ours."""
        usual = {
            "User-Agent": self._rules.user_agent,
            "Accept": ", ".join(request.accept) or "*/*",
            "Accept-Language": self._rules.accept_language,
            "Accept-Encoding": ACCEPTED,
        }
        given = {name.lower() for name, _ in request.headers}
        ours = [pair for pair in usual.items() if pair[0].lower() not in given]
        return [*ours, *request.headers]


def open_client(rules: Rules, environ: Mapping[str, str], limits: Limits | None = None) -> WebClient:
    """The client of the program: proxies of the environment, pages kept in hopyard's cache folder.

    Raises: ConfigError when that folder cannot be made.
    """
    cache = open_cache(folder("cache", environ) / "web", rules.reread_s)
    return WebClient(rules, limits, cache=cache, outside=Outside(proxies=from_environment(environ)))
