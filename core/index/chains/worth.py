"""What candidates are worth: by themselves, and as the ends of chains of two and three passages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.chains.signs import Pair, Signs
from hopyard.core.index.chains.weights import Weights

_SERVES = 0.5
"""What a passage that is of one side of a question serves it at least."""

Values = NDArray[np.float32]
"""Shape (n candidates,)."""


class Worth(NamedTuple):
    """What candidates are worth, and how they come to it."""

    value: Values
    before: dict[int, Pair]
    """Candidate -> the pair of which it is the second; none for those that stand for themselves."""


def worth_of(signs: Signs, weights: Weights) -> Worth:
    """The best of what each candidate is worth by itself, as the second of a pair, as the third of a chain,
    and as the first of a pair: a passage that leads to the answer is most of the way to it."""
    alone = _alone(signs, weights)
    seconds = [_second(signs, pair, alone, weights) for pair in signs.pairs]
    worth = Worth(alone, {})
    for pair, second in zip(signs.pairs, seconds, strict=True):
        worth = _better(worth, pair, second)
    for pair in signs.pairs:
        third = _third(signs, pair, seconds, alone, weights)
        if third is not None:
            worth = _better(worth, pair, third)
    value = worth.value.copy()
    for pair, second in zip(signs.pairs, seconds, strict=True):
        if pair.names:
            led = float(second[list(pair.names)].max())
            value[pair.seed] = max(value[pair.seed], weights.carried * led)
    return Worth(value, worth.before)


def _better(known: Worth, pair: Pair, value: Values) -> Worth:
    better = np.flatnonzero(value > known.value).tolist()
    return Worth(np.maximum(value, known.value), known.before | dict.fromkeys(better, pair))


def _alone(signs: Signs, weights: Weights) -> Values:
    alone: Values = (
        weights.own * signs.own
        + weights.said * signs.said
        + weights.called * signs.called
        + weights.title * signs.title
        + weights.written * signs.written
        + weights.years * signs.years
        + weights.kind * signs.kind
        + weights.scope * signs.scope
        + weights.phrase * signs.phrase
        + weights.like * signs.like
    )
    return alone


def _second(signs: Signs, pair: Pair, alone: Values, weights: Weights) -> Values:
    """What each candidate is worth as the second of a chain that begins with the seed."""
    second: Values = (
        weights.first * alone[pair.seed]
        + weights.gain * pair.gain
        + weights.title_gain * pair.title_gain
        + weights.told * (_linked(pair) & signs.told)
        + weights.bias
        + _led(pair, alone, weights)
    )
    second[pair.seed] = -np.inf
    if signs.apart and len(signs.sides):
        second[_of_other_sides(signs.sides, pair.seed)] = -np.inf
    return second


def _third(
    signs: Signs, pair: Pair, seconds: Sequence[Values], alone: Values, weights: Weights
) -> Values | None:
    """What each candidate that a name links to the seed is worth as the third of a chain.

    The seed is its second, and its first the passage that leads there best. None if no name leads to the
    seed, or if no side of the question leads to another.
    """
    leading = [
        (float(second[pair.seed]), -first.seed)
        for first, second in zip(signs.pairs, seconds, strict=True)
        if pair.seed in first.names
    ]
    if signs.apart or not leading:
        return None
    value, first = max(leading)
    said = signs.said_of.shares
    there = np.maximum(said[:, [-first]], said[:, [pair.seed]])
    gain, title_gain = signs.said_of.beyond(there)
    third: Values = (
        weights.third_gain * gain
        + weights.title_gain * title_gain
        + _led(pair, alone, weights)
        + (weights.third * value + weights.third_bias)
    )
    third[~_linked(pair)] = -np.inf
    third[[-first, pair.seed]] = -np.inf
    return third


def _led(pair: Pair, alone: Values, weights: Weights) -> Values:
    """What each candidate is worth by itself and by how the seed leads to it."""
    led: Values = (
        weights.second * alone
        + weights.near * pair.near
        + weights.leads * pair.leads
        + weights.rare * pair.rare
        + weights.back * pair.back
    )
    return led


def _linked(pair: Pair) -> NDArray[np.bool_]:
    """The candidates that a name links to the seed; shape (n candidates,)."""
    linked = np.zeros(len(pair.near), dtype=np.bool_)
    linked[list(pair.names)] = True
    return linked


def _of_other_sides(sides: NDArray[np.float32], seed: int) -> NDArray[np.bool_]:
    """The candidates that serve another side of the question than the seed does; shape (n candidates,)."""
    its_own = int(sides[:, seed].argmax())
    clearly = (sides[its_own, seed] >= _SERVES) & (sides.max(0) >= _SERVES)
    other: NDArray[np.bool_] = clearly & (sides.argmax(0) != its_own)
    return other
