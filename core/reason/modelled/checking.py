"""Whether the evidence of a sentence carries it: what a check is, and a strict one to begin with. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from hopyard.core.question.names import Name, latin_names
from hopyard.core.question.segment import proper_names
from hopyard.core.question.words import content_words
from hopyard.core.text.numbers import NumberKind, mentions
from hopyard.core.text.sentences import sentence_spans
from hopyard.core.text.tokens import fold
from hopyard.core.values import Verdict

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s，。；）)]+", re.IGNORECASE)
_MIN_SHARE = 0.3
"""Of the words of a sentence without names and numbers that the evidence must hold."""


class Check(Protocol):
    """Judges a sentence by the texts of the evidence that it cites."""

    def __call__(self, sentence: str, evidence: Sequence[str], /) -> tuple[Verdict, str]:
        """The verdict, and the reason for it; it may be empty where the sentence is supported."""
        ...


def all_named(sentence: str, evidence: Sequence[str]) -> tuple[Verdict, str]:
    """Supported if every number, name and address of the sentence stands in the evidence, and no number only
    where the evidence speaks of others; else unsupported.

    A sentence with none of these must share words with the evidence. What is said besides is not looked at.
    """
    text = "\n".join(evidence)
    missing = list(dict.fromkeys(_missing(sentence, text)))
    if missing:
        return "unsupported", f"{', '.join(missing)} stands in none of the evidence it cites"
    others = [
        shown for shown, figure in _figures(sentence).items() if _is_of_others(figure, sentence, evidence)
    ]
    if others:
        return "unsupported", f"{', '.join(others)} is said of something else in the evidence it cites"
    if not _names(sentence) and not _figures(sentence):
        said = [word.tokens for word in content_words(sentence)]
        there = {token for word in content_words(text) for token in word.tokens}
        shared = sum(set(token) <= there for token in said)
        if shared < max(1, _MIN_SHARE * len(said)):
            return "unsupported", "the evidence it cites says nothing of the kind"
    return "supported", ""


def _missing(sentence: str, text: str) -> Iterator[str]:
    figures = set(_figures(text).values())
    for shown, figure in _figures(sentence).items():
        if figure not in figures:
            yield shown
    for name in _names(sentence):
        if not Name(name).share_in(text) and fold(name) not in fold(text):
            yield name
    for address in _ADDRESS.findall(sentence):
        if address not in text:
            yield address


def _is_of_others(figure: tuple[str, bool], sentence: str, evidence: Sequence[str]) -> bool:
    """Whether each sentence of the evidence that holds a number names things, and none of those that the
    sentence names. One that names nothing may speak of what stands before it."""
    names = [Name(name) for name in _names(sentence)]
    units = [text[start:end] for text in evidence for start, end in sentence_spans(text)]
    holding = [unit for unit in units if figure in _figures(unit).values()]
    return bool(names and holding) and all(
        _names(unit) and not any(name.share_in(unit) for name in names) for unit in holding
    )


def _figures(text: str) -> dict[str, tuple[str, bool]]:
    """The numbers of a text as they stand there, each with what it is compared by."""
    return {
        text[one.start : one.end].strip(): (one.digits.lower(), one.kind is NumberKind.PERCENT)
        for one in mentions(text)
    }


def _names(text: str) -> list[str]:
    return [*(name for _, name in latin_names(text)), *(name for _, name in proper_names(text))]
