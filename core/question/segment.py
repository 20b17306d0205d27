"""The words of Chinese text, with what kind of word each is. Pure.

Passages are searched by overlapping pairs of characters, which need no dictionary. A question is read more
closely: a pair that straddles two words says nothing, and a noun tells more than a verb, for which a report
may choose another one. The dictionary is loaded at the first Chinese question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from hopyard.core.question.glossary import chinese_phrases
from hopyard.core.text.tokens import CJK


class Kind(StrEnum):
    """What a word does in a question."""

    NAME = "name"
    """A word or figure in Latin letters and digits."""
    NOUN = "noun"
    VERB = "verb"
    OTHER = "other"
    """An adjective, a numeral and the like."""
    LOOSE = "loose"
    """A pair of characters of which one or both are no word of their own: perhaps a part of a name."""


class Segment(NamedTuple):
    """A word of a Chinese run, or a loose pair, with its offsets."""

    start: int
    end: int
    kind: Kind


_FORM = ("u", "p", "c", "r", "x", "f", "y", "q", "d", "w", "e", "o")
"""How the tags begin of what only holds a sentence together: particles, prepositions, pronouns, adverbs."""
_PLACES = ("s", "t", "l", "i", "j")
_PROPER = ("nr", "nrt", "nrfg", "ns", "nt", "nz")
_RUN = re.compile(f"[{CJK}]+")
_FREQUENCY = 10_000
"""What a phrase of the glossary counts in the dictionary: so that it stays one word."""


def segments(run: str) -> Iterator[Segment]:
    """The words of a run of Chinese characters, in order, with the pairs that lone characters form."""
    at = 0
    lone_before = noun_before = content_before = False
    for word, tag in _tag()(run):
        form = tag.startswith(_FORM)
        lone = len(word) == 1 and not form
        noun = _kind(tag) is Kind.NOUN
        if at and not form and content_before and (lone or lone_before):
            named = lone and lone_before and (noun or noun_before)
            yield Segment(at - 1, at + 1, Kind.NOUN if named else Kind.LOOSE)
        if len(word) > 1 and not form:
            yield Segment(at, at + len(word), _kind(tag))
        at += len(word)
        lone_before, noun_before, content_before = lone, noun, not form


def proper_names(text: str) -> Iterator[tuple[int, str]]:
    """The Chinese names of people, places, organisations and the like in a text, with their offsets."""
    for run in _RUN.finditer(text):
        at = run.start()
        for word, tag in _tag()(run.group()):
            if len(word) > 1 and tag in _PROPER:
                yield at, word
            at += len(word)


def _kind(tag: str) -> Kind:
    if tag.startswith(("n", "vn", "an", *_PLACES)):
        return Kind.NOUN
    return Kind.VERB if tag.startswith("v") else Kind.OTHER


@cache
def _tag() -> Callable[[str], list[tuple[str, str]]]:
    import rjieba  # noqa: PLC0415 - 0.1 s and some megabytes, for Chinese questions only

    # Its own dictionary and not another `Jieba()`: each takes 25 MiB, and this one is there in any case.
    for phrase in chinese_phrases():
        if not rjieba.has_word(phrase):
            rjieba.add_word(phrase, _FREQUENCY, "n")
    tag: Callable[[str], list[tuple[str, str]]] = rjieba.tag
    return tag
