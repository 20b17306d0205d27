"""Asks a SearXNG server of the person's own, which asks many engines.

Documented at https://docs.searxng.org/dev/search_api.html.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from hopyard.core.web.errors import NotConfigured, Unavailable, WebError
from hopyard.core.web.port import Client, WebHit
from hopyard.core.web.providers.common import Ask, Provider
from hopyard.core.web.providers.wording import window

_LANGUAGES = {"zh": "zh-CN", "en": "en"}


class _Result(msgspec.Struct):
    url: str
    title: str | None = None
    content: str | None = None
    publishedDate: str | None = None  # as the service spells it


class _Reply(msgspec.Struct):
    results: list[msgspec.Raw]


class SearXNG(Provider):
    """A SearXNG server. A site is asked for in the query, as most of its engines understand it."""

    name = "searxng"
    title = "SearXNG"
    most_results = 50

    def __init__(
        self, client: Client, url: str, *, limit: int = 10, today: Callable[[], date] = date.today
    ) -> None:
        super().__init__(client, limit=limit)
        self._url = url.rstrip("/")
        self._today = today

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        if not self._url:
            raise NotConfigured("There is no SearXNG server.", "Set [web.searxng] url.")
        response = await self._get(
            f"{self._url}/search",
            {
                "q": f"{ask.query} site:{ask.site}" if ask.site else ask.query,
                "format": "json",
                "language": _LANGUAGES.get(ask.language, ""),
                "time_range": window(ask.since, self._today()),
            },
        )
        results = self._each(self._json(response, _Reply).results, _Result)
        return [
            WebHit(one.url, one.title or "", one.content or "", published=one.publishedDate or "")
            for one in results
        ]

    def _refused(self, status: int) -> WebError:
        if status in (0, 403):
            return Unavailable(
                "The SearXNG server does not give its results as JSON.",
                "In its settings.yml add json to formats under search, and start it again.",
                status=status,
            )
        return super()._refused(status)
