"""Numbers as they are written: the words of a figure and of its unit, for what `quantities` found. Pure.

Whoever wants values takes `quantities` itself; here stands what a question's measure word is held against.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from hopyard.core.text.quantities import Dimension, Mention, Period, parse
from hopyard.core.text.tokens import CJK


class NumberKind(StrEnum):
    """What a number counts, as far as its surroundings tell."""

    PERCENT = "percent"
    TIME = "time"
    QUANTITY = "quantity"


class NumberMention(NamedTuple):
    """A number in a text; `start` and `end` cover its magnitude and unit too."""

    start: int
    end: int
    digits: str
    """The figure with commas removed, magnitude kept: `1558`, `3.4亿`, `3.15*10^23`."""
    unit: str
    """The words right behind it, measure word or unit: `颗`, `万美元`, `%`, `billion`; may be empty."""
    kind: NumberKind


_NUMERAL = "一二三四五六七八九十百千万亿两零〇几数半"
_DIGITS = re.compile(
    r"\d[\d,]*(?:\.\d+)?(?:\s?[*x×]\s?10(?:\^?[-+]?\d{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?"
    r"(?:\s?(?:[千百]?万亿|[十百千]?[万亿]|兆)|\s?(?:thousand|million|billion|trillion|bn|mn)\b|[KMBT]\b)?"
)
_HAN = re.compile(rf"[{_NUMERAL}]+")
_ROUGHLY = re.compile(r"(?<![\d一二三四五六七八九十百千万亿])(?P<figure>[十百千]?万亿|[十百千]?[万亿])级")
"""千亿级: an order of magnitude is no value, yet it says how many."""
_UNIT = re.compile(
    rf"\s?(?:%|％|‰|个百分点|percent\b|per cent\b|美元|人民币|分之[{_NUMERAL}]+|[{CJK}]{{1,2}}"
    r"|[QH][1-4](?![A-Za-z0-9])|[A-Za-z]{1,12})"
)


@lru_cache(maxsize=20_000)
def mentions(text: str) -> tuple[NumberMention, ...]:
    """The numbers of a text, left to right. Digits inside names (`GPT-3`, `A100`) are none."""
    found = [read for mention in parse(text) if (read := _written(text, mention)) is not None]
    if "级" in text:
        rough = (
            NumberMention(*one.span(), one["figure"], "级", NumberKind.QUANTITY)
            for one in _ROUGHLY.finditer(text)
        )
        found = sorted(
            [
                *found,
                *(one for one in rough if not any(other.end > one.start >= other.start for other in found)),
            ]
        )
    return tuple(found)


def _written(text: str, mention: Mention) -> NumberMention | None:
    """How a value is written: of a range the last figure, whose unit is that of both; of a time the first."""
    span = (mention.start, mention.end)
    figures = list(_DIGITS.finditer(text, *span)) or list(_HAN.finditer(text, *span))[:1]
    if not figures:
        return None  # in words, `twice`: no unit stands beside it
    figure = figures[0] if isinstance(mention.value, Period) else figures[-1]
    unit = _UNIT.match(text, figure.end())
    digits = re.sub(r"[,\s]", "", figure.group())
    end = max(mention.end, unit.end() if unit else 0)
    return NumberMention(figure.start(), end, digits, unit.group().strip() if unit else "", _kind(mention))


def _kind(found: Mention) -> NumberKind:
    if isinstance(found.value, Period):
        return NumberKind.TIME
    shares = (Dimension.SHARE, Dimension.POINTS)
    return NumberKind.PERCENT if found.value.unit.dimension in shares else NumberKind.QUANTITY
