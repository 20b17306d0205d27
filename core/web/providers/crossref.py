"""Searches Crossref: what publishers registered of papers, books and reports.

Documented at https://api.crossref.org/swagger-ui/index.html and https://www.crossref.org/documentation/retrieve-metadata/rest-api/.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hopyard.core.web.port import Client, WebHit
from hopyard.core.web.providers.common import Ask, Provider
from hopyard.core.web.providers.wording import iso_day

API = "https://api.crossref.org/works"


class _Author(msgspec.Struct):
    given: str | None = None
    family: str | None = None
    name: str | None = None


class _Date(msgspec.Struct):
    parts: list[list[int | None]] = msgspec.field(name="date-parts", default_factory=list)


class _Work(msgspec.Struct):
    url: str | None = msgspec.field(name="URL", default=None)
    doi: str | None = msgspec.field(name="DOI", default=None)
    title: list[str] = []
    abstract: str | None = None
    author: list[_Author] = []
    issued: _Date | None = None


class _Message(msgspec.Struct):
    items: list[msgspec.Raw]


class _Reply(msgspec.Struct):
    message: _Message


class Crossref(Provider):
    """Crossref. It knows neither the language of a work nor sites: both are left out."""

    name = "crossref"
    title = "Crossref"
    most_results = 50

    def __init__(self, client: Client, *, mail: str = "", limit: int = 10, api: str = API) -> None:
        super().__init__(client, limit=limit)
        self._mail = mail
        self._api = api

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        start = iso_day(ask.since)
        response = await self._get(
            self._api,
            {
                "query": ask.query,
                "rows": ask.k,
                "select": "DOI,URL,title,abstract,author,issued",
                "filter": f"from-pub-date:{start.isoformat()}" if start else "",
                "mailto": self._mail,
            },
        )
        return [_hit(work) for work in self._each(self._json(response, _Reply).message.items, _Work)]


def _hit(work: _Work) -> WebHit:
    abstract = work.abstract or ""
    return WebHit(
        url=work.url or (f"https://doi.org/{work.doi}" if work.doi else ""),
        title=work.title[0] if work.title else "",
        snippet=abstract,
        published=_published(work.issued),
        authors=tuple(
            author.name or " ".join(part for part in (author.given, author.family) if part)
            for author in work.author
        ),
        text=abstract,
    )


def _published(issued: _Date | None) -> str:
    parts = [part for part in issued.parts[0] if part is not None] if issued and issued.parts else []
    return "-".join(f"{part:02d}" if i else f"{part:04d}" for i, part in enumerate(parts[:3]))
