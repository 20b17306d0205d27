"""Which proxy the environment means for which host."""

from __future__ import annotations

import pytest

from hopyard.core.web.proxies import from_environment
from hopyard.core.web.rules import Limits, Rules
from hopyard.core.web.targets import target_of

RULES = Rules(allow_hosts=("wiki.corp", "10.0.0.1", "localhost", "127.0.0.1", "::1"))
P = "http://proxy.example:3128"


def chosen(url: str, **environ: str) -> str:
    return from_environment(environ).proxy_for(target_of(url, RULES, Limits()))


def test_the_scheme_decides_and_small_letters_go_first() -> None:
    assert chosen("http://a.example/") == ""
    assert chosen("http://a.example/", HTTP_PROXY=P) == P
    assert chosen("https://a.example/", HTTP_PROXY=P) == ""
    assert (
        chosen("https://a.example/", ALL_PROXY="socks5://s.example:1080", HTTP_PROXY=P)
        == "socks5://s.example:1080"
    )
    assert chosen("http://a.example/", ALL_PROXY="socks5://s.example:1080", HTTP_PROXY=P) == P
    assert chosen("http://a.example/", HTTP_PROXY="http://other.example", http_proxy=P) == P
    assert chosen("http://a.example/", HTTP_PROXY="proxy.example:3128") == P


@pytest.mark.parametrize(
    ("no_proxy", "url", "direct"),
    [
        ("*", "http://a.example/", True),
        ("a.example", "http://a.example/", True),
        ("A.EXAMPLE ,b.example", "http://a.example/", True),
        ("example", "http://a.example/", True),
        (".example", "http://a.example/", True),
        ("*.example", "http://a.example/", True),
        ("b.example", "http://ab.example/", False),
        ("a.example:80", "http://a.example/", True),
        ("a.example:8080", "http://a.example/", False),
        ("10.0.0.0/8", "http://10.0.0.1/", True),
        ("10.0.0.1", "http://10.0.0.1/", True),
        ("10.1.0.0/16", "http://10.0.0.1/", False),
        ("0.0.0.1", "http://10.0.0.1/", False),
        ("wiki.corp b.example", "http://wiki.corp/", True),
        (",,", "http://a.example/", False),
    ],
)
def test_no_proxy(no_proxy: str, url: str, direct: bool) -> None:
    assert (chosen(url, ALL_PROXY=P, NO_PROXY=no_proxy) == "") is direct


@pytest.mark.parametrize("url", ["http://localhost/", "http://127.0.0.1/", "http://[::1]/"])
def test_loopback_is_never_asked_through_a_proxy(url: str) -> None:
    assert chosen(url, ALL_PROXY=P, HTTP_PROXY=P) == ""
