"""A library that the tests of its screen hold in hand: jobs wait for a gate, and tell what they are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from hopyard.core.documents.limits import ReadLimits
from hopyard.core.index.report import Folder, Problem, Progress, Status, Summary
from hopyard.core.librarian import Librarian

Told = Callable[[Progress], None] | None
LONG_REASON = "damaged PDF: " + "the table of its objects is cut off in the middle, " * 6


class FakeShelf:
    """Two folders, three files left out; what is added or removed shows."""

    def __init__(self, *folders: Folder) -> None:
        self.held = list(
            folders or (Folder("/data/华东区年报", 120, 40, 1, 2_400), Folder("/data/notes", 3, 0, 0, 9))
        )
        self.problems = [
            Problem("/data/华东区年报/坏文件.pdf", "failed", LONG_REASON),
            Problem("/data/华东区年报/图1.jpg", "skipped", "not a document format"),
            Problem("/data/notes/[b]old[/b].xls", "skipped", ".xls is not read"),
        ]
        self.gate = asyncio.Event()
        self.gate.set()
        self.told: Told = None
        self.limits: list[ReadLimits] = []
        self.error: Exception | None = None
        self.n_counted = 0

    def status(self) -> Status:
        self.n_counted += 1
        return Status(
            home="/home/ann/.local/share/hopyard/library",
            n_sources=sum(one.n_indexed for one in self.held),
            n_passages=self.n_passages(),
            n_bytes=12_300_000,
            problems=tuple(self.problems) if self.held else (),
        )

    def folders(self) -> Sequence[Folder]:
        return tuple(self.held)

    def n_passages(self) -> int:
        return sum(one.n_passages for one in self.held)

    async def add(self, roots: Sequence[Path], *, limits: ReadLimits, on_progress: Told) -> Summary:
        self.limits.append(limits)
        await self._wait(on_progress)
        known = {one.path for one in self.held}
        self.held += [Folder(str(root), 1, 0, 0, 5) for root in roots if str(root) not in known]
        return Summary(added=1, elapsed_s=1.0)

    async def remove(self, root: Path, *, on_progress: Told) -> Summary:
        await self._wait(on_progress)
        self.held = [one for one in self.held if one.path != str(root)]
        return Summary(removed=1, elapsed_s=1.0)

    async def rebuild(self, *, on_progress: Told) -> Summary:
        await self._wait(on_progress)
        return Summary(elapsed_s=1.0)

    async def _wait(self, on_progress: Told) -> None:
        self.told = on_progress
        await self.gate.wait()
        if self.error is not None:
            raise self.error

    def tell(self, done: int, total: int, path: str = "/data/一.pdf", status: str = "reading") -> None:
        """Have the job that runs tell how far it is."""
        assert self.told is not None
        self.told(Progress(done, total, path, status))  # type: ignore[arg-type]  # a status in the tests


def keeper(shelf: FakeShelf, **more: Sequence[Path]) -> Librarian:
    """A librarian over a shelf."""
    return Librarian(shelf, limits=ReadLimits(), **more)
