"""What the person allows and what one fetch may cost: every number of the fetcher stands here."""

from __future__ import annotations

from importlib.metadata import version

import msgspec

MIB = 1024 * 1024


def honest_name() -> str:
    """How we introduce ourselves to servers: who we are and that a person reads along."""
    return f"hopyard/{version('hopyard')} (research tool in a terminal, one reader)"


class Rules(msgspec.Struct, frozen=True):
    """Where requests may go and how they present themselves."""

    allow_hosts: tuple[str, ...] = ()
    """`host` or `host:port` of the person's own network. They may have private and loopback addresses, any
    port, and are held to neither robots.txt nor a pause."""
    local_only: bool = False
    """Connect to loopback addresses of `allow_hosts` and to nothing else: no proxy, no name looked up."""
    fake_ip: bool = False
    """Whether a name may lead to `MADE_UP_BY_PROXIES`: a proxy here takes such connections over."""
    respect_robots: bool = True
    """Whether pages are held to the robots.txt of their host."""
    user_agent: str = msgspec.field(default_factory=honest_name)
    """Its part before the slash is the name that robots.txt may call us by."""
    accept_language: str = "zh, en;q=0.9, *;q=0.5"
    reread_s: float = 3600.0
    """A kept page is read again without asking its server for this long, in seconds."""


class Limits(msgspec.Struct, frozen=True):
    """What one fetch may cost, and how politely hosts are treated. Times are in seconds."""

    total_s: float = 45.0
    """All of a fetch: waiting for a turn, redirects, retries, the body."""
    connect_s: float = 10.0
    """Reaching a server, over all of its addresses, and TLS."""
    read_s: float = 20.0
    """Silence in the middle of an answer."""
    max_raw_bytes: int = 10 * MIB
    """Of a body as it comes over the line."""
    max_bytes: int = 30 * MIB
    """Of a body unpacked."""
    max_robots_bytes: int = 2 * MIB
    """Of a robots.txt, unpacked or not; RFC 9309 asks for half a MiB."""
    max_redirects: int = 8
    max_url_chars: int = 8000
    per_host: int = 2
    """Requests for pages at a time to one host."""
    per_own_host: int = 8
    """The same for hosts of `allow_hosts`."""
    pause_s: float = 0.25
    """Between the starts of two requests for pages to one host."""
    max_pause_s: float = 5.0
    """Of the pause that a robots.txt asks for."""
    max_wait_s: float = 10.0
    """The longest Retry-After that is waited for; for a longer one the fetch fails."""
    max_retries: int = 2
    retry_base_s: float = 0.5
    """The first retry comes after 0 to this many seconds, by chance; each further one after up to twice that
    of the one before."""
    max_connections: int = 32
