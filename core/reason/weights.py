"""What each word of a question weighs, and in which other ways it may be said. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from hopyard.core.reason.glossary import Alternative, alternatives, longest
from hopyard.core.reason.question import Question
from hopyard.core.text.tokens import is_cjk, tokens

Frequencies = Callable[[Iterable[str]], Mapping[str, int]]
"""In how many of the library's passages each token occurs."""

_MAX_WEIGHT = 6.0
_UNKNOWN_WORD = 3.0
"""What a plain word weighs that the library does not know."""
_UNKNOWN_SHARE = 0.15
"""What a Chinese pair counts that the library does not know: mostly it straddles two words."""
_STRADDLING_SHARE = 0.15
"""What a Chinese pair counts that straddles two words, as its neighbours tell."""
_MISSING_PAIRS = 4
"""So many overlapping pairs in a row that the library does not know straddle nothing: what they name is not
there. With three, other words for a thing that is there would count as missing."""
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


def weigh(question: Question, frequencies: Frequencies, n_passages: int) -> list[Term]:
    """The question's terms with their weights: rarer ones count more.

    Source: inverse document frequency as in BM25, ln(1 + (N - n + 0.5) / (n + 0.5)); Robertson 2009.
    """
    grouped = _with_alternatives(question.terms)
    known = frequencies({word for ways in grouped for way in ways for word in way})
    in_english = frequencies([_ENGLISH_MARK])[_ENGLISH_MARK] >= _ENGLISH_SHARE * n_passages
    foreign = not question.chinese and not in_english
    missing = _missing(question.terms, known)
    straddling = _straddling(question.terms, known) - missing
    terms = []
    for ways in grouped:
        n = max(min((known.get(word, 0) for word in way), default=0) for way in ways)
        rarity = math.log(1 + (n_passages - n + 0.5) / (n + 0.5))
        word = ways[0][0]
        if word in straddling:
            weight = _STRADDLING_SHARE * min(rarity, _MAX_WEIGHT)
        elif n or word in missing:
            weight = min(rarity, _MAX_WEIGHT)
        elif all(is_cjk(char) for char in word):
            weight = _UNKNOWN_SHARE * min(rarity, _MAX_WEIGHT)
        elif word.isalpha() and not in_a_name(word, question):
            weight = 0.0 if foreign and word not in question.focus else _UNKNOWN_WORD
        else:
            weight = _MAX_WEIGHT
        if weight and not _is_scope(word, question):
            terms.append(Term(ways, weight))
    return terms


def _missing(words: Sequence[str], known: Mapping[str, int]) -> set[str]:
    """The Chinese pairs of a word that the library does not have: a run of them, none of which it knows.

    If it knows no Chinese pair of the question at all, it is in another language, and that tells nothing.
    """
    pairs = [word for word in words if len(word) == 2 and all(map(is_cjk, word))]
    found: set[str] = set()
    if not any(known.get(pair, 0) for pair in pairs):
        return found
    run: list[str] = []
    for word in words:
        unknown = word in pairs and not known.get(word, 0)
        if not (unknown and run and run[-1][1] == word[0]):
            run = []
        if unknown:
            run.append(word)
        if len(run) >= _MISSING_PAIRS:
            found.update(run)
    return found


def _straddling(words: Sequence[str], known: Mapping[str, int]) -> set[str]:
    """The Chinese pairs that straddle two words: both neighbours, overlapping them, are much more common."""
    found = set()
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        overlap = len(word) == len(before) == len(after) == 2 and before[1] == word[0] and word[1] == after[0]
        if overlap and known.get(word, 0) * 2 <= min(known.get(before, 0), known.get(after, 0)):
            found.add(word)
    return found


def _with_alternatives(words: Sequence[str]) -> list[tuple[Alternative, ...]]:
    """The terms in order, those of a known phrase together with the ways to say it in the other language."""
    grouped: list[tuple[Alternative, ...]] = []
    i = 0
    while i < len(words):
        for length in range(min(longest(), len(words) - i), 0, -1):
            phrase = tuple(words[i : i + length])
            others = alternatives(phrase)
            if others or length == 1:
                grouped.append((phrase, *others))
                i += length
                break
    return grouped


def in_a_name(word: str, question: Question) -> bool:
    """Whether a token is part of one of the question's names."""
    return any(word in tokens(name) for name in question.names)


def _is_scope(word: str, question: Question) -> bool:
    return any(word in tokens(scope) for scope in question.scopes)
