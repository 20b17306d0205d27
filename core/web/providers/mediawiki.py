"""Searches a wiki that runs on MediaWiki, such as Wikipedia, in one language or several.

Documented at https://www.mediawiki.org/wiki/API:Search and https://www.mediawiki.org/wiki/Extension:TextExtracts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from urllib.parse import urlsplit

import msgspec

from hopyard.core.web.errors import BadReply, NotConfigured, RateLimited, Unavailable
from hopyard.core.web.port import Client, WebHit
from hopyard.core.web.providers.common import Ask, Provider
from hopyard.core.web.providers.wording import languages

_BUSY = frozenset({"ratelimited", "maxlag"})


class _Page(msgspec.Struct):
    title: str
    index: int = 0
    fullurl: str | None = None
    canonicalurl: str | None = None
    extract: str | None = None


class _Query(msgspec.Struct):
    pages: list[msgspec.Raw] = []


class _Error(msgspec.Struct):
    code: str = ""


class _Reply(msgspec.Struct):
    query: _Query | None = None
    error: _Error | None = None
    batchcomplete: bool = True


class MediaWiki(Provider):
    """A wiki, or with `{lang}` in its address one for each language that the query is written in.

    The full text is searched; the beginning of each page comes along as its snippet where the wiki can.
    """

    name = "mediawiki"
    title = "MediaWiki"
    most_characters = 300

    def __init__(self, client: Client, url: str, *, limit: int = 10) -> None:
        super().__init__(client, limit=limit)
        self._url = url.rstrip("/")

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        if not self._url:
            raise NotConfigured("There is no wiki to ask.", "Set [web.mediawiki] url.")
        apis = [self._api(language) for language in languages(ask.query, ask.language)]
        asked = [api for api in dict.fromkeys(apis) if not ask.site or _is_of(api, ask.site)]
        found = await asyncio.gather(*(self._pages(api, ask) for api in asked), return_exceptions=True)
        answers = [one for one in found if not isinstance(one, BaseException)]
        if found and not answers:
            raise next(one for one in found if isinstance(one, BaseException))
        # In turn, so that the best of each language come first.
        return [hit for hit in chain(*zip_longest(*answers)) if hit is not None]

    def _api(self, language: str) -> str:
        url = self._url.replace("{lang}", language)
        return url if url.endswith(".php") else f"{url}/w/api.php"

    async def _pages(self, api: str, ask: Ask) -> Sequence[WebHit]:
        response = await self._get(
            api,
            {
                "action": "query",
                "format": "json",
                "formatversion": 2,
                "generator": "search",
                "gsrsearch": ask.query,
                "gsrwhat": "text",
                "gsrlimit": ask.k,
                "prop": "info|extracts",
                "inprop": "url",
                "exintro": 1,
                "explaintext": 1,
                "exchars": 800,
                "exlimit": "max",
            },
        )
        reply = self._json(response, _Reply)
        if reply.error is not None:
            if reply.error.code in _BUSY:
                raise RateLimited("The wiki asks to wait.", "Ask again later.")
            raise Unavailable("The wiki cannot search just now.", "Ask again later.")
        if reply.query is None and b'"batchcomplete"' not in response.body:
            raise BadReply("The wiki sent no results and did not say why.", "Look at [web.mediawiki] url.")
        pages = self._each(reply.query.pages if reply.query else None, _Page)
        pages.sort(key=lambda page: page.index)
        return [
            WebHit(page.canonicalurl or page.fullurl or "", page.title, page.extract or "") for page in pages
        ]


def _is_of(api: str, site: str) -> bool:
    host = urlsplit(api).hostname or ""
    return host == site or host.endswith(f".{site}")
