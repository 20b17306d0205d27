"""Whether two figures, or two times, of a sentence have changed places against the text. Pure.

Another order is good where the words beside each tell which is which: `7 of B, 5 of A` for `5 of A, 7 of B`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from hopyard.core.reason.support.amounts import same_amount, same_time
from hopyard.core.reason.support.parts import Reading
from hopyard.core.reason.support.words import bag, has, words_of
from hopyard.core.text.quantities import Mention, Period, Quantity

_MOST = 12
"""Figures of a sentence that are set against each other."""


def changed_places(claim: Reading, text: Reading) -> tuple[str, str] | None:
    """Two figures or times, as the sentence writes them, that have changed places; None if none have."""
    for mine, others in ((claim.figures, text.figures), (claim.times, text.times)):
        for (one, there), (two, elsewhere) in combinations(_matched(mine[:_MOST], others), 2):
            if there.start <= elsewhere.start or one.value == two.value:
                continue
            if _told_by_role(claim, text, (one, there), (two, elsewhere)):
                continue
            if not _told_by_words(claim, text, (one, there), (two, elsewhere)):
                return claim.text[one.start : one.end], claim.text[two.start : two.end]
    return None


def _matched(mine: Sequence[Mention], others: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Each figure or time of the sentence that stands in the text once, with where it stands."""
    for one in mine:
        found = [other for other in others if _same(one, other)]
        found = [other for other in found if other.value == one.value] or found
        if len(found) == 1:
            yield one, found[0]


def _same(one: Mention, other: Mention) -> bool:
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        return same_amount(one.value, other.value)
    if isinstance(one.value, Period) and isinstance(other.value, Period):
        return same_time(one.value, other.value)
    return False


_Pair = tuple[Mention, Mention]


def _told_by_role(claim: Reading, text: Reading, one: _Pair, two: _Pair) -> bool:
    """`to 96 from 103` for `from 103 to 96`."""
    roles = [(claim.role_of(said), text.role_of(there)) for said, there in (one, two)]
    return all(said and said == there for said, there in roles)


def _told_by_words(claim: Reading, text: Reading, one: _Pair, two: _Pair) -> bool:
    """Whether either has words, or a figure, beside it that it has in the text and the other one has not."""
    first, second = _beside(text, one[1]), _beside(text, two[1])
    for (said, _), own, other in ((one, first, second), (two, second, first)):
        beside = _beside(claim, said)
        mine, yours = bag(own), bag(other)
        if any(has(mine, word) and not has(yours, word) for word in words_of(beside)):
            return True
        if _shares_figure(claim, text, said, (one[1] if own is first else two[1])):
            return True
    return False


def _beside(reading: Reading, mention: Mention) -> str:
    """The text of a part from the mention before one to the mention behind it."""
    part = reading.parts[reading.part_at(mention.start)]
    start = max((one.end for one in reading.mentions if one.end <= mention.start), default=0)
    end = min((one.start for one in reading.mentions if one.start >= mention.end), default=len(reading.text))
    before = reading.text[max(part.start, start) : mention.start]
    return f"{before} {reading.text[mention.end : min(part.end, end)]}"


def _shares_figure(claim: Reading, text: Reading, said: Mention, there: Mention) -> bool:
    """Whether a figure of the other kind (a time for a figure) stands in the same part in both."""
    part, other = claim.parts[claim.part_at(said.start)], text.parts[text.part_at(there.start)]
    is_time = isinstance(said.value, Period)
    mine = part.figures if is_time else part.times
    yours = other.figures if is_time else other.times
    return any(_same(one, two) for one in mine for two in yours)
