"""The vocabulary of the web: what is asked of a server, what comes back, and who finds pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec

Purpose = Literal["search", "page"]
"""Why a request is made: to ask a provider, or to read a page. Providers are chosen by the person, pages by
what was found, so that only pages are held to robots.txt and to a polite pace for each host."""


class Request(msgspec.Struct, frozen=True):
    """What is asked of a server."""

    url: str
    purpose: Purpose
    method: Literal["GET", "POST"] = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    """Besides those that every request has; they may hold a key and are never shown or kept."""
    body: bytes = b""
    accept: tuple[str, ...] = ()
    """The types of content that are of use; empty for any. Others are refused before they are read."""


class Response(msgspec.Struct, frozen=True):
    """What came back; a status that is not a success is an error, not a response."""

    url: str
    """The address after all redirects."""
    status: int
    headers: Mapping[str, str]
    """By lower-case name; of several of one name the last."""
    body: bytes
    """Unpacked."""
    from_cache: bool = False

    @property
    def content_type(self) -> str:
        """The media type in lower case without parameters; empty where none is given."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Client(Protocol):
    """Asks servers within our rules."""

    async def send(self, request: Request) -> Response:
        """The response to a request, redirects followed.

        Raises: WebError by its kind.
        """
        ...


class WebHit(msgspec.Struct, frozen=True):
    """A page as a provider found it. All text is cleaned of what a terminal would act on."""

    url: str
    title: str
    snippet: str = ""
    published: str = ""
    """ISO 8601, to the day where more is known; empty where nothing is."""
    authors: tuple[str, ...] = ()
    text: str = ""
    """The page's own text where the provider sends it along; empty: the page has to be fetched."""


class SearchProvider(Protocol):
    """One service or server that finds pages."""

    @property
    def name(self) -> str:
        """The name of its table in the configuration."""
        ...

    async def search(
        self, query: str, k: int, *, language: str = "", since: str = "", site: str = ""
    ) -> Sequence[WebHit]:
        """The best `k` pages, best first; empty when nothing is found.

        `language` is `zh`, `en` or empty for any, `since` an ISO date, `site` a host name; a provider that
        cannot hold to one of them leaves it out.

        Raises: WebError by its kind.
        """
        ...
