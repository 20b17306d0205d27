"""The web as one place to search: asks providers, reads the pages they find, and ranks their passages."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import msgspec

from hopyard.core.errors import SearchError
from hopyard.core.events import PageRead, ProviderAsked
from hopyard.core.ports import Clock, Tell
from hopyard.core.text.tokens import CJK
from hopyard.core.values import Hit, Source
from hopyard.core.web.errors import WebError
from hopyard.core.web.merging import FoundPage, merge
from hopyard.core.web.pages.page import EmptyPage, Page
from hopyard.core.web.port import Client, Request, Response, SearchProvider, WebHit
from hopyard.core.web.ranking import FoundPassages, rank_passages

MAX_TEXTS = 200
"""Pages whose text is held; the session keeps those that it quotes."""
_MIN_TEXT = 200
"""Characters of a text that a provider sent along, to be read in place of a page that cannot be."""
_CHINESE = re.compile(f"[{CJK}]")


class Reader(Protocol):
    """Reads a fetched page; see `hopyard.core.web.pages.reader`."""

    async def read(self, response: Response) -> Page | EmptyPage:
        """The page, or why there is nothing in it to quote. Raises: WebError."""
        ...

    async def warm(self) -> None:
        """Be ready before the first page comes. Raises: WebError."""
        ...

    async def close(self) -> None:
        """End its processes."""
        ...


class ClosingClient(Client, Protocol):
    """A client that holds connections."""

    async def aclose(self) -> None:
        """Let go of them."""
        ...


class Parts(NamedTuple):
    """What a search of the web works with."""

    providers: Sequence[SearchProvider]
    client: ClosingClient
    reader: Reader
    accepted: tuple[str, ...]
    """The types of content that the reader reads."""


class Bounds(NamedTuple):
    """What one search may cost."""

    providers: int = 3
    """Providers that are to answer; one that fails is replaced by the next."""
    pages: int = 8
    """Pages that are read."""
    seconds: float = 30.0
    """For the providers, and again for the pages; what is not there by then is left out."""


class WebSearch:
    """`Web` of the ports. For one event loop; nothing is opened before `warm` or the first search."""

    name = "web"

    def __init__(
        self,
        open_parts: Callable[[], Parts],
        bounds: Bounds | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        """`open_parts` may load modules: it is called in a thread."""
        self._open = open_parts
        self._bounds = bounds or Bounds()
        self._clock = clock
        self._parts: Parts | None = None
        self._opening = asyncio.Lock()
        self._texts: OrderedDict[str, str] = OrderedDict()

    async def warm(self) -> None:
        """See `Web.warm`."""
        with contextlib.suppress(Exception):  # whatever it is, the search meets it again and says it
            await (await self._opened()).reader.warm()

    async def search(self, query: str, k: int, tell: Tell) -> Sequence[Hit]:
        """See `Web.search`."""
        parts = await self._opened()
        warming = asyncio.create_task(_warmed(parts.reader))
        try:
            found = merge(await self._ask(parts, query, tell))
            read = await self._read_all(parts, found[: self._bounds.pages], tell)
        finally:
            warming.cancel()
            await asyncio.gather(warming, return_exceptions=True)
        pages = []
        for page, why in read:
            self._keep(page)
            pages.append(FoundPassages(_source(page), page.passages, why))
        return await asyncio.to_thread(rank_passages, query, pages, k)

    async def text(self, source: str) -> str:
        """See `Web.text`."""
        if source not in self._texts:
            raise SearchError("The text of this page is no longer held.", "Search again.")
        return self._texts[source]

    async def close(self) -> None:
        """Let go of connections and processes."""
        if self._parts is not None:
            await self._parts.reader.close()
            await self._parts.client.aclose()
            self._parts = None

    async def _opened(self) -> Parts:
        async with self._opening:
            if self._parts is None:
                self._parts = await asyncio.to_thread(self._open)
        return self._parts

    async def _ask(self, parts: Parts, query: str, tell: Tell) -> list[tuple[str, Sequence[WebHit]]]:
        """What the first providers that work found, in their order.

        Raises: SearchError if none answered.
        """
        left = list(parts.providers)
        answered: dict[str, Sequence[WebHit]] = {}
        failures: list[WebError] = []

        async def ask_one_after_the_other() -> None:
            while left:
                provider = left.pop(0)
                try:
                    answered[provider.name] = await self._ask_one(provider, query, tell)
                    return
                except WebError as error:
                    failures.append(error)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._bounds.providers, len(left))):
                group.create_task(ask_one_after_the_other())
        if not answered:
            if failures:
                raise SearchError(failures[0].message, failures[0].next_step)
            raise SearchError("No provider of the web is set up.", "Set [web] providers.")
        return [(one.name, answered[one.name]) for one in parts.providers if one.name in answered]

    async def _ask_one(self, provider: SearchProvider, query: str, tell: Tell) -> Sequence[WebHit]:
        began = self._clock()
        hits: Sequence[WebHit] = ()
        error: WebError | None = None
        try:
            async with asyncio.timeout(self._bounds.seconds):
                hits = await provider.search(
                    query, 2 * self._bounds.pages, language="zh" if _CHINESE.search(query) else "en"
                )
        except TimeoutError:
            error = WebError(f"no answer in {self._bounds.seconds:g} s")
        except WebError as failure:
            error = failure
        except Exception as failure:  # a boundary: a provider that is wrong must not hide the others
            error = WebError(f"{type(failure).__name__}: {failure}")
        tell(
            ProviderAsked(
                hop="",
                provider=provider.name,
                query=query,
                found=len(hits),
                elapsed_s=self._since(began),
                error="" if error is None else str(error),
            )
        )
        if error is not None:
            raise error
        return hits

    async def _read_all(self, parts: Parts, found: Sequence[FoundPage], tell: Tell) -> list[tuple[Page, str]]:
        """The pages that can be read, each once, with who found them, in the order found."""
        tasks = [asyncio.ensure_future(self._read(parts, one, tell)) for one in found]
        try:
            pages = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        read: dict[str, tuple[Page, str]] = {}
        for page, one in zip(pages, found, strict=True):
            if page is not None:
                read.setdefault(page.source.id, (page, f"found by {', '.join(one.providers)}"))
        return list(read.values())

    async def _read(self, parts: Parts, found: FoundPage, tell: Tell) -> Page | None:
        began = self._clock()
        url = found.hit.url
        error, kept, page = "", False, None
        try:
            async with asyncio.timeout(self._bounds.seconds):
                response = await parts.client.send(Request(url, "page", accept=parts.accepted))
                kept = response.from_cache
                outcome = await parts.reader.read(response)
                if isinstance(outcome, EmptyPage):
                    error = outcome.reason
                else:
                    page = outcome
        except TimeoutError:
            error = f"not read after {self._bounds.seconds:g} s"
        except WebError as failure:
            error = str(failure)
        if page is None and len(found.hit.text) >= _MIN_TEXT:
            page = await _sent_along(parts, found.hit)
        tell(
            PageRead(
                hop="",
                url=url,
                title=found.hit.title if page is None else page.source.title,
                n_chars=0 if page is None else len(page.text),
                elapsed_s=self._since(began),
                kept=kept,
                error=error if page is None else "",
            )
        )
        return None if page is None else _told(page, found.hit)

    def _keep(self, page: Page) -> None:
        self._texts[page.source.id] = page.text
        self._texts.move_to_end(page.source.id)
        while len(self._texts) > MAX_TEXTS:
            self._texts.popitem(last=False)

    def _since(self, began: float) -> float:
        return round(self._clock() - began, 4)


async def _warmed(reader: Reader) -> None:
    """A reader that is ready while providers are asked. That it cannot start is said by each page."""
    with contextlib.suppress(WebError):
        await reader.warm()


async def _sent_along(parts: Parts, hit: WebHit) -> Page | None:
    """A page out of the text that its provider sent along, for one that cannot be read itself."""
    response = Response(hit.url, 200, {"content-type": "text/plain; charset=utf-8"}, hit.text.encode())
    try:
        page = await parts.reader.read(response)
    except WebError:
        return None
    if isinstance(page, EmptyPage):
        return None
    # The first line of plain text is no title.
    return msgspec.structs.replace(
        page, source=msgspec.structs.replace(page.source, title=hit.title or page.source.title)
    )


def _told(page: Page, hit: WebHit) -> Page:
    """The page, with what it lacks taken from the one who found it."""
    source = page.source
    named = source.title and source.title != source.path.rsplit("/", 1)[-1]
    return msgspec.structs.replace(
        page,
        source=msgspec.structs.replace(source, title=source.title if named else hit.title or source.title),
        published=page.published or hit.published,
    )


def _source(page: Page) -> Source:
    return msgspec.structs.replace(page.source, published=page.published, publisher=page.site, dated_by="")
