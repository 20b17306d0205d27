"""Which addresses are connected to: public ones, and the person's own when they say so."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from tests.adapters.web import hostile_web as hw
from tests.adapters.web.web_kit import QUICK, Bed, LoopbackNetwork

from hopyard.core.web.errors import Forbidden, Unavailable
from hopyard.core.web.port import Request
from hopyard.core.web.resolving import SystemResolver
from hopyard.core.web.rules import Rules

URL = "http://pages.example/a"


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["93.184.215.14", "192.168.1.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"],
        ["2001::1"],
        ["fe80::1"],
        ["fd00::1"],
        ["224.0.0.1"],
        ["0.0.0.0"],
        ["198.18.0.5"],
    ],
    ids=lambda addresses: addresses[-1],
)
async def test_a_name_with_one_address_that_is_not_public_is_not_asked(
    web_bed: Bed, addresses: list[str]
) -> None:
    web_bed.resolver._names["pages.example"] = [addresses]
    error = await web_bed.refused(URL, Forbidden)
    assert str(ip_address(addresses[-1])) in error.message
    assert web_bed.network.connected == []
    assert web_bed.resolver.asked == ["pages.example"], "and not asked a second time"


async def test_a_made_up_address_of_a_proxy_says_so_and_is_asked_when_told(web_bed: Bed) -> None:
    web_bed.resolver._names["pages.example"] = [["198.18.3.4"]]
    assert "fake_ip = true" in (await web_bed.refused(URL, Forbidden)).next_step
    web_bed.web.put("/a", hw.page())
    told = Rules(fake_ip=True, respect_robots=False)
    assert (await web_bed.get(URL, told)).status == 200
    assert web_bed.network.connected == ["198.18.3.4"]


@pytest.mark.parametrize(
    ("url", "addresses", "local_only"),
    [
        ("http://198.18.3.4/a", [], False),
        (URL, ["198.18.3.4", "127.0.0.1"], False),
        (URL, ["198.20.0.1", "10.0.0.1"], False),
        (URL, ["198.18.3.4"], True),
    ],
)
async def test_only_a_name_may_lead_to_made_up_addresses_and_nowhere_else(
    web_bed: Bed, url: str, addresses: list[str], local_only: bool
) -> None:
    web_bed.resolver._names["pages.example"] = [addresses]
    await web_bed.refused(url, Forbidden, Rules(fake_ip=True, local_only=local_only))
    assert web_bed.network.connected == []


async def test_an_answer_that_changes_is_looked_at_once_for_each_connection(web_bed: Bed) -> None:
    """DNS rebinding: the second answer is inside. Nobody asks a second time for a connection."""
    web_bed.resolver._names["pages.example"] = [["93.184.215.14"], ["127.0.0.1"]]
    web_bed.web.put("/a", hw.raw(hw.head(200, [("Content-Length", "2")]) + b"ok"))
    async with web_bed.client() as client:
        assert (await client.send(Request(URL, "page"))).body == b"ok"
        with pytest.raises(Forbidden):
            await client.send(Request(URL, "page"))
    assert web_bed.network.connected == ["93.184.215.14"]


async def test_the_next_address_is_tried_when_one_is_dead(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.page())
    web_bed.resolver._names["pages.example"] = [["2606:2800:21f::1", "2606:2800:21f::2", "93.184.215.14"]]
    network = LoopbackNetwork({80: web_bed.web.port}, dead=["2606:2800:21f::1"])
    assert (await web_bed.get(URL, network=network)).status == 200
    assert network.connected == ["2606:2800:21f::1", "93.184.215.14"], "the families by turns"


async def test_the_persons_own_hosts_are_asked_when_listed(web_bed: Bed) -> None:
    for path in ("/a", "/robots.txt"):
        web_bed.web.put(path, hw.page(b"User-agent: *\nDisallow: /"))
    web_bed.resolver._names["wiki.corp"] = [["10.1.2.3"]]
    port = web_bed.web.port
    rules = Rules(allow_hosts=("wiki.corp", f"127.0.0.1:{port}", f"LOCALHOST:{port}"))
    for url in ("http://wiki.corp/a", f"http://127.0.0.1:{port}/a", f"http://localhost:{port}/a"):
        assert (await web_bed.get(url, rules)).status == 200
    assert all(seen.target == "/a" for seen in web_bed.web.seen), "no robots.txt is asked for"
    assert web_bed.network.connected == ["10.1.2.3", "127.0.0.1", "127.0.0.1"]
    assert web_bed.resolver.asked == ["wiki.corp"], "localhost is known"
    for url in ("http://127.0.0.1/a", f"http://127.0.0.2:{port}/a", f"http://[::1]:{port}/a"):
        await web_bed.refused(url, Forbidden, rules)


async def test_not_even_an_own_host_has_an_address_that_nobody_has(web_bed: Bed) -> None:
    for address in ("169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1"):
        web_bed.resolver._names["wiki.corp"] = [[address]]
        await web_bed.refused("http://wiki.corp/", Forbidden, Rules(allow_hosts=("wiki.corp",)))
    await web_bed.refused("http://0.0.0.0/", Forbidden, Rules(allow_hosts=("0.0.0.0",)))


async def test_a_public_page_does_not_lead_into_the_own_network(web_bed: Bed) -> None:
    rules = Rules(allow_hosts=("wiki.corp",), respect_robots=False)
    web_bed.resolver._names["wiki.corp"] = [["10.1.2.3"]]
    web_bed.web.put("wiki.corp/a", hw.redirect(URL))
    web_bed.web.put("pages.example/a", hw.redirect("http://wiki.corp/b"))
    for start in (URL, "http://wiki.corp/a"):
        assert "your own network" in (await web_bed.refused(start, Forbidden, rules)).message


async def test_local_only_asks_loopback_and_nobody_else(web_bed: Bed) -> None:
    web_bed.web.put("/a", hw.page())
    port = web_bed.web.port
    rules = Rules(
        allow_hosts=(f"127.0.0.1:{port}", f"localhost:{port}", "wiki.corp", "10.0.0.1", "pages.example"),
        local_only=True,
    )
    web_bed.resolver._names["wiki.corp"] = [["127.0.0.1"]]
    for url in (f"http://127.0.0.1:{port}/a", f"http://localhost:{port}/a"):
        assert (await web_bed.get(url, rules)).status == 200
    for url in ("http://wiki.corp/", "http://10.0.0.1/", URL, "http://127.0.0.1:1/", "http://93.184.215.14/"):
        assert (await web_bed.refused(url, Forbidden, rules)).message
    assert web_bed.resolver.asked == [], "not even a name is looked up"
    assert set(web_bed.network.connected) == {"127.0.0.1"}
    web_bed.web.put("/out", hw.redirect(URL))
    await web_bed.refused(f"http://127.0.0.1:{port}/out", Forbidden, rules)
    assert web_bed.resolver.asked == []


async def test_the_system_knows_localhost_and_no_nonsense() -> None:
    found = [str(one) for one in await SystemResolver().addresses("localhost", 80)]
    assert set(found) <= {"127.0.0.1", "::1"}
    with pytest.raises(Unavailable):
        await SystemResolver().addresses("a" * 70, 80)


async def test_what_is_no_web_address_is_asked_of_nobody(web_bed: Bed) -> None:
    for url in ("ftp://pages.example/", "pages.example", "", "http://", "http://a\nb/", "http://x" * 5000):
        await web_bed.refused(url, Forbidden, limits=QUICK)
    assert web_bed.resolver.asked == []
