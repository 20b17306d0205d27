"""The ways out: a guarded pool of connections for what is asked directly, and one for each proxy.

Through a proxy the address cannot be held: the proxy looks the name up itself. So the name is looked up here
as well, and refused when it leads to an address that is not public; a name that is unknown here is left to
the proxy, since behind many proxies no public name is known. What the person's own rules allow stays allowed.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress

import httpcore
import httpx

from hopyard.core.web.connecting import GuardedBackend
from hopyard.core.web.proxies import Proxies
from hopyard.core.web.resolving import NameUnknown, Resolver, permitted
from hopyard.core.web.rules import Limits, Rules
from hopyard.core.web.targets import Target
from hopyard.core.web.watching import WatchedBackend

KEPT_ALIVE = 8
KEPT_ALIVE_S = 15.0


class Routes:
    """Connections, made when they are needed. `tls` None: the authorities of httpx, or SSL_CERT_FILE."""

    def __init__(
        self,
        rules: Rules,
        limits: Limits,
        resolver: Resolver,
        network: httpcore.AsyncNetworkBackend,
        proxies: Proxies,
        tls: ssl.SSLContext | None,
    ) -> None:
        self._rules = rules
        self._limits = limits
        self._resolver = resolver
        self._network = network
        self._proxies = Proxies() if rules.local_only else proxies
        self._tls = tls
        self._making_tls = asyncio.Lock()
        self._pools: dict[str, httpcore.AsyncConnectionPool] = {}

    async def pool_for(self, target: Target) -> httpcore.AsyncConnectionPool:
        """The pool that leads to a target.

        Raises: Forbidden for a name that no proxy must be asked for; NotConfigured for a proxy that is none.
        """
        proxy = self._proxies.proxy_for(target)
        if proxy:
            with suppress(NameUnknown):
                await permitted(target.host, target.port, self._rules, self._resolver)
        tls = await self._context()
        if proxy not in self._pools:
            self._pools[proxy] = self._pool(proxy, tls)
        return self._pools[proxy]

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()

    async def _context(self) -> ssl.SSLContext:
        async with self._making_tls:
            if self._tls is None:
                # In a thread: reading the certificates of all authorities takes 25 ms.
                self._tls = await asyncio.to_thread(httpx.create_ssl_context)
            return self._tls

    def _pool(self, proxy: str, tls: ssl.SSLContext) -> httpcore.AsyncConnectionPool:
        backend: httpcore.AsyncNetworkBackend = WatchedBackend(self._network)
        if not proxy:
            backend = GuardedBackend(self._rules, self._resolver, backend)
        return httpcore.AsyncConnectionPool(
            ssl_context=tls,
            proxy=_proxy(proxy, tls) if proxy else None,
            max_connections=self._limits.max_connections,
            max_keepalive_connections=KEPT_ALIVE,
            keepalive_expiry=KEPT_ALIVE_S,
            network_backend=backend,
        )


def _proxy(address: str, tls: ssl.SSLContext) -> httpcore.Proxy:
    url = httpx.URL(address)
    auth = (url.username, url.password) if url.userinfo else None
    plain = httpcore.URL(scheme=url.scheme.encode(), host=url.raw_host, port=url.port, target=b"/")
    return httpcore.Proxy(plain, auth=auth, ssl_context=tls if url.scheme == "https" else None)
