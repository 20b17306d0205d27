"""Words that tell what a question's words ask for: `directed by` tells who the director is.

Read from `relations.tsv`. A convenience for the commonest relations, no dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources

from hopyard.core.text.tokens import tokens


@cache
def _told_by() -> dict[str, frozenset[str]]:
    table = resources.files("hopyard.core.question").joinpath("relations.tsv").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for line in table.splitlines():
        if not line or line.startswith("#"):
            continue
        row = {word for way in line.split("\t") for word in tokens(way)}
        for word in row:
            found.setdefault(word, set()).update(row)
    return {word: frozenset(others) for word, others in found.items()}


def told_by(words: Iterable[str]) -> frozenset[str]:
    """The tokens by which a text may tell what these tokens ask, themselves included."""
    known = _told_by()
    return frozenset(other for word in words for other in known.get(word, ()))
