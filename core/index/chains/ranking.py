"""Ranks candidates by their signs, so that the passages of a chain come together. Pure."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.chains.signs import Pair, Signs
from hopyard.core.index.chains.weights import Weights
from hopyard.core.index.facts import Key

_LOOKED_AT = 40
_SERVES = 0.5
"""What a passage that is of one side of a question serves it at least."""


class Placed(NamedTuple):
    """A ranked candidate."""

    place: int
    """Its place among the candidates."""
    value: float
    before: int | None
    """The candidate before it in its chain, by place; None if it stands for itself."""
    name: Key
    """The name that links the two; empty if the question's words alone do."""


def rank(signs: Signs, weights: Weights, k: int) -> list[Placed]:
    """The best `k` candidates, best first, ties by place."""
    alone = _alone(signs, weights)
    value = alone.copy()
    before: dict[int, Pair] = {}
    for pair in signs.pairs:
        together = _together(pair, alone, weights)
        if signs.apart and len(signs.sides):
            together[_of_other_sides(signs.sides, pair.seed)] = -np.inf
        better = together > value
        for place in np.flatnonzero(better).tolist():
            before[place] = pair
        value = np.where(better, together, value)
    return [
        Placed(
            place,
            float(value[place]),
            before[place].seed if place in before else None,
            before[place].names.get(place, ()) if place in before else (),
        )
        for place in _chosen(signs, weights, value, before, k)
    ]


def _alone(signs: Signs, weights: Weights) -> NDArray[np.float32]:
    alone: NDArray[np.float32] = (
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


def _together(pair: Pair, alone: NDArray[np.float32], weights: Weights) -> NDArray[np.float32]:
    """What each candidate is worth as the second of a chain that begins with the seed."""
    together: NDArray[np.float32] = (
        weights.first * alone[pair.seed]
        + weights.second * alone
        + weights.gain * pair.gain
        + weights.title_gain * pair.title_gain
        + weights.near * pair.near
        + weights.leads * pair.leads
        + weights.rare * pair.rare
        + weights.back * pair.back
        + weights.bias
    )
    together[pair.seed] = -np.inf
    return together


def _of_other_sides(sides: NDArray[np.float32], seed: int) -> NDArray[np.bool_]:
    """The candidates that serve another side of the question than the seed does; shape (n candidates,)."""
    its_own = int(sides[:, seed].argmax())
    clearly = (sides[its_own, seed] >= _SERVES) & (sides.max(0) >= _SERVES)
    other: NDArray[np.bool_] = clearly & (sides.argmax(0) != its_own)
    return other


def _chosen(
    signs: Signs, weights: Weights, value: NDArray[np.float32], before: dict[int, Pair], k: int
) -> list[int]:
    """One after the other, each time the best of those left: serving a side not served yet is worth more,
    and another passage of the same name worth less."""
    worthless = (signs.said <= 0) & (signs.like <= 0) & ~np.isin(np.arange(len(value)), list(before))
    ranked = np.lexsort((np.arange(len(value)), -value))
    left = ranked[~worthless[ranked]][: max(_LOOKED_AT, k)].tolist()
    sides = signs.sides.copy()
    for place, pair in before.items():
        if place in pair.names:
            sides[:, place] = np.maximum(sides[:, place], weights.inherited * signs.sides[:, pair.seed])
    served = np.zeros(len(sides))
    seen: dict[Key, int] = {}
    chosen: list[int] = []
    while left and len(chosen) < k:
        worth = value[left].astype(np.float64)
        worth -= [weights.again * seen.get(signs.called_alike[one], 0) * (one in before) for one in left]
        if len(sides):
            worth += weights.side * (sides[:, left] * (0.5**served)[:, None]).max(0)
        place = left.pop(int(np.argmax(worth)))
        chosen.append(place)
        seen[signs.called_alike[place]] = seen.get(signs.called_alike[place], 0) + 1
        if len(sides):
            served += sides[:, place] >= sides[:, place].max() - 1e-9
    return chosen
