"""The configuration as it is changed while the program runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopyard.core.config import Config
from hopyard.core.config.files import load
from hopyard.core.config.keys import fixed_keys
from hopyard.core.config.settings import Entry, Settings, text_of
from hopyard.core.errors import ConfigError, UsageError


def settings(tmp_path: Path, environ: dict[str, str] | None = None, **overrides: object) -> Settings:
    env = {"HOPYARD_HOME": str(tmp_path), **(environ or {})}
    given = {key.replace("__", "."): value for key, value in overrides.items()}
    return Settings(load(None, env, given), env)


def entry(of: Settings, key: str) -> Entry:
    return next(one for one in of.entries() if one.key == key)


def test_every_key_of_the_schema_is_an_entry_with_value_and_what_is_allowed(tmp_path: Path) -> None:
    entries = settings(tmp_path).entries()
    assert [one.key for one in entries] == list(fixed_keys())
    assert all(one.allowed and one.origin == "default" for one in entries)
    assert all(one.text == one.default for one in entries if not one.is_secret)


def test_an_entry_says_how_it_is_set(tmp_path: Path) -> None:
    here = settings(tmp_path)
    assert entry(here, "screen.ascii").is_switch
    assert entry(here, "screen.lean").choices == ("auto", "on", "off")
    assert entry(here, "budget.hops").choices == ()
    assert [one.key for one in here.entries() if one.is_secret] == [
        f"web.{name}.key_command" for name in ("brave", "tavily", "exa", "serper", "bocha", "zhipu")
    ]


def test_a_change_is_in_the_file_and_in_force(tmp_path: Path) -> None:
    here = settings(tmp_path)
    here.set("budget.hops", "6")
    assert here.config.budget.hops == 6
    assert load(None, {"HOPYARD_HOME": str(tmp_path)}).config.budget.hops == 6
    assert entry(here, "budget.hops").origin == f"file {tmp_path / 'config.toml'}"
    assert here.reset("budget.hops")
    assert here.config.budget.hops == Config().budget.hops
    assert not here.reset("budget.hops")


def test_a_refused_value_says_what_is_allowed_and_not_where_it_was_typed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as found:
        settings(tmp_path).set("budget.hops", "many")
    assert str(found.value) == "budget.hops cannot be 'many'. Allowed: a whole number from 1 to 500."
    assert not (tmp_path / "config.toml").exists()


def test_what_this_version_could_not_start_with_is_refused_before_it_is_written(tmp_path: Path) -> None:
    def check(config: Config) -> None:
        if config.web.enabled:
            raise UsageError("No web.")

    env = {"HOPYARD_HOME": str(tmp_path)}
    here = Settings(load(None, env), env, check)
    with pytest.raises(UsageError, match="No web"):
        here.set("web.enabled", "true")
    assert not (tmp_path / "config.toml").exists()
    assert not here.config.web.enabled


@pytest.mark.parametrize("key", ["budget.hops", "model.use"])
def test_what_outranks_the_file_is_said_and_nothing_is_written(tmp_path: Path, key: str) -> None:
    here = settings(tmp_path, {"HOPYARD_BUDGET__HOPS": "3"}, model__use="none")
    assert entry(here, key).is_outranked
    with pytest.raises(ConfigError, match="outranks the file"):
        here.set(key, "5")
    with pytest.raises(ConfigError, match="outranks the file"):
        here.reset(key)
    here.set("budget.depth", "2")
    assert here.config.budget.hops == 3


def test_a_file_changed_meanwhile_is_read_again_and_a_broken_one_named(tmp_path: Path) -> None:
    here = settings(tmp_path)
    here.path.write_text("[budget]\nhops = 7\n", "utf-8")
    here.reload()
    assert here.config.budget.hops == 7
    here.path.write_text("[budget\n", "utf-8")
    with pytest.raises(ConfigError, match="line 1"):
        here.reload()
    assert here.config.budget.hops == 7


def test_a_file_that_was_named_is_the_one_that_is_changed(tmp_path: Path) -> None:
    named = tmp_path / "配置" / "mine.toml"
    named.parent.mkdir()
    named.write_text("# mine\n", "utf-8")
    here = Settings(load(named, {"HOPYARD_HOME": str(tmp_path)}), {"HOPYARD_HOME": str(tmp_path)})
    here.set("screen.ascii", "true")
    assert named.read_text("utf-8").startswith("# mine\n")
    assert here.config.screen.ascii


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (300.0, "300"),
        (0.5, "0.5"),
        (("/a", "~/年报"), "/a, ~/年报"),
        (("/a, b",), '["/a, b"]'),
        ("x", "x"),
    ],
)
def test_a_value_as_it_is_typed(value: object, text: str) -> None:
    assert text_of(value) == text
