"""A web server on loopback that behaves as badly as servers do, and a proxy of each kind in front of it."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import weakref
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

PAGE = "<html><title>样本 sample</title><body>第一段。One paragraph.</body></html>".encode()


class Seen(NamedTuple):
    """A request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    reader: weakref.ref[asyncio.StreamReader]
    """Weak, so that a record of a request does not keep its connection."""

    async def is_left(self) -> None:
        """Wait until the client has closed the connection."""
        reader = self.reader()
        if reader is not None:
            with suppress(OSError):
                await reader.read()

    @property
    def host(self) -> str:
        return self.headers.get("host", "")


Behaviour = Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]


class HostileWeb:
    """Behaviours by `path` or `host/path`; what is not there is a 404. `port` is where it listens."""

    def __init__(self) -> None:
        self.behaviours: dict[str, Behaviour] = {}
        self.seen: list[Seen] = []
        self.port = 0
        self.n_open = 0
        """Connections that are open now."""
        self.n_connections = 0
        self.most_at_once = 0
        self._n_busy = 0
        self.tasks: set[asyncio.Task[None]] = set()

    def put(self, place: str, behaviour: Behaviour) -> None:
        self.behaviours[place] = behaviour

    def paths(self) -> list[str]:
        """The requests so far: `host` and target."""
        return [seen.host + seen.target for seen in self.seen]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        self.n_open += 1
        self.n_connections += 1
        try:
            while not writer.is_closing():
                seen = await _read_request(reader)
                self.seen.append(seen)
                path = seen.target.partition("?")[0]
                behaviour = (
                    self.behaviours.get(f"{seen.host}{path}") or self.behaviours.get(path) or status(404)
                )
                self._n_busy += 1
                self.most_at_once = max(self.most_at_once, self._n_busy)
                try:
                    await behaviour(seen, writer)
                    await writer.drain()
                finally:
                    self._n_busy -= 1
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        except asyncio.CancelledError:
            pass  # the end of the test; passed on, asyncio's streams of 3.11 would log it as an error
        finally:
            self.n_open -= 1
            self.tasks.discard(task)
            with suppress(OSError, ssl.SSLError):
                writer.close()


async def _read_request(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(method, target, headers, body, weakref.ref(reader))


@asynccontextmanager
async def hostile_web(tls: ssl.SSLContext | None = None) -> AsyncIterator[HostileWeb]:
    """A server for the time of a test; at its end nothing of it is left."""
    web = HostileWeb()
    # Half a minute is the usual wait for a goodbye that clients do not say.
    goodbye_s = 0.2 if tls else None
    server = await asyncio.start_server(web.serve, "127.0.0.1", 0, ssl=tls, ssl_shutdown_timeout=goodbye_s)
    web.port = server.sockets[0].getsockname()[1]
    try:
        yield web
    finally:
        await _end(server, web.tasks)


async def _end(server: asyncio.Server, tasks: set[asyncio.Task[None]]) -> None:
    server.close()
    for task in list(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await server.wait_closed()


def head(code: int, headers: Iterable[tuple[str, str]], reason: str = "Sample") -> bytes:
    lines = [f"HTTP/1.1 {code} {reason}", *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def raw(data: bytes, *, close: bool = True) -> Behaviour:
    """Exactly these bytes."""

    async def behave(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        if close:
            writer.close()

    return behave


def page(body: bytes = PAGE, *headers: tuple[str, str], code: int = 200) -> Behaviour:
    """A well-behaved answer."""
    named = {name.lower() for name, _ in headers}
    usual = [("Content-Type", "text/html; charset=utf-8")] if "content-type" not in named else []
    length = [] if code in (204, 304) else [("Content-Length", str(len(body)))]
    return raw(head(code, [*usual, *headers, *length]) + body, close=False)


def status(code: int, *headers: tuple[str, str]) -> Behaviour:
    return page(b"" if code in (204, 304) else b"<p>No.</p>", *headers, code=code)


def redirect(location: str, code: int = 302) -> Behaviour:
    return page(b"moved", ("Location", location), code=code)


def packed(body: bytes, encoding: str = "gzip") -> Behaviour:
    """A body packed in one way or several, given as `gzip` or `gzip, gzip`."""
    for name in encoding.split(","):
        if name.strip() in ("gzip", "x-gzip"):
            body = gzip.compress(body)
        elif name.strip() == "deflate":
            body = zlib.compress(body)
    return page(body, ("Content-Encoding", encoding))


def bomb(unpacked_mib: int, times: int = 1) -> Behaviour:
    """Zeros, packed by gzip `times` times over."""
    return packed(bytes(unpacked_mib * 1024 * 1024), ", ".join(["gzip"] * times))


def bare_deflate(body: bytes) -> Behaviour:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return page(packer.compress(body) + packer.flush(), ("Content-Encoding", "deflate"))


def drip(data: bytes, every_s: float = 0.01) -> Behaviour:
    """A byte now and then, for ever: a bound on silence never sees it."""

    async def behave(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        while True:
            await writer.drain()
            await asyncio.sleep(every_s)
            writer.write(b"x")

    return behave


def endless(data: bytes, more: bytes = b"x" * 65_536) -> Behaviour:
    """As much as the other side takes."""

    async def behave(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        while True:
            writer.write(more)
            await writer.drain()

    return behave


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> Behaviour:
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end
    return raw(head(200, [("Transfer-Encoding", "chunked"), ("Content-Type", "text/html")]) + body)


def silent() -> Behaviour:
    """Nothing at all, until the client goes."""

    async def behave(seen: Seen, writer: asyncio.StreamWriter) -> None:
        await seen.is_left()
        writer.close()

    return behave


def reset(before: bytes = b"") -> Behaviour:
    """The connection is torn down by a RST."""

    async def behave(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(before)
        await writer.drain()
        plain = writer.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return behave


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One after the other; the last one stays."""
    left = list(behaviours)

    async def behave(seen: Seen, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(seen, writer)

    return behave


class LoopbackProxy:
    """An HTTP and SOCKS5 proxy in one that takes everybody to the same port of loopback."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self.asked: list[str] = []
        """`CONNECT host:port`, `GET http://...` or `SOCKS host:port`."""
        self.credentials: list[str] = []
        self.port = 0
        self.tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            first = await reader.readexactly(1)
            begin = await (
                self._socks(reader, writer) if first == b"\x05" else self._http(first, reader, writer)
            )
            there, on = await asyncio.open_connection("127.0.0.1", self._to_port)
            try:
                on.write(begin)
                async with asyncio.TaskGroup() as both:
                    both.create_task(_pipe(reader, on))
                    both.create_task(_pipe(there, writer))
            finally:
                on.close()
                with suppress(OSError):
                    await on.wait_closed()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.tasks.discard(task)
            writer.close()

    async def _http(self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        text = first + await reader.readuntil(b"\r\n\r\n")
        method, target, _ = text.split(b"\r\n")[0].decode().split(" ")
        self.asked.append(f"{method} {target}")
        self.credentials += [
            line.decode() for line in text.split(b"\r\n") if line.lower().startswith(b"proxy-authorization")
        ]
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            return b""
        rest = target.removeprefix("http://").partition("/")[2]
        return text.replace(target.encode(), f"/{rest}".encode(), 1)

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x05\x00")
        _, _, _, kind, length = await reader.readexactly(5)
        assert kind == 3, "a name, not an address"
        name = (await reader.readexactly(length)).decode()
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append(f"SOCKS {name}:{port}")
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        return b""


async def _pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
    sink.close()


@asynccontextmanager
async def loopback_proxy(to_port: int) -> AsyncIterator[LoopbackProxy]:
    proxy = LoopbackProxy(to_port)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        await _end(server, proxy.tasks)
