"""The tasks of a running session, by name: which of them count, and how long there have been any."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from hopyard.core.running.running_time import RunningTime


class Jobs:
    """Tasks in a group. One that is cancelled stops counting at once, even if it has not noticed yet.

    `changed` is called whenever a job is over or no longer counts.
    """

    def __init__(self, group: asyncio.TaskGroup, time: RunningTime, changed: Callable[[], None]) -> None:
        self._group = group
        self._time = time
        self._changed = changed
        self._jobs: dict[str, asyncio.Task[None]] = {}
        self._searches: set[asyncio.Task[Any]] = set()
        self._ending: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._jobs)

    def __contains__(self, name: str) -> bool:
        return name in self._jobs

    @property
    def names(self) -> list[str]:
        """The jobs that count, oldest first."""
        return list(self._jobs)

    def start(self, name: str, job: Coroutine[Any, Any, None]) -> None:
        """Begin a job; no other of its name may count."""
        self._time.start()
        task = self._group.create_task(job, name=name)
        self._jobs[name] = task
        task.add_done_callback(lambda done: self._forget(name, done))

    def start_search(self, search: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Begin a search. It is no part of the job that wants it: when that is cancelled, the search ends
        on its own."""
        task = self._group.create_task(search)
        self._searches.add(task)
        task.add_done_callback(self._searches.discard)
        return task

    def task(self, name: str) -> asyncio.Task[None] | None:
        """The job of that name, if one counts."""
        return self._jobs.get(name)

    def counts(self, name: str) -> bool:
        """Whether the task that asks is the job of that name."""
        return self._jobs.get(name) is asyncio.current_task()

    def cancel(self, name: str) -> None:
        """End a job, if there is one of that name."""
        if (task := self._jobs.get(name)) is not None:
            task.cancel()
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
            self._forget(name, task)

    async def cancel_all(self) -> None:
        """End all jobs and searches, and wait for their ends and those of jobs that were cancelled before."""
        for name in self.names:
            self.cancel(name)
        for search in self._searches:
            search.cancel()
        tasks = [*self._ending, *self._searches]
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, name: str, task: asyncio.Task[None]) -> None:
        """A job is over, or no longer counts; a newer job of the same name stays."""
        if self._jobs.get(name) is task:
            del self._jobs[name]
            if not self._jobs:
                self._time.stop()
        self._changed()
