"""Connects to the very address that was checked: the name is not looked up a second time.

httpcore takes the name for TLS (SNI and certificate) from the URL, so that an address in place of the name
changes nothing for the server. A kept-alive connection stays at the address that was checked for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import httpcore

from hopyard.core.web.resolving import Resolver, permitted
from hopyard.core.web.rules import Rules


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """The network as httpcore sees it: names are resolved and checked here and nowhere else."""

    def __init__(self, rules: Rules, resolver: Resolver, network: httpcore.AsyncNetworkBackend) -> None:
        self._rules = rules
        self._resolver = resolver
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to one of the host's addresses; each but the last gets its share of the time.

        Raises: Forbidden; Unavailable; httpcore.ConnectError or ConnectTimeout of the last address.
        """
        addresses = await permitted(host, port, self._rules, self._resolver)
        loop = asyncio.get_running_loop()
        end = None if timeout is None else loop.time() + timeout
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            share = None if end is None else max(0.0, end - loop.time()) / left
            try:
                return await self._network.connect_tcp(
                    str(address), port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if left == 1:
                    raise
        raise AssertionError("a name has at least one address")

    async def sleep(self, seconds: float) -> None:
        """As asyncio."""
        await asyncio.sleep(seconds)
