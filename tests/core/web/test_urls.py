"""Addresses in one form."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.web.urls import canonical, host_of

PAGE = "port.example/a/cranes"


@pytest.mark.parametrize(
    "url",
    [
        "https://port.example/a/cranes",
        "http://PORT.example:80/a/cranes/",
        "https://www.port.example:443/a/cranes#part-2",
        "https://m.port.example/a/./b/../cranes",
        "https://port.example/a/cr%61nes?utm_source=x&utm_medium=y&fbclid=1&spm=a.b.c",
        "https://amp.port.example/a/cranes/amp/",
        "https://port.example/a/cranes.amp?amp=1",
        "https://port.example/a/cranes/index.html",
        "https://port-example.cdn.ampproject.org/c/s/port.example/a/cranes/amp",
        "https://www.google.com/amp/s/port.example/a/cranes",
        " https://port.example./a//cranes ",
    ],
)
def test_spellings_of_one_page_are_one(url: str) -> None:
    assert canonical(url) == PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?b=2&a=1", "http://a.example?a=1&b=2"),
        ("https://en.m.wikipedia.org/wiki/Crane", "https://en.wikipedia.org/wiki/Crane"),
        (
            "https://zh.wikipedia.org/zh-cn/起重机",
            "https://zh.wikipedia.org/wiki/%E8%B5%B7%E9%87%8D%E6%9C%BA",
        ),
        ("https://中文.example/a", "https://xn--fiq228c.example/a"),
        ("https://bücher.example", "https://XN--BCHER-KVA.example/"),
        ("https://[2001:DB8::1]:443/a", "http://[2001:db8::1]/a"),
    ],
)
def test_mirrors_scripts_and_order(one: str, other: str) -> None:
    assert canonical(one) == canonical(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "https://b.example/x"),
        ("https://a.example/X", "https://a.example/x"),
        ("https://a.example/x?id=1", "https://a.example/x?id=2"),
        ("https://a.example:8080/x", "https://a.example/x"),
        ("https://en.wikipedia.org/wiki/A", "https://zh.wikipedia.org/wiki/A"),
        ("https://a.example/#!/x", "https://a.example/#!/y"),
        ("https://m.example/x", "https://example/x"),
        ("https://a.example/camp", "https://a.example/c"),
    ],
)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "url", ["", "x", "ftp://a.example", "http://", "https://a:b:c/", "http://[1/", "mailto:a@b"]
)
def test_what_is_no_address_has_no_form(url: str) -> None:
    assert canonical(url) == ""
    assert host_of(url) == ""


def test_an_endless_amp_cache_is_no_address() -> None:
    assert canonical("https://" + "cdn.ampproject.org/c/s/" * 9 + "a.example") == ""


@given(
    st.text(string.ascii_letters + string.digits + "./?&=%#:_-~+中é", max_size=60),
    st.sampled_from(
        ["a.example", "www.b.example", "en.m.wikipedia.org", "cdn.ampproject.org", "中文.example"]
    ),
)
def test_the_form_of_a_form_is_itself(rest: str, host: str) -> None:
    form = canonical(f"https://{host}/{rest}")
    assert canonical(f"https://{form}") == form
