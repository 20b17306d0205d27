"""What is asked next after a redirect, and what does not go along."""

from __future__ import annotations

import pytest

from hopyard.core.web.errors import BadReply, Forbidden
from hopyard.core.web.port import Request
from hopyard.core.web.redirects import following, location_text
from hopyard.core.web.rules import Limits, Rules
from hopyard.core.web.targets import target_of

ASKED = target_of("https://api.example/v1/search?q=1", Rules(), Limits())
KEY = ("X-API-KEY", "sk-hidden")
POST = Request(
    ASKED.url, "search", "POST", (KEY, ("Content-Type", "application/json"), ("Accept", "x/y")), b"{}"
)
GET = Request(ASKED.url, "search", "GET", (KEY, ("Accept", "x/y")))


@pytest.mark.parametrize(
    "location",
    ["https://other.example/", "http://api.example/", "https://api.example:8443/", "https://api.example.evil.example/",
     "//other.example/v1"],
)  # fmt: skip
def test_a_key_stays_with_scheme_host_and_port(location: str) -> None:
    for status in (301, 302, 303, 307, 308):
        assert following(GET, status, location, ASKED).headers == (("Accept", "x/y"),)
    for status in (301, 302, 303):
        assert following(POST, status, location, ASKED).headers == (("Accept", "x/y"),)
    for status in (307, 308):
        with pytest.raises(Forbidden):
            following(POST, status, location, ASKED)


@pytest.mark.parametrize(
    "location", ["/v2", "v2?key=1", "https://api.example/v2", "https://api.example:443/v2", "?x"]
)
def test_on_the_same_origin_it_goes_along(location: str) -> None:
    assert following(GET, 302, location, ASKED).headers == GET.headers
    again = following(POST, 307, location, ASKED)
    assert (again.method, again.body, again.headers) == ("POST", b"{}", POST.headers)
    turned = following(POST, 303, location, ASKED)
    assert (turned.method, turned.body, turned.headers) == ("GET", b"", (KEY, ("Accept", "x/y")))


def test_addresses_are_read_as_browsers_do() -> None:
    def url(location: str) -> str:
        return following(GET, 302, location, ASKED).url

    assert url("/报 告#part") == "https://api.example/%E6%8A%A5%20%E5%91%8A"
    assert url("  /a\tb\r\n ") == "https://api.example/ab"
    assert url("../x") == "https://api.example/x"
    assert url(location_text("/报".encode("gb18030"))) == "https://api.example/%B1%A8"
    for bad in ("", "  ", "http://a\x00b/", "https://x:port/"):
        with pytest.raises(BadReply):
            url(bad)
