"""Operands of which there are several, where what one of them has is multiplied first: `two pods`. Pure."""

from __future__ import annotations

import re

from hopyard.core.question.plans import OperandAsk
from hopyard.core.question.plurals import singular
from hopyard.core.question.words import content_words
from hopyard.core.text.tokens import CJK

HAN_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NAMES = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
ENGLISH_NUMBERS = {name: n for n, name in enumerate(_NAMES, start=2)}
_HAN = re.compile(
    r"(?P<n>[两二三四五六七八九十]|\d{1,4})\s?(?P<m>[个台颗块张套组座家])\s?(?P<thing>[^的]{2,30}?)"
    r"(?:\s?的(?P<what>.{1,16}))?"
)
_ENGLISH = re.compile(
    r"(?:(?:the )?(?P<what>[a-z][\w -]{1,30}?) (?:in|of) )?(?:the )?"
    rf"(?P<n>\d{{1,4}}|{'|'.join(_NAMES)}) (?P<thing>.{{2,50}})",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?:总数量?|总量|数量|数目|个数)\Z")


def of_several(words: str, subject: str, unit: str) -> OperandAsk | None:
    """What has to be asked of one, where an operand is several of a kind; None for any other operand.

    `subject` is what of both operands is meant, `unit` what it is counted in; either may be empty.
    """
    if re.search(f"[{CJK}]", words):
        return _chinese(words, subject, unit)
    found = _ENGLISH.fullmatch(words)
    if found is None:
        return None
    n = ENGLISH_NUMBERS.get(found["n"].lower(), 0) or int(found["n"])
    what, thing = (found["what"] or subject).strip(), found["thing"].strip()
    if n < 2 or not what or not content_words(thing):
        return None
    single = singular(thing)
    return OperandAsk(f"{what} in {words}", f"How many {what} in one {single}", unit, "each", thing, n)


def _chinese(words: str, subject: str, unit: str) -> OperandAsk | None:
    found = _HAN.fullmatch(words)
    if found is None:
        return None
    n = HAN_NUMBERS.get(found["n"], 0) or int(found["n"])
    thing = found["thing"].strip()
    what = _TOTAL.sub("", (found["what"] or subject).strip())
    if n < 2 or not (what or unit) or not content_words(thing):
        return None
    return OperandAsk(words, f"一{found['m']} {thing} 有多少{unit}{what}", unit, "each", thing, n)
