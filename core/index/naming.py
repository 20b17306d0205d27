"""Finds what is to be known of a passage: names, mentions, years. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from hopyard.core.index.facts import MAX_NAME, YEAR, Facts, Key, content
from hopyard.core.question.periods import years_in
from hopyard.core.question.segment import proper_names
from hopyard.core.question.words import ENGLISH_FORM, MONTHS
from hopyard.core.text.tokens import CJK, fold, spans, tokens

_MAX_QUOTED = 16
_MAX_SPANS = 40
_READ_CHARS = 1_500
"""Names behind so many characters of a passage are left out: a passage is seldom longer."""
_VARIANT = 0.6
"""What a part of a title counts as a name, and so does the subject of the first sentence beside a title."""
_SUBJECT = 0.8
"""What that subject counts for a passage that has no other name."""

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ"
_LINKS = r"(?:(?:of|the|de|van|von|der|la|le|du|da|di|del|al|ibn|bin|y|&)[^\S\n]+){0,2}"
_WORD = rf"(?:[A-Z]\.|(?:Jr|Sr|St|Dr)\.|[{_UPPER}][\w'’\-]*)"
_NAME = re.compile(rf"{_WORD}(?:[^\S\n]+{_LINKS}(?:{_WORD}|\d[\w'’\-]*))*")
_SUBJECT_OF = re.compile(
    rf"(?:The[^\S\n]+)?(?P<name>{_WORD}(?:[^\S\n]+(?:(?:and|for|in|on)[^\S\n]+)?{_LINKS}(?:{_WORD}|\d[\w'’\-]*)){{0,6}})"
)
_CHINESE_SUBJECT = re.compile(rf"《(?P<work>[^《》]{{1,30}})》|(?P<name>[{CJK}]{{2,12}})(?=[（(，,]|是)")
_QUOTED = re.compile(r"《([^《》]{1,40})》|“([^“”]{1,30})”|「([^「」]{1,30})」|\"([^\"]{2,40})\"")
_PARENTHESES = re.compile(r"\s*[(（][^)）]*[)）]\s*\Z")
_NUMBERING = re.compile(r"\A[\s\d.、()（）一二三四五六七八九十]+(?=\S)")
_DATE = re.compile(rf"{YEAR.pattern}|\d年")
_NO_NAME = ENGLISH_FORM | frozenset(
    """
    however although after also since then while before because despite during according moreover furthermore
    additionally finally firstly secondly thirdly lastly overall meanwhile nevertheless nonetheless therefore
    thus hence consequently accordingly instead otherwise similarly likewise eventually subsequently initially
    originally currently recently later today together alongside notably specifically
    """.split()  # noqa: SIM905
)


_OF_DATES = frozenset(token for month in MONTHS for token in tokens(month)) | frozenset(
    tokens("monday tuesday wednesday thursday friday saturday sunday q1 q2 q3 q4 quarter fy")
)
"""Words of dates: two passages about one month need have nothing else in common."""


def facts_of(title: str, heading: str, text: str) -> Facts:
    """The facts of a passage; `title` is its document's, `heading` the path of headings over it."""
    names = _names(title, heading, text)
    first = next(iter(names), ())
    telling = content(first)
    mentions: dict[Key, None] = {}
    for key in islice(_mentions(text[:_READ_CHARS]), 4 * _MAX_SPANS):
        if key and key not in names and not all(word in _OF_DATES or word.isdigit() for word in key):
            mentions[key] = None
    words = tokens(text)
    return Facts(
        words=" ".join(words),
        called=tuple(word for word in first if word in telling),
        names=tuple(names.items()),
        mentions=tuple(mentions)[:_MAX_SPANS],
        years=tuple(sorted(years_in(f"{title}\n{text}"))),
        dated=_DATE.search(text) is not None,
        counted=re.search(r"\d", text) is not None,
    )


def written(key: Key, text: str) -> str:
    """How a text writes a name; empty if it does not."""
    folded = fold(text)
    placed = list(spans(folded))
    for at in range(len(placed) - len(key) + 1):
        if all(one.text == word for one, word in zip(placed[at:], key, strict=False)):
            start, end = placed[at].start, placed[at + len(key) - 1].end
            return (text if len(text) == len(folded) else folded)[start:end]
    return ""


def _names(title: str, heading: str, text: str) -> dict[Key, float]:
    names: dict[Key, float] = {}
    _, _, last = heading.rpartition(" > ")
    for whole in (title, _NUMBERING.sub("", last)):
        for name, weight in (
            (whole, 1.0),
            (_PARENTHESES.sub("", whole), 1.0),
            (whole.split(",")[0] if "," in whole else "", _VARIANT),
        ):
            key = tuple(tokens(name)) if name else ()
            if 0 < len(key) <= 2 * MAX_NAME:
                names.setdefault(key, weight)
    subject = _subject(text)
    if subject:
        names.setdefault(subject, _VARIANT if names else _SUBJECT)
    return names


def _subject(text: str) -> Key:
    """What the first sentence is about, as far as its first words tell; empty if they do not."""
    found = _SUBJECT_OF.match(text) or _CHINESE_SUBJECT.match(text)
    if found is None:
        return ()
    name = next(group for group in found.groups() if group)
    if name.lower() in _NO_NAME:
        return ()
    key = tuple(tokens(name))
    # A title that was put in front of the text stands there twice.
    twice = next((n for n in range(len(key) // 2, 0, -1) if key[:n] == key[n : 2 * n]), len(key))
    return key[:twice]


def _mentions(text: str) -> Iterator[Key]:
    placed = []
    for found in _NAME.finditer(text):
        words = found.group().split()
        start = found.start()
        while words and words[0].lower().strip(".") in _NO_NAME:
            words.pop(0)
        placed.append((start, tuple(tokens(" ".join(words)))))
    for found in _QUOTED.finditer(text):
        key = tuple(tokens(next(group for group in found.groups() if group)))
        if len(key) <= _MAX_QUOTED:
            placed.append((found.start(), key))
    placed += [(start, tuple(tokens(name))) for start, name in proper_names(text)]
    for _, key in sorted(placed):
        yield key
