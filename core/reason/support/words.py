"""The words that a sentence rests on, and whether a text has them or others for them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from hopyard.core.question.segment import Kind
from hopyard.core.question.words import Word, content_words
from hopyard.core.reason.support.tables import Way, light, longest_across, other_language, same_language
from hopyard.core.text.tokens import CJK, fold, is_cjk, tokens

_HAN = re.compile(f"[{CJK}]")
_LIGHT_CHARS = frozenset("达有为于约由在从至等已均各仍再又其称说将的是了和与及共对以使")
"""Characters that join words: in a pair with one of these only the other counts."""

_VERBS_BEHIND = frozenset("投说称将在任出发获为有提推拟并也则又曾已")
_VERB_CHARS = frozenset("有为达在于已将均由从仍")

PREPOSITIONS = "对由从向为在和与被把给将于至到"
"""Characters that a name may be taken together with by mistake."""


class Bag(NamedTuple):
    """What stands in a text: its tokens, and its Chinese characters one by one."""

    tokens: frozenset[str]
    chars: frozenset[str]

    def joined(self, other: Bag) -> Bag:
        """Both together."""
        return Bag(self.tokens | other.tokens, self.chars | other.chars)


EMPTY = Bag(frozenset(), frozenset())


@lru_cache(4096)
def bag(text: str) -> Bag:
    """The bag of a text."""
    return Bag(frozenset(tokens(text)), frozenset(_HAN.findall(fold(text))))


@lru_cache(4096)
def words_of(text: str) -> tuple[Word, ...]:
    """The content words of a text, in order, each once, without those that say too little."""
    return tuple(word for word in content_words(text) if word.tokens not in light())


def has(place: Bag, word: Word) -> bool:
    """Whether a word stands in a text, or another that is taken for it in the same language."""
    first = word.tokens[0]
    if place.tokens.issuperset(word.tokens) or f"{first}s" in place.tokens:
        return True
    if word.kind is Kind.LOOSE or (len(word.tokens) == 1 and first[-1:] in _VERB_CHARS):
        # A pair across two words, or a piece of a name: its characters may be parted by another wording.
        return all(char in place.chars for char in "".join(word.tokens) if char not in _LIGHT_CHARS)
    if len(word.tokens) > 1 and is_cjk(first[0]):
        if first[0] in PREPOSITIONS and has(place, Word(word.tokens[1:], word.kind)):
            return True  # 对瓦恩, where the dictionary does not know the name
        if word.tokens[-1][-1] in _VERBS_BEHIND and has(place, Word(word.tokens[:-1], word.kind)):
            return True  # 黑尔投 of 黑尔投了反对票
        if _in_halves(place, word):
            return True
    return any(place.tokens.issuperset(way) for way in same_language(word.tokens))


def _in_halves(place: Bag, word: Word) -> bool:
    """公司员工 is there where 公司 and 员工 are."""
    return any(
        has(place, Word(word.tokens[:cut], word.kind)) and has(place, Word(word.tokens[cut + 1 :], word.kind))
        for cut in range(1, len(word.tokens) - 1)
    )


def missing(place: Bag, words: Sequence[Word]) -> list[Word]:
    """The words that a text does not have."""
    return [word for word in words if not has(place, word)]


def shown(word: Word) -> str:
    """A word as a person reads it: Chinese pairs are put together again."""
    first, *others = word.tokens
    return first + "".join(pair[-1] for pair in others)


def missing_across(place: Bag, text: str) -> list[str]:
    """The tokens of a text for which the glossary finds nothing in one of the other language."""
    run = [token for word in words_of(text) for token in word.tokens]
    lost, at = [], 0
    while at < len(run):
        length = _covered(place, tuple(run[at : at + longest_across()]))
        if not length:
            lost.append(run[at])
        at += length or 1
    return lost


def ways_across(text: str) -> list[str]:
    """The tokens by which the words of a text may stand in one of the other language."""
    run = [token for word in words_of(text) for token in word.tokens]
    ways = {tuple(run[at:end]) for at in range(len(run)) for end in range(at + 1, at + 1 + longest_across())}
    return sorted({token for way in ways for other in other_language(way) for token in other})


def _covered(place: Bag, run: Way) -> int:
    """How many of the first tokens stand in a text, as they are or in the other language."""
    for length in range(len(run), 0, -1):
        way = run[:length]
        if place.tokens.issuperset(way) or any(
            place.tokens.issuperset(other) for other in other_language(way)
        ):
            return length
    return 0
