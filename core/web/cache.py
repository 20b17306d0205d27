"""Keeps pages on disk by RFC 9111, so that a question that is asked again does not fetch them again.

hishel decides what may be kept, for how long, and how it is asked for again. Two things are ours. A page that
was kept is read again without asking for an hour (`Rules.reread_s`), also where its server would be asked
each time: coming back to a page in the middle of a research is going back in a browser's history, which is
not bound by freshness (RFC 9111, 6). And nothing of a request is kept but a hash of its address.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from weakref import WeakValueDictionary

import hishel

from hopyard.core.locations import private_folder
from hopyard.core.web.exchange import Answer, Headers
from hopyard.core.web.rules import MIB

MAX_BYTES = 256 * MIB
"""Of all that is kept; of more the least recently read goes."""
KEPT_S = 30 * 86_400.0
"""The longest that anything is kept."""
_KEPT_AT = "x-hopyard-kept-at"
_OPTIONS = hishel.CacheOptions(shared=False, supported_methods=["GET"])
_SQLITE = b"SQLite format 3\0"

Fetch = Callable[[Headers], Awaitable[Answer]]


class PageCache:
    """Pages by their addresses. `now` gives seconds since 1970."""

    def __init__(
        self, storage: hishel.AsyncBaseStorage, reread_s: float, now: Callable[[], float] = time.time
    ) -> None:
        self._storage = storage
        self._reread_s = reread_s
        self._now = now
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, url: str, headers: Headers, fetch: Fetch) -> tuple[Answer, bool]:
        """The answer to a GET, and whether it was kept; `fetch` asks the server with the headers it is given.

        An address that is asked for twice at once is fetched once, if it may be kept.

        Raises: what `fetch` raises.
        """
        key = hashlib.sha256(url.encode()).hexdigest()
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            try:
                entries = await self._storage.get_entries(key)
            except RuntimeError:  # hishel's word for a file with tables of somebody else
                return await fetch(headers), False
            recent = self._recent(entries)
            if recent is not None:
                answer = await _answer_of(recent.response)
                if answer is not None:
                    return answer, True
            return await self._by_the_book(key, headers, fetch, entries)

    async def aclose(self) -> None:
        """Close the file."""
        await self._storage.close()

    def _recent(self, entries: list[hishel.Entry]) -> hishel.Entry | None:
        newest = max(entries, key=_kept_at, default=None)
        if newest is None or not 0 <= self._now() - _kept_at(newest) < self._reread_s:
            return None
        return newest

    async def _by_the_book(
        self, key: str, headers: Headers, fetch: Fetch, entries: list[hishel.Entry]
    ) -> tuple[Answer, bool]:
        request = hishel.Request("GET", f"https://kept/{key}", hishel.Headers(dict(headers)))
        state: hishel.AnyState = hishel.IdleClient(options=_OPTIONS).next(request, entries)
        while True:
            match state:
                case hishel.CacheMiss() | hishel.NeedRevalidation():
                    asked = tuple((name, state.request.headers[name]) for name in state.request.headers)
                    state = state.next(self._response_of(await fetch(asked)))
                case hishel.StoreAndUse():
                    entry = await self._storage.create_entry(request, state.response, key)
                    return await _whole(entry.response), False
                case hishel.CouldNotBeStored():
                    return await _whole(state.response), False
                case hishel.FromCache():
                    answer = await _answer_of(state.entry.response)
                    if answer is not None:
                        return answer, True
                    await self._storage.remove_entry(state.entry.id)
                    state = hishel.IdleClient(options=_OPTIONS).next(request, [])
                case hishel.NeedToBeUpdated():
                    for one in state.updating_entries:
                        await self._storage.update_headers(one.id, one.response.headers)
                    state = state.next()
                case hishel.InvalidateEntries():
                    for entry_id in state.entry_ids:
                        await self._storage.remove_entry(entry_id)
                    state = state.next()
                case _:
                    raise AssertionError(f"a state that is not known: {state}")

    def _response_of(self, answer: Answer) -> hishel.Response:
        headers = {**answer.headers, _KEPT_AT: f"{int(self._now())}"}
        return hishel.Response(answer.status, hishel.Headers(headers), _once(answer.body))


def open_cache(folder: Path, reread_s: float, max_bytes: int = MAX_BYTES) -> PageCache:
    """The cache in a folder, which is made for the person alone (0700, its files 0600).

    A file that is not a database is made anew: nothing in it is of worth by itself.

    Raises: ConfigError when the folder cannot be made; OSError when the file cannot.
    """
    # Without a handler, logging would print hishel's tracebacks into the middle of the screen.
    logging.getLogger("hishel").addHandler(logging.NullHandler())
    path = private_folder(folder) / "pages.db"
    if path.is_file() and path.stat().st_size and not _is_sqlite(path):
        path.unlink()
    # SQLite gives the files beside it the mode that this one has.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    storage = hishel.AsyncSqliteStorage(database_path=path, default_ttl=KEPT_S, max_size=max_bytes)
    return PageCache(storage, reread_s)


def _is_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _kept_at(entry: hishel.Entry) -> float:
    text = entry.response.headers.get(_KEPT_AT, "0")
    return float(text) if text.isascii() and text.isdigit() else 0.0


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def _whole(response: hishel.Response) -> Answer:
    """Reading to the end is what makes hishel keep the body."""
    assert isinstance(response.stream, AsyncGenerator)
    async with aclosing(response.stream) as stream:
        body = b"".join([chunk async for chunk in stream])
    headers = {name: value for name, value in response.headers.items() if name != _KEPT_AT}
    return Answer(response.status_code, headers, body)


async def _answer_of(response: hishel.Response) -> Answer | None:
    """A kept answer; None when it cannot be read whole any more."""
    try:
        return await _whole(response)
    except Exception:  # whatever is wrong with the file, the page can be fetched
        return None
