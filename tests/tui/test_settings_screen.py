"""The settings' screen: every kind of value, keys, where values come from, what is saved and what refused."""

from __future__ import annotations

import os
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.tui.library_fakes import FakeShelf, keeper
from tests.tui.screen_fakes import Stage, staged

from hopyard.core.config.files import load
from hopyard.core.config.settings import Settings
from hopyard.core.config.write import init
from hopyard.core.wiring import check_this_version
from hopyard.tui.looks import Looks
from hopyard.tui.screens.asking import ChoiceScreen
from hopyard.tui.screens.key import KeyScreen
from hopyard.tui.screens.palette import Palette
from hopyard.tui.screens.prompt import PromptScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.screens.settings import SettingsScreen
from hopyard.tui.widgets.lines import LinesView

SIZES = [(120, 40), (80, 24), (60, 15)]
all_sizes = pytest.mark.parametrize("size", SIZES)


@asynccontextmanager
async def settings_screen(
    home: Path, size: tuple[int, int] = (80, 24), environ: Mapping[str, str] | None = None, **more: Any
) -> AsyncIterator[Stage]:
    """The settings over the files of a home folder."""
    env = {"HOPYARD_HOME": str(home), **(environ or {})}
    loaded = load(None, env, more.pop("overrides", None))
    settings = Settings(loaded, env, partial(check_this_version, environ=env))
    keys = loaded.config.keys
    looks = Looks(theme=loaded.config.screen.theme)
    async with staged(size, settings=settings, keys=keys, looks=looks, **more) as stage:
        await stage.press("ctrl+o")
        await stage.until(lambda: isinstance(stage.app.screen, SettingsScreen))
        yield stage


def file(home: Path) -> dict[str, Any]:
    path = home / "config.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def row(stage: Stage, key: str) -> str:
    view = stage.app.screen_stack[-1].query_one("#settings-table", LinesView)
    found = [row for row in view.rows if row.key == f"setting:{key}"]
    return " | ".join(piece.text for piece in found[0].line[:3])


def detail(stage: Stage) -> list[str]:
    (view,) = stage.app.screen.query(".manage-detail").results(LinesView)
    return ["".join(piece.text for piece in one.line) for one in view.rows]


async def go_to(stage: Stage, key: str) -> None:
    """Put the cursor on a setting, by the filter."""
    await stage.press("/", *key, "enter", "g")
    assert stage.chosen("settings-table") == f"setting:{key}"


@all_sizes
async def test_every_setting_has_a_row_and_the_one_chosen_is_explained(
    size: tuple[int, int], tmp_path: Path
) -> None:
    async with settings_screen(tmp_path, size) as stage:
        assert stage.says("config.toml")
        assert stage.says("not there yet")
        assert row(stage, "budget.hops") == "budget.hops | 12 | default"
        await go_to(stage, "budget.hops")
        assert stage.says("Hops that may run.")
        assert detail(stage)[1:] == [
            "from: default; a change shows with the next question",
            "allowed: a whole number from 1 to 500",
        ]


@all_sizes
async def test_a_number_is_typed_checked_saved_and_taken_over(size: tuple[int, int], tmp_path: Path) -> None:
    async with settings_screen(tmp_path, size) as stage:
        await go_to(stage, "budget.hops")
        await stage.press("enter", "backspace", "backspace", *"many", "enter")
        assert isinstance(stage.app.screen, PromptScreen)
        await stage.until(lambda: "cannot be 'many'" in stage.rows("prompt-hints")[0])
        assert file(tmp_path) == {}
        await stage.press(*["backspace"] * 4, "6", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, SettingsScreen))
        assert stage.says("Saved: budget.hops = 6, with the next question.")
        assert file(tmp_path) == {"budget": {"hops": 6}}
        assert row(stage, "budget.hops") == "budget.hops | 6 | file"
        assert stage.app._workbench.budget.hops == 6


async def test_a_switch_is_turned_by_enter(tmp_path: Path) -> None:
    async with settings_screen(tmp_path) as stage:
        await go_to(stage, "screen.ascii")
        await stage.press("enter")
        await stage.until(lambda: file(tmp_path) == {"screen": {"ascii": True}})
        await stage.until(lambda: row(stage, "screen.ascii") == "screen.ascii | true | file")
        await stage.press("enter")
        await stage.until(lambda: file(tmp_path) == {"screen": {"ascii": False}})
        await stage.until(lambda: row(stage, "screen.ascii") == "screen.ascii | false | file")


async def test_a_choice_is_picked_from_the_list(tmp_path: Path) -> None:
    async with settings_screen(tmp_path) as stage:
        await go_to(stage, "screen.lean")
        await stage.press("enter")
        assert isinstance(stage.app.screen, ChoiceScreen)
        assert stage.rows("choice-list") == ["auto (now)", "on", "off"]
        await stage.press("escape", "enter", "j", "enter")
        await stage.until(lambda: file(tmp_path) == {"screen": {"lean": "on"}})
        await stage.until(lambda: stage.says("Saved: screen.lean = on, at once."))
        assert stage.app.looks.lean


async def test_ascii_shows_at_once_and_what_f9_says_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    async with settings_screen(tmp_path, (120, 40)) as stage:
        stage.app.action_lean()
        await go_to(stage, "screen.ascii")
        await stage.press("enter")
        await stage.until(lambda: stage.app.looks.ascii)
        assert stage.app.looks.lean, "only what was changed changes"
        await stage.press("ctrl+o")
        await stage.until(lambda: "- 2 steps ---" in stage.text())
        await stage.press("ctrl+o")
        await go_to(stage, "screen.ascii")
        await stage.press("x")
        await stage.until(lambda: not stage.app.looks.ascii)
        await stage.press("ctrl+o")
        await stage.until(lambda: "─ 2 steps ───" in stage.text())


async def test_a_theme_shows_at_once_and_its_default_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    async with settings_screen(tmp_path) as stage:
        before = stage.app.theme
        await go_to(stage, "screen.theme")
        await stage.press("enter")
        at = stage.rows("choice-list").index("nord")
        await stage.press(*["down"] * at, "enter")
        await stage.until(lambda: stage.app.theme == "nord")
        assert file(tmp_path) == {"screen": {"theme": "nord"}}
        await stage.press("x")
        await stage.until(lambda: stage.app.theme == before)
        assert file(tmp_path) == {"screen": {}}
        assert stage.says("screen.theme has its default again, at once.")
        await stage.press("delete")
        await stage.until(lambda: stage.says("screen.theme has its default."))


async def test_a_list_is_typed_with_commas_and_chinese_stays_as_it_is(tmp_path: Path) -> None:
    async with settings_screen(tmp_path) as stage:
        await go_to(stage, "library.paths")
        await stage.press("enter", *"年报", "enter")
        await stage.until(lambda: "a path that begins with" in stage.rows("prompt-hints")[0])
        await stage.press("home", "/", "end", *", ~/papers", "enter")
        await stage.until(lambda: file(tmp_path) == {"library": {"paths": ["/年报", "~/papers"]}})
        assert row(stage, "library.paths") == "library.paths | /年报, ~/papers | file"
        await stage.press("enter", *["backspace"] * 30, "enter")
        await stage.until(lambda: file(tmp_path) == {"library": {"paths": []}})


async def test_a_secret_is_dots_everywhere_also_while_it_is_typed(tmp_path: Path) -> None:
    secret = "pass show 密钥"
    async with settings_screen(tmp_path) as stage:
        await go_to(stage, "web.brave.key_command")
        await stage.press("enter", *secret)
        assert not stage.says("密钥")
        await stage.press("enter")
        await stage.until(lambda: file(tmp_path) == {"web": {"brave": {"key_command": secret}}})
        assert not stage.says("密钥")
        assert row(stage, "web.brave.key_command") == "web.brave.key_command | ........ | file"
        await stage.press("enter")
        assert isinstance(stage.app.screen, PromptScreen)
        assert stage.app.screen._input.value == ""


async def test_what_outranks_the_file_is_named_and_not_edited(tmp_path: Path) -> None:
    environ = {"HOPYARD_BUDGET__HOPS": "9"}
    async with settings_screen(tmp_path, environ=environ, overrides={"model.use": "none"}) as stage:
        await go_to(stage, "budget.hops")
        await stage.press("enter")
        assert stage.says("budget.hops comes from the environment HOPYARD_BUDGET__HOPS, which outranks the")
        await stage.press("x")
        await stage.until(lambda: stage.says("Change it there, or take it away."))
        await go_to(stage, "model.use")
        await stage.press("enter")
        assert stage.says("model.use comes from the command line")
        assert file(tmp_path) == {}


async def test_what_this_version_cannot_do_is_refused_and_not_saved(tmp_path: Path) -> None:
    async with settings_screen(tmp_path) as stage:
        await go_to(stage, "web.enabled")
        await stage.press("enter")
        await stage.until(lambda: stage.says("no provider of it is set up"))
        assert file(tmp_path) == {}


async def test_comments_stay_in_the_file(tmp_path: Path) -> None:
    init(tmp_path / "config.toml")
    before = (tmp_path / "config.toml").read_text("utf-8")
    async with settings_screen(tmp_path) as stage:
        await go_to(stage, "screen.ascii")
        await stage.press("enter")
        await stage.until(lambda: file(tmp_path)["screen"]["ascii"])
    after = (tmp_path / "config.toml").read_text("utf-8")
    assert after == before.replace("ascii = false", "ascii = true")


async def test_a_file_broken_meanwhile_is_named_and_left_alone(tmp_path: Path) -> None:
    async with settings_screen(tmp_path) as stage:
        (tmp_path / "config.toml").write_text("[budget\n", "utf-8")
        await go_to(stage, "screen.ascii")
        await stage.press("enter")
        await stage.until(lambda: stage.says("config.toml, line 1"))
        await stage.press("escape", "escape", "ctrl+o")
        assert stage.says("config.toml, line 1")
    assert (tmp_path / "config.toml").read_text("utf-8") == "[budget\n"


async def test_a_file_that_cannot_be_written_is_told_in_the_line_that_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async with settings_screen(tmp_path) as stage:
        await go_to(stage, "budget.hops")
        monkeypatch.setattr(os, "replace", full)
        await stage.press("enter", "enter")
        await stage.until(lambda: "No space left on device" in stage.rows("prompt-hints")[0])
        assert file(tmp_path) == {}


# keys


@all_sizes
async def test_a_key_is_pressed_and_works_at_once_wherever_it_is_shown(
    size: tuple[int, int], tmp_path: Path
) -> None:
    async with settings_screen(tmp_path, size) as stage:
        await go_to(stage, "keys.help")
        await stage.press("enter")
        assert isinstance(stage.app.screen, KeyScreen)
        await stage.press("f1", "enter")
        await stage.until(lambda: file(tmp_path) == {"keys": {"help": "f1"}})
        await stage.press("escape", "escape")
        assert isinstance(stage.app.screen, SessionScreen)
        await stage.press("tab")
        await stage.until(lambda: "f1 help" in stage.rows("hints")[0])
        await stage.press("?")
        assert isinstance(stage.app.screen, SessionScreen)
        await stage.press("f1")
        assert stage.says("Keys")


async def test_the_keys_of_panes_change_in_their_titles(tmp_path: Path) -> None:
    async with settings_screen(tmp_path, (120, 40)) as stage:
        await go_to(stage, "keys.pane-hops")
        await stage.press("enter", *"H, ", "f6", "enter")
        await stage.until(lambda: file(tmp_path) == {"keys": {"pane-hops": "H, f6"}})
        assert row(stage, "keys.pane-hops") == "keys.pane-hops | H, f6 | file"
        await stage.press("escape", "escape")
        await stage.until(lambda: stage.says("H hops"))


@pytest.mark.parametrize(
    ("pressed", "said"),
    [
        (("u",), "The key u does “undo” already."),
        (("tab",), "The key tab does “pane-next” already."),
        (("space",), "The key space does “pause” already."),
        (tuple("escap"), "“escap” is not a key"),
        ((), "Type a key first"),
    ],
)
async def test_a_clash_is_told_before_anything_is_saved(
    pressed: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    async with settings_screen(tmp_path) as stage:
        await go_to(stage, "keys.prune")
        await stage.press("enter", *pressed, "enter")
        await stage.until(lambda: said in stage.rows("prompt-hints")[0])
        assert isinstance(stage.app.screen, KeyScreen)
        assert file(tmp_path) == {}


async def test_a_priority_key_is_named_there_and_does_nothing_else(tmp_path: Path) -> None:
    async with settings_screen(tmp_path) as stage:
        await go_to(stage, "keys.prune")
        await stage.press("enter", "ctrl+p", "ctrl+l", "ctrl+o")
        assert isinstance(stage.app.screen, KeyScreen)
        assert not any(isinstance(screen, Palette) for screen in stage.app.screen_stack)


async def test_keys_that_change_places_are_set_one_after_the_other(tmp_path: Path) -> None:
    async with settings_screen(tmp_path) as stage:
        for action, key in (("prune", "f5"), ("undo", "p"), ("prune", "u")):
            await go_to(stage, f"keys.{action}")
            await stage.press("enter", key, "enter")
            await stage.until(lambda: isinstance(stage.app.screen, SettingsScreen))
            await stage.press("escape")
        assert file(tmp_path) == {"keys": {"prune": "u", "undo": "p"}}


async def test_a_comma_can_be_a_key(tmp_path: Path) -> None:
    async with settings_screen(tmp_path) as stage:
        await go_to(stage, "keys.question")
        await stage.press("enter", "comma", "enter")
        await stage.until(lambda: file(tmp_path) == {"keys": {"question": ","}})
        await stage.press("escape", "escape", "tab")
        assert stage.place == "hops"
        await stage.press("comma")
        assert stage.place == "question"


# going about


@all_sizes
async def test_the_screen_is_left_by_its_key_by_escape_and_by_q(
    size: tuple[int, int], tmp_path: Path
) -> None:
    async with settings_screen(tmp_path, size) as stage:
        for key in ("ctrl+o", "escape", "q"):
            await stage.press(key)
            assert isinstance(stage.app.screen, SessionScreen), key
            await stage.press("ctrl+o")
        await stage.press("ctrl+q")
        await stage.until(lambda: stage.app._exit)


async def test_the_library_can_be_looked_at_from_here_and_limits_reach_it(tmp_path: Path) -> None:
    shelf = FakeShelf()
    librarian = keeper(shelf)
    async with settings_screen(tmp_path, librarian=librarian) as stage:
        await go_to(stage, "library.max_file_mb")
        await stage.press("enter", "backspace", "enter")
        await stage.until(lambda: librarian.limits.max_file_bytes == 5 * 1024 * 1024)
        await stage.press("ctrl+l")
        await stage.until(lambda: stage.says("your own"))
        await stage.press("escape")
        assert isinstance(stage.app.screen, SettingsScreen)


async def test_a_model_is_added_by_name_and_kind(tmp_path: Path) -> None:
    async with settings_screen(tmp_path) as stage:
        await stage.press("a", *"my.own", "enter")
        await stage.until(lambda: "letters, digits" in stage.rows("prompt-hints")[0])
        await stage.press("home", *["delete"] * 3, "enter")
        await stage.until(lambda: isinstance(stage.app.screen, ChoiceScreen))
        await stage.press("j", "enter")
        await stage.until(lambda: file(tmp_path) == {"models": {"own": {"kind": "openai"}}})
        await stage.until(lambda: row(stage, "models.own.kind") == "models.own.kind | openai | file")
        await go_to(stage, "models.own.input_price")
        await stage.press("enter", *"2.5", "enter")
        await stage.until(lambda: file(tmp_path)["models"]["own"].get("input_price") == 2.5)


async def test_values_from_outside_are_data(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[index]\nembedder = "~/[b]x[/b] [@click=app.quit]y[/]"\n', "utf-8")
    async with settings_screen(tmp_path) as stage:
        assert stage.says("[b]x[/b] [@click=app.quit]y[/]")
