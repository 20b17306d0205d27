"""Searching that any thread may ask for, and that mends the index where it finds it broken or behind."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from hopyard.core.errors import LibraryError, SearchError
from hopyard.core.index import home as places
from hopyard.core.index import process
from hopyard.core.index.health import WHY, Health, health
from hopyard.core.index.lock import held
from hopyard.core.index.mender import WHY_SLOW, WHY_WORDS_ALONE, Mender
from hopyard.core.index.process import Worker
from hopyard.core.index.protocol import Request
from hopyard.core.index.searching import Searcher
from hopyard.core.index.store import Store

_T = TypeVar("_T")


class LiveIndex:
    """One searcher behind a lock; what it did to the index stands in `notes`."""

    def __init__(self, home: Path, worker: Worker, embedder: Path | None = None) -> None:
        self._home = home
        self._worker = worker
        self._embedder = embedder
        self._mender = Mender(home, worker, embedder)
        self._guard = threading.Lock()
        self._store: Store | None = None
        self._searcher: Searcher | None = None
        self.notes: list[str] = []

    def ask(self, question: Callable[[Searcher], _T]) -> _T:
        """Put a question to the latest state of the index, which is mended first if it has to be.

        Raises: SearchError if there is no answer to be had.
        """
        with self._guard:
            try:
                answer = self._ask(question)
            except LibraryError as error:
                raise SearchError(error.message, error.next_step) from error
            self._mend_what_is_lacking()
            return answer

    def wait_for_mending(self) -> None:
        """Wait until files that were found missing are made again."""
        self._mender.wait()

    def text(self, source: str) -> str:
        """The cleaned text of a source; empty if it is gone. Raises: SearchError."""
        return self.ask(lambda searcher: searcher.text(source))

    def close(self) -> None:
        """Let go of all files."""
        self._mender.stop()
        with self._guard:
            if self._searcher is not None:
                self._searcher.close()
            if self._store is not None:
                self._store.close()
            self._searcher = self._store = None

    def _ask(self, question: Callable[[Searcher], _T]) -> _T:
        searcher, store = self._opened()
        try:
            state = searcher.refresh()
            if state != "good" and not held(places.lock_file(self._home)):
                state = searcher.refresh()  # whoever wrote may have finished in between
                if state != "good":
                    self._mend(state)
                    searcher.refresh()
            return question(searcher)
        except LibraryError:
            raise
        except Exception:  # Whoosh says of damaged files whatever they make it say
            searcher.close()
            if health(self._home, store, closely=True) == "damaged":
                self._mend("damaged")
        # Damage is mended now; or a writer took the files away while they were opened.
        try:
            searcher.refresh()
            return question(searcher)
        except LibraryError:
            raise
        except Exception as error:
            raise LibraryError(
                f"The index cannot be searched ({type(error).__name__}: {error}).",
                "Build it again with: hopyard index rebuild",
            ) from error

    def _mend_what_is_lacking(self) -> None:
        searcher = self._searcher
        if searcher is None:
            return
        why = [WHY_SLOW] if searcher.lacking else []
        # Whoever is writing now makes vectors of what they write.
        if searcher.lacks_vectors and not held(places.lock_file(self._home)):
            why.append(WHY_WORDS_ALONE)
        if why and self._mender.start():
            self.notes += why

    def _opened(self) -> tuple[Searcher, Store]:
        if self._store is None or self._searcher is None:
            self._store = Store(places.store_file(self._home))
            self._searcher = Searcher(self._home, self._store, self._embedder)
        return self._searcher, self._store

    def _mend(self, state: Health) -> None:
        task = process.run(
            Request(
                home=str(self._home),
                task="rebuild" if state == "damaged" else "mend",
                command="mending the index for a search",
                embedder=str(self._embedder or ""),
            ),
            self._worker,
        )
        # In a thread of its own, because the caller's may be running an event loop.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, task).result()
        if WHY[state] not in self.notes:
            self.notes.append(WHY[state])
