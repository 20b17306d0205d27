"""What all providers share: asking by our rules, errors by their kind, replies checked, hits cleaned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, NamedTuple, TypeVar
from urllib.parse import urlencode

import msgspec

from hopyard.core.errors import ConfigError
from hopyard.core.keys import Key, KeySource
from hopyard.core.web.errors import BadReply, KeyRefused, NotConfigured, PageGone, RateLimited, Unavailable
from hopyard.core.web.errors import WebError as _WebError
from hopyard.core.web.port import Client, Request, Response, WebHit
from hopyard.core.web.providers.wording import cut_query, tidy

JSON = ("application/json", "text/json")
XML = ("application/xml", "text/xml", "application/atom+xml", "application/rss+xml")
_PAID_OUT = frozenset({402, 432, 433})
"""The account has no money or no searches left; 432 and 433 are Tavily's."""
_REFUSED = frozenset({401, 403})

T = TypeVar("T")


class Ask(NamedTuple):
    """What is looked for."""

    query: str
    """Trimmed, and no longer than the provider takes it."""
    k: int
    """Results, at least one and no more than the provider gives."""
    language: str = ""
    since: str = ""
    site: str = ""


class Provider:
    """A provider that is asked over the client. Those below say how to ask and how to read the reply."""

    name: ClassVar[str]
    title: ClassVar[str]
    """As a person knows it."""
    own_network: ClassVar[bool] = False
    """Whether it reaches the network by itself and not over our client, so that our rules do not hold."""
    most_characters: ClassVar[int] = 400
    most_words: ClassVar[int] = 0
    """Of a query; 0 is no bound."""
    most_results: ClassVar[int] = 20

    def __init__(self, client: Client, *, limit: int = 10, key: KeySource | None = None) -> None:
        self._client = client
        self._limit = limit
        self._key = key

    async def search(
        self, query: str, k: int, *, language: str = "", since: str = "", site: str = ""
    ) -> Sequence[WebHit]:
        """The best `k` pages, best first; see `SearchProvider`.

        Raises: WebError by its kind.
        """
        ask = Ask(
            cut_query(query, self.most_characters, self.most_words),
            max(1, min(k, self._limit, self.most_results)),
            language,
            since,
            site,
        )
        if not ask.query:
            return []
        return tidy(await self._find(ask), ask.k)

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        """The pages as the provider has them, not yet cleaned."""
        raise NotImplementedError

    async def _ask(self, request: Request) -> Response:
        """The response, with the client's errors in the words of this provider."""
        try:
            return await self._client.send(request)
        except (KeyRefused, PageGone, RateLimited, Unavailable, BadReply) as error:
            raise self._explained(error) from error

    def _explained(self, error: _WebError) -> _WebError:
        status = error.status
        if isinstance(error, RateLimited):
            return RateLimited(
                f"{self.title} asks to wait.",
                error.next_step or "Ask again later, or put another provider first.",
                retry_after_s=error.retry_after_s,
                status=status,
            )
        if status in _PAID_OUT:
            return RateLimited(
                f"{self.title} says that its searches are used up.",
                "Look at your account there, or put another provider first.",
                status=status,
            )
        if isinstance(error, (KeyRefused, PageGone)) or 400 <= status < 500:
            # A client that keeps the status to itself means by KeyRefused one of 401, 402 and 403.
            return self._refused(status or (403 if isinstance(error, KeyRefused) else 0))
        return (Unavailable if isinstance(error, Unavailable) else BadReply)(
            f"{self.title}: {error.message}",
            error.next_step or "Look at the connection, or put another provider first.",
            status=status,
        )

    def _refused(self, status: int) -> _WebError:
        """What a reply of 401, 403 or 404 means here; `status` is 0 where the client does not say."""
        if self._key is not None and status in (_REFUSED | {0}):
            return KeyRefused(
                f"{self.title} refused the key.",
                f"Look at the variable or command in [web.{self.name}], and at your account there.",
                status=status,
            )
        if status in _REFUSED:
            return Unavailable(
                f"{self.title} refused the search (status {status}).",
                "Ask again later, or put another provider first.",
                status=status,
            )
        return Unavailable(
            f"{self.title} has no search at its address.", f"Look at [web.{self.name}].", status=status
        )

    async def _secret(self) -> Key:
        """The key. Raises: NotConfigured if there is none."""
        if self._key is None:
            raise NotConfigured(f"There is no key for {self.title}.", f"Set [web.{self.name}] key_env.")
        try:
            return await self._key.get()
        except ConfigError as error:
            raise NotConfigured(error.message, error.next_step) from error

    async def _post(self, url: str, body: dict[str, Any], headers: Sequence[tuple[str, str]]) -> Response:
        """The response to values sent as JSON; those that are None are left out."""
        return await self._ask(
            Request(
                url=url,
                purpose="search",
                method="POST",
                headers=(("Content-Type", "application/json"), *headers),
                body=msgspec.json.encode({name: value for name, value in body.items() if value is not None}),
                accept=JSON,
            )
        )

    async def _get(
        self,
        url: str,
        parameters: dict[str, str | int],
        headers: Sequence[tuple[str, str]] = (),
        accept: tuple[str, ...] = JSON,
    ) -> Response:
        """The response to parameters in the address; empty ones are left out."""
        query = urlencode({name: value for name, value in parameters.items() if value != ""})
        return await self._ask(
            Request(f"{url}?{query}", purpose="search", headers=tuple(headers), accept=accept)
        )

    def _json(self, response: Response, kind: type[T]) -> T:
        """A reply as a value of a type.

        Raises: BadReply if it is no JSON, or not of that shape.
        """
        try:
            return msgspec.json.decode(response.body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise self._unreadable(response) from error

    def _each(self, items: Sequence[msgspec.Raw] | None, kind: type[T]) -> list[T]:
        """Those items that are of a type; one that is damaged does not spoil the others.

        Raises: BadReply if there are items and none fits.
        """
        found: list[T] = []
        for item in items or ():
            try:
                found.append(msgspec.json.decode(item, type=kind))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                continue
        if items and not found:
            raise BadReply(
                f"{self.title} sent results of a shape that is not known.",
                "Ask another provider; a newer hopyard may know it.",
            )
        return found

    def _unreadable(self, response: Response) -> BadReply:
        page = response.body[:500].lstrip()[:1] == b"<"
        return BadReply(
            f"{self.title} sent {'a web page' if page else 'what cannot be read'} in place of results.",
            f"Look at the address in [web.{self.name}], or ask another provider.",
        )
