"""The library with its real worker process: add, search, look on, take turns."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from tests.adapters.index.library_kit import NO_WORKER, InProcess, Open, fill, write

import hopyard.core
from hopyard.core import sample
from hopyard.core.children import child_environment
from hopyard.core.errors import LibraryError, LibraryLocked, SearchError
from hopyard.core.index import home as places
from hopyard.core.index.library import Library
from hopyard.core.index.lock import LibraryLock, held
from hopyard.core.index.process import Worker
from hopyard.core.index.protocol import Request
from hopyard.core.index.report import Progress
from hopyard.core.index.store import Store
from hopyard.core.ports import Retriever
from hopyard.core.text.raw import source_id


async def test_a_folder_is_added_searched_and_left_alone_the_second_time(
    open_library: Open, home: Path, docs: Path
) -> None:
    fill(docs, 3)
    told: list[Progress] = []
    library = open_library()
    summary = await library.add([docs], on_progress=told.append)
    assert (summary.added, summary.changed, summary.removed, summary.unchanged) == (3, 0, 0, 0)
    assert summary.n_passages == 6
    assert summary.elapsed_s > 0
    assert [(one.done, one.total, one.status) for one in told if one.path] == [
        (0, 3, "reading"),
        (1, 3, "added"),
        (1, 3, "reading"),
        (2, 3, "added"),
        (2, 3, "reading"),
        (3, 3, "added"),
    ]
    retriever: Retriever = library
    assert retriever.name == "library"
    hits = await retriever.search("酒花产量 south 6", 2)
    assert [hit.passage.text for hit in hits] == ["south 6 t, 酒花产量", hits[1].passage.text]
    text = await retriever.text(hits[0].source.id)
    assert text[hits[0].passage.start : hits[0].passage.end] == hits[0].passage.text
    assert hits[0].passage.location == "line 3"

    again = Library.open(home, NO_WORKER)
    summary = await again.add([docs])
    again.close()
    assert (summary.added, summary.changed, summary.removed, summary.unchanged) == (0, 0, 0, 3)


async def test_a_library_of_an_older_version_is_read_once_more(
    open_library: Open, home: Path, docs: Path
) -> None:
    fill(docs, 3)
    library = open_library()
    await library.add([docs])
    library.close()
    with sqlite3.connect(places.store_file(home)) as connection:
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
        connection.execute("ALTER TABLE passages DROP COLUMN facts")
        connection.execute("DROP TABLE names")
    connection.close()

    library = open_library()
    assert library.n_passages() == 0
    assert library.status().roots == (str(docs),)
    summary = await library.add([docs])
    assert (summary.added, summary.n_passages) == (3, 6)
    hits = await library.search("酒花产量 south 6", 2)
    assert hits[0].passage.text == "south 6 t, 酒花产量"


async def test_what_another_process_wrote_is_found_at_once(open_library: Open, docs: Path) -> None:
    fill(docs, 1)
    reader, writer = open_library(), open_library()
    assert reader.search_now("north", 5) == []
    await writer.add([docs])
    assert len(reader.search_now("north", 5)) == 1
    write(docs / "new.txt", "More", "north again")
    (docs / "0.txt").unlink()
    await writer.add([docs])
    assert [hit.passage.text for hit in reader.search_now("north", 5)] == ["north again"]
    assert reader.document_frequency(["north", "south"]) == {"north": 1, "south": 0}
    assert reader.n_passages() == 1
    assert [source.title for source in reader.sources()] == ["More"]


@pytest.mark.parametrize("query", ["", "   ", "?!……", "\x00"])
async def test_a_query_without_a_token_finds_nothing(open_library: Open, docs: Path, query: str) -> None:
    library = open_library()
    assert await library.search(query, 5) == []
    fill(docs, 1)
    await library.add([docs])
    assert await library.search(query, 5) == []


async def test_ten_thousand_characters_are_a_question_too(open_library: Open) -> None:
    library = open_library()
    await library.add_passages((f"p{n}", "", f"词{n}号样本 value {n}") for n in range(50))
    question = "".join(chr(0x4E00 + n % 8000) for n in range(9_900)) + " value 7 样本"
    assert (await library.search(question, 3))[0].source.path == "p7"


async def test_a_source_that_is_gone_is_an_error(open_library: Open) -> None:
    with pytest.raises(SearchError, match="no longer in the library"):
        await open_library().text("0" * 32)


async def test_an_empty_folder_is_said(open_library: Open, docs: Path) -> None:
    summary = await open_library().add([docs])
    assert summary.notes == (f"Nothing to read was found in {docs}.",)
    assert open_library().status().roots == (str(docs),)


async def test_a_missing_folder_starts_no_worker(home: Path, docs: Path) -> None:
    library = Library.open(home, NO_WORKER)
    with pytest.raises(LibraryError, match="No such file or folder"):
        await library.add([docs, docs / "missing"])
    library.close()


async def test_status_counts_and_names_the_problems(open_library: Open, docs: Path) -> None:
    fill(docs, 2)
    write(docs / "bad.txt", "REFUSE")
    (docs / "photo.png").touch()
    library = open_library()
    await library.add([docs])
    status = library.status()
    assert (status.n_indexed, status.n_failed, status.n_skipped) == (2, 1, 1)
    assert (status.n_sources, status.n_passages) == (2, 4)
    assert [(Path(p.path).name, p.status) for p in status.problems] == [
        ("bad.txt", "failed"),
        ("photo.png", "skipped"),
    ]
    assert status.n_bytes > 1000
    assert status.notes == ()


async def test_remove_and_rebuild_go_through_the_worker(open_library: Open, docs: Path) -> None:
    fill(docs, 2)
    library = open_library()
    await library.add([docs])
    before = library.search_now("north", 5)
    assert (await library.rebuild()).n_passages == 4
    assert library.search_now("north", 5) == before
    assert (await library.remove(docs / "0.txt")).removed == 1
    assert len(library.search_now("north", 5)) == 1
    with pytest.raises(LibraryError, match="holds nothing from"):
        await library.remove(docs / "0.txt")


async def test_two_at_once_wait_for_each_other(open_library: Open, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two", "three")]
    for n, folder in enumerate(folders):
        for i in range(4):
            write(folder / f"{i}.txt", f"Title {n}", f"north {n} {i}")
    libraries = [open_library() for _ in folders]
    summaries = await asyncio.gather(
        *(one.add([folder]) for one, folder in zip(libraries, folders, strict=True))
    )
    assert [summary.added for summary in summaries] == [4, 4, 4]
    assert [len(one.search_now("north", 20)) for one in libraries] == [12, 12, 12]


async def test_a_locked_library_is_searched_but_not_written(
    open_library: Open, home: Path, docs: Path
) -> None:
    fill(docs, 1)
    library = open_library()
    await library.add([docs])
    fill(docs, 2)
    with LibraryLock(places.lock_file(home), "hopyard index add elsewhere") as lock:
        lock.acquire(1.0)
        with pytest.raises(
            LibraryLocked, match=rf"process {os.getpid()} on .* \(hopyard index add elsewhere\)"
        ):
            await library.add([docs], lock_wait_s=0.1)
        assert len(library.search_now("north", 5)) == 1
        assert library.status().notes == ("Another process is writing the library.",)
    assert (await library.add([docs])).added == 1


def test_the_program_loads_no_reader_and_no_whoosh_to_see_that_nothing_changed(
    writer: InProcess, home: Path, docs: Path
) -> None:
    fill(docs, 2)
    writer.add(docs)
    assert hopyard.core.__file__
    where = str(Path(hopyard.core.__file__).parents[2])
    code = f"""
import asyncio, sys
from pathlib import Path
sys.path.insert(0, {where!r})
from hopyard.core.index.library import Library
library = Library.open(Path({str(home)!r}))
assert asyncio.run(library.add([Path({str(docs)!r})])).unchanged == 2
heavy = {{"whoosh", "docx", "pypdfium2", "resiliparse", "lxml", "Stemmer", "textual"}}
print(sorted(heavy & {{name.split(".")[0] for name in sys.modules}}))
assert library.search_now("north", 1)
print([name for name in sys.modules if name.startswith("whoosh.qparser")])
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.stdout.splitlines() == ["[]", "[]"], ran.stderr


async def test_a_look_too_soon_after_writing_is_repeated_by_bytes_only_until_it_is_settled(
    writer: InProcess, home: Path, docs: Path
) -> None:
    path = write(docs / "a.txt", "Yields", "north 2.1 t", mtime=time.time() - 1)
    writer.add(docs)
    library = Library.open(home, NO_WORKER)
    store = Store(places.store_file(home))
    before = store.files([str(docs)])[str(path)].seen_ns
    assert (await library.add([docs])).unchanged == 1
    assert store.files([str(docs)])[str(path)].seen_ns > before
    with LibraryLock(
        places.lock_file(home), "busy"
    ) as lock:  # and where it cannot be settled, no harm is done
        lock.acquire(1.0)
        assert (await library.add([docs])).unchanged == 1
    store.close()
    library.close()


async def test_hopyards_own_documents_go_through_its_own_worker(home: Path) -> None:
    library = Library.open(home)
    summary = await library.add([sample.folder()])
    assert (summary.added, summary.failed) == (len(library.sources()), 0)
    assert summary.added > 10
    for question, facts in list(sample.EXPECTED.items())[:3]:
        for fact in facts:
            hits = await library.search(fact, 5)
            assert any(fact in hit.passage.text or fact in hit.source.title for hit in hits), (question, fact)
    for source in library.sources():
        text = await library.text(source.id)
        assert (source_id(text), len(text)) == (source.id, source.n_chars)
    library.close()


def test_a_worker_that_nobody_listens_to_ends_by_itself(home: Path, docs: Path) -> None:
    fill(docs, 3)
    request = msgspec.json.encode(Request(home=str(home), task="add", roots=(str(docs),)))
    process = subprocess.Popen(
        Worker().command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=child_environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.close()
    process.stdin.write(request + b"\n")
    process.stdin.close()
    assert process.wait(30) == 1
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert not held(places.lock_file(home))
