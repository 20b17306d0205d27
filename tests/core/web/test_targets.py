"""URLs that may be asked, and those that may not, before anything is looked up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.web.addresses import kind_of, literal
from hopyard.core.web.errors import Forbidden
from hopyard.core.web.rules import Limits, Rules
from hopyard.core.web.targets import Target, target_of

RULES, LIMITS = Rules(), Limits()


def target(url: str, *allow: str, local_only: bool = False) -> Target:
    return target_of(url, Rules(allow_hosts=allow, local_only=local_only), LIMITS)


def test_a_url_taken_apart() -> None:
    found = target(" HTTPS://Pages.Example.:443/报告/a b?q=量#part ")
    assert found.url == "https://pages.example/%E6%8A%A5%E5%91%8A/a%20b?q=%E9%87%8F"
    assert (found.host, found.port, found.host_header, found.own) == (
        "pages.example",
        443,
        "pages.example",
        False,
    )
    assert found.path == b"/%E6%8A%A5%E5%91%8A/a%20b?q=%E9%87%8F"
    assert found.origin == "https://pages.example:443"
    assert target("http://报告.example:8080/").host_header == "xn--4rrx74a.example:8080"
    assert target("http://[2606:4700::1111]:8080").host_header == "[2606:4700::1111]:8080"
    assert target("http://pages.example").path == b"/"


@pytest.mark.parametrize(
    "url",
    ["", "pages.example", "//pages.example/", "http://", "http:///a", "ftp://pages.example/", "file:///etc/passwd",
     "javascript:alert(1)", "data:text/html,x", "gopher://pages.example/", "unix:/run/x", "http+unix://x/y",
     "http://me@pages.example/", "http://me:pw@pages.example/", "http://pages.example:80@127.0.0.1/",
     "http://127.0.0.1\\@pages.example/", "http://pages.example\\@127.0.0.1/", "http://pages.example\n/",
     "http://pages.example:0/", "http://pages.example:22/", "http://pages.example:25/", "http://pages.example:99999/",
     "http://127.0.0.1/", "http://127.1/", "http://0x7f.1/", "http://2130706433/", "http://017700000001/",
     "http://127。0。0。1/", "http://１２７.0.0.1/", "http://%31%32%37.0.0.1/", "http://ⓛocalhost/",
     "http://[::1]/", "http://[::]/", "http://[::ffff:10.0.0.1]/", "http://[fe80::1%25eth0]/", "http://[1.2.3.4]/",
     "http://10.0.0.1/", "http://169.254.169.254/", "http://0/", "http://0.0.0.0/", "http://224.0.0.1/",
     "http://localhost/", "http://localhost./", "http://a.localhost/", "http://printer/", "http://nas.local/",
     "http://metadata.google.internal/", "http://router.lan/", "http://x.home.arpa/", "http://a..example/",
     "http://-/", "http://exa mple.example/", "http://" + "a." * 130 + "example/",
     "http://" + "a" * 64 + ".example/", "https://pages.example/" + "x" * 8000],
)  # fmt: skip
def test_what_is_not_asked(url: str) -> None:
    with pytest.raises(Forbidden) as caught:
        target(url)
    assert "pw" not in str(caught.value)


def test_hosts_of_ones_own() -> None:
    assert target("http://127.0.0.1:8888/", "127.0.0.1:8888").own
    assert target("http://[::1]:8888/", "[::1]:8888").own
    assert target("http://[::1]:8888/", "::1").own
    assert target("http://wiki/", "WIKI").own
    assert target("http://wiki.corp:22/", "wiki.corp").own
    assert target("http://pages.example/", "pages.example").own
    assert not target("http://pages.example/", "example").own
    for url, allow in (
        ("http://127.0.0.1/", "127.0.0.1:8888"),
        ("http://127.0.0.2:8888/", "127.0.0.1:8888"),
        ("http://sub.wiki.corp/", "wiki.corp"),
        ("http://0.0.0.0/", "0.0.0.0"),
        ("http://169.254.169.254/", "169.254.169.254"),
        ("http://127.1/", "127.1"),
    ):
        with pytest.raises(Forbidden):
            target(url, allow)


def test_local_only() -> None:
    allow = ("127.0.0.1", "::1", "localhost", "10.0.0.1", "pages.example", "wiki")
    for url in ("http://127.0.0.1:1/", "http://[::1]/", "http://localhost/"):
        assert target(url, *allow, local_only=True).own
    for url in ("http://10.0.0.1/", "http://pages.example/", "http://wiki/", "http://93.184.215.14/"):
        with pytest.raises(Forbidden, match="local_only"):
            target(url, *allow, local_only=True)
    with pytest.raises(Forbidden):
        target("http://127.0.0.1/", local_only=True)


@given(
    st.text(max_size=60),
    st.sampled_from(["", "http://", "https://", "http://127.", "http://[", "//", "http:"]),
)
def test_any_text_is_a_public_target_or_forbidden(text: str, start: str) -> None:
    try:
        found = target(start + text)
    except Forbidden:
        return
    assert found.scheme in ("http", "https")
    address = literal(found.host)
    assert address is None or kind_of(address) == "public"
    assert not set(found.path) & set(b"\r\n ")
    assert found.url.isascii()
    assert target(found.url) == found, "once is enough"
