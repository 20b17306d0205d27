"""Meanings compared: what words alone miss, and vectors that always fit the passages and the model."""

import asyncio
import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.adapters.index.embedder_kit import GROUPS, save_model
from tests.adapters.index.library_kit import NO_WORKER, InProcess, found, write

from hopyard.core.config import Config
from hopyard.core.config.schema import IndexTable
from hopyard.core.errors import ConfigError, LibraryError, SearchError
from hopyard.core.index import home as places
from hopyard.core.index.dense import keeping, static_model, vectors_file
from hopyard.core.index.dense.mark import in_step, mark_of
from hopyard.core.index.dense.static_model import identity_of, load
from hopyard.core.index.library import Library
from hopyard.core.index.mender import WHY_WORDS_ALONE
from hopyard.core.index.store import Store
from hopyard.core.index.writer import Writer
from hopyard.core.wiring import embedder_folder

FILLER = [
    (f"f{n}", f"Field note {n}", f"Plot {n} lies by the river, and its harvest went to the barn.")
    for n in range(30)
]
TEXTS = [
    ("pay", "Remuneration", "Wages of every chief rose by 4 % in 2021."),
    ("工资", "人事简报", "2021年工资上调了百分之四。"),
]
ENGLISH, CHINESE = "Which salary did the director get?", "薪酬如何？"


class Shelf:
    """Libraries over one folder, with and without an embedder."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.model = save_model(folder / "model")
        self.opened: list[Library] = []

    def open(self, *, plain: bool = False, home: Path | None = None) -> Library:
        library = Library.open(home or self.home, embedder=None if plain else self.model)
        self.opened.append(library)
        return library

    def fill(self, texts: list[tuple[str, str, str]]) -> None:
        """Add passages with the writer, in this process."""
        writer = Writer(places.prepare(self.home), lambda _: None, self.model)
        try:
            writer.add_passages(texts)
        finally:
            writer.close()

    @property
    def vectors(self) -> Path:
        return places.vectors_file(self.home)

    def in_step(self) -> bool:
        store = Store(places.store_file(self.home))
        try:
            return in_step(self.home, store, identity_of(self.model))
        finally:
            store.close()

    def n_vectors(self) -> int:
        store = Store(places.store_file(self.home))
        try:
            mark = mark_of(store, identity_of(self.model))
            return mark.n if mark else 0
        finally:
            store.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    shelf.fill([*FILLER, *TEXTS])
    yield shelf
    for library in shelf.opened:
        library.close()


def ids(library: Library, question: str, k: int = 3) -> list[str]:
    return [hit.source.path for hit in library.search_now(question, k)]


def names(library: Library, question: str) -> list[str]:
    return [Path(path).name for path in ids(library, question)]


@pytest.mark.parametrize(("question", "meant"), [(ENGLISH, "pay"), (CHINESE, "工资")])
def test_what_is_said_in_other_words_is_found(shelf: Shelf, question: str, meant: str) -> None:
    assert meant not in ids(shelf.open(plain=True), question, 40)
    best = shelf.open().search_now(question, 3)[0]
    assert best.source.path == meant
    assert best.why == "close to the question in meaning"


def test_without_an_embedder_all_is_as_if_there_never_was_one(shelf: Shelf, tmp_path: Path) -> None:
    never = shelf.open(plain=True, home=tmp_path / "never")
    asyncio.run(never.add_passages([*FILLER, *TEXTS]))
    assert not places.vectors_file(tmp_path / "never").exists()
    off = shelf.open(plain=True)
    for question in (ENGLISH, CHINESE, "Which plot lies by the river?", "2021年", "wages of the chief"):
        assert found(off.search_now(question, 20)) == found(never.search_now(question, 20))
    assert off.status().notes == ()


def test_a_question_of_unknown_words_is_searched_by_its_words(shelf: Shelf) -> None:
    on, off = shelf.open(), shelf.open(plain=True)
    question = "What lies by the river in plot 7?"
    assert found(on.search_now(question, 20)) == found(off.search_now(question, 20))


def test_a_question_of_form_words_alone_is_searched_by_its_meaning(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    save_model(shelf.model, ["who is this wages"])
    shelf.fill([*FILLER, *TEXTS])
    library = shelf.open()
    assert ids(library, "Who is this?")[0] == "pay"
    library.close()


def test_a_file_of_another_generation_is_begun_anew(shelf: Shelf) -> None:
    other = vectors_file.create(shelf.vectors.with_name("other"), 16)
    blank = vectors_file.rounded(range(1, 99), np.ones((98, 16), np.float32))
    vectors_file.append(shelf.vectors.with_name("other"), other, blank)
    os.replace(shelf.vectors.with_name("other"), shelf.vectors)
    shelf.fill([("earth", "", "Earth and soil are dry.")])
    library = shelf.open()
    assert ids(library, "ground")[0] == "earth"
    assert ids(library, ENGLISH)[0] == "pay"
    assert shelf.n_vectors() == len(FILLER) + len(TEXTS) + 1


def test_changing_the_model_makes_new_vectors_and_reads_no_document(shelf: Shelf) -> None:
    save_model(shelf.model, ["salary plot river"], dimensions=32)
    assert not shelf.in_step()
    library = shelf.open()
    assert any("vectors" in note for note in library.status().notes)
    shelf.fill([])
    assert shelf.in_step()
    assert shelf.n_vectors() == len(FILLER) + len(TEXTS)
    assert ids(library, "salary")[0].startswith("f")
    assert library.status().notes == ()


def test_a_search_under_another_model_goes_by_words_until_its_vectors_are_made(shelf: Shelf) -> None:
    save_model(shelf.model, [*GROUPS, "other words"])
    library = shelf.open()
    assert "pay" not in ids(library, ENGLISH)
    assert WHY_WORDS_ALONE in library.status().notes
    library._live.wait_for_mending()
    assert ids(library, ENGLISH)[0] == "pay"


def _lose(path: Path) -> None:
    path.unlink()


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-9] ^= 0x55
    path.write_bytes(data)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def _replace(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


@pytest.mark.parametrize("damage", [_lose, _flip, _cut, _replace])
def test_damaged_vectors_are_noticed_and_made_again(shelf: Shelf, damage: Callable[[Path], None]) -> None:
    words_alone = found(shelf.open(plain=True).search_now("wages in 2021", 9))
    damage(shelf.vectors)
    library = shelf.open()
    assert found(library.search_now("wages in 2021", 9)) == words_alone
    assert WHY_WORDS_ALONE in library.status().notes
    library._live.wait_for_mending()
    assert ids(library, ENGLISH)[0] == "pay"
    assert library._live.ask(lambda searcher: searcher.lacks_vectors) is False


def test_what_an_interrupted_writer_left_does_not_count(shelf: Shelf) -> None:
    with open(shelf.vectors, "ab") as file:
        file.write(b"half a block")
    assert ids(shelf.open(), ENGLISH)[0] == "pay"
    shelf.fill([("地", "土壤", "土壤干燥。"), *TEXTS])
    library = shelf.open()
    assert ids(library, "earth")[0] == "地"
    assert ids(library, ENGLISH)[0] == "pay"


def test_a_full_disk_is_said_and_what_was_embedded_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path)
    real, left = vectors_file.append, [2]

    def full(*arguments: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments)

    monkeypatch.setattr(keeping, "_BATCH", 10)
    monkeypatch.setattr(vectors_file, "append", full)
    with pytest.raises(LibraryError, match=r"Cannot write the vectors.*No space left") as caught:
        shelf.fill([*FILLER, *TEXTS])
    assert "run the same command again" in caught.value.next_step
    assert (shelf.n_vectors(), shelf.in_step()) == (20, False)
    left[0] = 2
    shelf.fill([])
    assert (shelf.n_vectors(), shelf.in_step()) == (32, True)


def test_vectors_beyond_an_older_copy_of_the_store_do_not_count(shelf: Shelf, tmp_path: Path) -> None:
    copy = shutil.copy(places.store_file(shelf.home), tmp_path / "copy")
    shelf.fill([("earth", "", "Earth and soil are dry.")])
    shutil.copy(copy, places.store_file(shelf.home))
    shelf.fill([("boss", "", "The chief spoke.")])  # takes the id that the other one had
    assert "boss" not in ids(shelf.open(), "ground")
    assert "boss" in ids(shelf.open(), ENGLISH)


def test_passages_that_are_gone_are_not_found(tmp_path: Path, writer: InProcess, docs: Path) -> None:
    shelf = Shelf(tmp_path)
    writer.embedder = shelf.model
    write(docs / "pay.txt", "Remuneration", "Wages of every chief rose by 4 % in 2021.")
    for n in range(9):
        write(docs / f"{n}.txt", f"Note {n}", "Carts went to a barn by the river.")
    writer.add(docs)
    library = shelf.open()
    assert names(library, ENGLISH)[0] == "pay.txt"
    assert shelf.n_vectors() == 10
    for path in (docs / "pay.txt", *(docs / f"{n}.txt" for n in range(6))):
        path.unlink()
    writer.add(docs)
    assert "pay.txt" not in names(library, ENGLISH)
    write(docs / "new.txt", "New", "The boss was paid wages.")
    writer.add(docs)
    assert names(library, ENGLISH)[0] == "new.txt"
    assert shelf.n_vectors() == 4  # what was gone was most of the file
    library.close()


def test_an_embedder_set_later_is_served_by_the_next_add(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "pay.txt").write_text("Wages of every chief rose by 4 % in 2021.\n", encoding="utf-8")
    asyncio.run(shelf.open(plain=True).add([docs]))
    assert not shelf.in_step()
    summary = asyncio.run(shelf.open().add([docs]))
    assert (summary.unchanged, summary.added, summary.changed) == (1, 0, 0)
    assert shelf.in_step()
    unchanged = Library.open(shelf.home, NO_WORKER, shelf.model)
    assert asyncio.run(unchanged.add([docs])).unchanged == 1  # nothing was started
    for library in (unchanged, *shelf.opened):
        library.close()


# Models


def test_a_model_says_who_it_is_by_its_bytes(tmp_path: Path) -> None:
    one, two = save_model(tmp_path / "one"), save_model(tmp_path / "two")
    assert identity_of(one) == identity_of(two)
    save_model(two, ["other"])
    assert identity_of(one) != identity_of(two)


def test_any_text_has_a_vector(tmp_path: Path) -> None:
    model = load(save_model(tmp_path / "model"))
    texts = ["", "half \ud800 a letter", "薪酬 salary", "salary " * 5_000, "nothing known", "\x00\x1b["]
    vectors = model.embed(texts)
    assert vectors.shape == (6, model.dimensions)
    assert vectors.dtype == np.float32
    assert vectors.any(axis=1).tolist() == [False, False, True, True, False, False]
    assert model.embed([]).shape == (0, model.dimensions)


def test_loading_and_embedding_need_no_network(tmp_path: Path) -> None:
    script = """
import socket, sys
from pathlib import Path
def refuse(*_, **__): raise SystemExit("a connection was tried")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from hopyard.core.index.dense.static_model import load
print(load(Path(sys.argv[1])).embed(["wages"]).shape)
"""
    model = save_model(tmp_path / "model")
    done = subprocess.run(
        [sys.executable, "-c", script, str(model)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "(1, 16)"), done.stderr


def _no_folder(model: Path) -> None:
    shutil.rmtree(model)


def _a_file(model: Path) -> None:
    shutil.rmtree(model)
    model.write_text("", encoding="utf-8")


def _no_tensors(model: Path) -> None:
    (model / "model.safetensors").unlink()


@pytest.mark.parametrize("harm", [_no_folder, _a_file, _no_tensors])
def test_an_embedder_that_is_not_there_is_an_error_of_the_configuration(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    model = save_model(tmp_path / "model")
    config = Config(index=IndexTable(embedder=str(model)))
    assert embedder_folder(config, {}) == model
    harm(model)
    with pytest.raises(ConfigError, match="There is no embedder in") as caught:
        embedder_folder(config, {})
    assert 'embedder = ""' in caught.value.next_step
    assert embedder_folder(Config(), {}) is None


def test_a_missing_package_is_named_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(static_model, "version", missing)
    with pytest.raises(ConfigError, match="needs the package model2vec") as caught:
        embedder_folder(Config(index=IndexTable(embedder=str(save_model(tmp_path / "model")))), {})
    assert "pip install 'hopyard[dense]'" in caught.value.next_step


def _cut_tensors(model: Path) -> None:
    path = model / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-8])


def _no_json(model: Path) -> None:
    (model / "tokenizer.json").write_text("{", encoding="utf-8")


def _no_tokenizer(model: Path) -> None:
    (model / "tokenizer.json").unlink()


def _no_numbers(model: Path) -> None:
    path = model / "model.safetensors"
    data = path.read_bytes()
    begin = len(data) - 20 * 16 * 4
    path.write_bytes(data[:begin] + b"\xff" * (len(data) - begin))


@pytest.mark.parametrize("harm", [_cut_tensors, _no_json, _no_tokenizer])
def test_a_damaged_model_is_a_named_error(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    model = save_model(tmp_path / "model")
    harm(model)
    with pytest.raises(LibraryError, match="cannot be used") as caught:
        load(model)
    assert "\n" not in str(caught.value)
    assert "Get the model again" in caught.value.next_step


def test_vectors_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    model = save_model(tmp_path / "model")
    _no_numbers(model)
    with pytest.raises(LibraryError, match="vectors that are none"):
        load(model).embed(["土 salary wages pay ground earth"])


def test_a_model_that_got_damaged_is_said_by_adding_and_by_searching(shelf: Shelf) -> None:
    _no_json(shelf.model)
    library = shelf.open()
    with pytest.raises(LibraryError, match="cannot be used"):
        asyncio.run(library.add_passages([("new", "", "Something else.")]))
    with pytest.raises(SearchError, match="cannot be used"):
        library.search_now(ENGLISH, 3)
    assert ids(shelf.open(plain=True), "Remuneration in 2021")[0] == "pay"
