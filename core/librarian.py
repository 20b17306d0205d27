"""Looks after a library while a screen is open: one job after the other, each told of and stoppable.

It lives as long as the screen does, so that a job goes on while the person looks at something else.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import msgspec

from hopyard.core import sample
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.index.process import OnProgress
from hopyard.core.index.report import Folder, Progress, Status, Summary

Task = Literal["add", "update", "remove", "rebuild"]


class Holdings(Protocol):
    """What the librarian needs of a library; `Library` has it."""

    def status(self) -> Status:
        """How things stand."""
        ...

    def folders(self) -> Sequence[Folder]:
        """What was added."""
        ...

    def n_passages(self) -> int:
        """How many passages there are to search."""
        ...

    async def add(
        self, roots: Sequence[Path], *, limits: ReadLimits, on_progress: OnProgress | None
    ) -> Summary:
        """Make the library hold what these hold now."""
        ...

    async def remove(self, root: Path, *, on_progress: OnProgress | None) -> Summary:
        """Forget a folder or file."""
        ...

    async def rebuild(self, *, on_progress: OnProgress | None) -> Summary:
        """Build the index again."""
        ...


class Job(NamedTuple):
    """Something to be done. `paths` is empty for a rebuild, and to bring all folders up to date."""

    task: Task
    paths: tuple[Path, ...] = ()


class Outcome(NamedTuple):
    """How a job ended: with a summary, an error, or stopped by the person."""

    job: Job
    summary: Summary | None = None
    error: Exception | None = None

    @property
    def stopped(self) -> bool:
        """Whether the person stopped it; what was stored by then stays."""
        return self.summary is None and self.error is None


class Standing(NamedTuple):
    """How the library stands."""

    status: Status
    folders: tuple[Folder, ...]


class Librarian:
    """Runs jobs on a library, in the order they were given."""

    def __init__(
        self,
        holdings: Holdings,
        *,
        limits: ReadLimits,
        named: Sequence[Path] = (),
        configured: Sequence[Path] = (),
    ) -> None:
        """`named` are the paths of `--docs`, which make the library a temporary one; `configured` are those
        of `[library] paths`, which come back at the next start whatever is removed.
        """
        self._holdings = holdings
        self.limits = limits
        self.named = tuple(map(absolute, named))
        self.configured = tuple(map(absolute, configured))
        self.job: Job | None = None
        """What is being done."""
        self.progress: Progress | None = None
        """How far it is; None at its beginning, while folders are looked through."""
        self.n_failed = 0
        """Files that this job could not read so far."""
        self.last: Outcome | None = None
        """How the last job ended."""
        self._waiting: deque[Job] = deque()
        self._task: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def temporary(self) -> bool:
        """Whether the library was made for this run's `--docs`."""
        return bool(self.named)

    @property
    def is_sample(self) -> bool:
        """Whether it is the library of `hopyard demo`."""
        return self.named == (absolute(sample.folder()),)

    @property
    def busy(self) -> bool:
        """Whether anything is done or waits."""
        return self._task is not None

    @property
    def waiting(self) -> Sequence[Job]:
        """What will be done after the job that runs."""
        return tuple(self._waiting)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have `listener` called after every change, on the event loop; returns what ends that."""
        self._listeners.append(listener)

        def unlisten() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unlisten

    def is_empty(self) -> bool:
        """Whether there is nothing to search. Raises: LibraryError."""
        return not self._holdings.n_passages()

    async def standing(self) -> Standing:
        """How the library stands, asked in a thread. Raises: LibraryError."""
        return await asyncio.to_thread(self._standing)

    def do(self, job: Job) -> None:
        """Do a job as soon as those before it are done; one that is waiting already is not done twice."""
        if job in self._waiting or (job == self.job and job.task != "remove"):
            return
        self._waiting.append(job)
        if self._task is None:
            self._start()
        self._tell()

    def stop(self) -> bool:
        """Stop the job that runs and drop those that wait; False if none runs. What was stored stays."""
        if self._task is None:
            return False
        self._waiting.clear()
        self._task.cancel()
        return True

    async def close(self) -> None:
        """Stop, and wait until the writing process has ended."""
        task = self._task
        if self.stop() and task is not None:
            with suppress(asyncio.CancelledError):
                await task

    def covering(self, path: Path, folders: Sequence[Folder]) -> str:
        """The folder of the library that a path is or lies in; empty if it lies in none."""
        wanted = Path(os.path.realpath(path))
        for folder in folders:
            if wanted.is_relative_to(os.path.realpath(folder.path)):
                return folder.path
        return ""

    def comes_back(self, path: Path) -> bool:
        """Whether a path that is removed is added again at the next start."""
        return absolute(path) in (self.named or self.configured)

    def _standing(self) -> Standing:
        return Standing(self._holdings.status(), tuple(self._holdings.folders()))

    def _start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._work())
        self._task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.job = self.progress = self._task = None
        if self._waiting:  # it came while the last one ended
            self._start()
        self._tell()

    async def _work(self) -> None:
        while self._waiting:
            self.job = job = self._waiting.popleft()
            self.progress, self.n_failed = None, 0
            self._tell()
            self.last = Outcome(job)  # which it is if it is stopped
            self.last = await self._outcome(job)

    async def _outcome(self, job: Job) -> Outcome:
        try:
            return Outcome(job, await self._summary(job))
        except Exception as error:  # told to the person, who decides; the next job may well succeed
            return Outcome(job, error=error)

    async def _summary(self, job: Job) -> Summary:
        match job.task:
            case "remove":
                return await self._holdings.remove(job.paths[0], on_progress=self._note)
            case "rebuild":
                return await self._holdings.rebuild(on_progress=self._note)
            case "update":
                return await self._update(job.paths)
            case "add":
                return await self._add(job.paths)

    async def _add(self, paths: Sequence[Path]) -> Summary:
        return await self._holdings.add(paths, limits=self.limits, on_progress=self._note)

    async def _update(self, paths: Sequence[Path]) -> Summary:
        """Look again at some folders, or at all; what is not there just now is left as it was."""
        wanted = paths or [Path(folder.path) for folder in (await self.standing()).folders]
        there = await asyncio.to_thread(lambda: [path for path in wanted if path.exists()])
        notes = tuple(f"Not there now, left as it was: {path}" for path in wanted if path not in there)
        summary = await self._add(there) if there else Summary()
        return msgspec.structs.replace(summary, notes=summary.notes + notes)

    def _note(self, progress: Progress) -> None:
        self.progress = progress
        self.n_failed += progress.status == "failed"
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def absolute(path: Path) -> Path:
    """The path from the root, links not followed."""
    return Path(os.path.abspath(path))


def in_words(n_sources: int, n_passages: int) -> str:
    """What is searched, in a few words."""
    counts = ((n_sources, "source"), (n_passages, "passage"))
    return ", ".join(f"{n:,} {what}{'s' * (n != 1)}" for n, what in counts)
