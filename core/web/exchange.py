"""One request and its answer over httpcore, within bounds, and every failure by its name.

No exception text of a library goes out: it may repeat a header with a key, or what a server sent.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import anyio
import h11
import httpcore
import msgspec

from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.web.bodies import declared_length, encoding_of, read_body
from hopyard.core.web.errors import BadReply, NotConfigured, TooMuch, Unavailable
from hopyard.core.web.redirects import location_text
from hopyard.core.web.rules import Limits
from hopyard.core.web.targets import Target
from hopyard.core.web.waiting import Passing
from hopyard.core.web.watching import WatchedStream

Headers = Sequence[tuple[str, str]]

_LISTS = frozenset({"cache-control", "content-encoding", "vary"})
"""Headers whose lines add up to one list."""
_OURS = frozenset(
    {
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "cookie",
        "accept-encoding",
        "upgrade",
        "te",
    }
)
"""Headers that no caller sets."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_VALUE = re.compile(r"[\t -~]*\Z")


class Answer(msgspec.Struct, frozen=True):
    """What a server answered to one request, redirects not followed."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name; without those that were true of the packed body only."""
    body: bytes = b""
    """Unpacked; empty unless the status is a success."""


class Bounds(msgspec.Struct, frozen=True):
    """What of an answer is read."""

    max_raw_bytes: int
    max_bytes: int
    accept: tuple[str, ...] = ()
    """Media types of use, `text/*` among them; empty for any."""


def checked_headers(headers: Iterable[tuple[str, str]]) -> Headers:
    """Headers of a caller, found fit to be sent.

    Raises: NotConfigured for a value that no header can hold: a key with a line break. It is not repeated.
    """
    checked = []
    for name, value in headers:
        if _NAME.match(name) is None or name.lower() in _OURS or name.lower().startswith("proxy-"):
            raise ValueError("a header that callers do not set")
        if _VALUE.match(value.strip()) is None:
            raise NotConfigured(
                "A key holds characters that cannot be sent.", "Look whether it is all on one line."
            )
        checked.append((name, value.strip()))
    return checked


async def exchange(
    pool: httpcore.AsyncConnectionPool,
    target: Target,
    method: str,
    headers: Headers,
    body: bytes,
    bounds: Bounds,
    limits: Limits,
) -> Answer:
    """Send one request and read its answer. The body of a failure or redirect is not read.

    Raises: Passing when the connection fails or breaks off; Unavailable for TLS and silence; BadReply;
    TooMuch; what the network backend raises.
    """
    url = httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path
    )
    sent = [("Host", target.host_header), *headers]
    if method == "POST":
        sent.append(("Content-Length", str(len(body))))
    times = {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s}
    with _named(target):
        async with pool.stream(
            method, url, headers=sent, content=body or None, extensions={"timeout": times}
        ) as response:
            stream = response.extensions.get("network_stream")
            if isinstance(stream, WatchedStream):
                stream.head_is_read()
            got = _mapping(response.headers)
            if not 200 <= response.status < 300:
                return Answer(response.status, got)
            _check_status(response.status, target)
            check_type(got, bounds.accept, target)
            encoding = encoding_of(got)
            if declared_length(got) > bounds.max_raw_bytes:
                raise TooMuch(f"The answer of {target.host} is too large.")
            content = await read_body(
                response.aiter_stream(), encoding, bounds.max_raw_bytes, bounds.max_bytes
            )
    kept = {name: value for name, value in got.items() if name not in ("content-encoding", "content-length")}
    return Answer(response.status, kept, content)


def _mapping(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name = raw_name.decode("latin-1").lower()
        value = location_text(raw_value) if name == "location" else _decoded(raw_value)
        headers[name] = f"{headers[name]}, {value}" if name in _LISTS and name in headers else value
    return headers


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _check_status(status: int, target: Target) -> None:
    if status in (205, 206):
        raise BadReply(f"{target.host} sent a part of the page that was not asked for (status {status}).")


def check_type(headers: Mapping[str, str], accept: Sequence[str], target: Target) -> None:
    """Raises: BadReply for an answer of a type that is of no use; one without a type is let through."""
    given = headers.get("content-type", "").partition(";")[0].strip().lower()
    if not given or not accept:
        return
    group = given.partition("/")[0] + "/*"
    if not any(one in (given, group, "*/*") for one in accept):
        raise BadReply(f"{target.host} sent what is not read here: {sanitize_line(given)[:60]}.")


@contextmanager
def _named(target: Target) -> Iterator[None]:
    host = target.host
    try:
        yield
    except httpcore.TimeoutException:
        # Not asked again: it would take as long once more.
        raise Unavailable(f"{host} is too slow.") from None
    except httpcore.ProxyError:
        raise Unavailable(
            f"The proxy does not lead to {host}.", "Look at HTTPS_PROXY, HTTP_PROXY and ALL_PROXY."
        ) from None
    except httpcore.ConnectError as error:
        reason = _tls_reason(error)
        if reason:
            raise Unavailable(f"{host} cannot be trusted: {reason}.") from None
        raise Passing(f"{host} cannot be reached.") from None
    except httpcore.RemoteProtocolError as error:
        said = error.args[0] if error.args else None
        if isinstance(said, h11.RemoteProtocolError) and said.error_status_hint == 431:
            raise TooMuch(f"The headers of {host} are too long.") from None
        if "disconnected" in str(error) or "closed connection" in str(error):
            raise Passing(f"{host} broke off.") from None
        raise BadReply(f"{host} answers with what is not HTTP.") from None
    except (httpcore.NetworkError, ssl.SSLError, anyio.BrokenResourceError, anyio.EndOfStream, OSError):
        raise Passing(f"{host} broke off.") from None
    except httpcore.ProtocolError:
        raise BadReply(f"{host} cannot be asked in this way.") from None


def _tls_reason(error: httpcore.ConnectError) -> str:
    """Why TLS failed; empty where it was not TLS. httpcore keeps the first exception as its argument."""
    said = error.args[0] if error.args else None
    if isinstance(said, ssl.SSLCertVerificationError):
        return sanitize_line(said.verify_message)[:120].rstrip(".") or "its certificate"
    return "no encrypted connection can be made" if isinstance(said, ssl.SSLError) else ""
