"""Which sources are nearly the same text, by the sketches of their texts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

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
    if own is None or not own.sketch:
        return []
    return [one.id for one in sources.values() if one.id != source and _nearly(own, one)]


def same_texts(sources: Mapping[str, Source]) -> dict[str, list[str]]:
    """For each source what `same_text` says; only those are compared that share a hash."""
    holders: dict[str, list[str]] = {}
    for one in sources.values():
        for hash_ in _hashes(one.sketch):
            holders.setdefault(hash_, []).append(one.id)
    place = {name: n for n, name in enumerate(sources)}
    found = {}
    for one in sources.values():
        near = {name for hash_ in _hashes(one.sketch) for name in holders[hash_]} - {one.id}
        found[one.id] = [name for name in sorted(near, key=place.__getitem__) if _nearly(one, sources[name])]
    return found


def _nearly(one: Source, other: Source) -> bool:
    return resemblance(one.sketch, other.sketch) >= NEARLY


@lru_cache(maxsize=4_096)
def _hashes(sketch: str) -> frozenset[str]:
    return frozenset(sketch[at : at + HASH_DIGITS] for at in range(0, len(sketch), HASH_DIGITS))
