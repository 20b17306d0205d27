"""What goes wrong on the web, each by a name of its own: `nothing found` is none of these."""

from __future__ import annotations

from hopyard.core.errors import SearchError


class WebError(SearchError):
    """The root of all errors of the web; `status` is the HTTP status behind it, 0 where there is none."""

    def __init__(self, message: str, next_step: str = "", *, status: int = 0) -> None:
        super().__init__(message, next_step)
        self.status = status


class NotConfigured(WebError):
    """A provider has no address or no key."""


class KeyRefused(WebError):
    """A provider refused the key."""


class RateLimited(WebError):
    """A server asks to wait; `retry_after_s` is how long, in seconds, or None where it does not say."""

    def __init__(
        self, message: str, next_step: str = "", *, retry_after_s: float | None = None, status: int = 0
    ) -> None:
        super().__init__(message, next_step, status=status)
        self.retry_after_s = retry_after_s


class Unavailable(WebError):
    """A server cannot be reached, breaks off, is too slow, or says that it has failed."""


class BadReply(WebError):
    """A server answered with what makes no sense: not the promised format, or damaged."""


class PageGone(WebError):
    """A page is not there (404, 410), or is not for us (401, 403, 451)."""


class Forbidden(WebError):
    """Our own rules forbid it: an address that is not public, a scheme, a robots.txt, `local_only`."""


class TooMuch(WebError):
    """A reply is past a bound: bytes, unpacked bytes, redirects, headers."""
