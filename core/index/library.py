"""The library as the rest of the program knows it: add folders, search passages, say how things stand."""

from __future__ import annotations

import asyncio
import contextlib
import shlex
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from hopyard.core.documents.folder import find_files
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.errors import LibraryError, SearchError
from hopyard.core.index import home as places
from hopyard.core.index import process
from hopyard.core.index.dense.mark import is_embedded
from hopyard.core.index.health import health
from hopyard.core.index.live import LiveIndex
from hopyard.core.index.lock import LibraryLock, held
from hopyard.core.index.plan import Plan, make_plan, normal_root
from hopyard.core.index.presence import Presence
from hopyard.core.index.process import OnProgress, Worker
from hopyard.core.index.protocol import Request, Task
from hopyard.core.index.report import Folder, Status, Summary
from hopyard.core.index.store import Store
from hopyard.core.values import Hit, Source

_LIMITS = ReadLimits()


class Library:
    """A folder with a passage store and its index. Satisfies the `Retriever` port.

    What writes happens in another process; what only reads happens here, and any thread may call it.
    """

    name = "library"

    def __init__(self, home: Path, worker: Worker, embedder: Path | None = None) -> None:
        self._home = home
        self._worker = worker
        self._embedder = embedder
        self._store = Store(places.store_file(home))
        self._guard = threading.Lock()
        self._live = LiveIndex(home, worker, embedder)
        self._presence = Presence(places.presence_file(home))

    @classmethod
    def open(cls, home: Path, worker: Worker | None = None, embedder: Path | None = None) -> Library:
        """Open the library in a folder, or begin one there; `worker`: another way to start the writer.

        `embedder`: the folder of a model; questions and passages are then compared by meaning, too.

        Raises: LibraryError if the folder cannot be used, or what it holds is damaged or of a newer hopyard.
        """
        return cls(places.prepare(home), worker or Worker(), embedder)

    @property
    def is_open_elsewhere(self) -> bool:
        """Whether another process, or another `Library`, has it open too."""
        return not self._presence.alone()

    def close(self) -> None:
        """Let go of all files."""
        self._presence.close()
        self._live.close()
        with self._guard:
            self._store.close()

    # What writes

    async def add(
        self,
        roots: Sequence[Path],
        *,
        limits: ReadLimits = _LIMITS,
        on_progress: OnProgress | None = None,
        lock_wait_s: float = 10.0,
    ) -> Summary:
        """Make the library hold what these folders and files hold now; unchanged files are not read again.

        `on_progress` is called on the event loop.

        Raises: LibraryError if one of them is not there, or the library cannot be written; LibraryLocked if
        another process writes it for longer than `lock_wait_s` seconds. What was stored by then stays.
        """
        began = time.monotonic()
        names = tuple(dict.fromkeys(normal_root(root) for root in roots))
        summary = await asyncio.to_thread(self._unchanged, names, limits)
        if summary is None:
            request = self._request("add", names, lock_wait_s, limits)
            summary = await process.run(request, self._worker, on_progress)
        if not (summary.added or summary.changed or summary.unchanged or summary.failed):
            nothing = f"Nothing to read was found in {', '.join(names) or 'no folder'}."
            summary = msgspec.structs.replace(summary, notes=(*summary.notes, nothing))
        return _timed(summary, began)

    async def remove(
        self, root: Path, *, on_progress: OnProgress | None = None, lock_wait_s: float = 10.0
    ) -> Summary:
        """Forget a folder or file that was added, with everything below it. The files themselves stay.

        Raises: LibraryError if the library knows nothing of it, otherwise as `add`.
        """
        return await self._run("remove", (normal_root(root),), on_progress, lock_wait_s)

    async def rebuild(self, *, on_progress: OnProgress | None = None, lock_wait_s: float = 10.0) -> Summary:
        """Build the index again from the stored texts; no document is read. Raises: as `add`."""
        return await self._run("rebuild", (), on_progress, lock_wait_s)

    async def add_passages(
        self,
        passages: Iterable[tuple[str, str, str]],
        *,
        on_progress: OnProgress | None = None,
        lock_wait_s: float = 10.0,
    ) -> Summary:
        """Keep loose passages, (id, title, text), each a source of its own whose path is the id.

        Raises: as `add`.
        """
        return await self._run("passages", (), on_progress, lock_wait_s, passages)

    async def _run(
        self,
        task: Task,
        roots: tuple[str, ...],
        on_progress: OnProgress | None,
        lock_wait_s: float,
        passages: Iterable[tuple[str, str, str]] = (),
    ) -> Summary:
        began = time.monotonic()
        request = self._request(task, roots, lock_wait_s)
        return _timed(await process.run(request, self._worker, on_progress, passages), began)

    # What reads

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        """The best `k` passages, best first, found in a thread. Raises: SearchError."""
        return await asyncio.to_thread(self.search_now, query, k)

    async def text(self, source: str) -> str:
        """The whole cleaned text of a source. Raises: SearchError if it is gone."""
        text = await asyncio.to_thread(self._live.text, source)
        if not text:
            raise SearchError("That source is no longer in the library.", "Search again.")
        return text

    def search_now(self, query: str, k: int) -> list[Hit]:
        """The best `k` passages, best first; empty for a query without a token.

        Of a query that is nothing but phrases in quotation marks, those that hold all of them word for word.

        The order depends on the passages alone; equal scores are ordered by passage. An index that is damaged
        or behind is mended first, which takes as long as indexing does.

        Raises: SearchError if that fails.
        """
        return self._live.ask(lambda searcher: searcher.search(query, k))

    async def search_quoted(self, query: str, k: int) -> Sequence[Hit]:
        """As `search`, of passages that hold word for word what the query quotes. Raises: SearchError."""
        return await asyncio.to_thread(self._live.ask, lambda searcher: searcher.search_quoted(query, k))

    def search_words_now(self, query: str, k: int) -> list[Hit]:
        """The best `k` passages by the query's words alone: the baseline that evaluations compare with.

        Raises: SearchError if that fails.
        """
        return self._live.ask(lambda searcher: searcher.search_words(query, k))

    def document_frequency(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many passages each token occurs in the body. Raises: SearchError."""
        wanted = list(terms)
        return self._live.ask(lambda searcher: searcher.document_frequency(wanted))

    def n_passages(self) -> int:
        """How many passages the library holds."""
        with self._guard:
            return self._store.n_passages()

    def sources(self) -> list[Source]:
        """All sources, by path."""
        with self._guard:
            return self._store.sources()

    def folders(self) -> list[Folder]:
        """What was added, by path, with what is held of each. Raises: LibraryError."""
        with self._guard:
            return [self._store.folder(root) for root in self._store.roots()]

    def status(self) -> Status:
        """How things stand. Raises: LibraryError."""
        with self._guard:
            counts = self._store.counts()
            return Status(
                home=str(self._home),
                roots=tuple(self._store.roots()),
                n_indexed=counts.get("indexed", 0),
                n_skipped=counts.get("skipped", 0),
                n_failed=counts.get("failed", 0),
                n_passages=self._store.n_passages(),
                n_sources=self._store.n_sources(),
                n_bytes=places.disk_usage(self._home),
                problems=tuple(self._store.problems()),
                notes=(*self._live.notes, *self._standing()),
            )

    # Inside

    def _standing(self) -> list[str]:
        if held(places.lock_file(self._home)):
            return ["Another process is writing the library."]
        state = health(self._home, self._store)
        notes = [] if state == "good" else [f"The index is {state}; the next search or add mends it."]
        if not is_embedded(self._home, self._store, self._embedder):
            notes.append("Passages lack vectors by the embedder; the next search or add makes them.")
        return notes

    def _unchanged(self, roots: Sequence[str], limits: ReadLimits) -> Summary | None:
        """The summary of an `add` that has nothing to do; None if there is something to do."""
        store = Store(places.store_file(self._home))
        try:
            plan = make_plan(store, roots, find_files, limits)
            if not plan.empty or health(self._home, store) != "good":
                return None
            if not is_embedded(self._home, store, self._embedder):
                return None
            self._settle(store, plan)
            return Summary(
                unchanged=plan.n_unchanged,
                skipped=plan.n_skipped,
                failed=plan.n_failed,
                n_passages=store.n_passages(),
            )
        finally:
            store.close()

    def _settle(self, store: Store, plan: Plan) -> None:
        """Spare the next `add` the comparison of bytes; if the library cannot be written, so be it."""
        if not plan.settled:
            return
        with contextlib.suppress(LibraryError), LibraryLock(places.lock_file(self._home), _command()) as lock:
            lock.acquire(0)
            with store.transaction():
                store.put_files(row._replace(seen_ns=plan.at_ns) for row in plan.settled)

    def _request(
        self, task: Task, roots: tuple[str, ...], lock_wait_s: float, limits: ReadLimits = _LIMITS
    ) -> Request:
        places.must_be_writable(self._home)
        return Request(
            home=str(self._home),
            task=task,
            roots=roots,
            limits=limits,
            command=_command(),
            lock_wait_s=lock_wait_s,
            embedder=str(self._embedder or ""),
        )


def _command() -> str:
    return shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])


def _timed(summary: Summary, began: float) -> Summary:
    return msgspec.structs.replace(summary, elapsed_s=round(time.monotonic() - began, 3))
