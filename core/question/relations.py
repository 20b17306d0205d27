"""Words that tell what a question's words ask for: `directed by` tells who the director is.

Read from `relations.tsv`. A convenience for the commonest relations, no dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from hopyard.core.question.glossary import table
from hopyard.core.text.tokens import tokens


@cache
def _told_by() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for ways in table("relations.tsv"):
        row = {word for way in ways for word in tokens(way)}
        for word in row:
            found.setdefault(word, set()).update(row)
    return {word: frozenset(others) for word, others in found.items()}


def told_by(words: Iterable[str]) -> frozenset[str]:
    """The tokens by which a text may tell what these tokens ask, themselves included."""
    known = _told_by()
    return frozenset(other for word in words for other in known.get(word, ()))
