"""Says of a URL, before anything is sent, whether it may be asked at all and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

import httpx
import msgspec

from hopyard.core.web.addresses import Address, kind_of, literal
from hopyard.core.web.errors import Forbidden
from hopyard.core.web.rules import Limits, Rules

_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\Z")
_HERE = ("localhost", "local", "internal", "home.arpa", "lan", "home", "corp", "private", "intranet")
"""Ends of names that mean something in the network where they are asked only."""
_PORTS = {"http": 80, "https": 443}
_ALLOW = "If it is yours, put it into [web] allow_hosts."


class Target(msgspec.Struct, frozen=True):
    """A URL taken apart, found fit to be asked."""

    url: str
    """As it is sent: host in ASCII, no fragment."""
    scheme: str
    host: str
    """Lower case, no brackets, no dot at the end."""
    port: int
    own: bool
    """Whether it is one of the person's own hosts."""
    path: bytes
    """With the query, as it stands in the request."""
    host_header: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what robots.txt and connections hang on."""
        return f"{self.scheme}://{bracketed(self.host)}:{self.port}"


def target_of(url: str, rules: Rules, limits: Limits) -> Target:
    """Take a URL apart and hold it to all rules that need no look-up.

    Raises: Forbidden, with a message that names the host and never the rest of the URL.
    """
    if len(url) > limits.max_url_chars:
        raise Forbidden(f"An address of more than {limits.max_url_chars} characters is not asked.")
    try:
        parsed = httpx.URL(url.strip())
        scheme, host, userinfo = parsed.scheme, parsed.raw_host.decode("ascii").lower(), parsed.userinfo
        port = _PORTS.get(scheme, 0) if parsed.port is None else parsed.port
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Forbidden("An address cannot be read as a URL.") from None
    if scheme not in _PORTS:
        raise Forbidden("Only http and https are asked.")
    if userinfo:
        raise Forbidden("An address with a name or password in it is not asked.")
    host = host.removesuffix(".")
    address = _address(host)
    if not 0 < port < 65536:
        raise Forbidden(f"{host} is not asked: there is no port {port}.")
    own = is_own(host, port, rules.allow_hosts)
    _check(host, port, address, own)
    if rules.local_only:
        _check_local(host, address)
    clean = parsed.copy_with(host=host, fragment=None)
    header = bracketed(host) if port == _PORTS[scheme] else f"{bracketed(host)}:{port}"
    return Target(str(clean), scheme, host, port, own, clean.raw_path, header)


def is_own(host: str, port: int, allow_hosts: Iterable[str]) -> bool:
    """Whether a host is in the list; an entry without a port stands for all ports."""
    names = {host, bracketed(host), f"{bracketed(host)}:{port}"}
    return any(entry.lower() in names for entry in allow_hosts)


def bracketed(host: str) -> str:
    """The host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def is_localhost(host: str) -> bool:
    """Whether a name is loopback by itself, asked of nobody (RFC 6761)."""
    return host == "localhost" or host.endswith(".localhost")


def _address(host: str) -> Address | None:
    try:
        address = literal(host)
    except ValueError:
        raise Forbidden("A host that is an address in an unusual spelling is not asked.") from None
    if address is None and (len(host) > 253 or _NAME.match(host) is None):
        raise Forbidden("A host with characters that names do not have is not asked.")
    return address


def _check(host: str, port: int, address: Address | None, own: bool) -> None:
    if address is not None:
        kind = kind_of(address)
        if kind == "never" or (kind != "public" and not own):
            raise Forbidden(f"{host} is not a public address.", "" if kind == "never" else _ALLOW)
    elif not own and ("." not in host or any(host.endswith(f".{end}") for end in _HERE)):
        raise Forbidden(f"{host} is a name of a local network.", _ALLOW)
    if port < 1024 and port not in _PORTS.values() and not own:
        raise Forbidden(f"{host}:{port} is not asked: web pages do not live at that port.", _ALLOW)


def _check_local(host: str, address: Address | None) -> None:
    if is_localhost(host) or (address is not None and kind_of(address) == "loopback"):
        return
    raise Forbidden(
        f"{host} is not asked: [web] local_only is on.",
        "Only loopback addresses and localhost are asked then; no name is looked up.",
    )
