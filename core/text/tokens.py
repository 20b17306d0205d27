"""Tokens for searching and comparing, the same for documents and questions.

- NFKC and lower case; superscript digits become powers (`10²³` reads as `10^23`).
- Chinese, Japanese and Korean runs give overlapping pairs of characters; a lone character stands for itself.
- ASCII and other words are stemmed as English.
- Letters and digits are split, `A100` gives `a` and `100`, and joined again with their neighbour, `a100`,
  also over a hyphen, so that `GPT-3` and `GPT3` are the same.
- Numbers lose their thousands' commas and keep their decimals; with a magnitude or per cent sign behind them
  they are also a token of their own, `10.5亿`, `57.8%`, and so is a power of ten, `3.15e23`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

_stemmer = Stemmer.Stemmer("english", 0)
"""Without a cache of its own: `stem` has one."""

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0003134f"
"""Character-class ranges of the scripts that are written without spaces between words."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SUPERSCRIPT_RUN = re.compile("(?<=[0-9])[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_PIECE = re.compile(
    r"(?P<power>\d+(?:\.\d+)?\s?[*x×]\s?10\^?(?P<exponent>[-+]?\d{1,3})(?![\d.]))"
    r"|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*)(?P<unit>\s?[%‰万亿兆千百]+)?"
    rf"|(?P<cjk>[{CJK}]+)"
    rf"|(?P<word>[^\W\d_{CJK}]+)(?:['’][^\W\d_{CJK}]+)?"
)
_CJK_CHAR = re.compile(f"[{CJK}]")
_JOINER = re.compile(r"[-‐‑–]?\Z")


class Token(NamedTuple):
    """A token and where it stands in the folded text."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """The text as tokens see it: NFKC, lower case, superscripts as powers. Not of the same length."""
    if not text.isascii():
        text = _SUPERSCRIPT_RUN.sub(lambda run: "^" + run.group().translate(_SUPERSCRIPTS), text)
        text = unicodedata.normalize("NFKC", text)
    return text.lower()


def is_cjk(char: str) -> bool:
    """Whether a character belongs to a script written without spaces."""
    return _CJK_CHAR.match(char) is not None


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The English stem of a lower-case word; other words pass through.

    Source: Porter 2 (Snowball English).
    """
    return str(_stemmer.stemWord(word)) if len(word) > 2 and word.isascii() else word


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order, repeated as often as they occur."""
    return [word for word, _, _ in _cut(fold(text))]


def parted(text: str) -> tuple[list[str], list[str]]:
    """The tokens of a text in two lists: those that follow one another, and those that join some of these.

    `A100 cards` gives `a`, `100`, `card` and `a100`: what stands next to what is told by the first list.
    """
    running: list[str] = []
    joining: list[str] = []
    last = -1
    for word, start, _ in _cut(fold(text)):
        if start > last:
            running.append(word)
            last = start
        else:
            joining.append(word)
    return running, joining


def spans(folded: str) -> Iterator[Token]:
    """The tokens of a folded text with their places; joined tokens span their parts."""
    return map(Token._make, _cut(folded))


def _cut(folded: str) -> list[tuple[str, int, int]]:
    # Plain tuples in one list: half of the time of indexing is spent here.
    found: list[tuple[str, int, int]] = []
    before, began, ended, before_is_digit = "", 0, 0, False
    for piece in _PIECE.finditer(folded):
        kind = piece.lastgroup
        start, end = piece.span()
        if kind == "word":
            here = stem(piece["word"])
            is_digit = False
        elif kind == "cjk":
            found += _pairs(piece[0], start)
            before = ""
            continue
        elif kind == "power":
            found += _power(piece)
            before = ""
            continue
        else:
            here, end = piece["number"].replace(",", ""), piece.end("number")
            is_digit = True
        found.append((here, start, end))
        if is_digit is not before_is_digit and before and _touch(folded, ended, start):
            found.append((before + here, began, end))
        if kind == "unit":
            unit = piece["unit"]
            found.append((here + unit.strip(), start, piece.end()))
            found += _pairs(re.sub("[%‰\\s]", "", unit), piece.end() - len(unit.strip()))
        before, began, ended, before_is_digit = here, start, end, is_digit
    return found


def _touch(folded: str, ended: int, start: int) -> bool:
    return start - ended <= 1 and _JOINER.match(folded[ended:start]) is not None


def _pairs(run: str, start: int) -> list[tuple[str, int, int]]:
    if len(run) == 1:
        return [(run, start, start + 1)]
    return [(run[at : at + 2], start + at, start + at + 2) for at in range(len(run) - 1)]


def _power(piece: re.Match[str]) -> list[tuple[str, int, int]]:
    start, end = piece.span()
    mantissa = re.match(r"\d+(?:\.\d+)?", piece.group())
    assert mantissa is not None
    exponent = piece.group("exponent").lstrip("+")
    return [
        (mantissa.group(), start, start + mantissa.end()),
        ("10", piece.start("exponent") - 2, piece.start("exponent")),
        (exponent, piece.start("exponent"), end),
        (f"{mantissa.group()}e{exponent}", start, end),
    ]
