"""Turns a host into the addresses that may be connected to: once for each connection, all of them checked."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address
from itertools import zip_longest
from typing import Protocol

from hopyard.core.web.addresses import Address, Kind, kind_of, literal, made_up
from hopyard.core.web.errors import Forbidden, Unavailable
from hopyard.core.web.rules import Rules
from hopyard.core.web.targets import is_localhost, is_own

MAX_ADDRESSES = 4
"""More are not tried."""
MAX_LOOKUPS = 8
"""Names that are looked up at a time."""
_LOCALHOST: tuple[Address, ...] = (IPv4Address("127.0.0.1"), IPv6Address("::1"))


class Resolver(Protocol):
    """Looks names up."""

    async def addresses(self, host: str, port: int) -> Sequence[Address]:
        """All addresses of a name, best first; at least one.

        Raises: NameUnknown.
        """
        ...


class NameUnknown(Unavailable):
    """There is no such name, or nobody to ask."""


class SystemResolver:
    """Asks the system, hosts file and DNS, in threads of its own.

    A look-up cannot be called off, and a dead DNS takes half a minute: in the threads that everybody uses, a
    few of them would keep searches and files waiting.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MAX_LOOKUPS, thread_name_prefix="names")

    async def addresses(self, host: str, port: int) -> Sequence[Address]:
        """As in Resolver."""
        ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
            addresses = list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))
        except (OSError, UnicodeError, ValueError):
            addresses = []
        if not addresses:
            raise NameUnknown(f"The name {host} cannot be found.", "Is the network there?")
        return addresses


async def permitted(host: str, port: int, rules: Rules, resolver: Resolver) -> list[Address]:
    """The addresses of a host that may be connected to, IPv6 and IPv4 by turns, in the order they were given.

    One forbidden address among the answers refuses the name: an honest public host has none.

    Raises: Forbidden; NameUnknown.
    """
    own = is_own(host, port, rules.allow_hosts)
    fixed = literal(host)
    if fixed is not None:
        found: Sequence[Address] = (fixed,)
    elif is_localhost(host):
        found = _LOCALHOST
    elif rules.local_only:
        raise Forbidden(f"{host} is not looked up: [web] local_only is on.")
    else:
        found = await resolver.addresses(host, port)
    for address in found:
        kind = kind_of(address)
        if rules.fake_ip and fixed is None and not rules.local_only and made_up(address):
            continue
        if not _may(kind, own, rules.local_only):
            raise Forbidden(*_why(host, address, kind))
    return _by_turns(found)[:MAX_ADDRESSES]


def _may(kind: Kind, own: bool, local_only: bool) -> bool:
    if local_only:
        return own and kind == "loopback"
    return kind == "public" or (own and kind != "never")


def _why(host: str, address: Address, kind: Kind) -> tuple[str, str]:
    message = f"{host} is not asked: its address {address} is not public."
    if made_up(address):
        return message, "If a proxy on this machine made it up (fake-ip), set [web] fake_ip = true."
    return message, "" if kind == "never" else "If it is yours, put it into [web] allow_hosts."


def _by_turns(found: Sequence[Address]) -> list[Address]:
    first, second = found[0].version, 10 - found[0].version
    pairs = zip_longest(*([one for one in found if one.version == version] for version in (first, second)))
    return [one for pair in pairs for one in pair if one is not None]
