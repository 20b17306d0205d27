"""Searches by Exa, which compares meanings.

Documented at https://exa.ai/docs/reference/search.
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
    publishedDate: str | None = None  # as the service spells it
    author: str | None = None
    highlights: list[str] | None = None
    text: str | None = None


class _Reply(msgspec.Struct):
    results: list[msgspec.Raw]


class Exa(KeyedProvider):
    """Exa. It takes no language: that is left out. Highlights are asked for; whole texts would cost more."""

    name = "exa"
    title = "Exa"
    address = "https://api.exa.ai/search"
    most_characters = 1_000
    most_results = 50

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        start = iso_day(ask.since)
        response = await self._post(
            self._api,
            {
                "query": ask.query,
                "numResults": ask.k,
                "contents": {"highlights": True},
                "startPublishedDate": f"{start.isoformat()}T00:00:00.000Z" if start else None,
                "includeDomains": [ask.site] if ask.site else None,
            },
            await self._key_in("x-api-key"),
        )
        return [
            WebHit(
                one.url,
                one.title or "",
                " … ".join(one.highlights or []) or one.text or "",
                published=one.publishedDate or "",
                authors=(one.author,) if one.author else (),
            )
            for one in self._each(self._json(response, _Reply).results, _Result)
        ]
