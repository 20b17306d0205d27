"""What each word of a question weighs, and in which other ways it may be said. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from hopyard.core.question.counted import counted
from hopyard.core.question.glossary import Alternative, alternatives, longest
from hopyard.core.question.segment import Kind
from hopyard.core.question.understand import Question
from hopyard.core.question.words import Word
from hopyard.core.text.tokens import tokens

Frequencies = Callable[[Iterable[str]], Mapping[str, int]]
"""In how many of the library's passages each token occurs."""

_MAX_WEIGHT = 6.0
_UNKNOWN_WORD = 3.0
"""What a plain word weighs that the library does not know."""
_KIND_SHARE = {Kind.NAME: 1.0, Kind.NOUN: 1.0, Kind.VERB: 0.6, Kind.OTHER: 0.4, Kind.LOOSE: 0.5}
"""What words count by their kind: for what is done there are more ways to say it than for what is named."""
_UNKNOWN_SHARE = {Kind.NOUN: 0.8, Kind.VERB: 0.15, Kind.OTHER: 0.15, Kind.LOOSE: 0.0}
"""The same for Chinese words that the library does not know: it may have others for them."""
_OTHER_LANGUAGE_SHARE = 0.15
"""What a Chinese word counts in a library that knows none of the question's."""
_ENGLISH_MARK = "the"
_ENGLISH_SHARE = 0.1
"""A library in which fewer passages than this share say `the` is not in English: there a plain English word
that it does not know tells nothing."""


class Term(NamedTuple):
    """A content term of a question: ways to say it, and its weight."""

    ways: tuple[Alternative, ...]
    weight: float

    def said_in(self, said: frozenset[str]) -> bool:
        """Whether the words of a text say it in any of its ways."""
        return any(all(word in said for word in way) for way in self.ways)

    def partly_said_in(self, said: frozenset[str]) -> float:
        """The share of its own tokens that are said, from 0 to 1: `芯片` of `单芯片`."""
        return sum(word in said for word in self.ways[0]) / len(self.ways[0])


def weigh(question: Question, frequencies: Frequencies, n_passages: int) -> list[Term]:
    """The question's terms with their weights: rarer ones count more.

    Source: inverse document frequency as in BM25, ln(1 + (N - n + 0.5) / (n + 0.5)); Robertson 2009.
    """
    grouped = _with_alternatives(question.words)
    known = frequencies({token for ways, _ in grouped for way in ways for token in way})
    foreign = not question.chinese and not in_english(frequencies, n_passages)
    counts = [
        max(min((known.get(word, 0) for word in way), default=0) for way in ways) for ways, _ in grouped
    ]
    in_chinese = any(n for (_, kind), n in zip(grouped, counts, strict=True) if kind is not Kind.NAME)
    terms = []
    for (ways, kind), n in zip(grouped, counts, strict=True):
        weight = min(math.log(1 + (n_passages - n + 0.5) / (n + 0.5)), _MAX_WEIGHT)
        word = ways[0][0]
        if n:
            weight *= _KIND_SHARE[kind]
        elif kind is not Kind.NAME:
            weight *= _UNKNOWN_SHARE[kind] if in_chinese else _OTHER_LANGUAGE_SHARE
        elif word.isalpha() and not in_a_name(word, question):
            translated = len(ways) > 1
            weight = 0.0 if foreign and not translated and word not in question.focus else _UNKNOWN_WORD
        else:
            weight = _MAX_WEIGHT
        if weight and not _is_scope(word, question):
            terms.append(Term(ways, weight))
    return terms


def in_english(frequencies: Frequencies, n_passages: int) -> bool:
    """Whether a good part of the library is in English."""
    return frequencies([_ENGLISH_MARK])[_ENGLISH_MARK] >= _ENGLISH_SHARE * n_passages


def _with_alternatives(words: Sequence[Word]) -> list[tuple[tuple[Alternative, ...], Kind]]:
    """The words in order, those of a known phrase together with the ways to say it in the other language."""
    grouped: list[tuple[tuple[Alternative, ...], Kind]] = []
    i = 0
    while i < len(words):
        for length in range(min(longest(), len(words) - i), 0, -1):
            phrase = tuple(token for word in words[i : i + length] for token in word.tokens)
            others = alternatives(phrase)
            if others or length == 1:
                grouped.append(((phrase, *others, *counted(phrase)), words[i].kind))
                i += length
                break
    return grouped


def in_a_name(word: str, question: Question) -> bool:
    """Whether a token is part of one of the question's names."""
    return any(word in tokens(name) for name in question.names)


def _is_scope(word: str, question: Question) -> bool:
    return any(word in tokens(scope) for scope in question.scopes)
