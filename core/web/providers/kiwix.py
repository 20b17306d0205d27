"""Searches wikis and books that a kiwix-serve holds on the person's own disk or host.

Documented at https://kiwix-tools.readthedocs.io/en/latest/kiwix-serve.html.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from hopyard.core.web.errors import NotConfigured, Unavailable, WebError
from hopyard.core.web.port import Client, WebHit
from hopyard.core.web.providers import xml
from hopyard.core.web.providers.common import XML, Ask, Provider

MAX_BOOKS = 8
"""Books of one server that are searched; the names of those that matter belong in the configuration."""

_ISO_639_3 = {"zh": ("zho", "chi", "zh"), "en": ("eng", "en")}


class Book(NamedTuple):
    """A book as its server's addresses name it."""

    name: str
    language: str = ""
    """As the book says, by three letters; empty where it does not."""


class Kiwix(Provider):
    """A kiwix-serve. It knows neither dates nor sites: both are left out."""

    name = "kiwix"
    title = "Kiwix"
    most_results = 50

    def __init__(self, client: Client, url: str, *, books: Sequence[str] = (), limit: int = 10) -> None:
        super().__init__(client, limit=limit)
        self._url = url.rstrip("/")
        self._named = [Book(name) for name in books]

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        if not self._url:
            raise NotConfigured("There is no Kiwix server.", "Set [web.kiwix] url.")
        books = self._named or await self.books()
        asked = [book for book in books if _may_hold(book, ask.language)][:MAX_BOOKS]
        found = await asyncio.gather(*(self._in_book(book, ask) for book in asked), return_exceptions=True)
        answers = [one for one in found if not isinstance(one, BaseException)]
        if found and not answers:
            raise next(one for one in found if isinstance(one, BaseException))
        return [hit for hit in chain(*zip_longest(*answers)) if hit is not None]

    async def books(self) -> list[Book]:
        """The books of the server, in the order of its catalogue.

        Raises: WebError; Unavailable where it has none.
        """
        response = await self._get(f"{self._url}/catalog/search", {"count": MAX_BOOKS}, accept=XML)
        feed = xml.parse(response.body, self.title)
        books = []
        for entry in xml.named(feed, "entry"):
            places = [
                link.get("href", "") for link in xml.named(entry, "link") if link.get("type") == "text/html"
            ]
            if places:
                name = unquote(urlsplit(places[0]).path.rstrip("/").rpartition("/")[2])
                books.append(Book(name, xml.text_of(entry, "language")))
        if not books:
            raise Unavailable("The Kiwix server holds no books.", "Start kiwix-serve with a ZIM file.")
        return books

    async def _in_book(self, book: Book, ask: Ask) -> list[WebHit]:
        response = await self._get(
            f"{self._url}/search",
            {"pattern": ask.query, "content": book.name, "format": "xml", "pageLength": ask.k},
            accept=XML,
        )
        channels = xml.named(xml.parse(response.body, self.title), "channel")
        if not channels:
            raise self._unreadable(response)
        return [
            WebHit(
                url=self._place(xml.text_of(item, "link")),
                title=xml.text_of(item, "title"),
                snippet=xml.text_of(item, "description"),
            )
            for item in xml.named(channels[0], "item")
        ]

    def _place(self, link: str) -> str:
        """The address of a page; empty for one that is not on the server, whose books are all there is."""
        place = urljoin(f"{self._url}/", link)
        return place if urlsplit(place).netloc == urlsplit(self._url).netloc else ""

    def _refused(self, status: int) -> WebError:
        return Unavailable(
            "The Kiwix server does not search: no such book, or none with an index.",
            "Look at [web.kiwix] url and books.",
            status=status,
        )


def _may_hold(book: Book, language: str) -> bool:
    names = _ISO_639_3.get(language)
    stated = {one.strip() for one in book.language.split(",") if one.strip()}
    return not names or not stated or bool(stated & set(names))
