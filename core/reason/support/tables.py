"""The words by which sentences are compared, read from the tables beside this module."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

from hopyard.core.question.glossary import table
from hopyard.core.text.tokens import fold, is_cjk, tokens

Way = tuple[str, ...]
"""The tokens of one way to say something."""

_NAMED = frozenset({"light", "arithmetic", "wide"})
"""First columns of rows of `alike.tsv` that are no groups."""


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a table beside this module, in columns; comments are left out."""
    text = resources.files("hopyard.core.reason.support").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def _row(name: str) -> tuple[str, ...]:
    return tuple(word for row in rows("alike.tsv") if row[0] == name for word in row[1:])


@cache
def light() -> frozenset[Way]:
    """Words that say too little to be missed."""
    return frozenset(tuple(tokens(word)) for word in _row("light"))


@cache
def arithmetic() -> frozenset[str]:
    """Tokens that a calculated sentence has from its calculation."""
    return frozenset(token for word in _row("arithmetic") for token in tokens(word))


@cache
def _alike() -> dict[Way, tuple[Way, ...]]:
    found: dict[Way, dict[Way, None]] = {}
    wide = frozenset(_row("wide"))
    groups = [row for row in rows("alike.tsv") if row[0] not in _NAMED]
    groups += [list(row) for row in table("synonyms.tsv") if wide.isdisjoint(row)]
    for group in groups:
        _add(found, group)
    return {way: tuple(others) for way, others in found.items()}


@cache
def _across() -> dict[Way, tuple[Way, ...]]:
    found: dict[Way, dict[Way, None]] = {}
    for group in table("glossary.tsv"):
        _add(found, list(group))
    return {way: tuple(others) for way, others in found.items()}


def _add(found: dict[Way, dict[Way, None]], group: list[str]) -> None:
    ways = [tuple(tokens(fold(word))) for word in group]
    for way in ways:
        found.setdefault(way, {}).update(dict.fromkeys(other for other in ways if other != way))


def same_language(way: Way) -> tuple[Way, ...]:
    """Other ways to say this, close enough to be taken for it."""
    return _alike().get(way, ())


def other_language(way: Way) -> tuple[Way, ...]:
    """Ways to say this in the other language, and what `same_language` gives."""
    return (*_across().get(way, ()), *_alike().get(way, ()))


@cache
def longest_across() -> int:
    """The number of tokens in the longest way of the glossary."""
    return max(len(way) for way in (*_across(), *_alike()))


def is_han(text: str) -> bool:
    """Whether a text is written in Chinese: at least a fifth of its letters are."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(is_cjk(char) for char in letters) * 5 >= len(letters)
