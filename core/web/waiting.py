"""When to ask again: what Retry-After says, and how long to wait before a retry."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from hopyard.core.web.errors import Unavailable
from hopyard.core.web.rules import Limits

LONGEST_S = 366 * 86_400.0
"""A server that asks for more is taken to ask for this."""


class Passing(Unavailable):
    """A failure that may be gone when asked again. `retry_after_s` is what the server says, if it does."""

    def __init__(
        self, message: str, next_step: str = "", *, retry_after_s: float | None = None, status: int = 0
    ) -> None:
        super().__init__(message, next_step, status=status)
        self.retry_after_s = retry_after_s


def retry_after(text: str, now: float) -> float | None:
    """Seconds to wait by a Retry-After header, a number or a date (RFC 9110, 10.2.3); None where unreadable.

    `now` is the time in seconds since 1970.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:12]), int(LONGEST_S)))
    try:
        seconds = parsedate_to_datetime(text).timestamp() - now
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(0.0, seconds), LONGEST_S)


def wait_before_retry(n_before: int, asked_s: float | None, chance: float, limits: Limits) -> float | None:
    """Seconds to wait before the next retry; None when there is to be none.

    Full jitter: a chance in [0, 1) of a bound that doubles; never sooner than the server asked.
    Source: Brooker, "Exponential backoff and jitter", 2015.
    """
    if n_before >= limits.max_retries or (asked_s or 0.0) > limits.max_wait_s:
        return None
    return (asked_s or 0.0) + chance * limits.retry_base_s * 2.0**n_before
