"""The two ends of a change that one sentence states: `fell from 26 % to 15 %`, 由 26% 降至 15%. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from hopyard.core.ports import Brief
from hopyard.core.reason.claim_wordings import FROM, STOP, TO
from hopyard.core.reason.found_figures import Figure, figure_of
from hopyard.core.reason.operand_figures import ScorerOf, sentences_of
from hopyard.core.text.quantities import Dimension, Mention, Quantity, quantities
from hopyard.core.text.quantities.units import comparable
from hopyard.core.text.tokens import fold, tokens

_MAX_GAP = 24
"""Characters between the two ends."""
_NEAR = 30
"""Characters before the first end in which what changes must be named."""
_SHARES = (Dimension.SHARE,)


def ends_of_change(
    question: str, points: bool, brief: Brief, scorer_of: ScorerOf
) -> tuple[Figure, Figure] | None:
    """The first and the second end of the one change that the hop's best sentence states, or None.

    `points` asks for a change of shares. Where a sentence tells of more than one change, none is taken.
    """
    scorer = scorer_of(question)
    asked = {word for term in scorer.topic for way in term.ways for word in way}
    for hop in (one for one in brief.hops if one.question == question):
        for candidate, citation, _ in sentences_of(hop, scorer, brief):
            found = [
                pair
                for pair in _changes(candidate.text)
                if not points or _value(pair[0]).unit.dimension in _SHARES
            ]
            if len(found) != 1:
                continue
            one, two = found[0]
            before = fold(candidate.text[max(0, one.start - _NEAR) : one.start])
            if asked.isdisjoint(tokens(before)):
                continue
            score = candidate.score.total
            return (
                figure_of(one, _value(one), candidate, citation, score),
                figure_of(two, _value(two), candidate, citation, score),
            )
    return None


def _changes(text: str) -> list[tuple[Mention, Mention]]:
    found: Sequence[Mention] = quantities(text)
    return [
        (one, two)
        for one, two in pairwise(found)
        if comparable(_value(one).unit, _value(two).unit)
        and not _value(one).is_range
        and not _value(two).is_range
        and FROM.search(text[max(0, one.start - 10) : one.start])
        and two.start - one.end <= _MAX_GAP
        and not STOP.search(text[one.end : two.start])
        and _goes_to(text[one.end : two.start])
    ]


def _goes_to(between: str) -> bool:
    return (
        TO.search(between) is not None
        or re.search(r"\bto (?:about |nearly |around )?\Z", between) is not None
    )


def _value(mention: Mention) -> Quantity:
    assert isinstance(mention.value, Quantity)
    return mention.value
