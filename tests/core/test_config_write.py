"""Writing the configuration: nothing is lost, nothing is half written, nobody else may read it."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

import pytest

from hopyard.core.config import Config
from hopyard.core.config.files import load
from hopyard.core.config.write import example, init, set_value
from hopyard.core.errors import ConfigError


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_init_writes_the_example_for_the_person_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "hopyard" / "config.toml"
    init(path)
    assert path.read_text("utf-8") == example()
    assert load(path, {}).config == Config()
    assert (mode(path), mode(path.parent), mode(path.parent.parent)) == (0o600, 0o700, 0o700)


def test_init_leaves_an_existing_file(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mine", "utf-8")
    with pytest.raises(ConfigError, match="exists already"):
        init(path)
    assert path.read_text("utf-8") == "mine"


def test_init_leaves_a_folder_that_exists_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    init(tmp_path / "config.toml")
    assert mode(tmp_path) == 0o755


def test_set_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "hopyard" / "config.toml"
    row = set_value(path, "budget.hops", "6")
    assert str(row) == f"budget.hops = 6  # from file {path}"
    assert tomllib.loads(path.read_text("utf-8")) == {"budget": {"hops": 6}}
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_set_keeps_the_other_values(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        "# a note\n[library]\npaths = ['/年报']\n[keys]\nprune = 'x'\n[budget]\nhops = 3\n", "utf-8"
    )
    set_value(path, "budget.hops", "6")
    set_value(path, "keys.expand-hop", "f2")
    set_value(path, "library.paths", "/年报, ~/papers")
    assert tomllib.loads(path.read_text("utf-8")) == {
        "library": {"paths": ["/年报", "~/papers"]},
        "keys": {"prune": "x", "expand-hop": "f2"},
        "budget": {"hops": 6},
    }
    assert os.listdir(tmp_path) == ["config.toml"]


def test_set_after_init_changes_that_value_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    init(path)
    before = tomllib.loads(path.read_text("utf-8"))
    set_value(path, "screen.lean", "on")
    after = tomllib.loads(path.read_text("utf-8"))
    assert after.pop("screen") == {**before.pop("screen"), "lean": "on"}
    assert after == before
    assert mode(path) == 0o600


@pytest.mark.parametrize("text", ['say "hi"', "back\\slash", "'", "# no comment", "算力 [1]", "", " spaced "])
def test_any_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    set_value(path, "screen.theme", text)
    assert load(path, {}).config.screen.theme == text


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        ("budget.hopps", "6", "Did you mean budget.hops?"),
        ("budget.hops", "many", "a whole number from 1 to 500"),
        ("budget", "6", r"\[budget\] takes: hops"),
        ("models", "6", r"models\.NAME"),
        ("model.use", "opus", r"there is no \[models\.opus\]"),
        ("models.opus.model", "x", r"models\.opus\.kind is missing"),
        ("web.brave.key_env", "sk-abcdefghijklmnop", "seems to hold a key"),
    ],
)
def test_a_refused_value_leaves_the_file_untouched(tmp_path: Path, key: str, text: str, message: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text("# a note\n", "utf-8")
    with pytest.raises(ConfigError, match=message):
        set_value(path, key, text)
    assert path.read_text("utf-8") == "# a note\n"
    assert os.listdir(tmp_path) == ["config.toml"]


def test_a_model_is_set_kind_first(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    for key, text in [
        ("models.opus.kind", "anthropic"),
        ("models.opus.input_price", "5"),
        ("model.use", "opus"),
    ]:
        set_value(path, key, text)
    config = load(path, {}).config
    assert (config.model.use, config.models["opus"].input_price) == ("opus", 5.0)


def test_a_file_with_a_mistake_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[budget]\nhops = 0\n", "utf-8")
    with pytest.raises(ConfigError, match=r"budget\.hops cannot be 0"):
        set_value(path, "budget.depth", "2")
    assert path.read_text("utf-8") == "[budget]\nhops = 0\n"


def test_a_link_stays_a_link_and_the_mode_stays(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "hopyard.toml"
    real.parent.mkdir()
    real.write_text("", "utf-8")
    real.chmod(0o640)
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    set_value(link, "budget.hops", "6")
    assert link.is_symlink()
    assert tomllib.loads(real.read_text("utf-8")) == {"budget": {"hops": 6}}
    assert mode(real) == 0o640


def test_a_failed_replacement_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    set_value(path, "budget.hops", "6")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ConfigError, match=r"Cannot write .*No space left"):
        set_value(path, "budget.hops", "7")
    assert load(path, {}).config.budget.hops == 6
    assert os.listdir(tmp_path) == ["config.toml"]


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "hopyard").write_text("", "utf-8")
    for write in (init, lambda path: set_value(path, "budget.hops", "6")):
        with pytest.raises(ConfigError, match="Cannot"):
            write(tmp_path / "hopyard" / "config.toml")
