"""How much each sign counts. The same for every library; see docs/retrieval.md for how they were chosen."""

from __future__ import annotations

from typing import NamedTuple


class Weights(NamedTuple):
    """Of a passage by itself, of a pair of passages, and of a ranking."""

    own: float = 14.0
    """The share of the question's words it says, each by its rarity and saturation."""
    said: float = 1.5
    """The share it says at all."""
    called: float = 8.0
    """Whether it goes by a name in the question."""
    title: float = 7.0
    """How much of the name it goes by is in the question, times `own`."""
    written: float = 1.0
    """The share of the names written out in the question that it holds."""
    years: float = 0.5
    """The share of the question's years that it holds; -1 if it holds others only."""
    kind: float = 4.0
    """Whether it holds a date or figure where one is asked for, times `own`."""
    scope: float = 3.0
    """How far its document is the one that the question means."""
    phrase: float = 2.0
    """The share of neighbouring words of the question that stand near each other."""
    like: float = 5.0
    """How alike it is to the question in meaning; 0 where no embedder is configured."""

    first: float = 0.6
    """Of a pair: what the first passage's value counts."""
    second: float = 0.4
    gain: float = 12.0
    """The share of the question's words that the second says beyond the first."""
    title_gain: float = 4.0
    """The same for words of the name that the second goes by."""
    near: float = 5.0
    """How much the first says of what is asked close to the name that links them."""
    leads: float = 4.0
    """Whether the second goes by that name."""
    rare: float = 2.0
    """How few passages hold that name."""
    back: float = -2.0
    """Whether the second only mentions the name that the first goes by."""
    told: float = 0.5
    """Whether the second tells the relation asked for, and a name links the two."""
    bias: float = -4.0

    carried: float = 0.85
    """How much of a pair's value its first passage is worth."""
    third: float = 0.7
    """Of a chain of three: what the value of the pair before it counts in place of `first`."""
    third_gain: float = 16.0
    """The share of the question's words that the third says beyond both others, in place of `gain`."""
    third_bias: float = -8.0

    side: float = 10.0
    """Of a ranking: what a passage gains that serves a side of the question not served yet."""
    inherited: float = 0.9
    """How far a passage serves the side that the passage before it in its chain serves."""
    again: float = 0.25
    """What a further passage loses that goes by the same name, and was only reached through another."""
