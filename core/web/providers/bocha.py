"""Searches by Bocha (博查), an index of the Chinese web.

Documented at https://open.bochaai.com (Web Search API).
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hopyard.core.web.errors import RateLimited, Unavailable
from hopyard.core.web.port import WebHit
from hopyard.core.web.providers.common import Ask
from hopyard.core.web.providers.keyed import KeyedProvider
from hopyard.core.web.providers.wording import iso_day

_DONE = 200


class _Result(msgspec.Struct):
    url: str
    name: str | None = None
    snippet: str | None = None
    summary: str | None = None
    datePublished: str | None = None  # as the service spells it


class _Pages(msgspec.Struct):
    value: list[msgspec.Raw] | None = None


class _Data(msgspec.Struct):
    webPages: _Pages | None = None  # as the service spells it


class _Reply(msgspec.Struct):
    code: int | str
    data: _Data | None = None


class Bocha(KeyedProvider):
    """Bocha. It takes no language: that is left out."""

    name = "bocha"
    title = "Bocha"
    address = "https://api.bochaai.com/v1/web-search"
    most_results = 50

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        start = iso_day(ask.since)
        response = await self._post(
            self._api,
            {
                "query": ask.query,
                "count": ask.k,
                "summary": True,
                "freshness": f"{start.isoformat()}..{self._today().isoformat()}" if start else "noLimit",
                "include": ask.site or None,
            },
            await self._bearer(),
        )
        reply = self._json(response, _Reply)
        self._check(str(reply.code))
        pages = reply.data.webPages if reply.data else None
        return [
            WebHit(
                one.url, one.name or "", one.summary or one.snippet or "", published=one.datePublished or ""
            )
            for one in self._each(pages.value if pages else None, _Result)
        ]

    def _check(self, code: str) -> None:
        """Bocha says in the reply too how it went. Raises: WebError by its kind if it did not go well."""
        if code == str(_DONE):
            return
        if code in ("401", "403"):
            raise self._refused(int(code))
        if code == "429":
            raise RateLimited("Bocha asks to wait.", "Ask again later, or put another provider first.")
        raise Unavailable("Bocha could not search.", "Ask again later, or put another provider first.")
