"""Public addresses and all the others, every special range by itself."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.web.addresses import Kind, kind_of, literal

RANGES: dict[str, Kind] = {
    "0.0.0.0/8": "never",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "private",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "never",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "never",
    "192.0.2.0/24": "never",
    "192.88.99.0/24": "never",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "never",
    "198.51.100.0/24": "never",
    "203.0.113.0/24": "never",
    "224.0.0.0/4": "never",
    "240.0.0.0/4": "never",
    "::/128": "never",
    "::1/128": "loopback",
    "::/96": "never",
    "::ffff:0:0/96": "never",
    "64:ff9b:1::/48": "never",
    "100::/64": "never",
    "2001::/32": "never",
    "2001:2::/48": "never",
    "2001:10::/28": "never",
    "2001:20::/28": "never",
    "2001:db8::/32": "never",
    "2002::/16": "never",
    "3fff::/20": "never",
    "5f00::/16": "never",
    "fc00::/7": "private",
    "fe80::/10": "never",
    "fec0::/10": "never",
    "ff00::/8": "never",
}


@pytest.mark.parametrize("text", RANGES)
def test_a_special_range_is_special_to_its_ends(text: str) -> None:
    network = ip_network(text)
    for address in (network[0], network[-1], network[network.num_addresses // 2]):
        if str(address) != "::1":
            assert kind_of(address) == RANGES[text]
    assert kind_of(IPv6Address("::1")) == "loopback"


@pytest.mark.parametrize(
    "text",
    ["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
     "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
     "223.255.255.255", "2400:3200::1", "2606:4700::1111", "2a00::1", "2001:200::1", "64:ff9b::101:101"],
)  # fmt: skip
def test_their_neighbours_are_public(text: str) -> None:
    assert kind_of(ip_address(text)) == "public"


@pytest.mark.parametrize(
    "text",
    ["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
     "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:808:808::", "2001:0:7f00:1::", "fe80::1%eth0", "::1%1"],
)  # fmt: skip
def test_addresses_that_wrap_another_are_refused(text: str) -> None:
    assert kind_of(ip_address(text)) == "never"


@given(st.ip_addresses())
def test_what_is_public_is_nothing_special_to_the_standard_library(
    address: IPv4Address | IPv6Address,
) -> None:
    """The library says yes to more than we do, and must never say no to what we let through."""
    if kind_of(address) == "public" and address not in IPv6Network("64:ff9b::/96"):
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_private
        assert not address.is_reserved


@given(st.ip_addresses(v=4))
def test_behind_nat64_an_address_is_what_it_wraps(address: IPv4Address) -> None:
    wrapped = IPv6Address(int(IPv6Address("64:ff9b::")) + int(address))
    assert (kind_of(wrapped) == "public") == (kind_of(address) == "public")


@given(st.ip_addresses(network=IPv4Network("127.0.0.0/8")))
def test_all_of_127_is_loopback(address: IPv4Address) -> None:
    assert kind_of(address) == "loopback"


@pytest.mark.parametrize(
    "text",
    ["127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "127.0.0.01",
     "127.0.0.1.", "1.2.3.4.5", "256.1.1.1", "a.example.1", "0", "0x", "1e1.0x1", "[::1", "::1::", "1:2"],
)  # fmt: skip
def test_an_unusual_spelling_is_no_address_and_no_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        literal(text)


def test_usual_spellings_and_names() -> None:
    assert literal("93.184.215.14") == IPv4Address("93.184.215.14")
    assert literal("2606:4700::1111") == IPv6Address("2606:4700::1111")
    for name in ("pages.example", "3com.example", "a1", "0x7f.example", "xn--4rrx74a.example", "1.0x.a"):
        assert literal(name) is None
