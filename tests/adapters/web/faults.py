"""What servers do wrong, each with the name that it has to get."""

from __future__ import annotations

import gzip

from tests.adapters.web import hostile_web as hw

from hopyard.core.web.errors import BadReply, PageGone, RateLimited, TooMuch, Unavailable, WebError

_LONG = [("X", "y" * 1000)] * 200
BAD: dict[str, tuple[hw.Behaviour, type[WebError]]] = {
    "one bomb": (hw.bomb(200), TooMuch),
    "a bomb in a bomb": (hw.bomb(200, 2), BadReply),
    "stacked": (hw.packed(hw.PAGE, "gzip, deflate"), BadReply),
    "two header lines": (hw.page(b"", ("Content-Encoding", "gzip"), ("Content-Encoding", "gzip")), BadReply),
    "not asked for": (hw.packed(hw.PAGE, "br"), BadReply),
    "no gzip at all": (hw.page(hw.PAGE, ("Content-Encoding", "gzip")), BadReply),
    "half of a gzip": (hw.page(gzip.compress(hw.PAGE)[:-9], ("Content-Encoding", "gzip")), BadReply),
    "endless": (hw.endless(hw.head(200, [])), TooMuch),
    "endless chunks": (
        hw.endless(hw.head(200, [("Transfer-Encoding", "chunked")]), b"1\r\nx\r\n" * 1000), TooMuch,
    ),
    "said to be too long": (hw.raw(hw.head(200, [("Content-Length", "99999999999")])), TooMuch),
    "shorter than said": (hw.raw(hw.head(200, [("Content-Length", "1000")]) + hw.PAGE), Unavailable),
    "two lengths": (hw.raw(hw.head(200, [("Content-Length", n) for n in "12"]) + b"ab"), BadReply),
    "chunks cut": (hw.chunked(hw.PAGE, end=b""), Unavailable),
    "a bad chunk": (hw.chunked(hw.PAGE, end=b"zz\r\n"), BadReply),
    "huge headers": (hw.raw(hw.head(200, _LONG)), TooMuch),
    "an endless header": (hw.endless(b"HTTP/1.1 200 OK\r\nX: "), TooMuch),
    "endless 100": (hw.endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), TooMuch),
    "no HTTP": (hw.raw(b"SSH-2.0-sample\r\n\r\n"), BadReply),
    "a reset": (hw.reset(), Unavailable),
    "a reset in the body": (hw.reset(hw.head(200, [("Content-Length", "1000")]) + b"x"), Unavailable),
    "no answer": (hw.raw(b""), Unavailable),
    "a part": (hw.status(206), BadReply),
    "304 unasked": (hw.status(304), BadReply),
    "300": (hw.status(300), BadReply),
    "401": (hw.status(401), PageGone),
    "402": (hw.status(402), PageGone),
    "403": (hw.status(403), PageGone),
    "404": (hw.status(404), PageGone),
    "410": (hw.status(410), PageGone),
    "418": (hw.status(418), PageGone),
    "451": (hw.status(451), PageGone),
    "429": (hw.status(429), RateLimited),
    "500": (hw.status(500), Unavailable),
    "503": (hw.status(503), Unavailable),
    "599": (hw.status(599), Unavailable),
    "101": (hw.raw(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), BadReply),
}  # fmt: skip

SLOW: dict[str, hw.Behaviour] = {
    "silent": hw.silent(),
    "dripping body": hw.drip(hw.head(200, [("Content-Length", "100000")])),
    "dripping header": hw.drip(b"HTTP/1.1 200 OK\r\nX: "),
}
"""These end by a bound on time: Unavailable."""
