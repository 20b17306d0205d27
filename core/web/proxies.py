"""Which proxy a request goes through, as the environment says: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY.

The conventions are curl's: small letters go before capitals, NO_PROXY holds host names with all names below
them, `host:port`, networks in CIDR form, or `*`.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_network

import httpx
import msgspec

from hopyard.core.web.addresses import kind_of, literal
from hopyard.core.web.errors import NotConfigured
from hopyard.core.web.targets import Target, bracketed, is_localhost

_KINDS = ("http", "https", "socks5", "socks5h")


class Proxies(msgspec.Struct, frozen=True):
    """The proxies of an environment, as URLs that may hold a password: never shown."""

    http: str = ""
    https: str = ""
    exceptions: tuple[str, ...] = ()

    def proxy_for(self, target: Target) -> str:
        """The URL of the proxy for a request; empty for none. Loopback is always asked directly.

        Raises: NotConfigured where the environment names something that is no proxy.
        """
        proxy = self.https if target.scheme == "https" else self.http
        if not proxy or _is_loopback(target.host) or self._excepted(target):
            return ""
        proxy = proxy if "://" in proxy else f"http://{proxy}"
        try:
            parsed = httpx.URL(proxy)
            fine = parsed.scheme in _KINDS and parsed.host != ""
        except httpx.InvalidURL:
            fine = False
        if not fine:
            raise NotConfigured(
                "The proxy in the environment has no address that can be used.",
                "Set HTTPS_PROXY, HTTP_PROXY or ALL_PROXY to http://host:port or socks5://host:port.",
            )
        return proxy

    def _excepted(self, target: Target) -> bool:
        return any(_matches(entry, target) for entry in self.exceptions)


def from_environment(environ: Mapping[str, str]) -> Proxies:
    """The proxies that an environment names."""

    def value(name: str) -> str:
        return (environ.get(name.lower()) or environ.get(name) or "").strip()

    everything = value("ALL_PROXY")
    exceptions = (entry.strip().lower() for entry in value("NO_PROXY").replace(" ", ",").split(","))
    return Proxies(
        value("HTTP_PROXY") or everything,
        value("HTTPS_PROXY") or everything,
        tuple(entry for entry in exceptions if entry),
    )


def _is_loopback(host: str) -> bool:
    address = literal(host)
    return is_localhost(host) or (address is not None and kind_of(address) == "loopback")


def _matches(entry: str, target: Target) -> bool:
    if entry == "*" or entry in (target.host, bracketed(target.host), target.host_header):
        return True
    if entry == f"{bracketed(target.host)}:{target.port}":
        return True
    try:
        return ip_address(target.host) in ip_network(entry, strict=False)
    except ValueError:
        pass
    name, _, port = entry.partition(":")
    name = name.removeprefix("*").removeprefix(".")
    return port in ("", str(target.port)) and bool(name) and f".{target.host}".endswith(f".{name}")
