"""Times as they stand in text: years, quarters, halves, months and days, in both languages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hopyard.core.text.quantities.han import DIGITS
from hopyard.core.text.quantities.values import Mention, Period

_YEAR = r"(?:1[5-9]|20)\d\d"
_HAN_YEAR = "[一二][零〇○一二三四五六七八九]{3}"
_MONTH = "1[0-2]|0?[1-9]"
_DAY = "3[01]|[12]\\d|0?[1-9]"
_HAN_1_12 = "十[一二]|[一二三四五六七八九十]"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_FY = rf"(?:FY\s?['’]?(?:{_YEAR}|\d\d)|[Ff]iscal(?:\s[Yy]ear)?\s{_YEAR})"
_OF = r"[\s-]?(?:of\s)?(?:the\s)?"
_YEAR_NAMED = rf"{_FY}|{_YEAR}|['’]?\d\d(?=\W|\Z)"

_CHINESE = re.compile(
    rf"(?P<y>{_YEAR}|{_HAN_YEAR})\s?(?P<fy>财年|财政年度)"
    rf"|(?:(?P<y2>{_YEAR}|{_HAN_YEAR})\s?年(?:度|份)?\s?)?(?:第\s?(?P<q>[一二三四1-4])\s?季度?|(?P<q2>[一二三四])季[度报]"
    rf"|(?P<h>[上下])半年|[Qq](?P<q3>[1-4])(?![0-9A-Za-z])|[Hh](?P<h2>[12])(?![0-9A-Za-z])"
    rf"|(?P<m>{_MONTH}|{_HAN_1_12})\s?月(?!球|亮|刊)份?(?:\s?(?P<d>{_DAY}|[一二三]?十?[一二三四五六七八九十])\s?[日号])?)"
    rf"|(?P<y3>{_YEAR}|{_HAN_YEAR})\s?年(?!代)(?:度|底|初|末)?"
    rf"|(?P<dec>{_YEAR})\s?年代|(?P<dec2>[1-9]0)\s?年代"
    rf"|(?P<d3>{_DAY})\s?日(?![内均元])"
)
_ROW = re.compile(
    rf"(?P<y>{_YEAR})\s?年?\s?(?:-|–|—|~|～|至|到)\s?(?P<z>{_YEAR})(?:\s?年(?!代)(?:度|底|初|末)?|(?![\d.,]))"
)
_ISO = re.compile(
    rf"(?P<y>{_YEAR})(?P<sep>[-/.])(?P<m>{_MONTH})(?:(?P=sep)(?P<d>{_DAY}))?(?![\d%‰万亿千百]|[-/.,]\d)"
    rf"|(?P<y2>{_YEAR})\s?(?:Q(?P<q>[1-4])|H(?P<h>[12]))(?![0-9A-Za-z])|(?P<dec>{_YEAR})s\b"
)
_SHORT = re.compile(rf"(?P<n>[1-4])(?P<w>[QH])(?P<y>{_YEAR}|\d\d)?(?![0-9A-Za-z])")
_DAY_MONTH = re.compile(
    rf"(?P<d>{_DAY})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m>{_MONTH_NAME}),?(?:\s(?P<y>{_YEAR})(?!\d))?"
)
_WORDS = re.compile(
    rf"[QHFfTtSs1-4](?:(?<![A-Za-z0-9].)(?:"
    rf"(?:(?<=Q)(?P<q>[1-4])|(?<=H)(?P<h>[12]))(?!\d)(?:{_OF}(?P<qy>{_YEAR_NAMED})(?![\d%.]\d|%))?(?![0-9A-Za-z])"
    rf"|(?<=F)Y\s?['’]?(?P<fy>{_YEAR}|\d\d)(?!\d)(?:\s?Q(?P<fq>[1-4])(?!\d)|\s?H(?P<fh>[12])(?!\d))?"
    rf"|(?<=[Ff])iscal(?:\s[Yy]ear)?\s(?P<fy2>{_YEAR})(?!\d)"
    rf"|(?<=[fFsStT1-4])(?P<o>irst|econd|hird|ourth|st|nd|rd|th)[\s-](?P<w>quarter|half)(?:{_OF}(?P<oy>{_FY}|{_YEAR})(?!\d))?"
    rf"))"
)
_MONTH_DAY = re.compile(
    rf"(?P<m>{_MONTH_NAME})(?:\s(?P<d>{_DAY})(?:st|nd|rd|th)?(?![\d%.])(?!\s(?:million|billion)))?(?:,?\s(?P<y>{_YEAR})(?!\d))?"
)
_STARTS = re.compile(
    "|".join(
        (
            *("Q[1-4]", "H[12]", "FY", "Fiscal", "fiscal", "第", "上半", "下半"),
            *(first + "季" for first in "一二三四"),
            "十[一二]月",
            *(first + "月" for first in "一二三四五六七八九十"),
            *(first + "[零〇○一二三四五六七八九]{3}" for first in "一二"),
            *(f"{word[0].upper()}{word[1:]}|{word}" for word in ("first", "second", "third", "fourth")),
            *(name.capitalize() for name in _MONTHS),
        )
    )
)
"""Each begins with a letter of its own, not with a class: such patterns are found several times as fast."""


def period_at(text: str, start: int) -> Mention | None:
    """The time that begins with the digits at `start`, if one does."""
    if found := _ROW.match(text, start):
        first, last = _year(found["y"]), _year(found["z"])
        if first < last:
            return _mention(found, Period(first, until=Period(last)))
    for pattern, read in ((_CHINESE, _chinese), (_ISO, _iso), (_SHORT, _short), (_DAY_MONTH, _named)):
        if found := pattern.match(text, start):
            return _mention(found, read(found))
    if found := _WORDS.match(text, start):
        return _mention(found, _words(found))
    return None


def _mention(found: re.Match[str], period: Period) -> Mention:
    return Mention(found.start(), found.end(), period)


def word_periods(text: str) -> Iterator[Mention]:
    """The times that begin with a word or a Chinese numeral: `Q3 FY2018`, `May 2023`, 第三季度."""
    end = 0
    for found in _STARTS.finditer(text):
        start = found.start()
        if start < end:
            continue
        char = text[start]
        if char.isascii():
            if start and text[start - 1].isalnum() and text[start - 1].isascii():
                continue
            mention = _word_period(text, start)
        else:
            han = _CHINESE.match(text, start)
            mention = _mention(han, _chinese(han)) if han else None
        if mention:
            end = mention.end
            yield mention


def _word_period(text: str, start: int) -> Mention | None:
    if found := _WORDS.match(text, start):
        return _mention(found, _words(found))
    found = _MONTH_DAY.match(text, start)
    if found and (found["d"] or found["y"]):
        return _mention(found, _named(found))
    return None


def _chinese(found: re.Match[str]) -> Period:
    half = "上下".find(found["h"]) + 1 if found["h"] else int(found["h2"] or 0)
    decade = found["dec"] or found["dec2"]
    year = found["y"] or found["y2"] or found["y3"] or ""
    if decade:
        return Period(int(decade) if len(decade) == 4 else 1900 + int(decade), decade=True)
    return Period(
        _year(year),
        _number(found["m"]),
        _number(found["d"] or found["d3"]),
        _number(found["q"] or found["q2"] or found["q3"]),
        half,
        fiscal=bool(found["fy"]),
    )


def _iso(found: re.Match[str]) -> Period:
    if found["dec"]:
        return Period(int(found["dec"]), decade=True)
    return Period(
        int(found["y"] or found["y2"]),
        int(found["m"] or 0),
        int(found["d"] or 0),
        int(found["q"] or 0),
        int(found["h"] or 0),
    )


def _short(found: re.Match[str]) -> Period:
    number, year = int(found["n"]), _year(found["y"] or "")
    return Period(year, quarter=number) if found["w"] == "Q" else Period(year, half=number)


def _named(found: re.Match[str]) -> Period:
    return Period(_year(found["y"] or ""), _MONTHS.index(found["m"][:3].lower()) + 1, int(found["d"] or 0))


def _words(found: re.Match[str]) -> Period:
    of_year = found["qy"] or found["oy"] or ""
    if fiscal := found["fy"] or found["fy2"]:
        return Period(_year(fiscal), quarter=int(found["fq"] or 0), half=int(found["fh"] or 0), fiscal=True)
    quarter, half = int(found["q"] or 0), int(found["h"] or 0)
    if found["o"]:
        number = _ORDINALS[found.group()[: 1 + len(found["o"])].lower()]
        quarter, half = (number, 0) if found["w"] == "quarter" else (0, number)
    digits = "".join(char for char in of_year if char.isdigit())
    return Period(_year(digits), quarter=quarter, half=half, fiscal="f" in (of_year).lower())


def _year(text: str) -> int:
    """A year of four digits, of two (this century), or in Chinese digits; 0 for none."""
    if not text:
        return 0
    if not text.isascii():
        return int("".join("0" if char == "○" else str(DIGITS[char]) for char in text))
    return int(text) if len(text) == 4 else 2000 + int(text)


def _number(text: str | None) -> int:
    """A number up to 31 in digits or in Chinese; 0 for none."""
    if not text:
        return 0
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0)
