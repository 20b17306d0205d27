"""Where hopyard keeps things, as a function of the environment."""

from __future__ import annotations

import hashlib
import pwd
import stat
from pathlib import Path

import pytest

from hopyard.core import locations
from hopyard.core.errors import ConfigError

HOME = {"HOME": "/home/mei"}


def test_the_usual_folders() -> None:
    assert locations.config_file(HOME) == Path("/home/mei/.config/hopyard/config.toml")
    assert locations.library_folder(HOME) == Path("/home/mei/.local/share/hopyard/library")
    assert locations.sessions_folder(HOME) == Path("/home/mei/.local/share/hopyard/sessions")
    assert locations.folder("cache", HOME) == Path("/home/mei/.cache/hopyard")
    assert locations.folder("state", HOME) == Path("/home/mei/.local/state/hopyard")


def test_xdg_variables_move_them() -> None:
    environ = {
        **HOME,
        "XDG_CONFIG_HOME": "/c",
        "XDG_DATA_HOME": "/d",
        "XDG_CACHE_HOME": "/k",
        "XDG_STATE_HOME": "/s",
    }
    assert locations.config_file(environ) == Path("/c/hopyard/config.toml")
    assert locations.library_folder(environ) == Path("/d/hopyard/library")
    assert locations.folder("cache", environ) == Path("/k/hopyard")
    assert locations.folder("state", environ) == Path("/s/hopyard")


@pytest.mark.parametrize("given", ["", "relative/folder", "~/x"])
def test_xdg_variables_that_are_not_absolute_are_ignored(given: str) -> None:
    assert locations.folder("data", {**HOME, "XDG_DATA_HOME": given}) == Path(
        "/home/mei/.local/share/hopyard"
    )


def test_hopyard_home_holds_everything() -> None:
    environ = {**HOME, "HOPYARD_HOME": "~/portable", "XDG_DATA_HOME": "/d"}
    root = Path("/home/mei/portable")
    assert locations.config_file(environ) == root / "config.toml"
    assert locations.library_folder(environ) == root / "data/library"
    assert locations.sessions_folder(environ) == root / "data/sessions"
    assert locations.docs_folder([], environ).parent == root / "cache/docs"
    assert locations.folder("state", environ) == root / "state"


def test_a_relative_hopyard_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert locations.folder("config", {"HOPYARD_HOME": "here"}) == tmp_path / "here"


def test_configured_sessions_folder() -> None:
    assert locations.sessions_folder(HOME, "~/日志") == Path("/home/mei/日志")
    assert locations.sessions_folder({**HOME, "HOPYARD_HOME": "/p"}, "/logs") == Path("/logs")


def test_expand_only_touches_a_leading_home() -> None:
    assert locations.expand("~", HOME) == Path("/home/mei")
    assert locations.expand("/a/~/b", HOME) == Path("/a/~/b")
    assert locations.expand("~other/b", HOME) == Path("~other/b")


def test_without_home_the_user_database_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert locations.folder("config", {}).is_absolute()

    def nobody(_: int) -> None:
        raise KeyError("uid not found")

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    with pytest.raises(ConfigError, match="Set HOME, or HOPYARD_HOME"):
        locations.folder("config", {})
    assert locations.folder("config", {"HOPYARD_HOME": "/p"}) == Path("/p")


def test_docs_folder_depends_on_the_set_of_files_alone(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    link = tmp_path / "link"
    link.symlink_to(one)
    name = locations.docs_folder([one, two], HOME)
    assert name == locations.docs_folder([two, link, one / ".", one], HOME)
    assert name != locations.docs_folder([one], HOME)
    assert name != locations.docs_folder([tmp_path / "onetwo"], HOME)
    assert name.parent == Path("/home/mei/.cache/hopyard/docs")


def test_docs_folder_is_named_by_the_sorted_paths() -> None:
    expected = hashlib.sha256(b"".join(b"/no/%d\0" % number for number in range(8))).hexdigest()[:32]
    paths = [Path(f"/no/{number}") for number in (3, 1, 7, 0, 2, 6, 5, 4)]
    assert locations.docs_folder(paths, HOME).name == expected


def test_docs_folder_of_a_loop_of_links_and_of_odd_names(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert locations.docs_folder([loop], HOME) != locations.docs_folder([Path("/bad\udcff")], HOME)


def test_private_folder(tmp_path: Path) -> None:
    made = locations.private_folder(tmp_path / "a" / "b")
    assert made == tmp_path / "a" / "b"
    for one in (made, made.parent):
        assert stat.S_IMODE(one.stat().st_mode) == 0o700
    made.chmod(0o755)
    locations.private_folder(made)
    assert stat.S_IMODE(made.stat().st_mode) == 0o755


def test_private_folder_where_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ConfigError, match="Cannot make the folder"):
            locations.private_folder(path)
