"""Says by the status of an answer what went wrong, in words of its own for pages and for providers."""

from __future__ import annotations

from collections.abc import Mapping

from hopyard.core.web.errors import BadReply, KeyRefused, PageGone, RateLimited, WebError
from hopyard.core.web.port import Purpose
from hopyard.core.web.waiting import Passing, retry_after

_PAGE = {
    404: "has no such page",
    410: "has taken the page away",
    401: "wants a password for the page",
    402: "wants money for the page",
    403: "does not give us the page",
    451: "may not give the page",
}


def failure_of(
    status: int, headers: Mapping[str, str], purpose: Purpose, host: str, now: float
) -> WebError | None:
    """The error that a status stands for; None for a success or a redirect. `now`: seconds since 1970.

    A 429 is RateLimited, 5xx and 408 are Passing (asked again, if that is safe). For a page, 4xx is PageGone;
    for a provider 401, 402 and 403 are KeyRefused and other 4xx BadReply: it did not understand the question.
    """
    if 200 <= status < 400:
        return None
    wait_s = retry_after(headers.get("retry-after", ""), now)
    code = f"(status {status})"
    if status == 429:
        return RateLimited(f"{host} asks to be left alone {code}.", retry_after_s=wait_s, status=status)
    if status == 408 or not 400 <= status < 500:
        return Passing(f"{host} has failed {code}.", retry_after_s=wait_s, status=status)
    if purpose == "page":
        return PageGone(f"{host} {_PAGE.get(status, 'does not give the page')} {code}.", status=status)
    if status in (401, 402, 403):
        return KeyRefused(f"{host} refused the request {code}.", "Look at its key and plan.", status=status)
    return BadReply(f"{host} did not take the request {code}.", status=status)
