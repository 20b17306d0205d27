"""Operands that a question leaves half unsaid: `A's corpus and B's`, `cost of this and that`. Pure."""

from __future__ import annotations

import re

from hopyard.core.question.names import latin_names
from hopyard.core.question.words import CHINESE_FORM, content_words

_POSSESSIVE = re.compile(r"\A(?P<owner>.+?)(?:['’]s|(?<=s)['’])(?:\s+(?P<thing>\S.*))?\Z")
_ITS = re.compile(r"\A(?:its|their|his|her)\s+(?P<thing>\S.*)\Z", re.IGNORECASE)
_THAT_OF = re.compile(r"\A(?:that|those)\s+(?:of|for|in)\s+(?P<owner>\S.*)\Z", re.IGNORECASE)
_UNRESOLVED = re.compile(
    r"\b(?:its|their|his|her|it|they)\b|\b(?:that|those)\s+(?:of|for|in)\b", re.IGNORECASE
)
_OF = re.compile(r"\A(?P<thing>.*\S)\s+(?P<word>of|for|in|during|by)\s+(?P<owner>.+?)\Z", re.IGNORECASE)
_HAS_OWN = re.compile(r"\s(?:of|for|in|during|by)\s", re.IGNORECASE)
_YEAR = r"(?:the\s)?(?:fiscal\s(?:year\s)?|FY\s?)?(?:19|20)\d\d"
_YEAR_ALONE = re.compile(rf"\A(?:(?:in|for|during)\s)?(?P<year>{_YEAR})\Z", re.IGNORECASE)
_YEAR_AT_END = re.compile(rf"\s(?:in|for|during)\s(?P<year>{_YEAR})\Z", re.IGNORECASE)
_MAX_WORDS = 4
_LISTS = re.compile(r"、|[A-Za-z0-9]\s?[和与及]\s?|,\s")
"""Several things in the place of one."""
_SAYS_TOO_LITTLE = re.compile(r"哪|什么|谁|多少|\b(?:which|what|who|it|they)\b|[它其]\Z", re.IGNORECASE)


def completed(one: str, other: str) -> tuple[str, str]:
    """Two English operands, each with what only the other one says of both."""
    (one, year), (other, another) = _apart(one), _apart(other)
    whole_one, whole_other = _with(one, other), _with(other, one)
    return f"{whole_one}{year or another}", f"{whole_other}{another or year}"


def is_unresolved(words: str) -> bool:
    """Whether an operand still means something by a pronoun."""
    return _UNRESOLVED.search(words) is not None


def owned(words: str) -> tuple[str, str] | None:
    """Whose and what of `Acme's net profit`; None for words of another form."""
    found = _POSSESSIVE.match(words)
    return (found["owner"], found["thing"]) if found and found["thing"] else None


def _apart(side: str) -> tuple[str, str]:
    """A side without the year at its end, and that year as it is to be said: ` in 2019`."""
    if alone := _YEAR_ALONE.match(side):
        return "", f" in {alone['year']}"
    found = _YEAR_AT_END.search(side)
    return (side[: found.start()], f" in {found['year']}") if found else (side, "")


def _with(side: str, other: str) -> str:  # noqa: PLR0911 - one for each form
    """One side with what it takes from the other."""
    if not side:
        return other
    possessive = _POSSESSIVE.match(other)
    if its := _ITS.match(side):
        owner = possessive["owner"] if possessive else _only_name(other)
        return f"{_genitive(owner)} {its['thing']}" if owner else side
    if that := _THAT_OF.match(side):
        return _of_the_other(that["owner"], other) or side
    own = _POSSESSIVE.match(side)
    if own and not own["thing"]:
        return f"{side} {possessive['thing']}" if possessive and possessive["thing"] else side
    if is_bare_name(side) and possessive and possessive["thing"]:
        return f"{_genitive(side)} {possessive['thing']}"
    of = _OF.match(other)
    short = len(side.split()) <= _MAX_WORDS and not _HAS_OWN.search(side) and not own
    if of and short and (is_bare_name(side) or not latin_names(side)) and content_words(of["thing"]):
        return f"{of['thing']} {of['word']} {side}"
    return side


def _of_the_other(owner: str, other: str) -> str:
    """What the other side has, of another owner: `that of B` beside `A's profit` or `the profit of A`."""
    if possessive := owned(other):
        return f"{_genitive(owner)} {possessive[1]}"
    of = _OF.match(other)
    return f"{of['thing']} {of['word']} {owner}" if of and content_words(of["thing"]) else ""


def _genitive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _only_name(words: str) -> str:
    names = [name for _, name in latin_names(words)]
    return names[0] if len(names) == 1 else ""


def is_bare_name(words: str) -> bool:
    """Whether words are a name and say nothing that it could have so much of."""
    left = words
    for _, name in latin_names(words):
        left = left.replace(name, " ")
    return left != words and not content_words(re.sub(r"['’]s\b", " ", left))


def can_be_looked_for(words: str) -> bool:
    """Whether words name something."""
    return (
        not _LISTS.search(words)
        and not says_too_little(words)
        and bool(content_words(CHINESE_FORM.sub(" ", words)))
    )


def says_too_little(words: str) -> bool:
    """Whether words only ask, or point at what another sentence names."""
    return _SAYS_TOO_LITTLE.search(words) is not None
