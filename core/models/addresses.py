"""Which servers are this machine: what is sent there does not leave it."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def host_of(base_url: str) -> str:
    """The host of an address in lower case, without its port; empty if there is none."""
    try:
        return (urlsplit(base_url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_address(base_url: str) -> bool:
    """Whether an address has a host that can be looked up, and a port that can be."""
    try:
        host = host_of(base_url)
        return urlsplit(base_url).port != 0 and bool(host) and host.encode("idna") != b""
    except ValueError:  # UnicodeError is one
        return False


def is_local(base_url: str) -> bool:
    """Whether an address is this machine's own: `localhost` or a loopback address (RFC 1122, RFC 4291).

    A name that only resolves to one is not: what it resolves to can change.
    """
    host = host_of(base_url)
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
