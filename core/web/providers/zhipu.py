"""Searches by Zhipu (智谱), whose search is made for models.

Documented at https://docs.bigmodel.cn/api-reference/工具-api/网络搜索.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from hopyard.core.keys import KeySource
from hopyard.core.web.port import Client, WebHit
from hopyard.core.web.providers.common import Ask, Provider
from hopyard.core.web.providers.wording import window

API = "https://open.bigmodel.cn/api/paas/v4/web_search"

_WINDOWS = {"day": "oneDay", "week": "oneWeek", "month": "oneMonth", "year": "oneYear"}


class _Result(msgspec.Struct):
    link: str
    title: str | None = None
    content: str | None = None
    publish_date: str | None = None


class _Reply(msgspec.Struct):
    search_result: list[msgspec.Raw]


class Zhipu(Provider):
    """Zhipu. It takes no language: that is left out."""

    name = "zhipu"
    title = "Zhipu"
    most_characters = 70
    most_results = 50

    def __init__(
        self,
        client: Client,
        key: KeySource,
        *,
        limit: int = 10,
        api: str = API,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__(client, limit=limit, key=key)
        self._api = api
        self._today = today

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        response = await self._post(
            self._api,
            {
                "search_query": ask.query,
                "search_engine": "search_std",
                "search_intent": False,
                "count": ask.k,
                "content_size": "medium",
                "search_domain_filter": ask.site or None,
                "search_recency_filter": _WINDOWS.get(window(ask.since, self._today()), "noLimit"),
            },
            [("Authorization", f"Bearer {(await self._secret()).reveal()}")],
        )
        return [
            WebHit(one.link, one.title or "", one.content or "", published=one.publish_date or "")
            for one in self._each(self._json(response, _Reply).search_result, _Result)
        ]
