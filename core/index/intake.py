"""Reads one file for the library, whatever happens on the way, and says what became of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hopyard.core.documents.limits import ReadLimits
from hopyard.core.errors import ReadError
from hopyard.core.index.plan import Seen, content_hash
from hopyard.core.index.report import ProgressStatus
from hopyard.core.index.rules import failing_rules, reading_rules
from hopyard.core.index.store import LOOSE, FileRow
from hopyard.core.text.raw import Document, source_id
from hopyard.core.text.sanitize import sanitize
from hopyard.core.values import Passage

Read = Callable[[Path, ReadLimits], Document]


class Pending(NamedTuple):
    """A file that was looked at and is not stored yet."""

    row: FileRow
    before: FileRow | None
    document: Document | None = None
    """What is new to store of it: None if it could not be read, or holds the bytes that it held before."""

    @property
    def outcome(self) -> ProgressStatus:
        """What a person is told of it."""
        if self.row.status == "failed":
            return "failed"
        if self.document is None:
            return "unchanged"
        return "changed" if self.before and self.before.status == "indexed" else "added"

    @property
    def sources(self) -> set[str]:
        """The sources that gained or lost a file by it; empty if it left everything as it was."""
        now, then = self.row.source, self.before.source if self.before else None
        return {one for one in (now, then) if one} if self.document or now != then else set()


def take_in(
    seen: Seen, before: FileRow | None, read: Read, limits: ReadLimits, crashed: dict[str, str]
) -> Pending:
    """Read a file. One in `crashed` is not touched: it fails for the reason given there.

    What it looked like is noted before it is read, so that a change in between shows at the next look.
    """
    path = Path(seen.path)
    now = time.time_ns()
    try:
        status = os.lstat(path)
    except OSError:  # gone since the folder was walked; the next run will see
        return Pending(_failed(seen, now, "gone before it was read", limits), before)
    seen = seen._replace(size=status.st_size, mtime_ns=status.st_mtime_ns)
    if seen.path in crashed:
        return Pending(_failed(seen, now, crashed[seen.path], limits), before)
    hash_ = content_hash(path, limits)
    if before and before.read_by == reading_rules() and hash_ and before.hash == hash_:
        row = before._replace(size=seen.size, mtime_ns=seen.mtime_ns, seen_ns=now)
        return Pending(row, before)
    document = _document(path, read, limits)
    if isinstance(document, str):
        return Pending(_failed(seen, now, document, limits)._replace(hash=hash_), before)
    row = FileRow(
        *(seen.path, seen.root, seen.size, seen.mtime_ns, now, hash_, "indexed"),
        title=document.title,
        kind=document.kind,
        source=document.id,
        read_by=reading_rules(),
    )
    return Pending(row, before, document)


def _document(path: Path, read: Read, limits: ReadLimits) -> Document | str:
    """The document, or why there is none."""
    try:
        document = read(path, limits)
    except ReadError as error:
        return error.message
    except Exception as error:  # a boundary: one broken file must not keep the others out
        return f"the reader failed on it ({type(error).__name__})"
    return document if document.passages else "no text in it"


def loose(id_: str, title: str, text: str) -> Document:
    """A document out of one passage that came without a file.

    Its name is the hash of id and text: two passages of the same text with different ids stay two sources.
    """
    text = sanitize(text)
    name = source_id(f"{id_}\n{text}")
    passage = Passage(name, 0, len(text), text, "line 1")
    return Document(name, sanitize(title), LOOSE, text, (passage,))


def _failed(seen: Seen, now: int, reason: str, limits: ReadLimits) -> FileRow:
    return FileRow(
        *(seen.path, seen.root, seen.size, seen.mtime_ns, now, "", "failed", reason),
        read_by=failing_rules(limits),
    )
