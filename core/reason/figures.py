"""Which figures of a sentence are of the kind that a question asks for. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from hopyard.core.reason.asks import Ask
from hopyard.core.reason.question import Question
from hopyard.core.text.numbers import NumberKind, NumberMention, mentions

_OTHER_UNIT = 0.3
"""What a figure counts with another unit than the one asked for."""
_PERCENT_FOR_NUMBER = 0.6
_NUMBER_FOR_PERCENT = 0.3

_COUNTED_ALIKE = ("块颗张枚片个", "人名位个", "款种个", "台部套个", "家所个", "次回", "条段篇则个")
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
    if not question.units or _has_unit(number.unit, number.digits, question.units):
        return 1.0
    return _OTHER_UNIT


def _has_unit(unit: str, digits: str, wanted: Sequence[str]) -> bool:
    for one in wanted:
        alike = next((group for group in _COUNTED_ALIKE if one in group), one)
        if (
            unit.startswith(one)
            or (len(one) == 1 and unit[:1] in alike and unit)
            or one in f"{digits}{unit}"[1:]
        ):
            return True
    return False
