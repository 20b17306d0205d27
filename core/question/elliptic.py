"""Operands that a question leaves half unsaid: `A's corpus and B's`, `cost of this and that`. Pure."""

from __future__ import annotations

import re

from hopyard.core.question.names import latin_names
from hopyard.core.question.words import content_words

_POSSESSIVE = re.compile(r"\A(?P<owner>.+?)['’]s(?:\s+(?P<thing>\S.*))?\Z")
_ITS = re.compile(r"\A(?:its|their|his|her)\s+(?P<thing>\S.*)\Z", re.IGNORECASE)
_OF = re.compile(r"\A(?P<thing>.*\S)\s+(?P<word>of|for|in|during|by)\s+(?P<owner>.+?)\Z", re.IGNORECASE)
_HAS_OWN = re.compile(r"\s(?:of|for|in|during|by)\s", re.IGNORECASE)
_MAX_WORDS = 4


def completed(one: str, other: str) -> tuple[str, str]:
    """Two English operands, each with what only the other one says of both."""
    return _with(one, other), _with(other, one)


def _with(side: str, other: str) -> str:
    """One side with what it takes from the other."""
    owned = _POSSESSIVE.match(other)
    if its := _ITS.match(side):
        return f"{owned['owner']}'s {its['thing']}" if owned else side
    own = _POSSESSIVE.match(side)
    if own and not own["thing"]:
        return f"{side} {owned['thing']}" if owned and owned["thing"] else side
    if is_bare_name(side) and owned and owned["thing"]:
        return f"{side}'s {owned['thing']}"
    of = _OF.match(other)
    short = len(side.split()) <= _MAX_WORDS and not _HAS_OWN.search(side) and not own
    if of and short and (is_bare_name(side) or not latin_names(side)) and content_words(of["thing"]):
        return f"{of['thing']} {of['word']} {side}"
    return side


def is_bare_name(words: str) -> bool:
    """Whether words are a name and say nothing that it could have so much of."""
    left = words
    for _, name in latin_names(words):
        left = left.replace(name, " ")
    return left != words and not content_words(re.sub(r"['’]s\b", " ", left))
