"""Which key a variable means."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopyard.core.config.environment import environment_texts, variable_name
from hopyard.core.config.files import Loaded, load
from hopyard.core.config.keys import fixed_keys
from hopyard.core.errors import ConfigError


def loaded_with(tmp_path: Path, environ: dict[str, str], file: str = "") -> Loaded:
    path = tmp_path / "config.toml"
    path.write_text(file, "utf-8")
    return load(path, environ)


@pytest.mark.parametrize("key", fixed_keys())
def test_every_key_has_a_variable(key: str) -> None:
    assert list(environment_texts({variable_name(key): "x"}, ())) == [(key, "x", variable_name(key))]


def test_texts_lists_numbers_and_switches(tmp_path: Path) -> None:
    loaded = loaded_with(
        tmp_path,
        {
            "HOPYARD_WEB__SEARXNG__URL": "http://127.0.0.1:8888",
            "HOPYARD_BUDGET__HOPS": "6",
            "HOPYARD_WEB__ENABLED": "true",
            "HOPYARD_LIBRARY__PATHS": "/a,~/b",
            "HOPYARD_WEB__PROVIDERS": '["kiwix"]',
            "PATH": "/bin",
            "HOPYARD_HOME": "/nowhere",
            "HOPYARD_DEBUG": "1",
        },
    )
    config = loaded.config
    assert config.web.searxng.url == "http://127.0.0.1:8888"
    assert config.budget.hops == 6
    assert config.web.enabled is True
    assert config.library.paths == ("/a", "~/b")
    assert config.web.providers == ("kiwix",)
    assert loaded.origin("web.searxng.url") == "environment HOPYARD_WEB__SEARXNG__URL"


def test_a_variable_may_set_a_value_back_to_empty(tmp_path: Path) -> None:
    file = "[web.searxng]\nurl = 'http://a'\n"
    assert loaded_with(tmp_path, {"HOPYARD_WEB__SEARXNG__URL": ""}, file).config.web.searxng.url == ""


def test_a_variable_finds_the_model_that_the_file_names(tmp_path: Path) -> None:
    file = "[models.My_Model]\nkind = 'openai'\n"
    config = loaded_with(tmp_path, {"HOPYARD_MODELS__MY_MODEL__MODEL": "qwen"}, file).config
    assert {name: model.model for name, model in config.models.items()} == {"My_Model": "qwen"}


def test_a_new_name_is_small_and_hyphenated(tmp_path: Path) -> None:
    config = loaded_with(
        tmp_path,
        {
            "HOPYARD_MODELS__MY_MODEL__KIND": "openai",
            "HOPYARD_MODEL__USE": "my-model",
            "HOPYARD_KEYS__PRUNE_HOP": "ctrl+x",
        },
    ).config
    assert list(config.models) == ["my-model"]
    assert config.keys == {"prune-hop": "ctrl+x"}


@pytest.mark.parametrize(
    ("variable", "text", "message", "next_step"),
    [
        ("HOPYARD_BUDGET__HOPPS", "6", "there is no key budget.hopps", "Did you mean HOPYARD_BUDGET__HOPS?"),
        ("HOPYARD_BUGDET__HOPS", "6", "there is no key bugdet.hops", "Did you mean HOPYARD_BUDGET__HOPS?"),
        ("HOPYARD_BUDGET_HOPS", "6", "two underscores", "Write HOPYARD_BUDGET__HOPS."),
        ("HOPYARD_WEB_SEARXNG_URL", "", "two underscores", "Write HOPYARD_WEB__SEARXNG__URL."),
        ("HOPYARD_BUDGET__HOPS", "six", "budget.hops cannot be 'six'", "a whole number from 1 to 500"),
        ("HOPYARD_WEB__ENABLED", "yes", "web.enabled cannot be 'yes'", "true or false"),
        ("HOPYARD_WEB__SEARXNG", "http://a", "web.searxng is a table", "[web.searxng] takes: url, limit."),
        ("HOPYARD_MODELS__X", "y", "models.x is a table", "[models.x] takes: kind,"),
        ("HOPYARD_KEYS__A__B", "y", "there is no key keys.a.b", ""),
        ("HOPYARD_MODELS__", "y", "there is no key models.", "letters, digits"),
        ("HOPYARD___", "y", "there is no key", ""),
        ("HOPYARD_SCREEN__THEME", "a\x1b[1m", "screen.theme holds a control character", "by hand"),
        ("HOPYARD_SCREEN__THEME", "a\udcff", "screen.theme holds a control character", "by hand"),
    ],
)
def test_a_mistake_names_the_variable(
    tmp_path: Path, variable: str, text: str, message: str, next_step: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded_with(tmp_path, {variable: text})
    assert caught.value.message.startswith(f"environment {variable}: ")
    assert message in caught.value.message
    assert next_step in caught.value.next_step
