"""Years, quarters and halves of years: which a question names, and how reports write them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hopyard.core.text.tokens import fold, tokens

Ways = tuple[tuple[str, ...], ...]
"""Sets of tokens, any of which says the same."""

_PLAIN_YEAR = r"(?:1[5-9]|20)\d\d"
_YEAR = re.compile(rf"(?<!\d){_PLAIN_YEAR}(?!\d)")
_SHORT_YEAR = re.compile(r"(?:\bfy\s?['’]?|(?<![a-z0-9])[1-4][qh]['’]?|\bq[1-4]\s?['’])(\d\d)(?!\d)")
"""`FY18`, `3Q18`, `Q3'18`: years of this century."""
_CHINESE_YEAR = re.compile("[一二][〇零○一二三四五六七八九]{3}(?=年)")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")

_ENGLISH = ("first", "second", "third", "fourth")
_CHINESE = "一二三四"
_OF_YEAR = rf"(?:{_PLAIN_YEAR}(?:年度?)?第?)?"
_QUARTER = re.compile(
    rf"(?<![a-z])q(?P<n>[1-4])(?!\d)|(?<![a-z0-9])(?P<m>[1-4])q(?![a-z])"
    rf"|\b(?P<word>first|second|third|fourth)[\s-]quarter\b|{_OF_YEAR}第?(?P<han>[一二三四])季[度报]"
)
_HALF = re.compile(
    rf"(?<![a-z])h(?P<n>[12])(?!\d)|(?<![a-z0-9])(?P<m>[12])h(?![a-z])"
    rf"|\b(?P<word>first|second)[\s-]half\b|{_OF_YEAR}(?P<han>[上下])半年"
)


def years_in(text: str) -> tuple[str, ...]:
    """The years a text names, `FY18` and `二〇一八年` included, each once, in order of appearance."""
    folded = fold(text)
    placed = [(found.start(), found.group()) for found in _YEAR.finditer(folded)]
    placed += [(found.start(), "20" + found.group(1)) for found in _SHORT_YEAR.finditer(folded)]
    placed += [(found.start(), found.group().translate(_DIGITS)) for found in _CHINESE_YEAR.finditer(folded)]
    return tuple(dict.fromkeys(year for _, year in sorted(placed)))


def periods_in(text: str) -> tuple[Ways, ...]:
    """The years that a text names, and its quarters and halves, each of these of any of those years.

    The first way of each is the text's own.
    """
    folded = fold(text)
    years = years_in(text)
    found = [_keys(year, f"fy{year[2:]}", f"q{year[2:]}", f"h{year[2:]}") for year in years]
    for pattern, letter, english, chinese in (
        (_QUARTER, "q", "quarter", [f"{one}季" for one in _CHINESE]),
        (_HALF, "h", "half", ["上半", "下半"]),
    ):
        for number, own in dict(_numbers(pattern, folded)).items():
            names = (
                f"{letter}{number}",
                f"{number}{letter}",
                f"{_ENGLISH[number - 1]} {english}",
                chinese[number - 1],
            )
            of_years = [word for year in years for word in (year, f"{letter}{year[2:]}")] or [""]
            ways = _keys(*(f"{name} {year}" for name in names for year in of_years))
            found.append((tuple(dict.fromkeys((*tokens(own), *years))), *ways))
    return tuple(found)


def _numbers(pattern: re.Pattern[str], folded: str) -> Iterator[tuple[int, str]]:
    """The quarters or halves that a text names, each with the words it does so in."""
    for found in pattern.finditer(folded):
        if digit := found["n"] or found["m"]:
            yield int(digit), found.group()
        elif word := found["word"]:
            yield _ENGLISH.index(word) + 1, found.group()
        else:
            yield "上下".find(found["han"]) + 1 or _CHINESE.index(found["han"]) + 1, found.group()


def _keys(*ways: str) -> Ways:
    """Each way as its telling tokens: of `3q` those that are not a part of another one."""
    return tuple(dict.fromkeys(tuple(_telling(word) for word in way.split()) for way in ways))


def _telling(word: str) -> str:
    return max(tokens(word), key=len)
