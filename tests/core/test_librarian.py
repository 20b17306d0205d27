"""The librarian: jobs one after the other, told of, stopped, and outlived."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from hopyard.core.documents.limits import ReadLimits
from hopyard.core.errors import LibraryError
from hopyard.core.index.report import Folder, Progress, Status, Summary
from hopyard.core.librarian import Job, Librarian, in_words

Told = Callable[[Progress], None] | None


class Shelf:
    """Holdings that do as they are told; `gate` holds every job until it is set."""

    def __init__(self, *folders: str) -> None:
        self.held = [Folder(path, n_indexed=1, n_passages=2) for path in folders]
        self.done: list[tuple[str, ...]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None

    def status(self) -> Status:
        return Status(home="/home/library", n_passages=self.n_passages())

    def folders(self) -> Sequence[Folder]:
        return self.held

    def n_passages(self) -> int:
        return 2 * len(self.held)

    async def add(self, roots: Sequence[Path], *, limits: ReadLimits, on_progress: Told) -> Summary:
        assert on_progress is not None
        on_progress(Progress(0, 2, "/a", "reading"))
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        on_progress(Progress(1, 2, "/a", "failed", "damaged"))
        self.done.append(("add", *map(str, roots)))
        return Summary(added=1, failed=1)

    async def remove(self, root: Path, *, on_progress: Told) -> Summary:
        await self.gate.wait()
        self.done.append(("remove", str(root)))
        return Summary(removed=1)

    async def rebuild(self, *, on_progress: Told) -> Summary:
        await self.gate.wait()
        self.done.append(("rebuild",))
        return Summary()


def librarian(shelf: Shelf, **more: Sequence[Path]) -> Librarian:
    return Librarian(shelf, limits=ReadLimits(), **more)


async def idle(keeper: Librarian) -> None:
    heard = asyncio.Event()
    unlisten = keeper.listen(heard.set)
    async with asyncio.timeout(10):
        while keeper.busy:
            heard.clear()
            await heard.wait()
    unlisten()


async def test_jobs_are_done_in_order_and_each_tells_how_far_it_is() -> None:
    shelf = Shelf()
    keeper = librarian(shelf)
    seen: list[tuple[str, int, int]] = []

    def note() -> None:
        if keeper.job and keeper.progress:
            seen.append((keeper.job.task, keeper.progress.done, keeper.n_failed))

    keeper.listen(note)
    for job in (Job("add", (Path("/a"),)), Job("remove", (Path("/b"),)), Job("rebuild")):
        keeper.do(job)
    await idle(keeper)
    assert shelf.done == [("add", "/a"), ("remove", "/b"), ("rebuild",)]
    assert seen == [("add", 0, 0), ("add", 1, 1)]
    assert keeper.last is not None
    assert keeper.last.job == Job("rebuild")


async def test_a_job_that_waits_already_is_not_done_twice() -> None:
    shelf = Shelf()
    shelf.gate.clear()
    keeper = librarian(shelf)
    for _ in range(3):
        keeper.do(Job("add", (Path("/a"),)))
        keeper.do(Job("rebuild"))
        await asyncio.sleep(0)
    assert list(keeper.waiting) == [Job("rebuild")]
    shelf.gate.set()
    await idle(keeper)
    assert len(shelf.done) == 2


async def test_stopping_ends_what_runs_and_drops_what_waits() -> None:
    shelf = Shelf()
    shelf.gate.clear()
    keeper = librarian(shelf)
    assert not keeper.stop()
    keeper.do(Job("add", (Path("/a"),)))
    keeper.do(Job("rebuild"))
    await asyncio.sleep(0.01)
    assert keeper.stop()
    await idle(keeper)
    assert shelf.done == []
    assert keeper.last is not None
    assert keeper.last.stopped
    shelf.gate.set()
    keeper.do(Job("rebuild"))
    await idle(keeper)
    assert shelf.done == [("rebuild",)]


async def test_stopping_before_the_first_step_leaves_nothing_behind() -> None:
    keeper = librarian(Shelf())
    keeper.do(Job("rebuild"))
    assert keeper.stop()
    keeper.do(Job("rebuild"))
    await idle(keeper)
    await keeper.close()
    assert keeper.job is None


@pytest.mark.parametrize("error", [LibraryError("The disk is full.", "Free some."), ZeroDivisionError("no")])
async def test_an_error_is_kept_and_the_next_job_is_done(error: Exception) -> None:
    shelf = Shelf()
    shelf.error = error
    keeper = librarian(shelf)
    keeper.do(Job("add", (Path("/a"),)))
    await idle(keeper)
    assert keeper.last is not None
    assert keeper.last.error is error
    assert not keeper.last.stopped
    keeper.do(Job("rebuild"))
    await idle(keeper)
    assert shelf.done == [("rebuild",)]


async def test_an_update_leaves_what_is_not_there_as_it_is_and_says_so(tmp_path: Path) -> None:
    shelf = Shelf(str(tmp_path), "/gone")
    keeper = librarian(shelf)
    keeper.do(Job("update"))
    await idle(keeper)
    assert shelf.done == [("add", str(tmp_path))]
    assert keeper.last is not None
    assert keeper.last.summary is not None
    assert keeper.last.summary.notes == ("Not there now, left as it was: /gone",)


async def test_closing_waits_for_the_end_of_what_runs() -> None:
    shelf = Shelf()
    shelf.gate.clear()
    keeper = librarian(shelf)
    keeper.do(Job("rebuild"))
    await asyncio.sleep(0)
    await keeper.close()
    await asyncio.sleep(0)
    assert not keeper.busy
    assert shelf.done == []
    await keeper.close()


def test_a_folder_covers_what_lies_in_it_however_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "资料" / "子").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "资料")
    keeper = librarian(Shelf())
    folders = [Folder(str(tmp_path / "资料"))]
    assert keeper.covering(tmp_path / "资料", folders) == str(tmp_path / "资料")
    assert keeper.covering(tmp_path / "link" / "子", folders) == str(tmp_path / "资料")
    assert keeper.covering(tmp_path / "资料二", folders) == ""


def test_what_comes_back_at_the_next_start() -> None:
    own = librarian(Shelf(), configured=[Path("/年报")])
    assert own.comes_back(Path("/年报/"))
    assert not own.comes_back(Path("/b"))
    assert not own.temporary
    over_docs = librarian(Shelf(), named=[Path("/b")], configured=[Path("/年报")])
    assert over_docs.temporary
    assert over_docs.comes_back(Path("/b"))
    assert not over_docs.comes_back(Path("/年报"))


def test_counts_in_words() -> None:
    assert in_words(1, 1) == "1 source, 1 passage"
    assert in_words(0, 1234) == "0 sources, 1,234 passages"
