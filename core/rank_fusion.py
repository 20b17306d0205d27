"""What a rank is worth where several rankings become one."""

from __future__ import annotations

from collections.abc import Iterable

_K = 60


def worth(ranks: Iterable[int]) -> float:
    """What an item is worth by its ranks, each from 1, in the rankings that hold it.

    Source: reciprocal rank fusion, k=60; Cormack, Clarke and Buettcher 2009.
    """
    return sum(1.0 / (_K + rank) for rank in ranks)
