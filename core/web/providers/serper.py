"""Searches by Serper, which gives Google's results.

Documented at https://serper.dev/playground.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hopyard.core.web.port import WebHit
from hopyard.core.web.providers.common import Ask
from hopyard.core.web.providers.keyed import KeyedProvider
from hopyard.core.web.providers.wording import iso_day

_LANGUAGES = {"zh": "zh-cn", "en": "en"}


class _Result(msgspec.Struct):
    link: str
    title: str | None = None
    snippet: str | None = None
    date: str | None = None


class _Reply(msgspec.Struct):
    organic: list[msgspec.Raw] | None = None
    searchParameters: object = None  # as the service spells it


class Serper(KeyedProvider):
    """Serper. A site is asked for in the query."""

    name = "serper"
    title = "Serper"
    address = "https://google.serper.dev/search"
    most_words = 32
    """Google reads no more of a query."""

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        start, end = iso_day(ask.since), self._today()
        span = f"cdr:1,cd_min:{start:%m/%d/%Y},cd_max:{end:%m/%d/%Y}" if start else None
        response = await self._post(
            self._api,
            {
                "q": f"{ask.query} site:{ask.site}" if ask.site else ask.query,
                "num": ask.k,
                "hl": _LANGUAGES.get(ask.language),
                "tbs": span,
            },
            await self._key_in("X-API-KEY"),
        )
        reply = self._json(response, _Reply)
        if reply.organic is None and reply.searchParameters is None:
            raise self._unreadable(response)
        return [
            WebHit(one.link, one.title or "", one.snippet or "", published=one.date or "")
            for one in self._each(reply.organic, _Result)
        ]
