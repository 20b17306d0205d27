"""Tells whether words that a question puts side by side stand side by side in passages too. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.chains.first import Search
from hopyard.core.index.chains.view import View
from hopyard.core.index.chains.wanted import Wanted


def phrases(
    view: View,
    wanted: Wanted,
    search: Search,
    documents: NDArray[np.intp],
    words: Sequence[list[str]],
) -> NDArray[np.float32]:
    """The share, by idf, of neighbouring content words that stand next to each other, or one word apart."""
    asked = set(wanted.words)
    running = wanted.running
    neighbours = dict.fromkeys(
        (one, two) for one, two in pairwise(running) if one != two and one in asked and two in asked
    )
    held = np.zeros(len(documents))
    whole = 0.0
    for one, two in neighbours:
        weight = view.idf(one) + view.idf(two)
        whole += weight
        both = np.isin(documents, view.holding((one, two)), assume_unique=True)
        share = search.lends((one, two), documents)
        for at in np.flatnonzero(both).tolist():
            if _stand_together(words[at], one, two):
                share[at] = 1.0
        held += weight * share
    return (held / max(whole, 1e-9)).astype(np.float32)


def _stand_together(words: list[str], one: str, two: str) -> bool:
    at = -1
    for _ in range(words.count(one)):
        at = words.index(one, at + 1)
        if two in words[at + 1 : at + 3]:
            return True
    return False
