"""Ranks candidates by their signs, so that the passages of a chain come together. Pure."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hopyard.core.index.chains.signs import Signs
from hopyard.core.index.chains.weights import Weights
from hopyard.core.index.chains.worth import Worth, worth_of
from hopyard.core.index.facts import Key

_LOOKED_AT = 40


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
    worth = worth_of(signs, weights)
    return [
        Placed(
            place,
            float(worth.value[place]),
            worth.before[place].seed if place in worth.before else None,
            worth.before[place].names.get(place, ()) if place in worth.before else (),
        )
        for place in _chosen(signs, weights, worth, k)
    ]


def _chosen(signs: Signs, weights: Weights, worth: Worth, k: int) -> list[int]:
    """One after the other, each time the best of those left: serving a side not served yet is worth more,
    and another passage of the same name worth less."""
    value, before = worth
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
        gains = value[left].astype(np.float64)
        gains -= [weights.again * seen.get(signs.called_alike[one], 0) * (one in before) for one in left]
        if len(sides):
            gains += weights.side * (sides[:, left] * (0.5**served)[:, None]).max(0)
        place = left.pop(int(np.argmax(gains)))
        chosen.append(place)
        seen[signs.called_alike[place]] = seen.get(signs.called_alike[place], 0) + 1
        if len(sides):
            served += sides[:, place] >= sides[:, place].max() - 1e-9
    return chosen
