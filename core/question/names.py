"""Names in a text: which there are, and whether a given one is meant, in spite of lost spaces. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from hopyard.core.question.glossary import other_names
from hopyard.core.question.words import ENGLISH_FORM, MONTHS
from hopyard.core.text.tokens import tokens

VARIANT_SHARE = 0.4
"""What a name counts that stands there only as part of a longer one: `PaLM` in `PaLM-E`."""
_PART_SHARE = 0.5
"""What a name of several words counts at most of which only some are there."""


_NAME_WORD = (
    r"(?:[A-Z][A-Za-z0-9]*|[a-z]{1,3}[A-Z0-9][A-Za-z0-9]*|(?<=[A-Za-z] )\d{1,2}(?:\.\d+)?(?![\d.%,]))"
)
_NAME = re.compile(
    rf"(?<![A-Za-z0-9]){_NAME_WORD}(?:[-‐.&/+]?[A-Za-z0-9]+)*(?: {_NAME_WORD}(?:[-‐.&/+][A-Za-z0-9]+)*)*"
)


class Name:
    """A name and what else it is called."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tokens = tokens(name)
        self._patterns = [_pattern(way) for way in (name, *other_names(name))]

    def share_in(self, text: str) -> float:
        """1 where the name stands by itself, less where only a variant or a part of it does, else 0."""
        best = max(_mention(pattern, text) for pattern in self._patterns)
        return best or _partly(self.name, text)

    def has_rival_in(self, text: str) -> bool:
        """Whether the text speaks of something called alike: `Med-PaLM 2`, where `Sec-PaLM 2` is meant."""
        return any(
            not words.isdisjoint(self.tokens) and not words.issubset(self.tokens)
            for words in _name_words(text)
        )

    def places_in(self, text: str) -> list[tuple[int, int]]:
        """Where the name stands, variants included."""
        return [found.span() for pattern in self._patterns for found in pattern.finditer(text)]

    def own_places_in(self, text: str) -> list[tuple[int, int]]:
        """Where the name stands by itself, variants left out."""
        return [
            found.span()
            for pattern in self._patterns
            for found in pattern.finditer(text)
            if not found.group("before") and not found.group("after")
        ]


_VERSION = r"\d{1,2}(?:\.\d)?(?![\d%]|[.,]\d|\s?[万亿个项年月日名人家款种颗块张台层倍])"
"""A number behind a name that makes it another name, `PaLM 2`, and no count, `BERT 3 亿`."""


_YEAR = r"(?:19|20)\d\d(?:\.|年|\b)"
"""What may run into a name in a timeline that has lost its line breaks: `LLaMA2023.3.2`."""


@lru_cache(maxsize=1000)
def _pattern(name: str) -> re.Pattern[str]:
    pieces = re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+", name) or [name]
    body = r"[\s\-‐.(（]*".join(re.escape(piece) for piece in pieces)
    # Reports lose spaces: a name that ends in a digit may run into a word, A100GPU; one that begins with a
    # letter and has a letter before it may be part of another, and counts as a variant.
    end = r"(?!\d)" if name[-1:].isdigit() else rf"(?![A-Za-z]|(?!{_YEAR})\d)"
    return re.compile(
        rf"(?P<before>[A-Za-z0-9]-|[A-Z](?=[A-Z]))?(?<![a-z]){body}{end}"
        rf"(?P<after>(?!{_YEAR})\d|[-‐.][A-Za-z\d]| {_VERSION})?",
        re.IGNORECASE,
    )


def _mention(pattern: re.Pattern[str], text: str) -> float:
    best = 0.0
    for found in pattern.finditer(text):
        if not found.group("before") and not found.group("after"):
            return 1.0
        best = VARIANT_SHARE
    return best


def _partly(name: str, text: str) -> float:
    words = [word for word in name.split() if not word.isdigit()]
    if len(words) < 2:
        return 0.0
    there = sum(_mention(_pattern(word), text) == 1.0 for word in words)
    return _PART_SHARE * there / len(words)


@lru_cache(maxsize=10_000)
def _name_words(text: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(tokens(name)) for _, name in latin_names(text))


def latin_names(text: str) -> list[tuple[int, str]]:
    """Names in Latin letters with their places: runs of words with a capital or a digit in them."""
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split(" ")
        start = match.start()
        while words and words[0].lower() in ENGLISH_FORM | MONTHS:
            start += len(words.pop(0)) + 1
        name = " ".join(words)
        if re.search("[A-Za-z]", name):
            found.append((start, name))
    return found
