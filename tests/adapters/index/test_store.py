"""The passage store: what goes in comes out, files share sources, ids are never given twice."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from hopyard.core.errors import LibraryError
from hopyard.core.index import home as places
from hopyard.core.index.database import SCHEMA
from hopyard.core.index.library import Library
from hopyard.core.index.store import FileRow, Store, Words
from hopyard.core.text.raw import About, Document
from hopyard.core.values import Passage


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "library.sqlite")
    yield store
    store.close()


def document(name: str = "s1", title: str = "Hop yields", text: str = "north 2.1 t\nsouth 1.8 t") -> Document:
    spans = [(0, 11), (12, len(text))]
    passages = tuple(Passage(name, a, b, text[a:b], f"line {n}", "Table 1") for n, (a, b) in enumerate(spans))
    return Document(name, title, "txt", text, passages)


def row(path: str, source: str | None = "s1", title: str = "Hop yields") -> FileRow:
    return FileRow(path, "/d", 1, 2, 3, "h", "indexed", "", "", title, "txt", source)


def keep(store: Store, one: Document, *paths: str) -> None:
    with store.transaction():
        for path in paths:
            store.put_document(one, path)
            store.put_files([row(path, one.id, one.title)])


def test_a_document_comes_back_with_its_passages_sliced_from_its_text(store: Store) -> None:
    keep(store, document(), "/d/yields.txt")
    assert store.text("s1") == "north 2.1 t\nsouth 1.8 t"
    ids = store.passage_ids()
    assert list(store.words(ids)) == [
        Words(ids[0], "Hop yields", "yields", "Table 1", "north 2.1 t"),
        Words(ids[1], "Hop yields", "yields", "Table 1", "south 1.8 t"),
    ]
    assert store.spans(ids)[ids[1]] == Passage("s1", 12, 23, "", "line 1", "Table 1")
    assert store.source("s1") == store.sources()[0]


def test_text_with_nul_and_astral_characters_keeps_its_offsets(store: Store) -> None:
    text = "𠮷𠮷 a\0b 酒花\nend"
    passages = (Passage("s1", 3, 9, "", "line 1"),)
    with store.transaction():
        store.put_document(Document("s1", "t", "txt", text, passages), "/d/a.txt")
    assert store.text("s1") == text
    assert next(store.words(store.passage_ids())).body == text[3:9]


def test_ids_of_deleted_passages_are_not_given_again(store: Store) -> None:
    keep(store, document(), "/d/a.txt")
    before = store.passage_ids()
    with store.transaction():
        store.drop_files(["/d/a.txt"])
        store.settle_sources(["s1"])
    assert store.passage_ids() == []
    keep(store, document(), "/d/a.txt")
    assert not set(before) & set(store.passage_ids())


def test_a_source_lives_as_long_as_one_of_its_files(store: Store) -> None:
    keep(store, document(), "/d/a.txt", "/d/b.txt")
    assert store.n_sources() == 1
    with store.transaction():
        store.drop_files(["/d/a.txt"])
        store.settle_sources(["s1"])
    assert [source.path for source in store.sources()] == ["/d/b.txt"]
    assert [words.name for words in store.words(store.passage_ids())] == ["b", "b"]
    with store.transaction():
        store.drop_files(["/d/b.txt"])
        store.settle_sources(["s1"])
    assert (store.n_sources(), store.n_passages(), store.text("s1")) == (0, 0, None)


def test_a_file_with_a_new_title_gives_it_to_its_source(store: Store) -> None:
    keep(store, document(), "/d/a.txt")
    before = store.passage_ids()
    with store.transaction():
        store.put_files([row("/d/a.txt", title="Yields of hops")])
        store.settle_sources(["s1"])
    assert store.sources()[0].title == "Yields of hops"
    assert not set(before) & set(store.passage_ids())


@pytest.mark.parametrize("other", ["/d/ab/x", "/d/a-b/x", "/d/a.txt", "/d/a0", "/d/A/x", "/d"])
def test_what_lies_below_a_folder_is_told_from_what_begins_alike(store: Store, other: str) -> None:
    with store.transaction():
        store.put_files([row("/d/a/x", None), row("/d/a/𠮷/y", None), row(other, None)])
    assert set(store.files(["/d/a"])) == {"/d/a/x", "/d/a/𠮷/y"}


def test_everything_lies_below_the_root_folder(store: Store) -> None:
    with store.transaction():
        store.put_files([row("/d/a/x", None), row("/e", None)])
    assert set(store.files(["/"])) == {"/d/a/x", "/e"}


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def half() -> None:
        with store.transaction():
            store.put_document(document(), "/d/a.txt")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert store.n_sources() == 0


def test_another_connection_is_noticed(store: Store, tmp_path: Path) -> None:
    version = store.version
    other = Store(tmp_path / "library.sqlite")
    with other.transaction():
        other.add_root("/d")
    other.close()
    assert store.version != version
    assert store.roots() == ["/d"]


def test_a_newer_schema_is_refused_by_number(home: Path) -> None:
    Library.open(home).close()
    with sqlite3.connect(places.store_file(home)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(SCHEMA + 1),))
    connection.close()
    with pytest.raises(LibraryError, match=f"newer hopyard .format {SCHEMA + 1}") as caught:
        Library.open(home)
    assert "Update hopyard" in caught.value.next_step


def _garbage(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 300)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _another_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()


@pytest.mark.parametrize("damage", [_garbage, _cut, _another_program])
def test_a_damaged_store_is_said_and_left_alone(home: Path, damage: object) -> None:
    library = Library.open(home)
    library.close()
    path = places.store_file(home)
    assert callable(damage)
    damage(path)
    before = path.read_bytes()
    with pytest.raises(LibraryError, match=str(path)) as caught:
        Library.open(home)
    assert "add your folders again" in caught.value.next_step
    assert path.read_bytes() == before


def test_an_empty_file_from_a_torn_start_becomes_a_store(home: Path) -> None:
    home.mkdir()
    places.store_file(home).touch()
    library = Library.open(home)
    assert library.n_passages() == 0
    library.close()


def test_home_is_made_private(home: Path) -> None:
    Library.open(home / "new").close()
    assert (home / "new").stat().st_mode & 0o777 == 0o700


def test_a_home_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(LibraryError, match="there is a file of that name"):
        Library.open(tmp_path / "home")


def test_where_a_document_of_several_passages_begins(store: Store) -> None:
    long = document("s1", "Yields 2018", "north 2.1 t " + "x" * 2_000)
    late = tuple(Passage("s1", a, b, "", "line 1") for a, b in [(0, 11), (12, 1_490), (1_600, 1_700)])
    keep(store, Document("s1", long.title, "txt", long.text, late), "/d/3M_10K.txt")
    keep(store, document("s2"), "/d/other.txt")
    first = store.passage_ids()[0]
    (one, two) = store.openings()
    assert one == (first, first + 1, first + 2, "yield 2018 3 m 3m 10 k 10k")
    assert two[:3] == (first + 3, first + 4, first + 4)
    with store.transaction():
        store.drop_files(["/d/3M_10K.txt", "/d/other.txt"])
        store.put_files([row("/d/renamed.txt", "s2", "Hop yields")])
        store.settle_sources(["s1", "s2"])
    (left,) = store.openings()
    assert left.called == "hop yield renam"
    assert list(range(left.first, left.last + 1)) == store.passage_ids()


def test_a_passage_that_stands_alone_has_no_opening(store: Store) -> None:
    with store.transaction():
        store.put_document(Document("s1", "t", "txt", "north", (Passage("s1", 0, 5, "", "line 1"),)), "/a")
    assert store.openings() == []


def test_what_a_document_says_of_itself_is_kept_and_its_date_goes_with_the_file(store: Store) -> None:
    known = About("report", "2024-03", "metadata", "North Research", 0.125, "0123abcd")
    one = structs.replace(document(), about=known)
    with store.transaction():
        store.put_document(one, "/d/yields 2024-03-08.txt")
        store.put_files([row("/d/yields 2024-03-08.txt"), row("/d/zz.txt")])
    source = store.source("s1")
    assert source is not None
    assert (source.genre, source.publisher, source.boilerplate, source.sketch) == (
        "report",
        "North Research",
        0.125,
        "0123abcd",
    )
    assert (source.published, source.dated_by) == ("2024-03-08", "file name")
    with store.transaction():
        store.drop_files(["/d/yields 2024-03-08.txt"])
        store.settle_sources(["s1"])
    (moved,) = store.sources()
    assert (moved.path, moved.published, moved.dated_by) == ("/d/zz.txt", "2024-03", "metadata")
