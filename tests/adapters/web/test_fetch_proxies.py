"""Through proxies of the environment: names are checked here too, passwords stay with the proxy."""

from __future__ import annotations

import base64
import ssl

import httpcore
import pytest
import trustme
from tests.adapters.web import hostile_web as hw
from tests.adapters.web.web_kit import Bed

from hopyard.core.web.errors import Forbidden, NotConfigured, Unavailable
from hopyard.core.web.proxies import Proxies
from hopyard.core.web.rules import Rules

URL = "http://pages.example/a"
DIRECT = httpcore.AnyIOBackend()
"""The proxy itself is on loopback; it takes everybody to the hostile web."""


@pytest.mark.parametrize("kind", ["http", "socks5", "socks5h"])
async def test_pages_come_through_a_proxy(web_bed: Bed, kind: str) -> None:
    web_bed.web.put("/a", hw.page())
    async with hw.loopback_proxy(web_bed.web.port) as proxy:
        proxies = Proxies(f"{kind}://127.0.0.1:{proxy.port}")
        response = await web_bed.get(URL, proxies=proxies, network=DIRECT)
    assert response.body == hw.PAGE
    assert proxy.asked == ["GET http://pages.example:80/a" if kind == "http" else "SOCKS pages.example:80"]
    assert web_bed.web.seen[0].host == "pages.example"


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_the_name_is_checked_by_tls_behind_a_proxy(kind: str) -> None:
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("pages.example").configure_cert(server)
    authority.configure_trust(client)
    async with hw.hostile_web(server) as web, hw.loopback_proxy(web.port) as proxy:
        web.put("/a", hw.page())
        bed = Bed(web)
        proxies = Proxies(https=f"{kind}://me:p%40ss@127.0.0.1:{proxy.port}" if kind == "http" else
                          f"{kind}://127.0.0.1:{proxy.port}")  # fmt: skip
        response = await bed.get("https://pages.example/a", proxies=proxies, network=DIRECT, tls=client)
        assert response.body == hw.PAGE
        await bed.refused("https://other.example/a", Unavailable, proxies=proxies, network=DIRECT, tls=client)
    verb = "CONNECT" if kind == "http" else "SOCKS"
    assert proxy.asked[0] == f"{verb} pages.example:443"
    if kind == "http":
        assert proxy.credentials[0].endswith(base64.b64encode(b"me:p@ss").decode())
    assert "proxy-authorization" not in web.seen[0].headers


async def test_names_and_addresses_inside_are_not_asked_of_a_proxy(web_bed: Bed) -> None:
    web_bed.resolver._names["pages.example"] = [["93.184.215.14", "10.0.0.1"]]
    async with hw.loopback_proxy(web_bed.web.port) as proxy:
        proxies = Proxies(f"http://127.0.0.1:{proxy.port}")
        for url in (URL, "http://10.0.0.1/", "http://169.254.169.254/", "http://127.1/", "http://printer/"):
            await web_bed.refused(url, Forbidden, proxies=proxies, network=DIRECT)
    assert proxy.asked == []


async def test_a_name_that_only_the_proxy_knows(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.page())
    web_bed.resolver._names["pages.example"] = [[]]
    async with hw.loopback_proxy(web_bed.web.port) as proxy:
        proxies = Proxies(f"http://127.0.0.1:{proxy.port}")
        assert (await web_bed.get(URL, proxies=proxies, network=DIRECT)).status == 200


async def test_local_only_and_loopback_know_no_proxy(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.page())
    here = f"127.0.0.1:{web_bed.web.port}"
    async with hw.loopback_proxy(web_bed.web.port) as proxy:
        proxies = Proxies(f"http://127.0.0.1:{proxy.port}", f"http://127.0.0.1:{proxy.port}")
        for local_only in (False, True):
            rules = Rules(allow_hosts=(here,), local_only=local_only)
            assert (await web_bed.get(f"http://{here}/a", rules, proxies=proxies)).status == 200
        rules = Rules(allow_hosts=("pages.example",), local_only=True)
        await web_bed.refused(URL, Forbidden, rules, proxies=proxies)
    assert proxy.asked == []


async def test_a_proxy_that_is_none(web_bed: Bed) -> None:
    for address in ("ftp://me:hidden@proxy.example", "http://", "http://[::1"):
        error = await web_bed.refused(URL, NotConfigured, proxies=Proxies(address))
        assert "hidden" not in str(error)


async def test_a_proxy_that_refuses(web_bed: Bed) -> None:
    """The hostile web stands in for a proxy that answers 407 to CONNECT."""
    web_bed.web.put("pages.example:443", hw.status(407))
    proxies = Proxies(https=f"http://me:hidden@127.0.0.1:{web_bed.web.port}")
    error = await web_bed.refused("https://pages.example/a", Unavailable, proxies=proxies, network=DIRECT)
    assert "proxy" in error.message
    assert "hidden" not in str(error)
    proxies = Proxies("http://127.0.0.1:1")
    await web_bed.refused(URL, Unavailable, proxies=proxies, network=DIRECT)
