"""Makes the providers that the configuration names; a new one is one module and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hopyard.core.config.schema import WebTable
from hopyard.core.config.web_tables import KeyedTable
from hopyard.core.keys import KeySource
from hopyard.core.web.port import Client
from hopyard.core.web.providers.arxiv import ArXiv
from hopyard.core.web.providers.bocha import Bocha
from hopyard.core.web.providers.brave import Brave
from hopyard.core.web.providers.common import Provider
from hopyard.core.web.providers.crossref import Crossref
from hopyard.core.web.providers.duckduckgo import DuckDuckGo
from hopyard.core.web.providers.exa import Exa
from hopyard.core.web.providers.keyed import KeyedProvider
from hopyard.core.web.providers.kiwix import Kiwix
from hopyard.core.web.providers.mediawiki import MediaWiki
from hopyard.core.web.providers.openalex import OpenAlex
from hopyard.core.web.providers.searxng import SearXNG
from hopyard.core.web.providers.serper import Serper
from hopyard.core.web.providers.tavily import Tavily
from hopyard.core.web.providers.zhipu import Zhipu
from hopyard.core.web.set_up import set_up


def make_providers(web: WebTable, client: Client, environ: Mapping[str, str]) -> list[Provider]:
    """The providers of `[web] providers` that are set up.

    No command is run for a key before a provider is asked.
    """
    makers = _makers(web, client, environ)
    return [makers[name]() for name in set_up(web, environ)]


def _makers(
    web: WebTable, client: Client, environ: Mapping[str, str]
) -> Mapping[str, Callable[[], Provider]]:
    def source(name: str, table: KeyedTable) -> KeySource:
        return KeySource(f"web.{name}", table.key_env, table.key_command, environ)

    def keyed(kind: type[KeyedProvider], table: KeyedTable) -> Callable[[], Provider]:
        return lambda: kind(client, source(kind.name, table), limit=table.limit)

    return {
        "searxng": lambda: SearXNG(client, web.searxng.url, limit=web.searxng.limit),
        "mediawiki": lambda: MediaWiki(client, web.mediawiki.url, limit=web.mediawiki.limit),
        "kiwix": lambda: Kiwix(client, web.kiwix.url, books=web.kiwix.books, limit=web.kiwix.limit),
        "arxiv": lambda: ArXiv(client, limit=web.arxiv.limit),
        "crossref": lambda: Crossref(client, mail=web.crossref.mail, limit=web.crossref.limit),
        "openalex": lambda: OpenAlex(client, limit=web.openalex.limit),
        "brave": keyed(Brave, web.brave),
        "tavily": keyed(Tavily, web.tavily),
        "exa": keyed(Exa, web.exa),
        "serper": keyed(Serper, web.serper),
        "bocha": keyed(Bocha, web.bocha),
        "zhipu": keyed(Zhipu, web.zhipu),
        "ddgs": lambda: DuckDuckGo(client, local_only=web.local_only, limit=web.ddgs.limit),
    }
