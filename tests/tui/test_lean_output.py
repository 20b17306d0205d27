"""What is said in fewer bytes leaves the same picture."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from hopyard.tui.lean_output import leaner

Cell = tuple[str, str]
UNSEEN_ON_SPACES = ("", "1", "2", "36", "38;5;39;49")
styles = st.sampled_from(
    ["39;49", "1;39;49", "2;39;49", "7;39;49", "4;39;49", "36;49", "30;47", "0", "", "38;5;39;49", "97;104"]
) | st.just("38;2;49;39;1;48;2;0;0;0")
texts = st.text(alphabet="ab 中…", max_size=8) | st.integers(0, 40).map(lambda n: " " * n)
runs = st.lists(st.tuples(styles, texts), max_size=6)


def picture(written: str) -> list[Cell]:
    """What a terminal shows of it: characters with their styles; erased cells are plain spaces."""
    shown: list[Cell] = []
    style = ""
    for sequence, number, kind, text in re.findall(r"(\x1b\[([0-9;]*)([mXC]))|([^\x1b]+)", written):
        if text:
            shown += [(char, style) for char in text]
        elif kind == "m":
            style = seen(number)
        elif kind == "X":
            assert not set(style.split(";")) & {"4", "7"}, "the background of what is erased would be seen"
            shown += [(" ", style)] * int(number)
        assert sequence or text
    return [(char, "" if char == " " and style in UNSEEN_ON_SPACES else style) for char, style in shown]


def seen(style: str) -> str:
    """A style without what names the defaults."""
    if style in ("0", ""):
        return ""
    if style.startswith("38;"):
        return style
    return ";".join(part for part in style.split(";") if part not in ("39", "49"))


@given(runs)
def test_it_shows_the_same_and_is_never_longer(written: list[tuple[str, str]]) -> None:
    before = "\x1b[3;7H" + "".join(f"\x1b[{style}m{text}\x1b[0m" for style, text in written) + "\r\n"
    after = leaner(before)
    assert picture(after) == picture(before)
    assert len(after) <= len(before)


def test_empty_ends_of_lines_are_erased_and_defaults_left_unsaid() -> None:
    line = f"\x1b[1;39;49menter\x1b[0m\x1b[2;39;49m details\x1b[0m\x1b[39;49m{' ' * 80}\x1b[0m"
    assert leaner(line) == "\x1b[1menter\x1b[0m\x1b[2m details\x1b[0m\x1b[80X\x1b[80C"


def test_of_two_moves_the_last_counts() -> None:
    written = "\x1b[3;1H\x1b[1ma\x1b[0m\x1b[3;48H\n\x1b[4;1Hb\n\x1b[5;1H"
    assert leaner(written) == "\x1b[3;1H\x1b[1ma\x1b[0m\x1b[4;1Hb\x1b[5;1H"


def test_spaces_that_are_seen_are_written() -> None:
    cursor = f"\x1b[7;39;49m{' ' * 80}\x1b[0m"
    assert leaner(cursor) == f"\x1b[7m{' ' * 80}\x1b[0m"
    colored = f"\x1b[38;2;1;2;3;48;2;4;5;6m{' ' * 80}\x1b[0m"
    assert leaner(colored) == colored


def test_what_is_not_text_in_a_style_stays() -> None:
    copied = f"\x1b]52;c;{'QUJD' * 20}\x07\x1b[?25l{' ' * 30}"
    assert leaner(copied) == copied
