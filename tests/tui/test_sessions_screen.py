"""The sessions' screen: every key, what is found by its words, and what cannot be read, named or deleted."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from tests.tui.replay_fakes import bench, recorded
from tests.tui.screen_fakes import Stage, staged

from hopyard.core.errors import LogError
from hopyard.core.sessions.about import read_about
from hopyard.core.sessions.log import EVENTS_FILE, SessionLog
from hopyard.core.sessions.shelf import Shelf
from hopyard.tui.on_show import GoOn
from hopyard.tui.replaying import Replaying
from hopyard.tui.screens import sessions as sessions_module
from hopyard.tui.screens.prompt import PromptScreen
from hopyard.tui.screens.replay import ReplayScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.screens.sessions import SessionsScreen
from hopyard.tui.widgets.line_input import LineInput
from hopyard.tui.widgets.session_rows import SessionsTable

SIZES = [(120, 40), (80, 24), (60, 15)]
all_sizes = pytest.mark.parametrize("size", SIZES)
FIRST, SECOND = "多少台冷水机组？", "How many chillers in all?"


async def two(home: Path) -> tuple[Path, Path]:
    """Two sessions; the second is the later one."""
    folders = []
    for n, question in enumerate((FIRST, SECOND)):
        folder = await recorded(home / "made", steered=(), question=question)
        name = f"2026112{n}-081500-{n:06}"
        path = home / name
        folder.rename(path)
        log = path / EVENTS_FILE
        lines = log.read_text(encoding="utf-8").splitlines()
        head = json.loads(lines[0]) | {"session": name, "created": f"2026-11-2{n}T08:15:00+00:00"}
        log.write_text("\n".join([json.dumps(head), *lines[1:], ""]), encoding="utf-8")
        folders.append(path)
    return folders[0], folders[1]


@asynccontextmanager
async def sessions(home: Path, size: tuple[int, int] = (80, 24), question: str = "") -> AsyncIterator[Stage]:
    """The sessions' screen, with all logs read."""
    async with staged(size, workbench=bench(home), question=question) as stage:
        if question:
            await stage.still()
        await stage.press("ctrl+s")
        await stage.until(lambda: isinstance(stage.app.screen, SessionsScreen))
        await read(stage)
        yield stage


async def read(stage: Stage) -> None:
    """Wait until all logs are read."""
    await stage.until(lambda: isinstance(stage.app.screen, SessionsScreen) and not screen(stage).is_reading)


def screen(stage: Stage) -> SessionsScreen:
    assert isinstance(stage.app.screen, SessionsScreen)
    return stage.app.screen


def ids(stage: Stage) -> list[str]:
    """The ids of the rows, the head left out."""
    table = screen(stage).query_one("#sessions-table", SessionsTable)
    return [row.key.removeprefix("session:") for row in table.rows if row.key != "session:"]


def lists(stage: Stage, wanted: list[str]) -> bool:
    return ids(stage) == wanted


def chosen(stage: Stage) -> str:
    return stage.chosen("sessions-table").removeprefix("session:")


@all_sizes
async def test_it_lists_what_was_asked_the_latest_first(tmp_path: Path, size: tuple[int, int]) -> None:
    first, second = await two(tmp_path)
    async with sessions(tmp_path, size) as stage:
        assert ids(stage) == [second.name, first.name]
        assert stage.says("2026-11-21 08:15")
        assert stage.says("2026-11-20 08:15")
        assert stage.says("answered")
        assert chosen(stage) == second.name
        lines = stage.text().splitlines()
        row = next(line for line in lines if line.startswith("2026-11-21"))
        assert "How many chillers" in row
        assert ("3" in row.split()) == (size[0] >= 80), "hops where there is room"
        assert stage.says(f"{second.name}: 3 hops, 2 sources, ")
        await stage.press("j")
        assert stage.says(FIRST)
        assert stage.says(first.name)


async def test_without_sessions_it_says_so(tmp_path: Path) -> None:
    async with sessions(tmp_path) as stage:
        assert stage.says("There are no sessions yet: ask a question.")
        for key in ("enter", "R", "r", "t", "x"):
            await stage.press(key)
            assert isinstance(stage.app.screen, SessionsScreen)
        await stage.press("u")
        assert stage.says("Nothing was deleted")


async def test_where_none_are_kept_there_is_no_such_screen() -> None:
    async with staged() as stage:
        await stage.press("ctrl+s")
        assert stage.says("That is not there in this run.")


@all_sizes
async def test_the_filter_searches_questions_and_findings(tmp_path: Path, size: tuple[int, int]) -> None:
    first, second = await two(tmp_path)
    async with sessions(tmp_path, size) as stage:
        for typed, wanted in [
            ("ＣＨＩＬＬＥＲＳ in all", [second.name]),
            ("冷水机组？", [first.name]),
            ("第21年全厂共用", [second.name, first.name]),
            ("nowhere", ["none"]),
        ]:
            await stage.press("/")
            stage.app.screen.query_one("#manage-filter", LineInput).value = typed
            await stage.until(partial(lists, stage, wanted))
            await stage.press("enter")
        assert stage.says("No session holds that.")
        await stage.press("escape")
        await stage.until(lambda: ids(stage) == [second.name, first.name])


@all_sizes
async def test_enter_goes_on_with_a_session(tmp_path: Path, size: tuple[int, int]) -> None:
    first, _ = await two(tmp_path)
    async with sessions(tmp_path, size, question="live") as stage:
        live = stage.app.session
        assert live is not None
        assert stage.says("on show")
        await stage.press("j", "j", "enter")
        await stage.until(lambda: type(stage.app.screen) is SessionScreen)
        await stage.until(lambda: stage.state.session == first.name)
        await stage.still()
        assert stage.rows("tree")[0] == f"? {FIRST}"
        assert not stage.state.ended
        await stage.until(lambda: live.state.ended)
        await stage.press("j", "p")
        await stage.until(lambda: stage.state.marks.pruned)


async def test_enter_on_the_session_on_show_goes_back_to_it(tmp_path: Path) -> None:
    async with sessions(tmp_path, question="live") as stage:
        live = stage.app.session
        await stage.press("enter")
        await stage.until(lambda: type(stage.app.screen) is SessionScreen)
        assert stage.app.session is live
        assert not stage.state.ended


async def test_one_that_is_open_elsewhere_is_followed_and_left_again(tmp_path: Path) -> None:
    _, second = await two(tmp_path)
    elsewhere = SessionLog(second)
    async with sessions(tmp_path) as stage:
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.app.screen, ReplayScreen))
        assert stage.says("Open in another process")
        assert isinstance(stage.app.session, Replaying)
        await stage.press("q")
        await stage.until(lambda: isinstance(stage.app.screen, SessionsScreen))
        await stage.press("x")
        assert stage.says("open in another process")
        assert len(ids(stage)) == 2
    elsewhere.close()


@all_sizes
async def test_R_replays_and_B_goes_on_live_from_there(tmp_path: Path, size: tuple[int, int]) -> None:
    _, second = await two(tmp_path)
    async with sessions(tmp_path, size) as stage:
        await stage.press("R")
        await stage.until(lambda: isinstance(stage.app.screen, ReplayScreen))
        await stage.press("q")
        await stage.until(lambda: isinstance(stage.app.screen, SessionsScreen))
        await stage.press("R", "space", "0", "]", "B")
        await stage.until(lambda: type(stage.app.screen) is SessionScreen)
        await stage.still()
        assert stage.state.origin.startswith(f"{second.name}@")
        assert stage.state.question == SECOND
        await stage.press("ctrl+s")
        await read(stage)
        assert len(ids(stage)) == 3
        assert stage.says(f"branched off {second.name}@")


@all_sizes
async def test_titles_and_tags_are_given_and_taken_away(tmp_path: Path, size: tuple[int, int]) -> None:
    _, second = await two(tmp_path)
    async with sessions(tmp_path, size) as stage:
        await stage.press("r", *"Plant", "space", *"2", "enter")
        await read(stage)
        assert stage.says("Plant 2")
        assert read_about(second).title == "Plant 2"
        await stage.press("t", *"#Q3, b", "enter")
        await read(stage)
        assert read_about(second).tags == ("Q3", "b")
        assert stage.says("#Q3 #b")
        await stage.press("t", "escape", "r", "ctrl+a", "ctrl+k", "enter")
        await read(stage)
        assert (read_about(second).title, read_about(second).tags) == ("", ("Q3", "b"))
        assert not stage.says("Plant 2")
        assert chosen(stage) == second.name


@all_sizes
async def test_a_session_goes_to_the_bin_and_comes_back(tmp_path: Path, size: tuple[int, int]) -> None:
    first, second = await two(tmp_path)
    async with sessions(tmp_path, size) as stage:
        await stage.press("x")
        assert ids(stage) == [first.name]
        assert stage.says("is in the bin; u takes it out.")
        assert Shelf(tmp_path).binned() == [second.name]
        await stage.press("delete")
        assert stage.says("There are no sessions yet")
        await stage.press("u")
        await read(stage)
        assert ids(stage) == [first.name]
        await stage.press("u")
        await read(stage)
        assert ids(stage) == [second.name, first.name]
        assert Shelf(tmp_path).binned() == []
        await stage.press("u")
        assert stage.says("Nothing was deleted")


async def test_the_session_on_show_is_not_deleted(tmp_path: Path) -> None:
    async with sessions(tmp_path, question="live") as stage:
        await stage.press("x")
        assert stage.says("This session is on show")
        assert len(Shelf(tmp_path).ids()) == 1


async def test_what_cannot_be_written_or_restored_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise LogError("No room.", "Free some.")

    _, second = await two(tmp_path)
    async with sessions(tmp_path) as stage:
        await stage.press("x")
        monkeypatch.setattr(Shelf, "restore", refuse)
        await stage.press("u")
        assert stage.says("No room. Free some.")
        monkeypatch.setattr(sessions_module, "write_about", refuse)
        await stage.press("r")
        assert isinstance(stage.app.screen, PromptScreen)
        await stage.press("a", "enter")
        await stage.until(lambda: stage.says("No room. Free some."))
    assert not second.exists()


@all_sizes
async def test_a_log_that_cannot_be_read_is_listed_with_its_problem(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    _, second = await two(tmp_path)
    lines = (second / EVENTS_FILE).read_bytes().splitlines(keepends=True)
    (second / EVENTS_FILE).write_bytes(b"".join(lines[:3] + lines[4:]))
    async with sessions(tmp_path, size) as stage:
        assert stage.says("cannot read")
        assert stage.says("cannot be read: ")
        await stage.press("enter")
        await stage.until(lambda: not isinstance(stage.app.screen, SessionsScreen))
        assert stage.says("line 4")
        await stage.press("escape")
        await read(stage)
        await stage.press("x")
        assert len(ids(stage)) == 1


async def test_one_of_other_folders_is_gone_on_with_by_a_new_begin(tmp_path: Path) -> None:
    folder = await recorded(tmp_path, work=bench(tmp_path, docs=["/elsewhere"]))
    async with sessions(tmp_path) as stage:
        await stage.press("enter")
        await stage.until(lambda: stage.app._exit)
    assert stage.app.return_value == GoOn(folder)


@pytest.mark.parametrize("key", ["escape", "q", "ctrl+s"])
async def test_it_is_left_by_its_keys(tmp_path: Path, key: str) -> None:
    async with sessions(tmp_path) as stage:
        await stage.press(key)
        assert type(stage.app.screen) is SessionScreen
        assert stage.app.is_running


async def test_many_are_shown_before_all_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions_module, "AT_ONCE", 1)
    first, second = await two(tmp_path)
    shown: list[str] = []
    show = SessionsScreen._show

    def note(self: SessionsScreen) -> None:
        show(self)
        shown.append("".join(piece.text for row in self._title.rows for piece in row.line).split()[1])

    monkeypatch.setattr(SessionsScreen, "_show", note)
    async with sessions(tmp_path) as stage:
        assert ids(stage) == [second.name, first.name]
        assert stage.says("Sessions")
    assert shown[0] == "1"
    assert shown[-1] == "2"
