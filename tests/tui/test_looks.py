"""What is painted: readable in our themes, without colour or in ASCII alone where that is wanted."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from tests.tui.screen_fakes import FakeLibrary, FakeReasoner, Stage, both_sizes, held, staged
from textual.theme import BUILTIN_THEMES

import hopyard.tui
from hopyard.core.config.schema import ScreenTable
from hopyard.tui.looks import Looks, looks_for, terminal_charset
from hopyard.tui.marks import ASCII_DRAWN, OUR_MARKS, encodable
from hopyard.tui.render import _NO_LINE_END, _NO_LINE_START
from hopyard.tui.screens.palette import Palette
from hopyard.tui.themes import ANSI_DARK, ANSI_LIGHT, OWN_THEMES, theme_for

READABLE = 4.5
"""Contrast of text with its background: WCAG 2.1, level AA."""
THEMES = {**BUILTIN_THEMES, **{theme.name: theme for theme in OWN_THEMES}}
own_themes = pytest.mark.parametrize("theme", [theme.name for theme in OWN_THEMES])


async def visits(stage: Stage) -> AsyncIterator[str]:
    """Each place of the program in turn, by name; the session must be still."""
    for pane in ("hops", "steps", "sources", "answer"):
        await stage.goes(pane)
        yield pane
    for name, *keys in [("reader", "3", "enter"), ("help", "question_mark"), ("expand", "1", "j", "e")]:
        await stage.press(*keys)
        yield name
        await stage.press("escape")
    await stage.press("ctrl+p")
    await stage.until(lambda: isinstance(stage.app.screen, Palette) and "Go to the" in stage.text())
    yield "palette"
    await stage.press("escape")
    await stage.press("i", "中", "x", "ctrl+a")
    yield "question"


def painted(stage: Stage) -> list[tuple[str, Style]]:
    """All text on the screen with its style."""
    return [
        (segment.text, segment.style or Style())
        for strip in stage.strips()
        for segment in strip
        if segment.text.strip()
    ]


# themes


def luminance(color: Color) -> float:
    """Relative luminance. Source: WCAG 2.1, https://www.w3.org/TR/WCAG21/#dfn-relative-luminance."""
    parts = [value / 255 for value in color.get_truecolor()]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    """The contrast of a text with its background, from 1 to 21."""
    assert style.color is not None
    assert style.bgcolor is not None
    dark, light = sorted([luminance(style.color), luminance(style.bgcolor)])
    return (light + 0.05) / (dark + 0.05)


@own_themes
@both_sizes
async def test_text_and_dim_text_are_readable(
    monkeypatch: pytest.MonkeyPatch, theme: str, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    reasoner = FakeReasoner(suggests=["what else?"])
    reasoner.disagrees = True
    async with staged(size, question="q", reasoner=reasoner, looks=Looks(theme=theme)) as stage:
        await stage.still()
        assert stage.app.theme == theme
        await stage.press("j", "p")
        await stage.still()
        async for place in visits(stage):
            found = [(text, style) for text, style in painted(stage) if any(map(str.isalnum, text))]
            assert len(found) > 10
            for text, style in found:
                assert not style.dim, "dimming is left to the terminal"
                assert contrast(style) >= READABLE, (place, text, style)


@pytest.mark.parametrize("theme", ["", "ansi-light", "textual-light", "hopyard-dark", "hopyard-light"])
async def test_without_colours_there_are_none_and_the_cursor_shows(
    monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with staged(
        question="q", reasoner=FakeReasoner(suggests=["more"]), looks=Looks(theme=theme)
    ) as stage:
        await stage.still()
        async for place in visits(stage):
            found = painted(stage)
            for text, style in found:
                assert style.color is None or style.color.is_default, (place, text, style)
                assert style.bgcolor is None or style.bgcolor.is_default, (place, text, style)
            if place != "help":  # a text has no cursor
                assert any(style.reverse for _, style in found), place


@pytest.mark.parametrize(
    ("wanted", "how", "shown"),
    [
        ("", {}, ANSI_DARK),
        ("", {"light": True}, ANSI_LIGHT),
        ("no such", {}, ANSI_DARK),
        ("hopyard-light", {}, "hopyard-light"),
        ("nord", {}, "nord"),
        ("nord", {"no_color": True}, ANSI_DARK),
        ("hopyard-light", {"n_colors": 16}, ANSI_LIGHT),
        ("hopyard-dark", {"n_colors": 16}, ANSI_DARK),
        ("hopyard-dark", {"n_colors": 256}, "hopyard-dark"),
        (ANSI_LIGHT, {"n_colors": 16, "no_color": True}, ANSI_LIGHT),
    ],
)
def test_a_theme_is_shown_where_the_terminal_can(wanted: str, how: dict[str, int], shown: str) -> None:
    given = {"no_color": False, "n_colors": 1 << 24, "light": False} | how
    assert theme_for(wanted, THEMES, **given) == shown  # type: ignore[arg-type]  # bools and an int by name


async def test_sixteen_colours_are_the_terminals_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM", raising=False)
    async with staged(question="q", looks=Looks(theme="hopyard-light")) as stage:
        await stage.still()
        assert stage.app.theme == ANSI_LIGHT


# ASCII


@both_sizes
async def test_in_ascii_only_what_documents_say_is_not(size: tuple[int, int]) -> None:
    question = "a “question” that goes on → and on " * 20
    async with staged(size, question=question, examples=["x"], looks=Looks(ascii=True)) as stage:
        await stage.still()
        async for place in visits(stage):
            text = stage.text()
            ours = {char for char in text if not char.isascii() and not "一" <= char <= "鿿"}
            assert ours <= set("：，。、？！（）→"), (place, ours)
        await stage.goes("sources")
        assert "年" in stage.text()
        await stage.goes("hops")
        assert "~" in stage.text()
        assert "→" in stage.text(), "an arrow of the question is not ours"


async def test_what_the_encoding_lacks_is_a_question_mark_for_each_cell() -> None:
    async with staged(question="ä 中文 q", looks=Looks(ascii=True, encoding="iso8859-1")) as stage:
        await stage.still()
        async for place in visits(stage):
            for strip in stage.strips():
                assert strip.cell_length == cell_len(strip.text) == 120, place
                strip.text.encode("iso8859-1")
        assert "ä ???? q" in stage.text()


async def test_the_reader_shows_a_documents_marks_as_they_are() -> None:
    text = "He said “so” — and left…\n"
    library = FakeLibrary()
    library.texts = dict.fromkeys(library.texts, text * 60)
    async with staged(question="q", library=library, looks=Looks(ascii=True)) as stage:
        await stage.still()
        await stage.press("3", "enter")
        assert text.strip() in stage.text()


@given(st.text(max_size=30), st.sampled_from(["ascii", "gbk", "iso8859-1", "big5"]))
def test_encodable_text_keeps_its_width(text: str, encoding: str) -> None:
    shown = encodable(text, encoding)
    shown.encode(encoding)
    singly = sum(map(cell_len, text))  # what joins characters into one is not in cleaned text
    assert sum(map(cell_len, shown)) == singly


def test_every_mark_takes_as_many_cells_in_ascii() -> None:
    for code, shown in ASCII_DRAWN._table.items():
        assert shown.isascii()
        assert len(shown) == cell_len(chr(code)), chr(code)


def test_no_line_of_ours_is_written_with_other_marks() -> None:
    """Whoever writes another mark into the screen's modules must say how it looks in ASCII."""
    judged = _NO_LINE_START | _NO_LINE_END
    for path in Path(hopyard.tui.__path__[0]).rglob("*.py"):
        if path.name in ("marks.py", "render.py"):
            continue
        for char in non_ascii_literals(path):
            assert char in OUR_MARKS or char in judged, (path, char)


def non_ascii_literals(path: Path) -> set[str]:
    """The characters beyond ASCII in a module's strings, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]
    return {char for text in found for char in text if not char.isascii()}


# what the terminal says


@pytest.mark.parametrize(
    ("environ", "charset"),
    [
        ({}, ""),
        ({"LANG": "de_DE.UTF-8"}, "utf-8"),
        ({"LANG": "zh_CN.utf8"}, "utf-8"),
        ({"LC_CTYPE": "UTF-8"}, "utf-8"),
        ({"LANG": "zh_CN.GBK"}, "gbk"),
        ({"LANG": "zh_CN.GB18030"}, "gb18030"),
        ({"LANG": "de_DE@euro"}, "iso8859-15"),
        ({"LANG": "en_US"}, "iso8859-1"),
        ({"LANG": "C"}, "ascii"),
        ({"LC_ALL": "POSIX", "LANG": "C.UTF-8"}, "ascii"),
        ({"LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"}, "utf-8"),
        ({"LANG": "xx_YY.nonsense"}, "ascii"),
        ({"LANG": "xx_YY.hex"}, "ascii"),
    ],
)
def test_the_locale_says_what_the_terminal_can_show(environ: dict[str, str], charset: str) -> None:
    assert terminal_charset(environ) == charset


def test_a_locale_that_python_set_itself_says_nothing() -> None:
    assert terminal_charset({"LC_CTYPE": "C.UTF-8"}, c_locale=True) == ""
    assert terminal_charset({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, c_locale=True) == "ascii"


def test_looks_come_from_configuration_and_terminal() -> None:
    utf_8 = {"LANG": "C.UTF-8"}
    ssh = {**utf_8, "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    plain = ScreenTable()
    assert looks_for(plain, utf_8) == Looks()
    assert looks_for(plain, {}) == Looks(ascii=True)
    assert looks_for(plain, {"LANG": "zh_CN.GBK"}) == Looks(ascii=True, encoding="gbk")
    assert looks_for(plain, ssh).lean
    assert not looks_for(ScreenTable(lean="off"), ssh).lean
    assert looks_for(ScreenTable(lean="on"), utf_8).lean
    assert looks_for(ScreenTable(ascii=True, reduced_motion=True, theme="nord"), utf_8) == Looks(
        theme="nord", ascii=True, still=True
    )
    assert looks_for(plain, {**utf_8, "COLORFGBG": "0;15"}).light
    assert looks_for(plain, {**utf_8, "COLORFGBG": "0;default;7"}).light
    assert not looks_for(plain, {**utf_8, "COLORFGBG": "15;0"}).light


# a slow line


async def test_lean_steps_and_sources_follow_when_the_cursor_rests() -> None:
    async with staged(question="q", looks=Looks(lean=True)) as stage:
        await stage.still()
        everything = stage.rows("steps")
        await stage.press("j")
        assert stage.chosen("tree") == "1"
        assert stage.rows("steps") == everything
        await stage.until(lambda: stage.rows("steps") != everything)
        await stage.press("j", "2")
        assert "hop 2" in stage.text(), "at once, when their pane is gone to"


async def test_lean_is_a_switch() -> None:
    async with staged(question="q", looks=Looks()) as stage:
        await stage.still()
        for lean in (True, False):
            await stage.press("f9")
            assert stage.app.looks.lean is lean


@pytest.mark.parametrize("still", [False, True])
async def test_with_reduced_motion_no_clock_goes_on_its_own(still: bool) -> None:
    async with staged(question="q", library=held(), looks=Looks(still=still)) as stage:
        ticks = [timer for timer in stage.app._timers if timer._interval == 1.0]
        assert len(ticks) == (0 if still else 1)
