"""Retry-After as servers write it, and the wait before a retry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.web.rules import Limits
from hopyard.core.web.waiting import LONGEST_S, retry_after, wait_before_retry

NOW = 1_795_000_000.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("86400", 86_400.0),
        ("9" * 400, LONGEST_S),
        ("Wed, 18 Nov 2026 11:06:40 GMT", 0.0),
        ("Wed, 18 Nov 2026 11:07:40 GMT", 60.0),
        ("Thu, 19 Nov 2026 11:06:40 +0000", 86_400.0),
        ("Fri, 01 Jan 1999 00:00:00 GMT", 0.0),
        ("Fri, 01 Jan 9999 00:00:00 GMT", LONGEST_S),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("Fri, 99 Foo 2026", None),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    assert retry_after(text, NOW) == seconds


@given(st.text(max_size=40))
def test_no_text_makes_it_fail(text: str) -> None:
    seconds = retry_after(text, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST_S


@given(st.integers(0, 5), st.none() | st.floats(0, 100), st.floats(0, 1, exclude_max=True))
def test_a_retry_never_comes_sooner_than_the_server_asks(n: int, asked: float | None, chance: float) -> None:
    limits = Limits(max_retries=3, max_wait_s=30, retry_base_s=0.5)
    wait_s = wait_before_retry(n, asked, chance, limits)
    if n >= 3 or (asked or 0) > 30:
        assert wait_s is None
    else:
        assert wait_s is not None
        assert (asked or 0) <= wait_s <= (asked or 0) + 0.5 * 2**n
