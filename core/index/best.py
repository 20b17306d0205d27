"""The best of many scores, exactly. Loads numpy: to be imported when searching only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SAMPLED = 16


def best(scores: NDArray[np.float64], passages: NDArray[np.uint64], k: int) -> list[int]:
    """The documents of the `k` highest scores above 0, best first, equal scores by passage id.

    `scores` and `passages` are indexed by document number.
    """
    if k < 1:
        return []
    found = np.flatnonzero(scores > _bound(scores, k))
    if len(found) > k:
        least = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= least]
    order = np.lexsort((passages[found], -scores[found]))
    return [int(document) for document in found[order[:k]]]


def _bound(scores: NDArray[np.float64], k: int) -> float:
    """A number below the k-th best score, found without looking at all of them; at least 0.

    The k-th best of some of the scores is never above the k-th best of all. Selecting among 100,000 scores
    takes longer than adding them up did.
    """
    some = scores[::_SAMPLED]
    if len(some) <= k:
        return 0.0
    kth = float(np.partition(some, len(some) - k)[len(some) - k])
    return float(np.nextafter(kth, 0.0))
