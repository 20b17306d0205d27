"""Tells public addresses from all others, so that a page cannot send us into somebody's own network.

Ranges: the IANA registries of special-purpose IPv4 and IPv6 addresses (RFC 6890 and its updates), as of
2026. They are written out because `ipaddress.is_global` differs between the versions of Python that we run
on, and says yes to multicast and to IPv6 addresses that only wrap a private IPv4 address.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Literal

Address = IPv4Address | IPv6Address
Kind = Literal["public", "loopback", "private", "never"]
"""`private` is what somebody's own network uses; `never` is what nobody should connect to."""

_LOOPBACK_4 = IPv4Network("127.0.0.0/8")
_LOOPBACK_6 = IPv6Address("::1")

_PRIVATE_4 = tuple(
    IPv4Network(text)
    for text in (
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by customers of one provider (CGNAT); also used by private overlays
        "172.16.0.0/12",
        "192.168.0.0/16",
    )
)
_NEVER_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # "this host": most systems take it for loopback
        "169.254.0.0/16",  # link-local, and where clouds keep their machines' credentials
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays, deprecated
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks; also made-up answers of local proxies
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
MADE_UP_BY_PROXIES = IPv4Network("198.18.0.0/15")
"""What proxies on one's own machine answer for every name in "fake-ip" mode; benchmarks (RFC 2544) else."""

_UNIQUE_LOCAL = IPv6Network("fc00::/7")
_NAT64 = IPv6Network("64:ff9b::/96")
_GIVEN_OUT_6 = IPv6Network("2000::/3")
"""All global unicast addresses that were ever given out; multicast, link-local, IPv4-mapped, `::` and the
local NAT64 prefix lie outside."""
_NEVER_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # IETF protocol assignments: Teredo, benchmarks, ORCHID, drone ids
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: wraps any IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)

_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")


def kind_of(address: Address) -> Kind:
    """Whose an address is.

    An address of the well-known NAT64 prefix (RFC 6052) is judged by the IPv4 address in it: behind such a
    gateway every IPv4 host has one. All others that wrap an IPv4 address are refused.
    """
    return _kind_of_4(address) if isinstance(address, IPv4Address) else _kind_of_6(address)


def made_up(address: Address) -> bool:
    """Whether an address looks like the answer of a proxy in "fake-ip" mode."""
    return isinstance(address, IPv4Address) and address in MADE_UP_BY_PROXIES


def literal(host: str) -> Address | None:
    """The address that a host of a URL is, without brackets; None where it is a name.

    Raises: ValueError for an address in another spelling than the usual one: `127.1`, `0x7f.1`,
    `2130706433` and `0177.0.0.1` are all 127.0.0.1 to some program (WHATWG URL, "ends in a number").
    """
    if ":" in host:
        return IPv6Address(host)
    if _NUMBER.match(host.rstrip(".").rpartition(".")[2].lower()) is None:
        return None
    try:
        return IPv4Address(host)
    except AddressValueError:
        raise ValueError("an address in an unusual spelling") from None


def _kind_of_4(address: IPv4Address) -> Kind:
    if address in _LOOPBACK_4:
        return "loopback"
    if any(address in network for network in _PRIVATE_4):
        return "private"
    if any(address in network for network in _NEVER_4):
        return "never"
    return "public"


def _kind_of_6(address: IPv6Address) -> Kind:
    if address.scope_id is not None:
        return "never"
    if address == _LOOPBACK_6:
        return "loopback"
    if address in _UNIQUE_LOCAL:
        return "private"
    if address in _NAT64:
        return "public" if _kind_of_4(IPv4Address(int(address) & 0xFFFFFFFF)) == "public" else "never"
    given_out = address in _GIVEN_OUT_6 and not any(address in network for network in _NEVER_6)
    return "public" if given_out else "never"
