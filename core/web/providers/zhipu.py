"""Searches by Zhipu (智谱), whose search is made for models.

Documented at https://docs.bigmodel.cn/api-reference/工具-api/网络搜索.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hopyard.core.web.port import WebHit
from hopyard.core.web.providers.common import Ask
from hopyard.core.web.providers.keyed import KeyedProvider
from hopyard.core.web.providers.wording import window

_WINDOWS = {"day": "oneDay", "week": "oneWeek", "month": "oneMonth", "year": "oneYear"}


class _Result(msgspec.Struct):
    link: str
    title: str | None = None
    content: str | None = None
    publish_date: str | None = None


class _Reply(msgspec.Struct):
    search_result: list[msgspec.Raw]


class Zhipu(KeyedProvider):
    """Zhipu. It takes no language: that is left out."""

    name = "zhipu"
    title = "Zhipu"
    address = "https://open.bigmodel.cn/api/paas/v4/web_search"
    most_characters = 70
    most_results = 50

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
            await self._bearer(),
        )
        return [
            WebHit(one.link, one.title or "", one.content or "", published=one.publish_date or "")
            for one in self._each(self._json(response, _Reply).search_result, _Result)
        ]
