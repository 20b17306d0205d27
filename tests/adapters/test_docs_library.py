"""The library of `--docs`: what a screen added to it holds for that run alone; folders are counted singly."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopyard.core.config import Config
from hopyard.core.index.report import Folder
from hopyard.core.wiring import make_librarian, open_library, refresh_library


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    for name, text in (("年报/一.md", "# 年报\n\n全厂用电 12 万度。\n"), ("notes/a.txt", "Plant A.\n")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "notes" / "old.xls").write_bytes(b"x")
    (tmp_path / "notes" / "bad.pdf").write_bytes(b"%PDF-1.4")
    return {"HOPYARD_HOME": str(tmp_path / "home")}


async def test_what_was_added_to_it_is_forgotten_at_the_next_start(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    docs, notes = tmp_path / "年报", tmp_path / "notes"
    library = open_library(Config(), [docs], environ)
    try:
        await refresh_library(library, Config(), [docs], environ)
        await library.add([notes])
        assert library.folders() == [Folder(str(notes), 1, 1, 1, 1), Folder(str(docs), 1, 0, 0, 1)]
        await refresh_library(library, Config(), [docs], environ)
        assert [folder.path for folder in library.folders()] == [str(docs)]
        assert library.n_passages() == 1
    finally:
        library.close()


async def test_what_a_screen_that_is_open_added_stays_when_another_one_starts(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    docs, notes = tmp_path / "年报", tmp_path / "notes"
    screen, other = (open_library(Config(), [docs], environ) for _ in range(2))
    try:
        await refresh_library(screen, Config(), [docs], environ)
        await screen.add([notes])
        await refresh_library(other, Config(), [docs], environ)
        assert [folder.path for folder in screen.folders()] == [str(notes), str(docs)]
        screen.close()
        await refresh_library(other, Config(), [docs], environ)
        assert [folder.path for folder in other.folders()] == [str(docs)]
    finally:
        screen.close()
        other.close()


async def test_what_was_taken_out_of_it_is_back_at_the_next_start(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    docs = tmp_path / "年报"
    library = open_library(Config(), [docs], environ)
    try:
        await refresh_library(library, Config(), [docs], environ)
        await library.remove(docs)
        assert library.folders() == []
        await refresh_library(library, Config(), [docs], environ)
        assert library.n_passages() == 1
        assert make_librarian(Config(), library, [docs], environ).temporary
    finally:
        library.close()


async def test_what_is_added_to_ones_own_library_stays_as_with_index_add(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    notes = tmp_path / "notes"
    library = open_library(Config(), [], environ)
    try:
        await library.add([notes])
        await refresh_library(library, Config(), [], environ)
        assert [folder.path for folder in library.folders()] == [str(notes)]
        assert not make_librarian(Config(), library, [], environ).temporary
    finally:
        library.close()
