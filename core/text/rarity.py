"""How rare a term is: the one formula by which searching weighs words. Pure."""

from __future__ import annotations

import math


def idf(n_with: int, n: int) -> float:
    """How rare it is that `n_with` of `n` passages hold something, at least 0 where `n_with` <= `n`.

    Source: inverse document frequency as in BM25, ln(1 + (N - n + 0.5) / (n + 0.5)); Robertson 2009.
    """
    return math.log(1 + (n - n_with + 0.5) / (n_with + 0.5))
