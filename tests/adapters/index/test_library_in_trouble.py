"""The library when its worker crashes, hangs or is killed, the disk is full, or it may not write."""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.adapters.index.library_kit import NO_WORKER, InProcess, Open, fill, found, write

import hopyard.core
from hopyard.core.errors import LibraryError
from hopyard.core.index import home as places
from hopyard.core.index import process
from hopyard.core.index.library import Library
from hopyard.core.index.lock import LibraryLock
from hopyard.core.index.process import Worker


async def test_a_file_that_kills_the_worker_is_recorded_and_the_rest_goes_on(
    open_library: Open, docs: Path
) -> None:
    fill(docs, 3)
    write(docs / "1a.txt", "CRASH")
    write(docs / "2a.txt", "CRASH")
    library = open_library()
    summary = await library.add([docs])
    assert (summary.added, summary.failed, summary.unchanged, summary.notes) == (3, 2, 0, ())
    assert [(Path(p.path).name, p.reason) for p in library.status().problems] == [
        ("1a.txt", "crashed the reader"),
        ("2a.txt", "crashed the reader"),
    ]
    assert len(library.search_now("north", 9)) == 3
    summary = await library.add([docs])  # and it is not tried again
    assert (summary.added, summary.failed, summary.unchanged) == (0, 2, 3)


async def test_what_was_stored_before_a_crash_counts_as_added(
    open_library: Open, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        write(docs / f"{n}.txt", "Many", *(f"passage {n} {i}" for i in range(2_000)))
    write(docs / "3.txt", "CRASH")
    summary = await open_library().add([docs])
    assert (summary.added, summary.unchanged, summary.failed, summary.n_passages) == (3, 0, 1, 6_000)


async def test_a_file_that_never_ends_is_given_up(open_library: Open, docs: Path) -> None:
    write(docs / "a.txt", "SLEEP")
    write(docs / "b.txt", "Fine", "north")
    library = open_library(seconds_per_file=0.6)
    summary = await library.add([docs])
    assert (summary.added, summary.failed) == (1, 1)
    assert library.status().problems[0].reason == "took longer than 0.6 s to read"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound a process's memory")
async def test_a_file_that_wants_all_the_memory_fails_alone(open_library: Open, docs: Path) -> None:
    write(docs / "a.txt", "GREEDY")
    write(docs / "b.txt", "Fine", "north")
    library = open_library()
    summary = await library.add([docs])
    assert (summary.added, summary.failed) == (1, 1)
    assert "MemoryError" in library.status().problems[0].reason


async def test_many_crashes_end_the_run(
    open_library: Open, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "MAX_CRASHES", 1)
    write(docs / "0.txt", "Fine", "north")
    for n in range(1, 4):
        write(docs / f"{n}.txt", "CRASH")
    library = open_library()
    with pytest.raises(LibraryError, match=r"2 files ended the indexing process, the last one .*2\.txt"):
        await library.add([docs])


async def test_a_worker_that_does_not_start_is_said_with_its_last_words(home: Path, docs: Path) -> None:
    fill(docs, 1)
    library = Library.open(home, Worker((sys.executable, "-c", "raise SystemExit('no such module')")))
    with pytest.raises(LibraryError, match="ended unexpectedly: no such module"):
        await library.add([docs])
    library.close()
    library = Library.open(home, NO_WORKER)
    with pytest.raises(LibraryError, match="cannot be started"):
        await library.add([docs])
    library.close()


KILLS = [
    ("read", 1),
    ("read", 2),
    ("before-rows", 1),
    ("after-rows", 4),
    ("before-rows", 6),
    ("before-index", 1),
    ("after-index", 1),
    ("before-counts", 1),
    ("after-counts", 1),
]


@pytest.mark.parametrize(("moment", "nth"), KILLS)
async def test_a_kill_at_any_moment_loses_nothing_that_was_stored(
    open_library: Open, writer: InProcess, docs: Path, tmp_path: Path, moment: str, nth: int
) -> None:
    fill(docs)
    writer.add(docs)
    healthy = open_library()
    write(docs / "1.txt", "Field 1", "north corrected", mtime=1_600_000_100)
    (docs / "2.txt").unlink()
    write(docs / "9.txt", "Field 9", "north 9 t of hops")
    with contextlib.suppress(LibraryError):  # a death while a file was read costs that file, not the run
        await open_library(moment, str(nth), str(tmp_path / "died")).add([docs])
    assert (tmp_path / "died").exists()

    InProcess(tmp_path / "fresh", writer.read).add(docs)
    expected = open_library(home=tmp_path / "fresh")
    # Searching alone mends the index to what the store holds; every hit is true to its text.
    for hit in open_library().search_now("north corrected", 20):
        assert (await healthy.text(hit.source.id))[hit.passage.start : hit.passage.end] == hit.passage.text
    for name in os.listdir(docs):  # whatever was recorded as crashed is read again once it has changed
        os.utime(docs / name, (1_600_000_200, 1_600_000_200))
    writer.add(docs)
    for query in ("north corrected", "south 酒花产量 7", "Field 9"):
        assert sorted(found(healthy.search_now(query, 20))) == sorted(found(expected.search_now(query, 20)))
    assert healthy.status().n_failed == 0


async def test_cancelling_ends_the_worker_and_frees_the_lock(
    open_library: Open, home: Path, docs: Path
) -> None:
    write(docs / "a.txt", "SLEEP")
    reading = asyncio.Event()
    library = open_library()
    task = asyncio.create_task(library.add([docs], on_progress=lambda _: reading.set()))
    await asyncio.wait_for(reading.wait(), 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with LibraryLock(places.lock_file(home), "after") as lock:
        lock.acquire(5.0)


@pytest.mark.parametrize("limit", [4_096, 45_000, 80_000])
async def test_a_full_disk_is_said_and_loses_nothing(
    open_library: Open, writer: InProcess, docs: Path, limit: int
) -> None:
    fill(docs, 2)
    writer.add(docs)
    library = open_library()
    for n in range(3):
        write(docs / f"long{n}.txt", f"Long {n}", *(f"word{n}{i} north {i}" for i in range(400)))
    with pytest.raises(LibraryError) as caught:
        await open_library("file-size", str(limit)).add([docs])
    assert "Cannot write" in caught.value.message
    assert "run the same command again" in caught.value.next_step
    assert len(open_library().search_now("south", 20)) == 2
    writer.add(docs)
    assert library.status().n_indexed == 5
    assert len(library.search_now("word1399", 5)) > 0


_READ_ONLY = """
import asyncio, os, sys
from pathlib import Path
where, home, docs, new = sys.argv[1:]
sys.path.insert(0, where)
from hopyard.core.errors import HopyardError
from hopyard.core.index.library import Library
import hopyard.core.index.ranking, hopyard.core.index.chains.search as search
search.wanted("读 what is needed while it may still be read")
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
library = Library.open(Path(home))
print(len(library.search_now("north", 5)), library.status().n_passages)
print(asyncio.run(library.add([Path(docs)])).unchanged)
for step in (lambda: asyncio.run(library.add([Path(new)])), lambda: Library.open(Path(home) / "new")):
    try:
        step()
    except HopyardError as error:
        print(error)
"""


def test_a_library_that_may_only_be_read_is_searched_but_not_written(
    writer: InProcess,
) -> None:
    # Root may write anywhere, so there the user `nobody` tries, who must be able to reach the folder.
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        fill(top / "docs", 2)
        fill(top / "new", 3)
        read_only = InProcess(top / "home", writer.read)
        read_only.add(top / "docs")
        for path in (top, *top.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o444)
        (top / "home").chmod(0o555)
        assert hopyard.core.__file__
        arguments = [Path(hopyard.core.__file__).parents[2], top / "home", top / "docs", top / "new"]
        ran = subprocess.run(
            [sys.executable, "-c", _READ_ONLY, *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        (top / "home").chmod(0o755)
    assert ran.stdout.splitlines() == [
        "2 4",
        "2",
        f"Cannot write to the library at {top}/home: it is read-only. "
        "Make the folder writable, or choose another one for the library.",
        f"Cannot make the library's folder {top}/home/new: Permission denied. "
        "Choose another folder for the library.",
    ], ran.stderr
