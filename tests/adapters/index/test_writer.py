"""What an add does to the library, folder by folder, without the process around it."""

import os
import time
from pathlib import Path

import pytest
from tests.adapters.index.library_kit import InProcess, write

from hopyard.core.documents.limits import ReadLimits
from hopyard.core.errors import LibraryError
from hopyard.core.index import home as places
from hopyard.core.index import intake, plan, sync
from hopyard.core.index import writer as writer_module
from hopyard.core.index.library import Library
from hopyard.core.index.store import Store


def test_new_changed_and_vanished_files(writer: InProcess, docs: Path) -> None:
    write(docs / "a.txt", "Yields", "north 2.1 t")
    write(docs / "b.txt", "Prices", "12 euros")
    summary = writer.add(docs)
    assert writer.outcomes() == {"a.txt": "added", "b.txt": "added"}
    assert (summary.unchanged, summary.n_passages, summary.notes) == (0, 2, ())

    write(docs / "a.txt", "Yields", "north 2.4 t", "south 1.9 t", mtime=1_600_000_100)
    (docs / "b.txt").unlink()
    write(docs / "sub" / "c.txt", "Rain", "310 mm")
    summary = writer.add(docs)
    assert writer.outcomes() == {"b.txt": "removed", "a.txt": "changed", "c.txt": "added"}
    assert summary.n_passages == 3
    with_library(
        writer,
        lambda library: [hit.passage.text for hit in library.search_now("north south euros", 9)],
        ["north 2.4 t", "south 1.9 t"],
    )


def with_library(writer: InProcess, ask: object, expected: object) -> None:
    library = Library.open(writer.home)
    try:
        assert callable(ask)
        assert ask(library) == expected
    finally:
        library.close()


def paths(library: Library) -> list[str]:
    return [Path(source.path).name for source in library.sources()]


def test_a_second_add_reads_nothing(writer: InProcess, docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(docs / "a.txt", "Yields", "north 2.1 t")
    writer.add(docs)

    def untouchable(path: Path, limits: ReadLimits) -> object:
        raise AssertionError(path)

    monkeypatch.setattr(writer, "read", untouchable)
    summary = writer.add(docs)
    assert writer.told == []
    assert (summary.unchanged, summary.failed) == (1, 0)


def test_a_file_that_was_only_touched_is_unchanged(writer: InProcess, docs: Path) -> None:
    path = write(docs / "a.txt", "Yields", "north 2.1 t")
    writer.add(docs)
    os.utime(path, (1_600_000_500, 1_600_000_500))
    summary = writer.add(docs)
    assert writer.outcomes() == {"a.txt": "unchanged"}
    assert summary.unchanged == 1
    writer.add(docs)
    assert writer.told == []


def test_a_change_in_the_same_tick_of_the_clock_is_seen(writer: InProcess, docs: Path) -> None:
    now = time.time()
    write(docs / "a.txt", "Yields", "north 2.1 t", mtime=now)
    write(docs / "b.txt", "Prices", "12 euros", mtime=now)
    writer.add(docs)
    write(docs / "a.txt", "Yields", "north 9.9 t", mtime=now)  # same size, same time
    summary = writer.add(docs)
    assert writer.outcomes() == {"a.txt": "changed"}
    assert summary.unchanged == 1


def test_the_same_text_in_two_files_is_one_source(writer: InProcess, docs: Path) -> None:
    write(docs / "a.txt", "Yields", "north 2.1 t")
    write(docs / "b.txt", "Yields", "north 2.1 t")
    assert writer.add(docs).n_passages == 1
    with_library(writer, paths, ["a.txt"])
    (docs / "a.txt").unlink()
    writer.add(docs)
    with_library(writer, paths, ["b.txt"])
    with_library(
        writer,
        lambda library: [hit.source.path for hit in library.search_now("north", 5)],
        [str(docs / "b.txt")],
    )
    (docs / "b.txt").unlink()
    assert writer.add(docs).n_passages == 0
    with_library(writer, paths, [])


def test_a_renamed_file_keeps_its_source_and_is_found_by_its_new_name(writer: InProcess, docs: Path) -> None:
    write(docs / "draft.txt", "Yields", "north 2.1 t")
    writer.add(docs)
    (docs / "draft.txt").rename(docs / "harvest.txt")
    writer.add(docs)
    assert writer.outcomes() == {"draft.txt": "removed", "harvest.txt": "added"}
    with_library(
        writer, lambda library: [len(library.search_now(q, 5)) for q in ("harvest", "draft")], [1, 0]
    )


def test_files_that_cannot_be_read_are_remembered_with_their_reason(writer: InProcess, docs: Path) -> None:
    write(docs / "a.txt", "Yields", "north 2.1 t")
    write(docs / "bug.txt", "RAISE", "x")
    write(docs / "no.txt", "REFUSE", "x")
    write(docs / "empty.txt", "only a title")
    (docs / "photo.png").write_bytes(b"\x89PNG")
    summary = writer.add(docs)
    assert (summary.failed, summary.skipped) == (3, 1)
    expected = {
        "bug.txt": ("failed", "the reader failed on it (ValueError)"),
        "empty.txt": ("failed", "no text in it"),
        "no.txt": ("failed", "made to be refused"),
        "photo.png": ("skipped", "not a document format"),
    }
    with_library(
        writer,
        lambda library: {Path(p.path).name: (p.status, p.reason) for p in library.status().problems},
        expected,
    )
    summary = writer.add(docs)
    assert writer.told == []
    assert (summary.failed, summary.skipped, summary.unchanged) == (3, 1, 1)


def test_a_file_that_failed_is_tried_again_when_it_or_the_limits_change(
    writer: InProcess, docs: Path
) -> None:
    path = write(docs / "no.txt", "REFUSE", "x")
    writer.add(docs)
    writer.add(docs, limits=ReadLimits(max_pages=1))
    assert writer.outcomes() == {"no.txt": "failed"}
    write(path, "Fine", "now", mtime=1_600_000_900)
    writer.add(docs, limits=ReadLimits(max_pages=1))
    assert writer.outcomes() == {"no.txt": "added"}


def test_a_document_that_becomes_unreadable_leaves_the_library(writer: InProcess, docs: Path) -> None:
    path = write(docs / "a.txt", "Yields", "north 2.1 t")
    writer.add(docs)
    write(path, "REFUSE", "x", mtime=1_600_000_900)
    summary = writer.add(docs)
    assert (summary.failed, summary.n_passages) == (1, 0)
    with_library(writer, lambda library: library.search_now("north", 5), [])


def test_a_document_that_becomes_another_format_is_skipped(writer: InProcess, docs: Path) -> None:
    path = write(docs / "a.txt", "Yields", "north 2.1 t")
    writer.add(docs)
    path.unlink()
    os.mkfifo(path)
    summary = writer.add(docs)
    assert (summary.skipped, summary.n_passages) == (1, 0)


def test_crashed_files_are_not_touched(writer: InProcess, docs: Path) -> None:
    path = write(docs / "bad.txt", "RAISE", "x")
    summary = writer.add(docs, crashed={str(path): "crashed the reader"})
    assert summary.failed == 1
    with_library(writer, lambda library: library.status().problems[0].reason, "crashed the reader")


def test_a_folder_that_cannot_be_looked_into_keeps_its_documents(
    writer: InProcess, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(docs / "sub" / "a.txt", "Yields", "north 2.1 t")
    writer.add(docs)
    real = os.scandir

    def closed(path: Path) -> object:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("hopyard.core.documents.folder.os.scandir", closed)
    summary = writer.add(docs)
    assert (summary.n_passages, summary.skipped) == (1, 1)
    assert "removed" not in writer.outcomes().values()


def test_a_missing_root_stops_everything_before_anything_is_touched(writer: InProcess, docs: Path) -> None:
    write(docs / "a.txt", "Yields", "north 2.1 t")
    writer.add(docs)
    (docs / "a.txt").unlink()
    with pytest.raises(LibraryError, match="No such file or folder"):
        writer.add(docs, docs / "unplugged")
    with_library(writer, paths, ["a.txt"])


def test_roots_within_each_other_and_links_give_each_file_once(
    writer: InProcess, docs: Path, tmp_path: Path
) -> None:
    write(docs / "sub" / "a.txt", "Yields", "north 2.1 t")
    (tmp_path / "link").symlink_to(docs)
    writer.add(docs, docs / "sub", docs / "sub" / "a.txt", tmp_path / "link")
    assert writer.outcomes() == {"a.txt": "added"}
    writer.add(docs / "sub")
    writer.add(tmp_path / "link")
    assert writer.told == []
    with_library(
        writer,
        lambda library: library.status().roots,
        tuple(map(str, (docs, docs / "sub", docs / "sub/a.txt"))),
    )


def test_a_name_that_is_not_utf8_is_skipped_with_a_reason(writer: InProcess, docs: Path) -> None:
    with open(os.fsencode(docs) + b"/\xff.txt", "wb") as file:
        file.write(b"x")
    summary = writer.add(docs)
    assert summary.skipped == 1
    with_library(writer, lambda library: library.status().problems[0].reason, "its name is not valid UTF-8")
    assert writer.add(docs).skipped == 1


def test_removing_a_folder_forgets_what_lies_below_it(writer: InProcess, docs: Path) -> None:
    write(docs / "a.txt", "Yields", "north 2.1 t")
    write(docs / "sub" / "b.txt", "Prices", "12 euros")
    writer.add(docs)
    summary = writer.remove(docs / "sub")
    assert (summary.removed, summary.n_passages) == (1, 1)
    assert summary.notes == (f"It lies under {docs}: adding that folder again brings it back.",)
    summary = writer.remove(docs)
    assert (summary.removed, summary.n_passages, summary.notes) == (1, 0, ())
    with_library(writer, lambda library: library.status().roots, ())
    with pytest.raises(LibraryError, match="holds nothing from") as caught:
        writer.remove(docs)
    assert "hopyard index status" in caught.value.next_step


def test_loose_passages_lead_back_to_their_ids(writer: InProcess) -> None:
    passages = [("p1", "Hops", "same text"), ("p2", "Malt", "same text"), ("p3", "", "another\x1b[31m one")]
    summary = writer.run(lambda w: w.add_passages(passages))
    assert (summary.added, summary.n_passages) == (3, 3)
    with_library(
        writer,
        lambda library: [(hit.source.path, hit.passage.text) for hit in library.search_now("same", 5)],
        [("p1", "same text"), ("p2", "same text")],
    )
    with_library(writer, lambda library: library.search_now("p2", 5), [])  # an id is not a word of the text
    with_library(writer, lambda library: library.search_now("another", 5)[0].passage.text, "another one")
    summary = writer.run(lambda w: w.add_passages([("p1", "Hops", "new text"), passages[1]]))
    assert (summary.added, summary.changed, summary.unchanged, summary.n_passages) == (0, 1, 1, 3)


@pytest.mark.parametrize("limit", [("COMMIT_EVERY", 4), ("COMMIT_BYTES", 30)])
def test_small_batches_give_the_same_library(
    writer: InProcess,
    docs: Path,
    tmp_path: Path,
    fake_worker: object,
    monkeypatch: pytest.MonkeyPatch,
    limit: tuple[str, int],
) -> None:
    for n in range(20):
        write(docs / f"{n:02}.txt", f"Field {n}", f"north {n} t", f"south {n * n} t")
    writer.add(docs)
    monkeypatch.setattr(writer_module, "STORE_EVERY", 3)
    monkeypatch.setattr(writer_module, "COMMIT_EVERY", 7)
    monkeypatch.setattr(sync, *limit)
    other = InProcess(tmp_path / "other", writer.read)
    other.add(docs)
    one, two = Library.open(writer.home), Library.open(other.home)
    try:
        for query in ("north 7", "south 81 field", "t"):
            assert one.search_now(query, 30) == two.search_now(query, 30)
    finally:
        one.close()
        two.close()


def test_rows_of_files_hold_what_a_later_look_needs(writer: InProcess, docs: Path) -> None:
    path = write(docs / "a.txt", "Yields", "north 2.1 t")
    before = time.time_ns()
    writer.add(docs)
    store = Store(places.store_file(writer.home))
    row = store.files([str(docs)])[str(path)]
    store.close()
    assert (row.size, row.mtime_ns, row.root, row.title) == (
        path.stat().st_size,
        1_600_000_000 * 10**9,
        str(docs),
        "Yields",
    )
    assert before <= row.seen_ns <= time.time_ns()
    assert len(row.hash) == 64


def test_a_file_is_read_again_by_other_rules(
    writer: InProcess, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(docs / "a.txt", "Title", "north")
    write(docs / "b.txt", "REFUSE")
    writer.add(docs)
    writer.add(docs)
    assert writer.told == []
    monkeypatch.setattr(plan, "reading_rules", lambda: "others")
    monkeypatch.setattr(intake, "reading_rules", lambda: "others")
    summary = writer.add(docs)
    assert writer.outcomes() == {"a.txt": "changed"}
    assert (summary.added, summary.failed, summary.n_passages) == (0, 1, 1)
    writer.add(docs)
    assert writer.told == []
