"""Says what is asked next when a server points elsewhere; every step is checked like the first one."""

from __future__ import annotations

import httpx
import msgspec

from hopyard.core.web.errors import BadReply, Forbidden
from hopyard.core.web.port import Request
from hopyard.core.web.targets import Target

STATUSES = frozenset({301, 302, 303, 307, 308})
_HARMLESS = frozenset({"accept", "accept-language"})
"""Headers that never hold a key."""


def following(request: Request, status: int, location: str, asked: Target) -> Request:
    """The request that a redirect asks for.

    Whatever the answer, headers that may hold a key stay with scheme, host and port they were meant for, and
    so does a body. 301, 302 and 303 turn a POST into a GET, as browsers do (RFC 9110, 15.4).

    Raises: BadReply without a readable address; Forbidden where a body would go to somebody else.
    """
    location = "".join(char for char in location.strip() if char not in "\t\r\n")
    if not location:
        raise BadReply(f"{asked.host} points elsewhere without saying where.")
    try:
        url = httpx.URL(asked.url).join(location)
        same = _origin(url) == _origin(httpx.URL(asked.url))
    except (httpx.InvalidURL, ValueError):
        raise BadReply(f"{asked.host} points to what is no address.") from None
    keeps_body = status in (307, 308) and request.method == "POST"
    if keeps_body and not same:
        raise Forbidden(f"{asked.host} sends what we say on to another server.", "Set the final address.")
    headers = request.headers
    if not same:
        headers = tuple(pair for pair in headers if pair[0].lower() in _HARMLESS)
    return msgspec.structs.replace(
        request,
        url=str(url.copy_with(fragment=None)),
        method="POST" if keeps_body else "GET",
        headers=headers if keeps_body else tuple(pair for pair in headers if not _of_body(pair[0])),
        body=request.body if keeps_body else b"",
    )


def location_text(raw: bytes) -> str:
    """A Location header as text: bytes that are not ASCII as the percent escapes they mean."""
    return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in raw)


def _of_body(name: str) -> bool:
    return name.lower().startswith("content-")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
