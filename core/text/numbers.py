"""Numbers as they stand in text: where, with which unit, and of which kind. Values are not computed here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

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
    """The measure word or unit right behind it: `颗`, `万美元`, `%`, `billion`; may be empty."""
    kind: NumberKind


_FIGURE = r"\d[\d,]*(?:\.\d+)?(?:\s?[*x×]\s?10\^?[-+]?\d{1,3})?"
_MAGNITUDE = (
    r"(?:\s?(?:[千百]?万亿|[十百千]?[万亿]|兆)|\s?(?:thousand|million|billion|trillion|bn|mn)\b|[KMBT]\b)"
)
_MENTION = re.compile(
    rf"(?P<figure>{_FIGURE})(?P<magnitude>{_MAGNITUDE})?(?P<unit>\s?(?:%|％|‰|个百分点|percent\b|per cent\b|"
    rf"美元|人民币|[{CJK}]{{1,2}}|[QH][1-4](?![A-Za-z0-9])|[A-Za-z]{{1,12}}))?"
)
_CHINESE_FIGURE = re.compile(
    r"(?<!\d)(?P<figure>[一二三四五六七八九十百千两零数]*[百千][万亿]|[一二三四五六七八九十百千两零]+"
    r"(?=分之|倍|成|个|家|款|名|位|年|种))(?P<unit>分之[一二三四五六七八九十百千]+|倍|成|个|家|款|名|位|年|种)?"
)
_NAME_BEFORE = re.compile(rf"(?:[{CJK}，。、；：,;:（(]|^)\s?[A-Z][A-Za-z]+ \Z")
"""A capitalised word that stands in Chinese text, where a count would have a measure word behind it."""
_MEASURES = (
    "块颗张枚片个名位人款种台部套家所次回条段篇则倍元美年月日天号吨公斤克米小分秒岁层页项件册辆座亩%％"
)
_COUNTED = frozenset(_MEASURES)
_PERCENT_UNIT = re.compile(r"\s?(?:%|％|‰|个百分|percent|per cent)", re.IGNORECASE)
_TIME_UNIT = re.compile(r"\s?(?:年|月|日|号|季度|世纪|[QH][1-4])")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\.\d{1,2})?\Z")


def mentions(text: str) -> Iterator[NumberMention]:
    """The numbers of a text, left to right. Digits inside names (`GPT-3`, `A100`) are none."""
    for found in _MENTION.finditer(text):
        if _inside_a_name(text, found.start()) or _ends_a_name(text, found):
            continue
        magnitude = found.group("magnitude") or ""
        unit = found.group("unit") or ""
        digits = re.sub(r"[,\s]", "", found.group("figure").rstrip(",")) + magnitude.strip()
        yield NumberMention(found.start(), found.end(), digits, unit.strip(), _kind(digits, unit))
    for found in _CHINESE_FIGURE.finditer(text):
        unit = found.group("unit") or ""
        if found.group("figure") in "一两" and unit in ("个", "种", "家", "款", "名", "位"):
            continue  # 一个 is an article more often than a count
        kind = NumberKind.TIME if unit == "年" else NumberKind.QUANTITY
        yield NumberMention(found.start(), found.end(), found.group("figure"), unit, kind)


def _inside_a_name(text: str, start: int) -> bool:
    before = text[start - 1] if start else ""
    if before.isascii() and (before.isalpha() or before == "_"):
        return True
    if before == "-" and start > 1 and text[start - 2].isascii() and text[start - 2].isalpha():
        return True
    return before == "." and start > 1 and text[start - 2].isdigit()


def _ends_a_name(text: str, found: re.Match[str]) -> bool:
    """Whether the digits belong to the name before them, as in `Microsoft 365 的`: nothing is counted."""
    counts = found.group("magnitude") or (found.group("unit") or "").strip()[:1] in _MEASURES
    return bool(_NAME_BEFORE.search(text[max(0, found.start() - 30) : found.start()])) and not counts


def _kind(digits: str, unit: str) -> NumberKind:
    if _PERCENT_UNIT.match(unit):
        return NumberKind.PERCENT
    if _TIME_UNIT.match(unit) or (_YEAR.match(digits) and unit.strip()[:1] not in _COUNTED):
        return NumberKind.TIME
    return NumberKind.QUANTITY
