"""Has lost files of counts and of vectors made again while searching goes on without them."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from pathlib import Path

from hopyard.core.errors import LibraryError
from hopyard.core.index import home as places
from hopyard.core.index import process
from hopyard.core.index.process import Worker
from hopyard.core.index.protocol import Request

WHY_SLOW = (
    "Searching is slower for a while, because a file beside the index was lost or damaged; "
    "it is being made again."
)
WHY_WORDS_ALONE = (
    "Searching goes by words alone for a while, because vectors of passages are missing, damaged or of "
    "another embedder; they are being made."
)
"""What a person is told."""


class Mender:
    """Starts the writer's process at most once. If it fails, searching stays slow, and nothing is said."""

    def __init__(self, home: Path, worker: Worker, embedder: Path | None = None) -> None:
        self._home = home
        self._embedder = embedder
        self._worker = worker
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> bool:
        """Begin, unless it was begun before or the library is read-only; whether it has now begun."""
        if self._thread is not None:
            return False
        try:
            places.must_be_writable(self._home)
        except LibraryError:
            return False
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(self._mend())
        # In a thread of its own, because the caller's may be running an event loop; and one that a program
        # that ends does not wait for.
        self._thread = threading.Thread(target=self._work, name="mender", daemon=True)
        self._thread.start()
        return True

    def wait(self) -> None:
        """Wait until it is done, if it was begun."""
        if self._thread is not None:
            self._thread.join()

    def stop(self) -> None:
        """End it: what it had not finished is left as it was."""
        if self._loop is not None and self._task is not None:
            with contextlib.suppress(RuntimeError):  # it has ended, and its loop is closed
                self._loop.call_soon_threadsafe(self._task.cancel)
        self.wait()

    async def _mend(self) -> None:
        request = Request(
            home=str(self._home),
            task="mend",
            command="mending the index for searches",
            embedder=str(self._embedder or ""),
        )
        with contextlib.suppress(LibraryError):  # somebody else is writing, or the disk is full
            await process.run(request, self._worker)

    def _work(self) -> None:
        assert self._loop is not None
        assert self._task is not None
        try:
            with contextlib.suppress(asyncio.CancelledError):
                self._loop.run_until_complete(self._task)
        finally:
            self._loop.close()
