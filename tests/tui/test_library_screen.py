"""The library's screen: every key, what is shown while indexing runs, and that the next search sees it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.tui.library_fakes import LONG_REASON, FakeShelf, keeper
from tests.tui.screen_fakes import FakeReasoner, Stage, staged
from tests.tui.test_hostile_text import EVIL, clean_screen

from hopyard.core import sample
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.errors import LibraryError
from hopyard.core.index.library import Library
from hopyard.core.index.process import Worker
from hopyard.core.index.report import Folder, Problem
from hopyard.core.librarian import Librarian
from hopyard.core.values import Budget
from hopyard.core.workbench import Workbench
from hopyard.tui.screens.asking import ConfirmScreen
from hopyard.tui.screens.library import LibraryScreen
from hopyard.tui.screens.path import PathScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.screens.text import TextScreen
from hopyard.tui.widgets.lines import LinesView

SIZES = [(120, 40), (80, 24), (60, 15)]
all_sizes = pytest.mark.parametrize("size", SIZES)
FIRST, SECOND = "/data/华东区年报", "/data/notes"


@asynccontextmanager
async def library(
    size: tuple[int, int] = (80, 24), shelf: FakeShelf | None = None, **more: Any
) -> AsyncIterator[tuple[Stage, FakeShelf]]:
    """The library's screen over a shelf, with its folders counted."""
    shelf = shelf or FakeShelf()
    async with staged(size, librarian=keeper(shelf, **more)) as stage:
        await stage.press("ctrl+l")
        await stage.until(lambda: isinstance(stage.app.screen, LibraryScreen))
        await stage.until(lambda: rows(stage))
        yield stage, shelf


def rows(stage: Stage) -> list[str]:
    return stage.rows("library-table")


def work(stage: Stage) -> str:
    (line,) = stage.app.screen.query(".manage-work").results(LinesView)
    return "".join(piece.text for row in line.rows for piece in row.line).strip()


def chosen(stage: Stage) -> str:
    return stage.chosen("library-table")


@all_sizes
async def test_it_shows_folders_counts_size_and_what_is_left_out(size: tuple[int, int]) -> None:
    async with library(size) as (stage, _):
        assert stage.says("123 sources, 2,409 passages, 12.3 MB")
        assert stage.says("your own")
        assert [row for row in rows(stage) if row.startswith("/")] == [
            "/data/华东区年报1204012,400",
            "/data/notes3009",
        ]
        assert stage.says("Left out: 3 files")
        assert stage.says("坏文件.pdf")
        assert stage.says("[b]old[/b].xls")
        lines = stage.text().splitlines()
        folder = next(line for line in lines if "华东区年报 " in line)
        other = next(line for line in lines if "/data/notes " in line)
        assert folder.rstrip().endswith("2,400")
        assert other.rstrip().endswith("9")


@all_sizes
async def test_the_screen_is_left_by_its_key_by_escape_and_by_q(size: tuple[int, int]) -> None:
    async with library(size) as (stage, _):
        for key in ("ctrl+l", "escape", "q"):
            await stage.press(key)
            assert isinstance(stage.app.screen, SessionScreen), key
            assert stage.app.is_running
            await stage.press("ctrl+l")
            assert isinstance(stage.app.screen, LibraryScreen)


async def test_its_key_works_from_the_question_and_not_over_a_prompt() -> None:
    async with library() as (stage, _):
        await stage.press("a", "ctrl+l")
        assert isinstance(stage.app.screen, PathScreen)
        await stage.press("escape", "escape", "i", *"why", "ctrl+l")
        assert isinstance(stage.app.screen, LibraryScreen)


async def test_without_a_librarian_the_key_says_so() -> None:
    async with staged() as stage:
        await stage.press("ctrl+l")
        assert stage.says("That is not there in this run.")
        await stage.press("ctrl+o")
        assert stage.says("That is not there in this run.")


async def test_a_temporary_library_says_what_it_is_and_that_nothing_stays() -> None:
    async with library(named=[Path(FIRST)]) as (stage, _):
        assert stage.says("temporary, for --docs")
        await stage.press("x")
        assert stage.says("It stands in --docs: the next start adds it again.")


async def test_the_library_of_the_demo_says_what_it_is() -> None:
    async with library(named=[sample.folder()]) as (stage, _):
        assert stage.says("the sample of hopyard demo")
        assert not stage.says("--docs")


# adding


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("资料/华东区 年报/2023", "资料/华东区 纪要", "papers"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "资料"))
    return tmp_path


def field(stage: Stage) -> str:
    assert isinstance(stage.app.screen, PathScreen)
    return stage.app.screen._input.value


@all_sizes
async def test_a_path_is_typed_completed_by_tab_and_added(size: tuple[int, int], reports: Path) -> None:
    async with library(size) as (stage, shelf):
        await stage.press("a")
        await stage.until(
            lambda: stage.rows("prompt-list")[:2] == ["- papers/  (folder)", "- 资料/  (folder)"]
        )
        await stage.press("资", "tab")
        assert field(stage) == "资料/"
        await stage.press("tab")
        assert field(stage) == "资料/华东区 "
        await stage.until(
            lambda: (
                stage.rows("prompt-list")
                == ["- 资料/华东区 年报/  (folder)", "- 资料/华东区 纪要/  (folder)"]
            )
        )
        await stage.press("down", "tab")
        assert field(stage) == "资料/华东区 纪要/"
        await stage.press("enter")
        await stage.until(lambda: any("纪要" in row for row in rows(stage)))
        assert shelf.held[-1].path == str(reports / "资料" / "华东区 纪要")
        await stage.until(lambda: work(stage) == "Done: 1 added, in 1.0 s")


async def test_home_and_relative_paths_and_quotes_are_understood(reports: Path) -> None:
    async with library() as (stage, shelf):
        for text in ("~/华东区 年报", "'资料/华东区 纪要'", "papers/../papers"):
            await stage.press("a", *text, "enter")
            await stage.until(lambda: isinstance(stage.app.screen, LibraryScreen))
        await stage.until(lambda: len(shelf.held) == 5)
        assert [one.path for one in shelf.held[2:]] == [
            str(reports / name) for name in ("资料/华东区 年报", "资料/华东区 纪要", "papers")
        ]


async def test_what_is_not_there_is_said_in_the_line_that_asks(reports: Path) -> None:
    async with library() as (stage, shelf):
        await stage.press("a", "enter")
        assert stage.says("Type the path of a folder or file first")
        await stage.press(*"no", "enter")
        await stage.until(lambda: stage.says("There is no file or folder"))
        await stage.press("escape")
        assert isinstance(stage.app.screen, LibraryScreen)
        assert len(shelf.held) == 2


async def test_what_is_in_the_library_already_is_looked_at_again(reports: Path) -> None:
    async with library(shelf=FakeShelf(Folder(str(reports / "资料"), 1, 0, 0, 1))) as (stage, shelf):
        await stage.press("a", *"资料/华东区 年报", "enter")
        await stage.until(lambda: stage.says("is in the library already"))
        await stage.until(lambda: work(stage).startswith("Done"))
        assert len(shelf.held) == 1


async def test_looking_for_changed_files_asks_for_all_folders_that_are_there(reports: Path) -> None:
    folders = [Folder(str(reports / "资料"), 1, 0, 0, 1), Folder("/no/such", 1, 0, 0, 1)]
    async with library(shelf=FakeShelf(*folders)) as (stage, shelf):
        await stage.press("u")
        await stage.until(lambda: work(stage).startswith("Done"))
        await stage.until(lambda: "Not there now, left as it was: /no/such" in rows(stage))
        assert len(shelf.limits) == 1


# taking out


@all_sizes
async def test_a_folder_is_taken_out_after_a_question(size: tuple[int, int]) -> None:
    async with library(size, configured=[Path(SECOND)]) as (stage, shelf):
        for no in ("n", "escape", "q"):
            await stage.press("x")
            assert isinstance(stage.app.screen, ConfirmScreen)
            assert stage.says(f"Take {FIRST} out of the library?")
            assert "No longer searched then: 120 files, 2,400 passages." in stage.rows("confirm-body")
            assert len(stage.rows("confirm-body")) == 3
            await stage.press(no)
            assert isinstance(stage.app.screen, LibraryScreen)
        assert len(shelf.held) == 2
        await stage.press("j", "delete")
        assert "[library] paths" in stage.rows("confirm-body")[-1]
        await stage.press("y")
        await stage.until(lambda: len(shelf.held) == 1)
        await stage.until(lambda: not any(SECOND in row for row in rows(stage) if row.startswith("/")))
        await stage.press("g", "x", "enter")
        await stage.until(lambda: "No folders yet." in rows(stage))


async def test_only_a_folder_can_be_taken_out() -> None:
    async with library() as (stage, _):
        await stage.press("G", "x")
        assert stage.says("The cursor is not on a folder.")


# looking


@all_sizes
async def test_enter_tells_the_whole_reason_and_path(size: tuple[int, int]) -> None:
    async with library(size) as (stage, _):
        await stage.press("j", "j")
        assert chosen(stage) == "problem:/data/华东区年报/坏文件.pdf"
        assert not stage.says(LONG_REASON)
        await stage.press("enter")
        assert isinstance(stage.app.screen, TextScreen)
        assert stage.rows("text-body") == [
            "path: /data/华东区年报/坏文件.pdf",
            "status: failed",
            f"reason: {LONG_REASON}",
        ]
        await stage.press("escape", "g", "enter")
        assert stage.says("comes from: added by you")


@all_sizes
async def test_rows_are_filtered_as_words_are_typed(size: tuple[int, int]) -> None:
    async with library(size) as (stage, _):
        await stage.press("/", *"坏文件")
        assert rows(stage)[0] == "Left out: 1 of 3 files"
        await stage.press("enter", "j", "enter")
        assert isinstance(stage.app.screen, TextScreen)
        await stage.press("escape", "/", *"notes")
        assert [row for row in rows(stage) if row.startswith("/")] == ["/data/notes3009"]
        await stage.press("down", "escape")
        assert len([row for row in rows(stage) if row.startswith("/")]) == 2
        await stage.press("/", "x", "escape")
        assert isinstance(stage.app.screen, LibraryScreen)
        assert stage.says("Left out: 3 files")


async def test_letters_in_the_filter_are_text_and_an_empty_one_goes_away() -> None:
    async with library() as (stage, shelf):
        await stage.press("/", *"xuaRsq")
        assert stage.says("Nothing here holds “xuaRsq”.")
        assert shelf.told is None
        await stage.press(*["backspace"] * 6, "enter", "g", "x")
        assert isinstance(stage.app.screen, ConfirmScreen)


async def test_the_palette_offers_what_the_keys_do() -> None:
    async with library() as (stage, _):
        await stage.press("ctrl+p", *"index again")
        await stage.until(lambda: stage.says("library-rebuild: R"))
        await stage.press("enter")
        await stage.until(lambda: work(stage).startswith("Done: the index was built again"))


# indexing


@all_sizes
async def test_progress_is_shown_and_the_rest_stays_usable(size: tuple[int, int]) -> None:
    async with library(size) as (stage, shelf):
        shelf.gate.clear()
        await stage.press("R")
        await stage.until(lambda: work(stage).startswith("Rebuilding"))
        shelf.tell(5, 10)
        shelf.tell(6, 10, status="failed")
        await stage.until(lambda: "[############--------] 6/10 files" in work(stage))
        assert "1 failed" in work(stage)
        assert work(stage).endswith("s stops it")
        await stage.press("u")
        await stage.until(lambda: "1 more waiting" in work(stage) or size[0] == 60)
        await stage.press("j", "j", "enter")
        assert isinstance(stage.app.screen, TextScreen)
        await stage.press("escape", "s")
        await stage.until(lambda: work(stage).startswith("Stopped."))
        await stage.press("s")
        assert stage.says("Nothing is being indexed.")


async def test_progress_is_drawn_a_few_times_however_often_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    async with library() as (stage, shelf):
        shelf.gate.clear()
        await stage.press("R")
        await stage.until(lambda: shelf.told is not None)
        drawn = 0
        screen = stage.app.screen
        assert isinstance(screen, LibraryScreen)
        draw = screen._work.show

        def counted(*parts: Any, **more: Any) -> None:
            nonlocal drawn
            drawn += 1
            draw(*parts, **more)

        monkeypatch.setattr(screen._work, "show", counted)
        for done in range(500):
            shelf.tell(done, 500)
        await stage.until(lambda: "499/500" in work(stage))
        assert drawn <= 2
        before = drawn
        await stage.pilot.pause(0.25)
        assert drawn == before, "nothing changed, nothing is drawn"


async def test_indexing_goes_on_elsewhere_and_its_end_is_told_there() -> None:
    async with library() as (stage, shelf):
        shelf.gate.clear()
        await stage.press("R", "q")
        await stage.until(lambda: shelf.told is not None)
        shelf.tell(3, 10)
        await stage.until(lambda: stage.says("indexing 3/10 files"))
        shelf.gate.set()
        await stage.until(lambda: stage.says("Library: Done: the index was built again in 1.0 s"))
        assert stage.says("123 sources, 2,409 passages")


async def test_an_error_is_told_in_full_and_the_library_stays_usable() -> None:
    async with library() as (stage, shelf):
        shelf.error = LibraryError("The disk is full.", "Free some space, [b]then[/b] try again.")
        await stage.press("R")
        await stage.until(lambda: work(stage).startswith("That failed: The disk is full."))
        await stage.until(lambda: "The disk is full. Free some space, [b]then[/b] try again." in rows(stage))
        shelf.error = None
        await stage.press("R")
        await stage.until(lambda: work(stage).startswith("Done"))


async def test_a_library_that_cannot_be_asked_says_why() -> None:
    class Broken(FakeShelf):
        def status(self) -> Any:
            raise LibraryError("The store is damaged.", "Move it away.")

    async with staged(librarian=keeper(Broken())) as stage:
        await stage.press("ctrl+l")
        await stage.until(lambda: stage.says("The store is damaged. Move it away."))


async def test_leaving_the_program_ends_indexing() -> None:
    async with library() as (stage, shelf):
        shelf.gate.clear()
        await stage.press("R")
        await stage.until(lambda: shelf.told is not None)
        await stage.press("ctrl+q")
        await stage.until(lambda: stage.app._exit)


async def test_with_nothing_to_search_the_library_is_what_one_begins_with() -> None:
    shelf = FakeShelf()
    shelf.held.clear()
    async with staged(librarian=keeper(shelf)) as stage:
        await stage.until(lambda: isinstance(stage.app.screen, LibraryScreen))
        await stage.until(lambda: stage.says("There is nothing to search yet: a adds a folder."))
        await stage.press("u")
        assert stage.says("There is no folder yet; a adds one.")


# a real library


@pytest.fixture
def real(tmp_path: Path) -> Sequence[Path]:
    """A home for a library, and a folder with a document for the plain reader."""
    docs = tmp_path / "年报"
    docs.mkdir()
    (docs / "one.txt").write_text("Plant one\nThe plant used 200 chillers.\n", "utf-8")
    return tmp_path / "home", docs


async def test_what_is_added_is_found_by_the_next_question_and_by_a_hop_that_runs_on(
    real: Sequence[Path],
) -> None:
    home, docs = real
    script = Path(__file__).parents[1] / "adapters" / "index" / "fake_worker.py"
    opened = Library.open(home, Worker((sys.executable, "-P", str(script)), 60.0))
    reasoner = FakeReasoner(plan=["chillers"])
    bench = Workbench(retrievers=[opened], reasoner=reasoner, budget=Budget(), sessions=None)
    librarian = Librarian(opened, limits=ReadLimits())
    try:
        async with staged(workbench=bench, librarian=librarian) as stage:
            await stage.until(lambda: isinstance(stage.app.screen, LibraryScreen))
            await stage.press("escape", *"chillers", "enter")
            await stage.still()
            assert not stage.state.sources
            await stage.press("ctrl+l", "a", *str(docs), "enter")
            await stage.until(lambda: work(stage).startswith("Done: 1 added"))
            assert stage.rows("library-table")[1] == f"{docs}1001"
            await stage.press("escape", "e", *"chillers of the plant", "enter")
            await stage.until(lambda: len(stage.state.hops) == 2)
            await stage.still()
            assert [one.title for one in stage.state.sources.values()] == ["Plant one"]
            assert stage.says("1 source, 1 passage")
            await stage.press("ctrl+l", "x", "y")
            await stage.until(lambda: "No folders yet." in rows(stage))
            assert opened.n_passages() == 0
    finally:
        opened.close()


async def test_indexing_that_is_stopped_leaves_what_was_read_and_no_process(real: Sequence[Path]) -> None:
    home, docs = real
    (docs / "zz.txt").write_text("Slow\nSLEEP\n", "utf-8")
    script = Path(__file__).parents[1] / "adapters" / "index" / "fake_worker.py"
    opened = Library.open(home, Worker((sys.executable, "-P", str(script)), 60.0))
    librarian = Librarian(opened, limits=ReadLimits())
    try:
        async with staged(librarian=librarian) as stage:
            await stage.until(lambda: isinstance(stage.app.screen, LibraryScreen))
            await stage.press("a", *str(docs), "enter")
            await stage.until(lambda: "1/2 files" in work(stage))
            await stage.press("s")
            await stage.until(lambda: work(stage).startswith("Stopped."))
            async with asyncio.timeout(10):
                await librarian.close()
            assert not librarian.busy
            await stage.press("ctrl+q")
    finally:
        opened.close()


async def test_names_and_reasons_of_others_are_data_on_every_screen() -> None:
    shelf = FakeShelf(Folder(f"/data/{EVIL}", 1, 1, 1, 1))
    shelf.problems = [Problem(f"/data/{EVIL}/{EVIL}.pdf", "failed", EVIL)]
    async with library(shelf=shelf) as (stage, _):
        clean_screen(stage)
        assert stage.says("[@click=app.quit]go[/]")
        for keys in (("enter",), ("x",), ("j", "enter")):
            await stage.press(*keys)
            clean_screen(stage)
            assert stage.says("[b]bold[/b]"), keys
            await stage.press("escape")
        shelf.gate.clear()
        await stage.press("R")
        await stage.until(lambda: shelf.told is not None)
        shelf.tell(1, 2, f"/data/{EVIL}.pdf")
        await stage.until(lambda: "1/2 files" in work(stage))
        clean_screen(stage)
        shelf.error = LibraryError(f"No {EVIL}", EVIL)
        shelf.gate.set()
        await stage.until(lambda: work(stage).startswith("That failed"))
        clean_screen(stage)
        await stage.press("/", *"[b]")
        clean_screen(stage)


async def test_many_files_that_are_left_out_are_scrolled_and_filtered() -> None:
    shelf = FakeShelf()
    shelf.problems = [Problem(f"{FIRST}/图{n}.jpg", "skipped", "not a document format") for n in range(5_000)]
    async with library(shelf=shelf) as (stage, _):
        await stage.until(lambda: rows(stage)[-1] == "... and 3,000 more; the filter finds them.")
        await stage.press("G")
        assert chosen(stage) == f"problem:{FIRST}/图1999.jpg"
        assert stage.says("图1999.jpg")
        await stage.press("/", *"4321")
        assert rows(stage)[0] == "Left out: 1 of 5,000 files"
