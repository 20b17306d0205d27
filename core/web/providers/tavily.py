"""Searches by Tavily, a service made for programs that read.

Documented at https://docs.tavily.com/documentation/api-reference/endpoint/search.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hopyard.core.keys import KeySource
from hopyard.core.web.port import Client, WebHit
from hopyard.core.web.providers.common import Ask, Provider
from hopyard.core.web.providers.wording import iso_day

API = "https://api.tavily.com/search"


class _Result(msgspec.Struct):
    url: str
    title: str | None = None
    content: str | None = None
    published_date: str | None = None


class _Reply(msgspec.Struct):
    results: list[msgspec.Raw]


class Tavily(Provider):
    """Tavily. It takes no language: that is left out."""

    name = "tavily"
    title = "Tavily"
    most_characters = 400

    def __init__(self, client: Client, key: KeySource, *, limit: int = 10, api: str = API) -> None:
        super().__init__(client, limit=limit, key=key)
        self._api = api

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
            [("Authorization", f"Bearer {(await self._secret()).reveal()}")],
        )
        return [
            WebHit(one.url, one.title or "", one.content or "", published=one.published_date or "")
            for one in self._each(self._json(response, _Reply).results, _Result)
        ]
