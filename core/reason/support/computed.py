"""Whether figures that no passage states are the result of a calculation that is shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from hopyard.core.reason.calculate import Result
from hopyard.core.reason.support.amounts import same_amount
from hopyard.core.reason.support.marks import sides
from hopyard.core.reason.support.parts import Reading
from hopyard.core.reason.support.tables import arithmetic
from hopyard.core.text.quantities import Hedge, Mention, Quantity, quantities

_MINUS = "−"
_EACH = re.compile(r"\b(?:per|each|every|average|a)\b|每|平均|均", re.IGNORECASE)


def standing(result: Result, stated: Sequence[Quantity]) -> bool:
    """Whether every operand that a calculation shows is a figure that the evidence states."""
    shown = quantities(result.chain.rpartition(" = ")[0])
    return bool(shown) and all(
        any(isinstance(one.value, Quantity) and same_amount(one.value, there) for there in stated)
        for one in shown
    )


def _per_unit(value: Quantity, result: Quantity, beside: str) -> Quantity:
    """`7.99 chips` beside `per server` or 每台 as chips per server, if that is what came out."""
    above = tuple(part for part in result.unit.parts if part.power > 0)
    is_per = len(above) < len(result.unit.parts) and value.unit.parts == above
    if is_per and value.unit.factor == result.unit.factor and _EACH.search(beside):
        return msgspec.structs.replace(value, unit=result.unit)
    return value


def without_arithmetic(text: str) -> str:
    """A text without the Chinese words of arithmetic, which would make pairs with those beside them."""
    for word in sorted(arithmetic(), key=len, reverse=True):
        if not word.isascii():
            text = text.replace(word, " ")
    return text


def is_result(claim: Reading, figure: Mention, result: Result) -> bool:
    """Whether a figure of a sentence is what a calculation gave, at the figure's own precision.

    What comes out below zero has to be told with a word for less, and what comes out of a subtraction above
    zero without one.
    """
    value = figure.value
    assert isinstance(value, Quantity)
    part = claim.parts[claim.part_at(figure.start)]
    ways = {way for side in sides(claim.marks, part.start, part.end).values() for way in side}
    falls = "-" in ways
    low, high = result.value.low, result.value.high
    if high < 0 <= value.low:
        if not falls:
            return False
        low, high = -high, -low
    elif falls and _MINUS in result.chain:
        return False
    value = _per_unit(value, result.value, claim.cut(part))
    # A quotient has no last place of its own: every precision of the sentence is coarser than it.
    exact = msgspec.structs.replace(result.value, low=low, high=high, step=0 * low, hedge=Hedge.EXACT)
    return same_amount(value, exact)
