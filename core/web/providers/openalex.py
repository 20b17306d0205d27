"""Searches OpenAlex: an open register of papers with abstracts and where they can be read.

Documented at https://developers.openalex.org/api-reference/works.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from hopyard.core.web.errors import RateLimited, WebError
from hopyard.core.web.port import Client, WebHit
from hopyard.core.web.providers.common import Ask, Provider
from hopyard.core.web.providers.wording import iso_day

API = "https://api.openalex.org/works"

_MAX_WORDS = 5_000
_FIELDS = (
    "id,doi,display_name,publication_date,authorships,"
    "abstract_inverted_index,best_oa_location,primary_location"
)


class _Named(msgspec.Struct):
    display_name: str | None = None


class _Authorship(msgspec.Struct):
    author: _Named | None = None


class _Location(msgspec.Struct):
    landing_page_url: str | None = None


class _Work(msgspec.Struct):
    id: str | None = None
    doi: str | None = None
    display_name: str | None = None
    publication_date: str | None = None
    authorships: list[_Authorship] = []
    abstract_inverted_index: dict[str, list[int]] | None = None
    best_oa_location: _Location | None = None
    primary_location: _Location | None = None


class _Reply(msgspec.Struct):
    results: list[msgspec.Raw]


class OpenAlex(Provider):
    """OpenAlex, as far as it answers without a key: some hundred searches a day.

    It takes a key in the address only, and an address is kept by caches and logs. It knows no sites: they are
    left out.
    """

    name = "openalex"
    title = "OpenAlex"
    most_results = 50

    def __init__(self, client: Client, *, limit: int = 10, api: str = API) -> None:
        super().__init__(client, limit=limit)
        self._api = api

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        start = iso_day(ask.since)
        filters = [
            f"language:{ask.language}" if ask.language else "",
            f"from_publication_date:{start.isoformat()}" if start else "",
        ]
        response = await self._get(
            self._api,
            {
                "search": ask.query,
                "per-page": ask.k,
                "select": _FIELDS,
                "filter": ",".join(one for one in filters if one),
            },
        )
        return [_hit(work) for work in self._each(self._json(response, _Reply).results, _Work)]

    def _refused(self, status: int) -> WebError:
        if status in (0, 403):
            return RateLimited(
                "OpenAlex gives no more results today.",
                "Ask again tomorrow, or put another provider first.",
                status=status,
            )
        return super()._refused(status)


def _hit(work: _Work) -> WebHit:
    abstract = from_inverted(work.abstract_inverted_index or {})
    open_page = work.best_oa_location.landing_page_url if work.best_oa_location else None
    first_page = work.primary_location.landing_page_url if work.primary_location else None
    return WebHit(
        url=open_page or first_page or work.doi or work.id or "",
        title=work.display_name or "",
        snippet=abstract,
        published=work.publication_date or "",
        authors=tuple((one.author.display_name or "") if one.author else "" for one in work.authorships),
        text=abstract,
    )


def from_inverted(index: Mapping[str, list[int]]) -> str:
    """The text of which an index says at which places each word stands; damaged places are left out."""
    words: dict[int, str] = {}
    for word, places in index.items():
        for place in places[:_MAX_WORDS]:
            if 0 <= place < _MAX_WORDS:
                words.setdefault(place, word)
    return " ".join(words[place] for place in sorted(words))
