"""Chinese numerals as numbers: what is written, and in which last place. Pure."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

DIGITS = {digit: place for place, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}


MAX_LENGTH = 24
"""A longer row of numerals is none: its value would grow with every character."""


class Numeral(NamedTuple):
    """A numeral read: a range where two digits stand side by side (三五) or for 几 and 数."""

    low: Fraction
    high: Fraction
    scale: str
    """千, 万, 亿 ... where the numeral ends in it: it is then a round one."""


@lru_cache(2048)
def numeral(text: str) -> Numeral | None:
    """Read a whole numeral: 一百二十万, 三点五, 二〇二三, 三五 (a range), 数百万, 十几; else None."""
    if "几" in text or "数" in text or len(text) > MAX_LENGTH:
        return _several(text) if len(text) <= MAX_LENGTH else None
    whole, point, places = text.partition("点")
    if point:
        return _with_point(whole, places)
    if len(whole) == 2 and whole[0] in DIGITS and whole[1] in DIGITS:
        low, high = DIGITS[whole[0]], DIGITS[whole[1]]
        return Numeral(Fraction(low), Fraction(high), "") if 0 < low < high else _row_of_digits(whole)
    if len(whole) > 2 and whole[0] in DIGITS and whole[1] in DIGITS and whole[2] not in DIGITS:
        return _range_of(whole)
    if len(whole) > 1 and all(char in DIGITS for char in whole):
        return _row_of_digits(whole)
    return _plain(whole)


def _plain(whole: str) -> Numeral | None:
    value = _value(whole)
    return None if value is None else Numeral(Fraction(value), Fraction(value), scale_of(whole))


def scale_of(text: str) -> str:
    """The large scale a numeral ends in, with those right before it: 万亿 of 三万亿; `` for 三百二十."""
    kept = text.rstrip("万亿兆")
    tail = text[len(kept) :]
    if tail and kept:
        return tail
    if tail:
        return tail[1:] if len(tail) > 1 else ""
    return "千" if text.endswith("千") and len(text) > 1 else ""


def _row_of_digits(text: str) -> Numeral | None:
    """二〇二三: digits read one by one; only rows with a zero or of four are numbers."""
    if len(text) < 3:
        return None
    value = Fraction(int("".join(str(DIGITS[char]) for char in text)))
    return Numeral(value, value, "")


def _range_of(text: str) -> Numeral | None:
    """三五百万: two digits before one scale."""
    low, high = _value(text[0] + text[2:]), _value(text[1:])
    if low is None or high is None or low >= high:
        return None
    return Numeral(Fraction(low), Fraction(high), scale_of(text))


def _with_point(whole: str, places: str) -> Numeral | None:
    digits = places.rstrip("十百千万亿兆")
    scale = places[len(digits) :]
    before = _value(whole)
    if before is None or not digits or any(char not in DIGITS for char in digits):
        return None
    value = before + Fraction(int("".join(str(DIGITS[char]) for char in digits)), 10 ** len(digits))
    times = 1
    for char in scale:
        times *= _SMALL.get(char) or _LARGE[char]
    return Numeral(value * times, value * times, scale)


def _several(text: str) -> Numeral | None:
    """几 and 数 stand for two to nine: 数百万 is 2 to 9 million, 十几 is 11 to 19."""
    if text in ("几", "数"):
        return None
    low, high = (text.replace("几", one).replace("数", one) for one in "二九")
    if text.startswith("十") or "十几" in text:
        low = low.replace("二", "一", 1) if text.startswith("十几") else low
    least, most = _value(low), _value(high)
    if least is None or most is None or least >= most:
        return None
    return Numeral(Fraction(least), Fraction(most), scale_of(text))


def _value(text: str) -> int | None:
    """The value of a numeral without a point: sections of up to 千, each times its 万 and 亿."""
    if text[0] in _LARGE and any(char in DIGITS for char in text):
        return None
    total = section = digit = 0
    last = 0
    for char in text:
        if char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
            last = 0 if char in "零〇" else last
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit, last = 0, _SMALL[char]
        elif char not in _LARGE:
            return None
        else:
            large = _LARGE[char]
            section += digit
            if not section and not total:
                section = 1
            total = (total + section) * large if not section or total < large else total + section * large
            section, digit, last = 0, 0, large
    if digit and last >= 100:
        digit *= last // 10
    return total + section + digit
