"""Compares folders with what is known of them, by looking at sizes and times only: what is there to do?"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from hopyard.core.documents.folder import Found
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.documents.opening import read_bytes
from hopyard.core.errors import ReadError
from hopyard.core.index.rules import failing_rules, reading_rules
from hopyard.core.index.store import FileRow, Store

Find = Callable[[Path], Iterator[Found]]

_RACY_NS = 2_000_000_000
"""A file written in the two seconds before it was looked at may have been written once more since, within the
same tick of a coarse clock. Source: git's "racy" rule, Documentation/technical/racy-git.txt."""


class Seen(NamedTuple):
    """A file in a folder; `skipped` says why it is not to be read, and is empty when it is."""

    path: str
    root: str
    size: int = 0
    mtime_ns: int = 0
    skipped: str = ""


class Plan(NamedTuple):
    """What an `add` has to do."""

    roots: tuple[str, ...]
    """Folders and files that are not remembered yet."""
    read: tuple[Seen, ...]
    """New, or possibly changed."""
    skip: tuple[Seen, ...]
    """Not to be read, which is news."""
    gone: tuple[FileRow, ...]
    settled: tuple[FileRow, ...]
    """Looked at too soon after they were written, and now compared byte by byte: unchanged."""
    n_unchanged: int
    n_skipped: int
    n_failed: int
    """Unchanged since they could not be read."""
    at_ns: int
    """When the files were looked at: the clock time before the first one."""

    @property
    def empty(self) -> bool:
        """Whether the library is as these folders are."""
        return not (self.roots or self.read or self.skip or self.gone)


def normal_root(root: Path) -> str:
    """The name under which a folder or file is kept: absolute, and of what a link leads to."""
    path = Path(os.path.abspath(root))
    return str(path.resolve() if path.is_symlink() else path)


def content_hash(path: Path, limits: ReadLimits) -> str:
    """SHA-256 of a file's bytes in hex; empty when they cannot be read."""
    try:
        return hashlib.sha256(read_bytes(path, limits)).hexdigest()
    except ReadError:
        return ""


def make_plan(store: Store, roots: Sequence[str], find: Find, limits: ReadLimits) -> Plan:
    """Look at every file under the roots and compare it with the store.

    Raises: LibraryError if a root is not there; nothing is planned then.
    """
    known = store.files(roots)
    remembered = set(store.roots())
    read: list[Seen] = []
    skip: list[Seen] = []
    settled: list[FileRow] = []
    n_failed = n_unchanged = n_skipped = 0
    at_ns = time.time_ns()
    seen = _look(roots, find)
    for one in seen.values():
        row = known.get(one.path)
        if one.skipped:
            n_skipped += 1
            if row is None or (row.status, row.reason) != ("skipped", one.skipped):
                skip.append(one)
        elif row is None or not _same(one, row, limits):
            read.append(one)
        else:
            n_failed += row.status == "failed"
            n_unchanged += row.status == "indexed"
            if _racy(row):
                settled.append(row)
    gone = [row for path, row in known.items() if path not in seen and not _hidden(path, seen)]
    new_roots = [root for root in dict.fromkeys(roots) if root not in remembered]
    return Plan(
        *(tuple(new_roots), tuple(read), tuple(skip), tuple(gone), tuple(settled)),
        *(n_unchanged, n_skipped, n_failed, at_ns),
    )


def _look(roots: Sequence[str], find: Find) -> dict[str, Seen]:
    # All roots are asked before any is walked, so that one missing folder stops everything.
    walks = [(root, find(Path(root))) for root in roots]
    seen: dict[str, Seen] = {}
    for root, files in walks:
        for path, skipped in files:
            name = str(path)
            try:
                name.encode()
            except UnicodeEncodeError:
                readable = name.encode("utf-8", "backslashreplace").decode()
                seen.setdefault(readable, Seen(readable, root, skipped="its name is not valid UTF-8"))
                continue
            if name in seen:
                continue
            try:
                status = os.lstat(path)
            except OSError:  # gone since it was found
                continue
            seen[name] = Seen(name, root, status.st_size, status.st_mtime_ns, skipped)
    return seen


def _same(seen: Seen, row: FileRow, limits: ReadLimits) -> bool:
    """Whether a file is what it was, and there is no other reason to read it."""
    rules = failing_rules(limits) if row.status == "failed" else reading_rules()
    if row.status == "skipped" or row.read_by != rules:
        return False
    if (seen.size, seen.mtime_ns) != (row.size, row.mtime_ns):
        return False
    return not _racy(row) or row.hash == content_hash(Path(seen.path), limits)


def _racy(row: FileRow) -> bool:
    return row.mtime_ns > row.seen_ns - _RACY_NS


def _hidden(path: str, seen: dict[str, Seen]) -> bool:
    """Whether a file lies below something that could not be looked into: then it may well be there still."""
    return any(str(folder) in seen for folder in Path(path).parents)
