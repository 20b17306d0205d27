"""What stands before a figure: sign, currency, softening word; and whether digits belong to a name."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from hopyard.core.text.quantities.tables import currencies, hedges
from hopyard.core.text.quantities.values import Hedge, Unit

_BLANKS = " \u00a0\u202f"
_SIGNS = "-−"
_MINUS_WORDS = ("零下", "负", "minus ", "Minus ")
_LAST_OF_WORDS = frozenset(word[-1] for word in _MINUS_WORDS)
_NEGATIVE_AFTER = frozenset("比长降幅为是达率速额润收值损约近过少多到")
"""Chinese characters behind which a hyphen is a minus and joins nothing: `同比-4.6%`."""


class Before(NamedTuple):
    """What belongs to a figure on its left, from `start` on."""

    start: int
    money: Unit | None
    negative: bool
    hedge: Hedge


@cache
def _hedges_by_end() -> dict[str, list[tuple[str, Hedge]]]:
    found: dict[str, list[tuple[str, Hedge]]] = {}
    for form, hedge in hedges("before"):
        found.setdefault(form[-1], []).append((form, hedge))
    return found


@cache
def _signs_by_end() -> dict[str, list[tuple[str, Unit]]]:
    found: dict[str, list[tuple[str, Unit]]] = {}
    for sign, unit in currencies():
        found.setdefault(sign[-1], []).append((sign, unit))
    return found


def before(text: str, start: int) -> Before:
    """Read leftwards from a figure that begins at `start`: sign, currency, sign, softening word."""
    at, negative = _signed(text, start)
    money, at = _money(text, at)
    if money is not None and not negative:
        at, negative = _signed(text, at)
    hedge, at = hedge_before(text, at)
    return Before(at, money, negative, hedge)


def _signed(text: str, at: int) -> tuple[int, bool]:
    """Where the sign before `at` begins, and whether there is one: `-`, 零下, 负, `minus`."""
    if at and text[at - 1] in _LAST_OF_WORDS:
        for word in _MINUS_WORDS:
            if text.endswith(word, 0, at):
                return at - len(word), True
    if at and text[at - 1] in _SIGNS:
        left = text[at - 2 : at - 1] if at > 1 else ""
        if not left or not (left.isalnum() or left in ")）%％]-−"):
            return at - 1, True
        if left in _NEGATIVE_AFTER or (text[at - 1] == "−" and not left.isascii()):
            return at - 1, True
    return at, False


def _money(text: str, at: int) -> tuple[Unit | None, int]:
    end = at - 1 if at and text[at - 1] in _BLANKS else at
    if not end:
        return None, at
    for sign, unit in _signs_by_end().get(text[end - 1], ()):
        begin = end - len(sign)
        if begin >= 0 and text.startswith(sign, begin):
            left = text[begin - 1 : begin] if begin else ""
            if not (sign[0].isascii() and sign[0].isalpha() and left.isascii() and left.isalpha()):
                return unit, begin
    return None, at


def hedge_before(text: str, at: int) -> tuple[Hedge, int]:
    """The softening word that ends at `at`, one blank between allowed, and where it begins."""
    end = at - 1 if at and text[at - 1] in _BLANKS else at
    if not end:
        return Hedge.EXACT, at
    for form, hedge in _hedges_by_end().get(text[end - 1], ()):
        begin = end - len(form)
        if begin >= 0 and text.startswith(form, begin) and _word_begins(text, begin, form):
            return hedge, begin
    return Hedge.EXACT, at


def _word_begins(text: str, begin: int, form: str) -> bool:
    left = text[begin - 1 : begin] if begin else ""
    if form[0].isascii() and form[0].isalpha():
        return not (left.isascii() and left.isalnum())
    if form in "~～":
        return not left or not (left.isalnum() or left in "%％")
    return not (form == "近" and left and left in "最附接")


_LABEL = re.compile(
    r"(?:第|[图表章节]\s?|图表\s?|公式\s?|附录\s?|版本\s?|编号[:：]?\s?|\b(?:No\.?|Nos\.|Fig(?:ure|ures|\.)|Tables?|Sections?|Chapters?|Charts?"
    r"|Exhibit|Pages?|pp?\.|Vol\.?|[Vv]ersion|[Ss]tep|Phase|Level|Part|Appendix|Note|Item|Stage|Tier|ISO|Eq\.|Box|Rule|Act|Article)\s?|[#＃№]\s?)\Z"
)
_NAME = re.compile(r"(?:^|[^A-Za-z0-9])(?P<name>[A-Z][\w+.&]*(?:-[\w]+)*)[ \u00a0]\Z")
_LIGHT = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "Of",
        "On",
        "At",
        "By",
        "For",
        "From",
        "To",
        "And",
        "Or",
        "With",
        "About",
        "Over",
        "Under",
        "Only",
        "All",
        "Some",
        "Its",
        "Their",
        "Our",
        "This",
        "That",
        "These",
        "Those",
        "Between",
        "After",
        "Before",
        "Since",
        "Until",
        "Than",
        "Up",
        "Total",
        "Sum",
        "Revenue",
        "Sales",
        "Profit",
        "Cost",
        "Costs",
        "Income",
        "Number",
    ]
)
_LEFT_OF_NAMES = "_=&@\\/"


def inside_a_name(text: str, start: int) -> bool:
    """Whether digits at `start` go on a name, an address or a number before them: `GPT-3`, `A100`."""
    if not start:
        return False
    left = text[start - 1]
    further = text[start - 2] if start > 1 else ""
    if left.isalpha() and left.isascii():
        return _money(text, start)[0] is None
    if left in _LEFT_OF_NAMES:
        return (
            left not in "=/"
            or not further
            or (further.isascii() and (further.isalpha() or further in "/=_-."))
        )
    if left in "-‐‑":
        return further.isascii() and further.isalnum()
    if left in ".:":
        return further.isdigit()
    return left == "," and further.isdigit() and text[start : start + 3].isdigit()


def labelled(text: str, start: int) -> bool:
    """Whether the words before a figure make it a place in an order: 第 3, Table 2, 图 12, #4."""
    return _LABEL.search(text[max(0, start - 14) : start]) is not None


def follows_a_name(text: str, start: int) -> bool:
    """Whether a plain number stands behind a capitalised word, as in `PaLM 2` and `ERNIE 3.0`."""
    found = _NAME.search(text[max(0, start - 30) : start])
    return found is not None and found["name"] not in _LIGHT
