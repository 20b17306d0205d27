"""Searches arXiv: preprints of physics, mathematics and computing, in English.

Documented at https://info.arxiv.org/help/api/user-manual.html.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from xml.etree.ElementTree import Element

from hopyard.core.web.errors import BadReply
from hopyard.core.web.port import Client, WebHit
from hopyard.core.web.providers import xml
from hopyard.core.web.providers.common import XML, Ask, Provider
from hopyard.core.web.providers.wording import iso_day

API = "https://export.arxiv.org/api/query"
PAUSE_S = 3.0
"""Between two searches; arXiv asks for it in its terms of use."""

_SITE = "arxiv.org"
_TERM = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_OPERATORS = frozenset({"and", "or", "andnot", "to"})
_LITTLE = frozenset(
    ("a", "an", "as", "at", "by", "do", "does", "for", "from", "how", "in", "is", "it", "of", "on", "the")
) | frozenset(("this", "was", "what", "which", "who", "with"))
_MAX_TERMS = 12


class ArXiv(Provider):
    """arXiv. Its texts are English: of a query only words in Latin letters and numbers are asked for."""

    name = "arxiv"
    title = "arXiv"
    most_results = 50

    def __init__(
        self,
        client: Client,
        *,
        limit: int = 10,
        api: str = API,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(client, limit=limit)
        self._api = api
        self._clock = clock
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._free_at = 0.0

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        asked = _query(ask)
        elsewhere = ask.site and not (ask.site == _SITE or ask.site.endswith(f".{_SITE}"))
        if not asked or elsewhere or ask.language == "zh":
            return []  # nothing of it can be there
        async with self._turn:
            await self._sleep(max(0.0, self._free_at - self._clock()))
            try:
                response = await self._get(
                    self._api,
                    {"search_query": asked, "start": 0, "max_results": ask.k, "sortBy": "relevance"},
                    accept=XML,
                )
            finally:
                self._free_at = self._clock() + PAUSE_S
        feed = xml.parse(response.body, self.title)
        if feed.tag.rpartition("}")[2] != "feed":
            raise self._unreadable(response)
        return [_hit(entry) for entry in xml.named(feed, "entry")]


def _query(ask: Ask) -> str:
    words = [word for word in _TERM.findall(ask.query) if word.lower() not in _OPERATORS]
    telling = [word for word in words if word.lower() not in _LITTLE]
    terms = list(dict.fromkeys(telling or words))[:_MAX_TERMS]
    if not terms:
        return ""
    anywhere = " OR ".join(f'all:"{term}"' for term in terms)
    start = iso_day(ask.since)
    if start is None:
        return anywhere
    return f"({anywhere}) AND submittedDate:[{start:%Y%m%d}0000 TO 99991231235959]"


def _hit(entry: Element) -> WebHit:
    url = xml.text_of(entry, "id")
    if "/api/errors" in url:  # its way to say that the search was wrong, with status 200
        raise BadReply("arXiv did not understand the search.", "Ask with other words.")
    abstract = xml.text_of(entry, "summary")
    return WebHit(
        url=url.replace("http://", "https://", 1),
        title=xml.text_of(entry, "title"),
        snippet=abstract,
        published=xml.text_of(entry, "published"),
        authors=tuple(xml.text_of(author, "name") for author in xml.named(entry, "author")),
        text=abstract,
    )
