"""Which sources are nearly the same text, by the sketches of their texts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hopyard.core.values import Source

SKETCH_SIZE = 40
"""Hashes of a sketch: by so many the share that two texts have in common is known to within a tenth or so."""
HASH_DIGITS = 8
NEARLY = 0.6
"""Texts that share this much of their clauses are taken for one text: copies of a report share far more, two
reports on one subject far less."""


def resemblance(one: str, other: str) -> float:
    """The share of clauses that two texts have in common, from 0 to 1, by their sketches; 0 without one."""
    first, second = _hashes(one), _hashes(other)
    if not first or not second:
        return 0.0
    union = sorted(first | second)[: min(SKETCH_SIZE, max(len(first), len(second)))]
    return sum(hash_ in first and hash_ in second for hash_ in union) / len(union)


def same_text(source: str, sources: Mapping[str, Source]) -> list[str]:
    """The other sources with nearly the same text, in their order."""
    own = sources.get(source)
    return [other.id for other in _others(own, sources.values())] if own is not None else []


def _others(own: Source, sources: Iterable[Source]) -> list[Source]:
    if not own.sketch:
        return []
    return [one for one in sources if one.id != own.id and resemblance(own.sketch, one.sketch) >= NEARLY]


def _hashes(sketch: str) -> frozenset[str]:
    return frozenset(sketch[at : at + HASH_DIGITS] for at in range(0, len(sketch), HASH_DIGITS))
