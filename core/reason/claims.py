"""Redoes the arithmetic that a passage states, so that a sum that does not add up is said. Pure.

Only wordings that leave no doubt about operands and result are read: a false alarm costs more than a miss.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from fractions import Fraction

import msgspec

from hopyard.core.reason import claim_wordings as wordings
from hopyard.core.reason.intervals import Ends, difference, ends_of, product, quotient, sum_of
from hopyard.core.text.quantities import Dimension, Hedge, Mention, Quantity, quantities
from hopyard.core.text.quantities.units import comparable
from hopyard.core.text.quantities.values import ANYTHING


class ClaimKind(StrEnum):
    """What a passage says to have calculated."""

    EQUATION = "equation"
    TOGETHER = "together"
    GROWTH = "growth"
    TIMES = "times"
    SHARE = "share"


class Claim(msgspec.Struct, frozen=True):
    """Arithmetic that a text states, and what comes of it when it is redone."""

    kind: ClaimKind
    operands: tuple[Mention, ...]
    """With their places in the text."""
    stated: Mention
    """The result as the text states it."""
    low: Fraction
    """The least that the operands give at the precision they are stated in, in the unit of `stated`."""
    high: Fraction
    """The most that they give."""
    holds: bool
    """Whether the stated result lies there, at its own precision."""


_MAX_GAP = 40
"""Characters between two figures of one claim."""


def claims(text: str) -> list[Claim]:
    """The arithmetic that a text states, in the order of its results, each redone."""
    found = quantities(text)
    read: list[Claim] = []
    for reader in (_equations, _together, _growths, _times, _shares):
        read += reader(text, found)
    return sorted(read, key=lambda claim: (claim.stated.start, claim.kind.value))


def mismatches(text: str) -> list[Claim]:
    """Those whose stated result is not what their operands give."""
    return [claim for claim in claims(text) if not claim.holds]


def _value(mention: Mention) -> Quantity:
    assert isinstance(mention.value, Quantity)
    return mention.value


def _claim(kind: ClaimKind, operands: Sequence[Mention], stated: Mention, ends: Ends) -> Claim:
    value = _value(stated)
    factor = value.unit.factor
    low, high = min(ends) / factor, max(ends) / factor
    slack = value.step
    least, most = value.low - slack, value.high + slack
    if value.hedge in (Hedge.ABOUT, Hedge.NEARLY):
        least, most = least - abs(least) / 10, most + abs(most) / 10
    fits_low = high >= least or value.hedge in (Hedge.AT_MOST, Hedge.BELOW)
    fits_high = low <= most or value.hedge in (Hedge.OVER, Hedge.AT_LEAST)
    return Claim(kind, tuple(operands), stated, low, high, fits_low and fits_high)


def _joint(text: str, left: Mention, right: Mention) -> str:
    """What stands between two figures, with what softens the second."""
    softening = wordings.SOFTENING.match(text, right.start, right.end)
    return text[left.end : softening.end() if softening else right.start]


def _between(text: str, left: Mention, right: Mention) -> str | None:
    """The words between two figures; None where they are too far apart or a sentence ends."""
    words = _joint(text, left, right)
    return None if len(words) > _MAX_GAP or wordings.STOP.search(words) else words


def _single(*mentions: Mention) -> bool:
    return not any(_value(one).is_range for one in mentions)


def _same(mentions: Sequence[Mention]) -> bool:
    """Whether figures are in units that can be added."""
    first = _value(mentions[0]).unit
    return all(comparable(first, _value(one).unit) for one in mentions[1:])


def _tells(mention: Mention) -> bool:
    """Whether a figure says what it is of: a unit other than 个, or at least a scale."""
    if not mention.start:
        return False  # a passage may begin within a figure
    unit = _value(mention).unit
    if (
        unit.dimension in (Dimension.SHARE, Dimension.MULTIPLE, Dimension.POINTS)
        or _value(mention).scale == "分之"
    ):
        return False
    return unit.parts[0].base != ANYTHING if unit.parts else bool(_value(mention).scale)


_SIGNS: tuple[tuple[re.Pattern[str], Callable[[Sequence[Ends]], Ends | None], bool], ...] = (
    (wordings.PLUS, sum_of, True),
    (wordings.MINUS, difference, True),
    (wordings.TIMES_SIGN, product, False),
    (wordings.DIVIDED, quotient, False),
)
"""Each sign, how it is redone, and whether it asks for units that can be added."""


def _equations(text: str, found: Sequence[Mention]) -> Iterator[Claim]:
    """`220亿 + 5400亿 = 5620亿`: one kind of sign only, nothing else between the figures."""
    for place in range(1, len(found) - 1):
        if not wordings.EQUALS.match(_joint(text, found[place], found[place + 1])):
            continue
        for sign, redo, alike in _SIGNS:
            first = place
            while first and sign.match(text[found[first - 1].end : found[first].start]):
                first -= 1
            operands, stated = found[first : place + 1], found[place + 1]
            if first == place or not _stands_alone(text, operands[0], stated):
                continue
            if not _single(*operands, stated) or (alike and not _same([*operands, stated])):
                break
            plain = all(not _value(one).unit.parts for one in (*operands, stated))
            ends = redo([ends_of(_value(one)) for one in operands])
            if ends is not None and (alike or plain):
                yield _claim(ClaimKind.EQUATION, operands, stated, ends)
            break


def _stands_alone(text: str, first: Mention, stated: Mention) -> bool:
    """Whether no further sign stands before the first operand or behind the result."""
    left, right = text[: first.start].rstrip()[-1:], text[stated.end :].lstrip()[:1]
    return left not in tuple("+＋-−×*÷/=＝") and right not in tuple("+＋×*÷/")


def _together(text: str, found: Sequence[Mention]) -> Iterator[Claim]:
    """`A and B, together C`: two figures joined by `and`, and a total in the same unit."""
    for one, two, total in zip(found, found[1:], found[2:], strict=False):
        joint, closing = _between(text, one, two), _between(text, two, total)
        if (
            joint is None
            or closing is None
            or not wordings.AND.search(joint)
            or not wordings.TOGETHER.search(closing)
        ):
            continue
        previous = [mention for mention in found if one.start - _MAX_GAP < mention.end <= one.start]
        if len({_value(mention).unit.parts for mention in (one, two, total)}) > 1 or not _tells(one):
            continue
        listed = any(
            _between(text, mention, one) is not None and _same([mention, one]) for mention in previous
        )
        if listed or not _single(one, two, total):
            continue
        yield _claim(
            ClaimKind.TOGETHER, (one, two), total, sum_of([ends_of(_value(one)), ends_of(_value(two))])
        )


def _growths(text: str, found: Sequence[Mention]) -> Iterator[Claim]:
    """`from X to Y, an increase of Z%`, 从X增长到Y，增长Z%, and the same in percentage points."""
    for one, two, grown in zip(found, found[1:], found[2:], strict=False):
        change = _value(grown)
        if change.unit.dimension not in (Dimension.SHARE, Dimension.POINTS) or not _same([one, two]):
            continue
        to, by = _between(text, one, two), _between(text, two, grown)
        if to is None or by is None or not wordings.FROM.search(text[max(0, one.start - 10) : one.start]):
            continue
        goes, says = wordings.TO.search(to), wordings.GROWN.search(by)
        if goes is None or says is None or not _single(one, two, grown):
            continue
        shares = _value(one).unit.dimension is Dimension.SHARE
        if shares != (change.unit.dimension is Dimension.POINTS):
            continue
        before, after = ends_of(_value(one)), ends_of(_value(two))
        if shares:
            ends: Ends | None = tuple(end * 100 for end in difference([after, before]))  # type: ignore[assignment]  # two ends stay two
        else:
            ratio = quotient([after, before])
            ends = None if ratio is None else (ratio[0] - 1, ratio[1] - 1)
        falls = any(says[name] for name in ("down", "down2", "down3"))
        if ends is not None:
            ends = (-ends[1], -ends[0]) if falls and change.low >= 0 else ends
            yield _claim(ClaimKind.GROWTH, (one, two), grown, ends)


def _times(text: str, found: Sequence[Mention]) -> Iterator[Claim]:
    """X是Y的N倍, and `X is N times the Y`."""
    for one, two, three in zip(found, found[1:], found[2:], strict=False):
        first, second = _between(text, one, two), _between(text, two, three)
        if first is None or second is None or not _single(one, two, three):
            continue
        if _value(three).unit.dimension is Dimension.MULTIPLE:
            upper, lower, stated = one, two, three
            says = wordings.IS.search(first) and wordings.OF_IT.search(second)
        elif _value(two).unit.name == "倍" and text[two.start : two.end].endswith("times"):
            upper, lower, stated = one, three, two
            says = re.search(
                r"\b(?:is|are|was|were|or)\s(?:about\s|nearly\s)?\Z", first
            ) and wordings.TIMES_THE.search(second)
        else:
            continue
        if not says or not _same([upper, lower]) or not (_tells(upper) and _tells(lower)):
            continue
        ends = quotient([ends_of(_value(upper)), ends_of(_value(lower))])
        if ends is not None:
            yield _claim(ClaimKind.TIMES, (upper, lower), stated, ends)


def _shares(text: str, found: Sequence[Mention]) -> Iterator[Claim]:
    """X，占Y的Z%."""
    for part, whole, share in zip(found, found[1:], found[2:], strict=False):
        first, second = _between(text, part, whole), _between(text, whole, share)
        if first is None or second is None or _value(share).unit.dimension is not Dimension.SHARE:
            continue
        if (
            not wordings.HOLDS_SHARE.search(first)
            or not wordings.OF_IT.search(second)
            or not _same([part, whole])
        ):
            continue
        if not _single(part, whole, share) or not (_tells(part) and _tells(whole)):
            continue
        ends = quotient([ends_of(_value(part)), ends_of(_value(whole))])
        if ends is not None:
            yield _claim(ClaimKind.SHARE, (part, whole), share, ends)
