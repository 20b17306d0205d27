"""Searches DuckDuckGo through the package ddgs, which reads its result pages. Off by default.

ddgs brings a network stack of its own: what hopyard's client refuses, counts and paces does not hold for it.
Documented at https://pypi.org/project/ddgs/.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NoReturn

import msgspec

from hopyard.core.web.errors import BadReply, Forbidden, NotConfigured, RateLimited, Unavailable
from hopyard.core.web.port import Client, WebHit
from hopyard.core.web.providers.common import Ask, Provider
from hopyard.core.web.providers.wording import window

TIMEOUT_S = 15

_REGIONS = {"zh": "cn-zh", "en": "us-en"}
Search = Callable[..., Any]
"""`ddgs.DDGS(...).text`."""


class _Result(msgspec.Struct):
    href: str
    title: str | None = None
    body: str | None = None


class DuckDuckGo(Provider):
    """DuckDuckGo by ddgs, in a thread."""

    name = "ddgs"
    title = "DuckDuckGo"
    own_network = True

    def __init__(
        self,
        client: Client,
        *,
        local_only: bool,
        limit: int = 10,
        search: Search | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        """`search` is for tests; the client is not used."""
        super().__init__(client, limit=limit)
        self._local_only = local_only
        self._search = search
        self._today = today

    async def _find(self, ask: Ask) -> Iterable[WebHit]:
        if self._local_only:
            raise Forbidden(
                "DuckDuckGo is not asked: [web] local_only is on.",
                "Take ddgs out of [web] providers, or turn local_only off.",
            )
        query = f"{ask.query} site:{ask.site}" if ask.site else ask.query
        results = await asyncio.to_thread(self._text, query, ask)
        try:
            return [
                WebHit(one.href, one.title or "", one.body or "")
                for one in msgspec.convert(results, list[_Result])
            ]
        except msgspec.ValidationError as error:
            raise BadReply(
                "DuckDuckGo: ddgs gave results of a shape that is not known.", "Update the package ddgs."
            ) from error

    def _text(self, query: str, ask: Ask) -> Any:
        """What ddgs finds; in a thread, as it waits."""
        search = self._search or _installed()
        try:
            return search(
                query,
                region=_REGIONS.get(ask.language, "wt-wt"),
                timelimit=window(ask.since, self._today())[:1] or None,
                max_results=ask.k,
                backend="duckduckgo",
            )
        except Exception as error:  # a boundary: ddgs passes on whatever its network stack and parser raise
            if _says_nothing_found(error):
                return []
            _raise_named(error)


def _installed() -> Search:
    try:
        # Asked for only here: it is an extra, and loads a browser's worth of TLS.
        module = importlib.import_module("ddgs")
    except ImportError as error:
        raise NotConfigured(
            "The package ddgs is not installed.", "Install it: pip install 'hopyard[ddgs]'."
        ) from error
    search: Search = module.DDGS(timeout=TIMEOUT_S).text
    return search


def _says_nothing_found(error: Exception) -> bool:
    return type(error).__name__ == "DDGSException" and "No results" in str(error)


def _raise_named(error: Exception) -> NoReturn:
    if isinstance(error, NotConfigured):
        raise error
    if type(error).__name__ == "RatelimitException":
        raise RateLimited(
            "DuckDuckGo asks to wait.", "Ask again later, or put another provider first."
        ) from error
    raise Unavailable(
        f"DuckDuckGo cannot be reached by ddgs ({type(error).__name__}).",
        "Look at the connection, or put another provider first.",
    ) from error
