"""Nothing that arrives in a text may reach a terminal but visible characters, spaces, tabs and line feeds."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.text.edits import apply_edits
from hopyard.core.text.sanitize import sanitize, sanitize_edits, sanitize_line

_NEVER = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("hostile", "safe"),
    [
        ("A\x1b[31;5mB\x1b[0m", "AB"),
        ("A\x1b]52;c;SEFDSw==\x07B", "AB"),
        ("A\x1b]8;;http://evil/\x1b\\click\x1b]8;;\x1b\\B", "AclickB"),
        ('A\x1bP$q"p\x1b\\B', "AB"),
        ("A\x1b_payload\x9cB", "AB"),
        ("A\x9b31mB\x9d0;title\x9cC", "ABC"),
        ("A\x1bcB", "AB"),
        ("A\x1b(0B", "AB"),
        ("A\x1b\x1b[31mB", "AB"),
        ("admin\u202egnp.exe\u202c", "admingnp.exe"),
        ("a\u2066b\u2069\u200f", "ab"),
        ("zero\u200bwidth\u2060\ufeff", "zerowidth"),
        ("soft\xadhyphen", "softhyphen"),
        ("tag\U000e0041ged", "tagged"),
        ("lone \ud800surrogate", "lone surrogate"),
        ("nul\x00bell\x07back\x08", "nulbellback"),
        ("private\ue000use", "privateuse"),
    ],
)
def test_what_acts_or_hides_is_removed(hostile: str, safe: str) -> None:
    assert sanitize(hostile) == safe


@pytest.mark.parametrize("introducer", ["\x1b]", "\x1bP", "\x1b[", "\x9d", "\x9b", "\x1b"])
def test_an_unterminated_sequence_loses_its_introducer_only(introducer: str) -> None:
    assert sanitize(f"前{introducer}后面的正文一字不少") == "前后面的正文一字不少"


def test_a_sequence_does_not_reach_over_the_end_of_its_line() -> None:
    assert sanitize("a\x1b]0;title\nnext line\x07") == "a0;title\nnext line"


@pytest.mark.parametrize(
    ("spelling", "plain"),
    [
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("4\xa0810\u202f亿\u3000元\u2009!", "4 810 亿 元 !"),
        ("\uf0b7 first\n\uf0a7 second", "• first\n• second"),
        ("contin\xad\nued and divi\ufffe\r\nded", "continued and divided"),
    ],
)
def test_line_ends_spaces_and_font_bullets_get_one_spelling(spelling: str, plain: str) -> None:
    assert sanitize(spelling) == plain


@pytest.mark.parametrize(
    "innocent",
    [
        "研报：GPT-3 需要 3.15×10²³ 次运算，约 6144块TPU（57.8%）。",
        "naïve café — “quoted” … 50 °C\n\ttab\tseparated",
        "한국어 日本語 العربية हिन्दी ελληνικά",
        "emoji 😀 and 𠮷野家",
        "[b]not markup[/b] C:\\temp\\x <script>",
    ],
)
def test_innocent_text_stays_byte_for_byte(innocent: str) -> None:
    assert sanitize(innocent) == innocent


def test_no_character_of_a_forbidden_category_survives() -> None:
    for code in range(0x110000):
        char = chr(code)
        category = unicodedata.category(char)
        if (category in _NEVER or (category == "Zs" and char != " ")) and char not in "\n\t":
            assert sanitize(f"中{char}中") in ("中中", "中 中", "中\n中", "中•中"), hex(code)


@given(st.text(st.characters() | st.sampled_from("\x1b[]P\\\x07\x9b\x9d\x9c;m\r\n\u200b\xad")))
def test_sanitising_is_idempotent_and_leaves_nothing_forbidden(text: str) -> None:
    safe = sanitize(text)
    assert sanitize(safe) == safe
    assert not [char for char in safe if unicodedata.category(char) in _NEVER and char not in "\n\t"]


@given(st.text(st.characters() | st.sampled_from("\x1b[]\x07\r\n\u3000")))
def test_edits_say_what_sanitising_does(text: str) -> None:
    assert apply_edits(text, sanitize_edits(text))[0] == sanitize(text)


def test_a_line_is_one_line_and_keeps_its_spaces() -> None:
    assert sanitize_line(" Annual\r\n\treport \x1b[1m 2023.pdf\n") == "Annual report  2023.pdf"


@pytest.mark.parametrize(
    "attack", ["\x1b]", "\x9d", "\x1b[0", "\x1b]" + "a" * 50, "\x1b ", "\x1bP\x1b\\", "\xad\n"]
)
def test_no_input_takes_more_than_linear_time(attack: str) -> None:
    began = time.process_time()
    sanitize(attack * (1_000_000 // len(attack)))
    assert time.process_time() - began < 5
