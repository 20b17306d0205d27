"""Which figures of a sentence are of the kind that a question asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from hopyard.core.question.asks import Ask
from hopyard.core.question.understand import Question
from hopyard.core.text.numbers import NumberKind, NumberMention, mentions

_OTHER_UNIT = 0.3
"""What a figure counts with another unit than the one asked for."""
_PERCENT_FOR_NUMBER = 0.6
_NUMBER_FOR_PERCENT = 0.3

_UNUSUAL_UNIT = 0.6
"""What a figure counts in none of the units that are usual for what is asked: `4096 个` for `算力`."""

_MONEY = re.compile(r"元|美金|英镑|[$€£¥]|USD|dollar|euro|pound", re.IGNORECASE)
_UNITS_OF = (
    (frozenset({"算力"}), re.compile(r"flop|ops\b|次", re.IGNORECASE)),
    (
        frozenset(
            {
                "价值",
                "价格",
                "成本",
                "金额",
                "收入",
                "营收",
                "利润",
                "费用",
                "单价",
                "市值",
                "花费",
                "支出",
                "cost",
                "spend",
                "price",
                "revenu",
                "profit",
                "valu",
            }
        ),
        _MONEY,
    ),
    (frozenset({"内存", "显存", "memori"}), re.compile(r"[KMGTP]i?B|字节", re.IGNORECASE)),
    (frozenset({"功耗", "power"}), re.compile(r"瓦|[KM]?W\b", re.IGNORECASE)),
    (frozenset({"面积", "area", "acreag"}), re.compile("公顷|亩|平方|hectare|acre|km", re.IGNORECASE)),
)
"""Things that are asked for, as tokens, and the units their figures have."""

_COUNTED_ALIKE = (
    "块颗张枚片个",
    "人名位个",
    "款种个",
    "道条项个",
    "台部套个",
    "家所个",
    "次回",
    "条段篇则个",
)
"""Chinese measure words that count the same things."""


def answering(ask: Ask, question: Question, sentence: str) -> list[tuple[NumberMention | None, float]]:
    """What in a sentence is of the kind asked for, and how well it fits, from 0 to 1.

    Anything may answer an ask that is not for a figure: None then stands for the sentence.
    """
    if ask is Ask.OTHER or ask is Ask.WHO:
        return [(None, 1.0)]
    found: list[tuple[NumberMention | None, float]] = []
    for number in mentions(sentence):
        share = _fits(ask, question, number)
        if share:
            found.append((number, share))
    return found


def _fits(ask: Ask, question: Question, number: NumberMention) -> float:
    if ask is Ask.TIME:
        return float(number.kind is NumberKind.TIME)
    if ask is Ask.PERCENT:
        is_share = number.kind is NumberKind.PERCENT or "分之" in number.unit
        return 1.0 if is_share else _NUMBER_FOR_PERCENT * (number.kind is NumberKind.QUANTITY)
    if number.kind is NumberKind.TIME:
        return 0.0
    if number.kind is NumberKind.PERCENT:
        return 0.0 if question.units else _PERCENT_FOR_NUMBER
    if question.units:
        return 1.0 if has_unit(number, question.units) else _OTHER_UNIT
    usual = usual_units(question.focus)
    return 1.0 if usual is None or usual.search(f"{number.digits}{number.unit}") else _UNUSUAL_UNIT


@cache
def usual_units(focus: Sequence[str]) -> re.Pattern[str] | None:
    """What units figures of a thing have; None where nothing is known of it."""
    return next((units for words, units in _UNITS_OF if not words.isdisjoint(focus)), None)


def has_unit(number: NumberMention, wanted: Sequence[str]) -> bool:
    """Whether a number is counted in one of the units asked for, or in a measure word for the same things."""
    unit, digits = number.unit, number.digits
    for one in wanted:
        alike = next((group for group in _COUNTED_ALIKE if one in group), one)
        if (
            unit.startswith(one)
            or (len(one) == 1 and unit[:1] in alike and unit)
            or one in f"{digits}{unit}"[1:]
        ):
            return True
    return False
