"""What a server says when it fails, turned into an error with a name; the same for every kind of server.

A server's own words are shown, cleaned and cut, because they say what is wrong; a key that it repeats is
hidden.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from hopyard.core.keys import Key
from hopyard.core.models.errors import (
    BadStream,
    CutOff,
    KeyRejected,
    ModelError,
    Overloaded,
    RateLimited,
    RequestRefused,
    Unreachable,
)
from hopyard.core.text.sanitize import sanitize_line

MAX_SAID = 200
"""Characters of a server's own words in an error."""

_NO_CREDIT = frozenset(
    {"insufficient_quota", "exceeded_current_quota_error", "billing_error", "1113", "Arrearage"}
)
"""The types and codes for an empty account, some under status 429: waiting would not help."""
_NO_CREDIT_SAID = re.compile(
    r"insufficient[ _](?:account[ _])?(?:balance|quota|credit|fund)|credit balance|arrears|欠费|余额不足",
    re.IGNORECASE,
)
"""The same in words. Under 429 words do not count: some services speak of a quota that is a minute's."""
_LIKE_A_KEY = re.compile(r"\b(?:sk|ak|pk|rk|bce-v3)[-_/][\w./*-]{6,}|\bBearer\s+\S+", re.IGNORECASE)

_BY_KIND: Mapping[str, int] = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "rate_limit_reached_error": 429,
    "timeout_error": 504,
    "api_error": 500,
    "server_error": 500,
    "overloaded_error": 529,
    "engine_overloaded_error": 529,
    "invalid_api_key": 401,
    "context_length_exceeded": 400,
    "content_filter": 400,
}
"""The status that an error's type stands for where it comes in mid-stream, under status 200."""


class Said(msgspec.Struct, frozen=True):
    """What a failing server said."""

    status: int
    """Of the response; 200 for an error in mid-stream."""
    kinds: tuple[str, ...] = ()
    """The error's type and code, as far as there are any."""
    text: str = ""
    retry_after_s: float | None = None


def said(status: int, body: object, headers: Mapping[str, str], now: Callable[[], datetime]) -> Said:
    """Read an error's body, whichever of the usual shapes it has; a text is taken as it stands."""
    wait = retry_after(headers, now)
    if isinstance(body, list) and body:
        body = body[0]  # Gemini's
    if not isinstance(body, Mapping):
        is_page = headers.get("content-type", "").startswith("text/html")  # a gateway's: nothing to read
        text = body if isinstance(body, str) and not is_page else ""
        return Said(status, text=text, retry_after_s=wait)
    inner = body.get("error")
    error: Mapping[str, Any] = inner if isinstance(inner, Mapping) else body
    texts = (inner, error.get("message"), error.get("error_msg"), error.get("detail"))
    text = next((one for one in texts if isinstance(one, str) and one), "")
    kinds = (error.get("type"), error.get("code"), error.get("error_code"), body.get("code"))
    told = tuple(str(one) for one in kinds if isinstance(one, str | int) and not isinstance(one, bool))
    return Said(status, tuple(dict.fromkeys(told)), text, wait)


def retry_after(headers: Mapping[str, str], now: Callable[[], datetime]) -> float | None:
    """Seconds that a server asks to wait: `retry-after-ms`, or `retry-after`, seconds or a date (RFC 9110).

    None where nothing readable stands there. `headers` are looked up in lower case.
    """
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        value = headers.get("retry-after", "").strip()
        if not value:
            return None
        if re.fullmatch(r"\d+(\.\d+)?", value):
            return float(value)
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - now()).total_seconds())


def fault(what: Said, name: str, key: Key | None) -> ModelError:
    """The error for what a server said; `name` is that of the model's table."""
    status = what.status
    if status == 200:
        status = next((_BY_KIND[kind] for kind in what.kinds if kind in _BY_KIND), 500)
    words = shown(what.text, key)
    told = f' It says: "{words}"' if words else ""
    prefix = f"Model {name}: the server"
    said_so = status in {400, 403} and _NO_CREDIT_SAID.search(what.text)
    if status == 402 or said_so or (status in {400, 403, 429} and _NO_CREDIT.intersection(what.kinds)):
        return RequestRefused(f"{prefix} says that there is no credit.{told}", "Look at the account there.")
    if status in {401, 403}:
        return KeyRejected(
            f"{prefix} refuses the key ({status}).{told}", f"Check what [models.{name}] key_env names."
        )
    if status == 429:
        wait = "" if what.retry_after_s is None else f" {duration(what.retry_after_s)}"
        message = f"{prefix} asks to wait{wait} ({status}).{told}"
        return RateLimited(message, "Try again later.", retry_after_s=what.retry_after_s)
    if status in {408, 409, 425} or status >= 500:
        message = f"{prefix} has failed or is overloaded ({status}).{told}"
        return Overloaded(message, "Try again later.", retry_after_s=what.retry_after_s)
    if 300 <= status < 400:
        return BadStream(
            f"{prefix} points to another address ({status}), which is not followed.",
            f"Set [models.{name}] base_url to the address itself.",
        )
    steps = {404: f"Check [models.{name}] model and base_url.", 413: "Ask with fewer passages."}
    step = steps.get(status, f"Check [models.{name}].")
    return RequestRefused(f"{prefix} does not take the request ({status}).{told}", step)


def broken(name: str, *, begun: bool, timed_out: bool, connecting: bool, stall_s: float) -> ModelError:
    """The error for a connection that failed: while `connecting`, before the reply had `begun`, or in it."""
    if begun:
        how = f"was silent for {stall_s:g} s" if timed_out else "broke off"
        return CutOff(f"Model {name}: the reply {how}.", "Ask again.")
    if connecting:
        how = "the server cannot be reached"
    else:
        how = "the server did not answer in time" if timed_out else "the connection broke before a reply"
    return Unreachable(
        f"Model {name}: {how}.", f"Check the network, and [models.{name}] base_url: is the server running?"
    )


def ended_early(name: str) -> CutOff:
    """The error for a stream that ended without the sign of its end."""
    return CutOff(f"Model {name}: the reply ended without its end.", "Ask again.")


def no_reply(name: str, what: str) -> BadStream:
    """The error for what makes no sense as a reply; `what` says in which way."""
    return BadStream(
        f"Model {name}: the server sent what is no reply of a model ({what}).",
        f"Check [models.{name}] base_url and kind.",
    )


def check_form(name: str, is_success: bool, headers: Mapping[str, str]) -> None:
    """Pass a response that can be a model's, by its headers in lower case. Raises: BadStream."""
    if headers.get("content-encoding", "identity") != "identity":
        raise no_reply(name, "packed, though it was asked not to")
    if is_success and headers.get("content-type", "").startswith("text/html"):
        raise no_reply(name, "a web page")


def endless(name: str) -> BadStream:
    """The error for a response that is past its bound of bytes."""
    return no_reply(name, "it has no end")


def duration(seconds: float) -> str:
    """A wait in words, rounded up: seconds below two minutes, minutes below two hours, hours."""
    if seconds < 120:
        return f"{math.ceil(seconds)} s"
    return f"{math.ceil(seconds / 60)} min" if seconds < 7200 else f"{math.ceil(seconds / 3600)} h"


def shown(text: str, key: Key | None) -> str:
    """A server's words, fit for a screen and a log: one cleaned line, cut, and no key in it."""
    if key is not None:
        text = text.replace(key.reveal(), "[key]")
    text = _LIKE_A_KEY.sub("[key]", sanitize_line(text[:4000]))
    text = " ".join(text.split()).replace('"', "'")
    return text if len(text) <= MAX_SAID else text[: MAX_SAID - 3] + "..."
