"""Searches by Tavily, a service made for programs that read.

Documented at https://docs.tavily.com/documentation/api-reference/endpoint/search.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hopyard.core.web.port import WebHit
from hopyard.core.web.providers.common import Ask
from hopyard.core.web.providers.keyed import KeyedProvider
from hopyard.core.web.providers.wording import iso_day


class _Result(msgspec.Struct):
    url: str
    title: str | None = None
    content: str | None = None
    published_date: str | None = None


class _Reply(msgspec.Struct):
    results: list[msgspec.Raw]


class Tavily(KeyedProvider):
    """Tavily. It takes no language: that is left out."""

    name = "tavily"
    title = "Tavily"
    address = "https://api.tavily.com/search"
    most_characters = 400

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        start = iso_day(ask.since)
        response = await self._post(
            self._api,
            {
                "query": ask.query,
                "max_results": ask.k,
                "search_depth": "basic",
                "start_date": start.isoformat() if start else None,
                "include_domains": [ask.site] if ask.site else None,
            },
            await self._bearer(),
        )
        return [
            WebHit(one.url, one.title or "", one.content or "", published=one.published_date or "")
            for one in self._each(self._json(response, _Reply).results, _Result)
        ]
