"""Bounds what comes before the body of an answer: headers, and interim answers without end.

h11 bounds one block of headers, but a server may send `100 Continue` for ever. Reading all that came at once
would also keep other work waiting: 64 kB hold 2,600 of them. So the head of an answer is read in small pieces
and has a bound of its own; what comes after it is bounded where the body is read.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable

import httpcore

from hopyard.core.web.errors import TooMuch

MAX_HEAD_BYTES = 128 * 1024
"""From the request to the end of the headers."""
_PIECE = 4096


class WatchedStream(httpcore.AsyncNetworkStream):
    """A connection that is read with care until somebody says that the headers are there."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._n_head: int | None = 0
        """Bytes since the request; None once the headers are there."""

    def head_is_read(self) -> None:
        """Read on as it comes: the rest is bounded elsewhere."""
        self._n_head = None

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> bytes:
        """Some bytes; none at the end.

        Raises: TooMuch past the bound on the head.
        """
        if self._n_head is None:
            return await self._stream.read(max_bytes, timeout)
        data = await self._stream.read(min(max_bytes, _PIECE), timeout)
        self._n_head += len(data)
        if self._n_head > MAX_HEAD_BYTES:
            raise TooMuch("The headers of the answer have no end.")
        return data

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> None:
        """A request: what is read next is the head of its answer."""
        self._n_head = 0
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, encrypted; watched like this one."""
        return WatchedStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> object:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)


class WatchedBackend(httpcore.AsyncNetworkBackend):
    """A network whose connections are all watched."""

    def __init__(self, network: httpcore.AsyncNetworkBackend) -> None:
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """As the network under it."""
        return WatchedStream(
            await self._network.connect_tcp(host, port, timeout, local_address, socket_options)
        )

    async def sleep(self, seconds: float) -> None:
        """As the network under it."""
        await self._network.sleep(seconds)
