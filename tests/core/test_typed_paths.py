"""Paths as they are typed: relative, from home, quoted, in Chinese; and what they may become."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.typed_paths import Completion, common_start, completions, trouble_with, typed_path


@pytest.fixture
def here(tmp_path: Path) -> Path:
    for name in ("资料/年报 2023", "资料/年鉴", "Docs", ".hidden", "home/papers"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("资料/notes.md", "docs.txt", "evil\x1b[31m.txt"):
        (tmp_path / name).write_text("x", "utf-8")
    return tmp_path


QUOTED = ["'资料/年报 2023'", '"资料/年报 2023"', "资料/年报\\ 2023", "资料/年报 2023"]


def texts(text: str, here: Path) -> list[str]:
    return [one.text for one in completions(text, {"HOME": str(here / "home")}, here)]


def test_a_text_means_a_path_from_here_from_home_or_from_the_root(here: Path) -> None:
    env = {"HOME": str(here / "home")}
    assert typed_path("资料/年鉴", env, here) == here / "资料" / "年鉴"
    assert typed_path("~/papers/", env, here) == here / "home" / "papers"
    assert typed_path("~", env, here) == here / "home"
    assert typed_path(f" {here}/../x ", env, here) == here.parent / "x"
    assert typed_path("~", {"HOME": ""}, here).is_absolute()


@pytest.mark.parametrize(
    "text", ["'资料/年报 2023'", '"资料/年报 2023"', "资料/年报\\ 2023", "资料/年报 2023"]
)
def test_a_path_pasted_as_a_shell_writes_it_is_understood(here: Path, text: str) -> None:
    assert typed_path(text, {}, here) == here / "资料" / "年报 2023"


@pytest.mark.parametrize("text", ["it's", "a\\", "'two' 'parts'"])
def test_a_quote_that_is_none_stays_part_of_the_name(here: Path, text: str) -> None:
    assert typed_path(text, {}, here) == here / text


def test_completions_are_folders_first_and_hidden_only_when_asked_for(here: Path) -> None:
    assert texts("", here) == ["Docs/", "home/", "资料/", "docs.txt"]
    assert texts(".", here) == [".hidden/"]
    assert texts("doc", here) == ["Docs/", "docs.txt"]
    assert texts("~", here) == ["~/"]
    assert texts("~/", here) == ["~/papers/"]


def test_chinese_names_complete_and_a_part_in_the_middle_is_found_too(here: Path) -> None:
    assert texts("资料/年", here) == ["资料/年报 2023/", "资料/年鉴/"]
    assert texts("资料/2023", here) == ["资料/年报 2023/"]
    assert completions("资料/2023", {}, here) == [Completion("资料/年报 2023/", True, False)]


def test_the_common_start_is_as_far_as_all_agree(here: Path) -> None:
    assert common_start("资料/", completions("资料/年", {}, here)) == "资料/年"
    assert common_start("资", completions("资", {}, here)) == "资料/"
    assert common_start("资料/2023", completions("资料/2023", {}, here)) == "资料/2023"
    assert common_start("x", []) == "x"


def test_names_that_a_terminal_would_obey_or_that_are_not_text_are_not_offered(here: Path) -> None:
    os.mkdir(os.fsencode(here) + b"/\xff\xfe")
    assert all("\x1b" not in text and text.isprintable() for text in texts("", here))
    assert texts("ev", here) == []


@pytest.mark.parametrize("text", ["no/such/", "docs.txt/", "x" * 5_000, "/proc/1/root/", "\x00", "a\x00/b"])
def test_what_cannot_be_looked_into_gives_nothing_and_no_error(here: Path, text: str) -> None:
    if text.startswith("/proc") and os.geteuid() == 0:
        pytest.skip("root may look everywhere")
    assert texts(text, here) == []


@given(text=st.text(max_size=30))
def test_no_text_at_all_raises(text: str) -> None:
    here = Path("/")
    completions(text, {"HOME": "/nonexistent"}, here)
    assert typed_path(text, {"HOME": "/nonexistent"}, here).is_absolute()
    trouble_with(typed_path(text, {}, here))


def test_why_a_path_cannot_be_added(here: Path) -> None:
    assert trouble_with(here / "资料") == ""
    assert "There is no file or folder" in trouble_with(here / "no")
    (here / "link").symlink_to(here / "gone")
    assert "leads nowhere" in trouble_with(here / "link")
    assert "There is no file" in trouble_with(Path("/" + "x" * 5_000))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_named(here: Path) -> None:
    (here / "Docs").chmod(0)
    assert "may not read" in trouble_with(here / "Docs")
    (here / "Docs").chmod(0o700)
