"""An index that is not what was written: noticed by itself, mended from the store, and said."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.adapters.index.library_kit import (
    NO_WORKER,
    InProcess,
    Open,
    flip,
    postings_and_places,
    write,
)

from hopyard.core.index import home as places
from hopyard.core.index.health import WHY, folder, health, mark_behind
from hopyard.core.index.library import Library
from hopyard.core.index.mender import WHY_SLOW
from hopyard.core.index.store import Store
from hopyard.core.values import Hit


@pytest.fixture
def filled(writer: InProcess, docs: Path) -> InProcess:
    for n in range(4):
        write(docs / f"{n}.txt", f"Field {n}", f"north {n} t of hops", f"south {n + 5} t, 酒花产量")
    writer.add(docs)
    return writer


def index_of(writer: InProcess) -> Path:
    store = Store(places.store_file(writer.home))
    try:
        return folder(writer.home, store)
    finally:
        store.close()


def one(writer: InProcess, pattern: str) -> Path:
    (path,) = index_of(writer).glob(pattern)
    return path


def _overwrite(pattern: str) -> Callable[[InProcess], None]:
    def damage(writer: InProcess) -> None:
        path = one(writer, pattern)
        path.write_bytes(b"\xde\xad" * (path.stat().st_size // 2 + 1))

    return damage


def _flip_a_byte(writer: InProcess) -> None:
    path = one(writer, "*.pst")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x55
    path.write_bytes(data)


def _cut(writer: InProcess) -> None:
    path = one(writer, "*.trm")
    path.write_bytes(path.read_bytes()[:-7])


def _lose_a_file(writer: InProcess) -> None:
    one(writer, "*record.col").unlink()


def _lose_everything(writer: InProcess) -> None:
    shutil.rmtree(index_of(writer))


def _another_table_of_contents(writer: InProcess) -> None:
    shutil.copy(one(writer, "*.toc"), index_of(writer) / "_MAIN_99.toc")


DAMAGES = {
    "postings": _overwrite("*.pst"),
    "terms": _overwrite("*.trm"),
    "contents": _overwrite("*.toc"),
    "column": _overwrite("*record.col"),
    "a byte": _flip_a_byte,
    "cut": _cut,
    "file lost": _lose_a_file,
    "all lost": _lose_everything,
    "foreign": _another_table_of_contents,
}


def texts(hits: list[Hit]) -> list[tuple[str, float]]:
    return [(hit.passage.text, hit.score) for hit in hits]


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_mended_by_the_next_add(
    filled: InProcess, docs: Path, open_library: Open, damage: Callable[[InProcess], None]
) -> None:
    before = texts(open_library().search_now("south 酒花 3 t", 9))
    damage(filled)
    summary = filled.add(docs)
    assert summary.notes == (WHY["damaged"],)
    assert (summary.unchanged, summary.n_passages) == (4, 8)
    assert texts(open_library().search_now("south 酒花 3 t", 9)) == before
    assert filled.add(docs).notes == ()


@pytest.mark.parametrize("damage", ["postings", "contents", "all lost"])
def test_damage_is_mended_by_the_next_search_and_said(
    filled: InProcess, open_library: Open, damage: str
) -> None:
    before = texts(open_library().search_now("south 3", 9))
    DAMAGES[damage](filled)
    library = open_library()
    assert library.status().notes == ("The index is damaged; the next search or add mends it.",)
    assert texts(library.search_now("south 3", 9)) == before
    assert library.status().notes == (WHY["damaged"],)


def test_a_library_that_is_open_notices_damage_when_whoosh_stumbles_over_it(
    filled: InProcess, open_library: Open
) -> None:
    library = open_library()
    before = texts(library.search_now("south", 9))
    for pattern in ("*.counts", "*.pst"):
        path = one(filled, pattern)
        path.write_bytes(b"\xde\xad" * (path.stat().st_size // 2))
    assert len(library.search_now("north 酒花产量", 9)) == 8
    assert texts(library.search_now("south", 9)) == before
    assert library.status().notes == (WHY["damaged"],)


def test_the_same_bytes_with_another_time_are_no_damage(filled: InProcess, docs: Path) -> None:
    copy = filled.home.with_name("copy")
    shutil.copytree(filled.home, copy, copy_function=shutil.copyfile)
    moved = InProcess(copy, filled.read)
    assert moved.add(docs).notes == ()


def test_an_index_of_another_store_is_never_opened(filled: InProcess, docs: Path, open_library: Open) -> None:
    for path in filled.home.glob("library.sqlite*"):
        path.unlink()
    library = open_library()
    assert library.search_now("north", 9) == []
    write(docs / "0.txt", "Other", "quite another text")
    filled.add(docs / "0.txt")
    assert [hit.passage.text for hit in library.search_now("another", 9)] == ["quite another text"]
    assert len(places.index_folders(filled.home)) == 1


def test_other_rules_of_cutting_text_build_the_index_again(
    filled: InProcess, open_library: Open, monkeypatch: pytest.MonkeyPatch, docs: Path
) -> None:
    before = index_of(filled)
    monkeypatch.setattr(places, "INDEX_FORMAT", 0)
    summary = filled.add(docs)
    assert summary.notes == (WHY["behind"],)
    assert index_of(filled) != before
    assert not before.exists()
    assert len(open_library().search_now("north", 9)) == 4


def test_an_index_that_lags_behind_is_brought_in_step(
    filled: InProcess, docs: Path, open_library: Open
) -> None:
    store = Store(places.store_file(filled.home))
    with store.transaction():
        gone = store.files([str(docs / "0.txt")])[str(docs / "0.txt")]
        store.drop_files([gone.path])
        store.settle_sources([gone.source or ""])
        mark_behind(store)
    assert health(filled.home, store) == "behind"
    store.close()
    library = open_library()
    assert len(library.search_now("north", 9)) == 3
    assert library.status().notes == (WHY["behind"],)


def test_rebuilding_gives_the_same_results(filled: InProcess, docs: Path, open_library: Open) -> None:
    write(docs / "1.txt", "Field 1", "north 77 t, later corrected", mtime=1_600_000_100)
    filled.add(docs)
    library = open_library()
    queries = ("north 77", "south 酒花", "Field 2 t", "corrected")
    before = [library.search_now(query, 20) for query in queries]
    summary = filled.run(lambda writer: writer.rebuild())
    assert (summary.n_passages, summary.notes) == (7, (WHY["good"],))
    assert [library.search_now(query, 20) for query in queries] == before
    assert all(before)


def counts_files(writer: InProcess) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(index_of(writer).glob("*.counts"))}


def _lose_counts(writer: InProcess) -> None:
    one(writer, "*.counts").unlink()


def _flip_counts(writer: InProcess) -> None:
    path = one(writer, "*.counts")
    postings, places, _ = postings_and_places(path)
    flip(path, postings, places)


def _flip_places(writer: InProcess) -> None:
    path = one(writer, "*.counts")
    _, places, end = postings_and_places(path)
    flip(path, places, end)


@pytest.mark.parametrize(
    ("damage", "query"),
    [
        (_lose_counts, "north south 酒花产量 field 3"),
        (_flip_counts, "north south 酒花产量 field 3"),
        (_lose_counts, '"t of hops"'),
        (_flip_places, '"t of hops"'),
    ],
)
def test_a_lost_file_of_counts_is_made_again_while_searching_goes_on(
    filled: InProcess, open_library: Open, damage: Callable[[InProcess], None], query: str
) -> None:
    before, written = texts(open_library().search_now(query, 9)), counts_files(filled)
    damage(filled)
    library = open_library()
    assert library.status().notes == ()
    assert texts(library.search_now(query, 9)) == before
    assert library.status().notes[:1] == (WHY_SLOW,)
    library._live.wait_for_mending()
    assert counts_files(filled) == written
    assert texts(library.search_now(query, 9)) == before != []
    assert library._live.ask(lambda searcher: searcher.lacking) is False


def test_closing_ends_the_mending(filled: InProcess, open_library: Open) -> None:
    _lose_counts(filled)
    library = open_library()
    assert library.search_now("north", 9)
    library.close()
    assert [hit for hit in open_library().search_now("north", 9)]


def test_mending_that_fails_leaves_searching_as_it_is(filled: InProcess) -> None:
    _lose_counts(filled)
    library = Library.open(filled.home, NO_WORKER)
    assert len(library.search_now("north", 9)) == 4
    library._live.wait_for_mending()
    assert len(library.search_now("north", 9)) == 4
    assert counts_files(filled) == {}
    library.close()


def test_no_counts_are_made_out_of_damaged_postings(filled: InProcess, open_library: Open) -> None:
    before = texts(open_library().search_now("north south", 9))
    path = one(filled, "*.pst")
    times = path.stat()
    _flip_a_byte(filled)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # so that a look at the files shows nothing
    _lose_counts(filled)
    assert filled.run(lambda writer: writer.mend()).notes == (WHY["damaged"],)
    assert texts(open_library().search_now("north south", 9)) == before


def test_adding_makes_lost_files_of_counts_again(filled: InProcess, docs: Path) -> None:
    written = counts_files(filled)
    _lose_counts(filled)
    write(docs / "9.txt", "Field 9", "north 9 t of hops")
    filled.add(docs)
    assert written.items() <= counts_files(filled).items()
    assert len(counts_files(filled)) == 2
