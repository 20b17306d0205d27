"""What a question wants of passages: its words, the names it writes out, its years and its sides. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from hopyard.core.index.facts import Key
from hopyard.core.question.asks import Ask, asks_of
from hopyard.core.question.glossary import alternatives
from hopyard.core.question.names import latin_names
from hopyard.core.question.periods import Ways, years_in
from hopyard.core.question.relations import told_by
from hopyard.core.question.scopes import scopes_in
from hopyard.core.question.split import comparison, each_its_own, raw_parts
from hopyard.core.question.understand import QUOTED
from hopyard.core.question.words import Word, content_words
from hopyard.core.text.tokens import tokens

_MAX_CHARS = 2_000
"""Of a longer question the rest is pasted text."""
_MAX_WORDS = 48
_JOINS = re.compile(r"\b(?:and|or|versus|vs)\b|[和与或跟及、]")
_COMPARE = re.compile(r"\bcompar(?:e|ed|ing|ison)\b|相比|比较|对比", re.IGNORECASE)
_APART = 30
"""Characters between two names that are asked about together."""


class Wanted(NamedTuple):
    """A question as the search for chains sees it."""

    words: tuple[str, ...]
    """Content tokens, each once, in order."""
    ways: dict[str, tuple[Key, ...]]
    """Token -> what the word it belongs to is called in the other language."""
    running: tuple[str, ...]
    """All its tokens in order: names are looked for among them."""
    names: tuple[Key, ...]
    """Names it writes with a capital, in quotes or in book marks."""
    years: frozenset[str]
    scopes: tuple[Ways, ...]
    """What it names by which a document can be told, each in all its ways."""
    asks_time: bool
    asks_figure: bool
    told_by: frozenset[str]
    """Tokens by which a text may tell the relations asked for."""
    sides: tuple[frozenset[str], ...]
    """For each thing compared or part asked, the content tokens that only it has; empty if there is one."""
    apart: bool
    """Whether the same is asked of each side by itself, so that no side leads to another."""


def wanted(question: str) -> Wanted:
    """Take a question apart."""
    question = question[:_MAX_CHARS]
    in_words = content_words(question)
    words = _tokens(in_words)
    asks = asks_of(question)
    return Wanted(
        words=words,
        ways=_ways(in_words),
        running=tuple(tokens(question)),
        names=_names(question),
        years=frozenset(years_in(question)),
        scopes=scopes_in(question),
        asks_time=Ask.TIME in asks,
        asks_figure=Ask.NUMBER in asks or Ask.PERCENT in asks,
        told_by=told_by(words),
        sides=_sides(question),
        apart=each_its_own(question) or _COMPARE.search(question) is not None,
    )


def _tokens(words: Iterable[Word]) -> tuple[str, ...]:
    found = (token for word in words for token in word.tokens)
    return tuple(dict.fromkeys(found))[:_MAX_WORDS]


def _ways(words: Iterable[Word]) -> dict[str, tuple[Key, ...]]:
    found: dict[str, tuple[Key, ...]] = {}
    for word in words:
        others = tuple(
            way for way in alternatives(word.tokens) if way[0].isascii() != word.tokens[0].isascii()
        )
        if others:
            found.update(dict.fromkeys(word.tokens, others))
    return found


def _names(question: str) -> tuple[Key, ...]:
    keys = (tuple(tokens(name)) for _, name in _written(question))
    return tuple(dict.fromkeys(key for key in keys if key))


def _written(question: str) -> list[tuple[int, str]]:
    """The names that a question writes out, with their offsets, those in quotes first."""
    placed = []
    for found in QUOTED.finditer(question):
        group = next(number for number, text in enumerate(found.groups(), start=1) if text)
        placed.append((found.start(group), found.group(group)))
    for start, name in latin_names(question):
        ordinary_first_word = start == 0 and name[1:].islower() and " " not in name
        if not ordinary_first_word:
            placed.append((start, name))
    return placed


def _sides(question: str) -> tuple[frozenset[str], ...]:
    sides: list[str] = []
    for part in raw_parts(question):
        sides += comparison(part) or [part]
    only = only_its_own([frozenset(_tokens(content_words(side))) for side in sides])
    if len(only) < 2:  # nothing is compared in so many words, but two names are asked about together
        only = only_its_own(_asked_together(question))
    return only if len(only) > 1 else ()


def _asked_together(question: str) -> list[frozenset[str]]:
    """The names of several words that an `and` or its like joins."""
    placed = sorted(_written(question))
    joined: dict[str, None] = {}
    for (start, one), (other_start, two) in pairwise(placed):
        between = question[start + len(one) : other_start]
        if len(between) <= _APART and _JOINS.search(between):
            joined.update({one: None, two: None})
    keys = [tuple(tokens(name)) for name in joined]
    return [frozenset(key) for key in keys if len(key) > 1]


def only_its_own(said: Sequence[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Of several sets of tokens, what each has that no other has; those left with nothing are left out."""
    found = []
    for number, words in enumerate(said):
        others = frozenset().union(*(other for at, other in enumerate(said) if at != number))
        if words - others:
            found.append(words - others)
    return tuple(found)
