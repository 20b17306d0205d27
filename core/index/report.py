"""What the library says of itself: progress of a run, its summary, and the state it is in."""

from __future__ import annotations

from typing import Literal

import msgspec

ProgressStatus = Literal[
    "reading", "added", "changed", "unchanged", "skipped", "failed", "removed", "indexing"
]
"""What has just happened to a file; `indexing` counts passages and names no file."""

FileStatus = Literal["indexed", "skipped", "failed"]
"""What the library holds about a file."""


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """One step of a run: `done` of `total` files, or of passages while indexing."""

    done: int
    total: int
    path: str
    status: ProgressStatus
    reason: str = ""


class Summary(msgspec.Struct, frozen=True, tag="summary"):
    """What a run did (`added`, `changed`, `removed`: files) and what it found as it was."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: int = 0
    """Files under the folders of this run that are not documents, now and before."""
    failed: int = 0
    """Files under the folders of this run that cannot be read, now and before."""
    n_passages: int = 0
    """Passages in the whole library afterwards."""
    elapsed_s: float = 0.0
    notes: tuple[str, ...] = ()
    """What else a person should know, a sentence each: nothing found, index repaired, ..."""


class Problem(msgspec.Struct, frozen=True):
    """A file that is not in the index, and why."""

    path: str
    status: FileStatus
    reason: str


class Folder(msgspec.Struct, frozen=True):
    """A folder or file that was added, and what the library holds of it."""

    path: str
    n_indexed: int = 0
    n_skipped: int = 0
    n_failed: int = 0
    n_passages: int = 0
    """Of the sources that its files gave; one that two folders gave counts in both."""


class Status(msgspec.Struct, frozen=True):
    """The state of the library. `n_bytes` is its size on disk, store and index together."""

    home: str
    roots: tuple[str, ...] = ()
    n_indexed: int = 0
    n_skipped: int = 0
    n_failed: int = 0
    n_passages: int = 0
    n_sources: int = 0
    n_bytes: int = 0
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    """What is wrong with it or was mended since it was opened."""
