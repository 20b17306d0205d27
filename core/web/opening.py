"""Opens what a search of the web works with, out of the configuration. Imported when the web is searched."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from hopyard.core.config.schema import WebTable
from hopyard.core.web.client import open_client
from hopyard.core.web.pages.reader import PageReader
from hopyard.core.web.pages.reading import ACCEPTED
from hopyard.core.web.providers.making import make_providers
from hopyard.core.web.rules import Rules
from hopyard.core.web.search import Parts


def open_parts(web: WebTable, environ: Mapping[str, str]) -> Parts:
    """Everything that `WebSearch` needs; no request is made, and no key asked for.

    Raises: ConfigError if the folder of kept pages cannot be made.
    """
    client = open_client(rules_of(web), environ)
    return Parts(make_providers(web, client, environ), client, PageReader(workers=2), ACCEPTED)


def rules_of(web: WebTable) -> Rules:
    """Where requests may go. A server on this machine that the person names as a provider is their own."""
    servers = [urlsplit(one.url) for one in (web.searxng, web.mediawiki, web.kiwix)]
    here = [server.netloc for server in servers if server.hostname and _is_here(server.hostname)]
    return Rules(
        allow_hosts=tuple(dict.fromkeys((*web.allow_hosts, *here))),
        local_only=web.local_only,
        fake_ip=web.fake_ip,
        respect_robots=web.robots,
    )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
