"""Queries cut, and what providers send cleaned."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.web.port import WebHit
from hopyard.core.web.providers.wording import cut_query, day, languages, plain, tidy, window


@pytest.mark.parametrize(
    ("query", "most", "cut"),
    [
        ("harbour cranes", 20, "harbour cranes"),
        ("harbour cranes", 10, "harbour"),
        ("harbour cranes", 7, "harbour"),
        ("一二三四五六七八九十", 5, "一二三四五"),
        ("港口起重机，日均吞吐量是多少", 8, "港口起重机"),
        ("a 港口起重机日均吞吐量是多少", 8, "a 港口起重机日"),
        ("unbreakable", 4, "unbr"),
        ("a\n b\t\u200bc", 10, "a b c"),
    ],
)
def test_a_query_is_cut_at_a_word(query: str, most: int, cut: str) -> None:
    assert cut_query(query, most) == cut


def test_a_query_of_too_many_words_is_cut() -> None:
    assert cut_query("one two three four", 100, 2) == "one two"


@given(st.text(), st.integers(1, 80))
def test_no_query_is_longer_than_allowed(query: str, most: int) -> None:
    cut = cut_query(query, most)
    assert len(cut) <= most
    assert cut == sanitize_line(cut)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025-03-04T10:00:00Z", "2025-03-04"),
        ("2025/3/4", "2025-03-04"),
        ("2025年3月4日", "2025-03-04"),
        ("2025-03", "2025-03"),
        ("2025", "2025"),
        ("Mar 4, 2025", "2025-03-04"),
        ("4 March 2025", "2025-03-04"),
        ("Tue, 04 Mar 2025 10:00:00 GMT", "2025-03-04"),
        ("2025-13-40", "2025"),
        ("3 days ago", ""),
        ("\x1b[31m", ""),
        (None, ""),
    ],
)
def test_days(text: str | None, iso: str) -> None:
    assert day(text) == iso


def test_plain_text_of_markup_also_of_escaped_markup() -> None:
    assert plain("a &amp; b x &lt;i&gt;y&lt;/i&gt; <b>z</b>") == "a & b x y z"
    assert plain("<p>one</p><p>two</p>") == "one two"
    assert plain("3 < 4 and 5 > 2") == "3 < 4 and 5 > 2"


@given(st.text(max_size=200))
def test_a_tidy_hit_is_printable(text: str) -> None:
    [hit] = tidy([WebHit("https://a.example/", text, text, text, (text,), text)], 5)
    assert hit.title
    assert all(
        one == sanitize_line(one) for one in (hit.title, hit.snippet, hit.text, hit.published, *hit.authors)
    )


def test_spans_and_languages() -> None:
    today = date(2026, 11, 22)
    assert [
        window(day, today) for day in ("2026-11-22", "2026-11-20", "2026-10-30", "2026-01-01", "x", "")
    ] == [
        "day",
        "week",
        "month",
        "year",
        "",
        "",
    ]
    assert languages("GPU 算力 density", "") == ("zh", "en")
    assert languages("算力 A1", "") == ("zh",)
    assert languages("算力", "en") == ("en",)
