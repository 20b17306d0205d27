"""Other words for the same thing, in the other language and in the same: general terms and well-known names.

Read from `glossary.tsv` (across languages), `synonyms.tsv` (what reports use for one another) and
`publishers.tsv`: one group a line, separated by tabs. They are a convenience, no dictionary.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from hopyard.core.text.tokens import fold, is_cjk, tokens

Alternative = tuple[str, ...]
"""The tokens of one way to say something; all of them must be there."""


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table of words that stands beside this module, folded; comments are left out."""
    text = resources.files("hopyard.core.question").joinpath(name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(tuple(fold(way) for way in line.split("\t") if way.strip()) for line in lines)


def _all_groups() -> tuple[tuple[str, ...], ...]:
    return (*table("glossary.tsv"), *table("synonyms.tsv"), *table("publishers.tsv"))


@cache
def _groups() -> dict[Alternative, tuple[Alternative, ...]]:
    found: dict[Alternative, dict[Alternative, None]] = {}
    for group in _all_groups():
        ways = [tuple(tokens(way)) for way in group]
        for way in ways:
            found.setdefault(way, {}).update(dict.fromkeys(other for other in ways if other != way))
    return {way: tuple(others) for way, others in found.items()}


def alternatives(words: Alternative) -> tuple[Alternative, ...]:
    """Other ways to say these tokens; empty when none is known."""
    return _groups().get(words, ())


@cache
def longest() -> int:
    """The number of tokens in the longest way that the glossary knows."""
    return max((len(way) for way in _groups()), default=0)


@cache
def other_names(name: str) -> tuple[str, ...]:
    """What else a name is called, folded: `谷歌` for `Google`."""
    folded = fold(name)
    groups = (*table("glossary.tsv"), *table("publishers.tsv"))
    return tuple(dict.fromkeys(way for group in groups if folded in group for way in group if way != folded))


def chinese_phrases() -> tuple[str, ...]:
    """Every way in the tables that is written in Chinese characters alone."""
    return tuple(way for group in _all_groups() for way in group if all(is_cjk(char) for char in way))


def publishers() -> tuple[tuple[str, ...], ...]:
    """Names of publishers as they are written, each group one publisher, folded."""
    return table("publishers.tsv")


def scope_ways(scope: str) -> tuple[str, ...]:
    """All the ways to write a publisher's name, folded; the name alone if it is not known."""
    known = [way for names in publishers() if scope in names for way in names]
    return tuple(dict.fromkeys([scope, *known]))
