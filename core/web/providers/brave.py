"""Searches by Brave's own index of the web.

Documented at https://api-dashboard.search.brave.com/api-reference/web/search/get.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hopyard.core.web.port import WebHit
from hopyard.core.web.providers.common import Ask
from hopyard.core.web.providers.keyed import KeyedProvider
from hopyard.core.web.providers.wording import iso_day

_LANGUAGES = {"zh": "zh-hans", "en": "en"}


class _Result(msgspec.Struct):
    url: str
    title: str | None = None
    description: str | None = None
    extra_snippets: list[str] | None = None
    page_age: str | None = None


class _Web(msgspec.Struct):
    results: list[msgspec.Raw] = []


class _Reply(msgspec.Struct):
    type: str = ""
    web: _Web | None = None


class Brave(KeyedProvider):
    """Brave Search. A site is asked for in the query."""

    name = "brave"
    title = "Brave Search"
    address = "https://api.search.brave.com/res/v1/web/search"
    most_characters = 400
    most_words = 50

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        start = iso_day(ask.since)
        response = await self._get(
            self._api,
            {
                "q": f"{ask.query} site:{ask.site}" if ask.site else ask.query,
                "count": ask.k,
                "search_lang": _LANGUAGES.get(ask.language, ""),
                "freshness": f"{start.isoformat()}to{self._today().isoformat()}" if start else "",
                "text_decorations": "false",
                "result_filter": "web",
            },
            await self._key_in("X-Subscription-Token"),
        )
        reply = self._json(response, _Reply)
        if reply.web is None and reply.type != "search":
            raise self._unreadable(response)
        results = self._each(reply.web.results if reply.web else None, _Result)
        return [
            WebHit(
                one.url,
                one.title or "",
                " ".join([one.description or "", *(one.extra_snippets or [])]),
                published=one.page_age or "",
            )
            for one in results
        ]
