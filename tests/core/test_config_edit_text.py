"""Changing a configuration file by its text: what was meant comes out, and every comment stays."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.config.edit_text import with_value, without
from hopyard.core.config.files import load
from hopyard.core.config.write import init, set_value, unset_value
from hopyard.core.errors import ConfigError

VALUES = {
    "library.paths": st.sampled_from(["/年报, ~/papers", "", "/a"]),
    "budget.hops": st.integers(1, 500).map(str),
    "budget.usd": st.sampled_from(["0.5", "3"]),
    "screen.theme": st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=8),
    "screen.ascii": st.sampled_from(["true", "false"]),
    "keys.prune": st.sampled_from(["d", "ctrl+t", '"', "#"]),
    "keys.undo": st.sampled_from(["f5", "\\"]),
    "models.my-own.kind": st.sampled_from(["anthropic", "openai"]),
    "web.brave.key_command": st.sampled_from(["pass show 密钥", "echo '#'"]),
}
CHANGES = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda key: st.tuples(st.just(key), st.one_of(st.none(), VALUES[key]))
    ),
    max_size=6,
)
STARTS = [
    "",
    "# mine\n",
    "[keys] # own keys\n\n# the budget\n[budget]\nhops = 3 # few\n",
    "budget.hops = 4\n",
    None,
]


def comments(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if line.lstrip().startswith("#")]


@given(start=st.sampled_from(STARTS), changes=CHANGES)
def test_any_changes_amount_to_what_was_meant_and_no_comment_goes(
    tmp_path_factory: pytest.TempPathFactory, start: str | None, changes: list[tuple[str, str | None]]
) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    if start is None:
        init(path)
    else:
        path.write_text(start, "utf-8")
    before = comments(path.read_text("utf-8"))
    expected = dict(load(path, {}).values())
    for key, text in changes:
        if text is None:
            unset_value(path, key)
            expected = dict(load(path, {}).values())
        else:
            set_value(path, key, text)
            found = dict(load(path, {}).values())
            changed = {one for one in found if found[one] != expected.get(one)}
            assert {one for one in changed if not one.startswith("models.")} <= {key}
            expected = found
    assert comments(path.read_text("utf-8")) == before


def test_a_new_key_stands_in_its_table_not_behind_the_comment_on_the_next() -> None:
    text = '[keys]\n#ACTION = "ctrl+t"\n\n# Where sessions are kept.\n[sessions]\npath = ""\n'
    wanted = {"keys": {"prune": "d"}, "sessions": {"path": ""}}
    assert with_value(text, "keys.prune", "d", wanted) == text.replace("[keys]\n", '[keys]\nprune = "d"\n')


def test_windows_line_ends_and_a_last_line_without_one_are_no_trouble() -> None:
    text = with_value("[budget]", "budget.hops", 6, {"budget": {"hops": 6}})
    assert text == "[budget]\nhops = 6\n"
    text = with_value("[budget]\r\nhops = 5\r\n", "budget.hops", 6, {"budget": {"hops": 6}})
    assert text == "[budget]\r\nhops = 6\r\n"


def test_a_text_that_cannot_be_brought_to_what_was_meant_gives_none() -> None:
    other: dict[str, Any] = {"budget": {"hops": 7}}
    assert with_value("[budget]\n", "budget.hops", 6, other) is None
    assert with_value("not toml", "budget.hops", 6, {"budget": {"hops": 6}}) is None
    assert without("[budget]\n", "budget.hops", {"budget": {}}) is None


def test_a_header_inside_a_text_over_many_lines_is_not_taken_for_one() -> None:
    text = '[index]\nembedder = """\n[budget]\n"""\n[budget]\n'
    wanted = tomllib.loads(text) | {"budget": {"hops": 6}}
    changed = with_value(text, "budget.hops", 6, wanted)
    assert changed is not None
    assert tomllib.loads(changed) == wanted


def test_unset_brings_the_default_back_and_says_whether_there_was_anything(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    assert not unset_value(path, "budget.hops")
    assert not path.exists()
    path.write_text("[budget]\n# few\nhops = 3\ndepth = 2\n", "utf-8")
    assert unset_value(path, "budget.hops")
    assert path.read_text("utf-8") == "[budget]\n# few\ndepth = 2\n"
    assert not unset_value(path, "budget.hops")


def test_what_others_need_cannot_be_unset(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = "[models.own]\nkind = 'openai'\nmodel = 'm'\n"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"models\.own\.kind is missing"):
        unset_value(path, "models.own.kind")
    assert path.read_text("utf-8") == text
