"""What the program and its worker process say to each other: one JSON value a line, on stdin and stdout."""

from __future__ import annotations

from typing import Literal

import msgspec

from hopyard.core.documents.limits import ReadLimits
from hopyard.core.errors import LibraryError, LibraryLocked
from hopyard.core.index.report import Progress, Summary

Task = Literal["add", "remove", "rebuild", "mend", "passages"]


class Request(msgspec.Struct, frozen=True):
    """The first line to the worker. After one with the task `passages`, each line is `[id, title, text]`."""

    home: str
    task: Task
    roots: tuple[str, ...] = ()
    limits: ReadLimits = ReadLimits()
    crashed: dict[str, str] = {}
    """Files not to be touched, with the reason: an earlier worker did not survive them."""
    command: str = ""
    """Shown to whoever has to wait for this run."""
    lock_wait_s: float = 10.0
    embedder: str = ""
    """The folder of the model that compares meanings; empty: none."""


class Failure(msgspec.Struct, frozen=True, tag="failure"):
    """The last line of a worker that could not do its task."""

    message: str
    next_step: str
    locked: bool = False

    def error(self) -> LibraryError:
        """As the error that it was."""
        kind = LibraryLocked if self.locked else LibraryError
        return kind(self.message, self.next_step)


Message = Progress | Summary | Failure
"""A line from the worker; a summary or a failure is the last."""
