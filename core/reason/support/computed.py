"""Whether figures that no passage states are the result of a calculation that is shown. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from hopyard.core.reason.calculate import Result
from hopyard.core.reason.support.amounts import same_amount
from hopyard.core.reason.support.marks import sides
from hopyard.core.reason.support.parts import Reading
from hopyard.core.text.quantities import Hedge, Mention, Quantity, quantities

_MINUS = "−"


def standing(result: Result, stated: Sequence[Quantity]) -> bool:
    """Whether every operand that a calculation shows is a figure that the evidence states."""
    shown = quantities(result.chain.rpartition(" = ")[0])
    return bool(shown) and all(
        any(isinstance(one.value, Quantity) and same_amount(one.value, there) for there in stated)
        for one in shown
    )


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
    # A quotient has no last place of its own: every precision of the sentence is coarser than it.
    exact = msgspec.structs.replace(result.value, low=low, high=high, step=0 * low, hedge=Hedge.EXACT)
    return same_amount(value, exact)
