"""Who made a thing, and what a table's row says of it: cells that are no figure. Pure.

A name is taken only where the wording itself says whose the thing is; what stands near it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hopyard.core.question.names import latin_names
from hopyard.core.question.segment import proper_names
from hopyard.core.reason.somebody import MADE, RELEASED, SUFFIX, TIME, Subject, may_be_somebody
from hopyard.core.text.tokens import CJK, fold, is_cjk, tokens

_LATIN = r"(?<![A-Za-z-])[A-Z][A-Za-z&-]*"
_WHO = rf"(?P<who>{_LATIN}(?:\s{_LATIN}){{0,2}}|(?<![{CJK}])[{CJK}]{{2,6}}?)"
"""Somebody: in Latin letters, wherever they begin, or what a run of Chinese begins with."""
_WHO_THEN = rf"(?P<who>{_LATIN}(?:\s{_LATIN}){{0,2}}|[{CJK}]{{2,6}}?)"
"""The same behind `由` or `是`."""
_NO_STOP = "[^，,。；;！!？?\n\t]"
_BEFORE = re.compile(rf"{_WHO}\s?{SUFFIX}{TIME}{MADE}(?:了|的)?{_NO_STOP}{{0,16}}?\Z")
"""Before a name: `谷歌于 2018 年提出的语言模型 `."""
_OF = re.compile(
    rf"(?:(?<![{CJK}A-Za-z0-9-])|(?<=[如是由和与及]))(?P<who>[A-Z][\w.&-]*|[{CJK}]{{2,4}}?)\s?(?:公司)?(?:的|自研的)\s?\Z"
)
_AFTER = re.compile(
    rf"\s?(?:模型|大模型|语言模型)?[^，,。；;{CJK}\n\t]{{0,4}}(?:是|为|系)?\s?由\s?"
    rf"{_WHO_THEN}\s?{SUFFIX}{TIME}{MADE}"
    rf"|\s?(?:是|为)\s?{_WHO_THEN.replace('who', 'who2')}\s?{SUFFIX}{TIME}{MADE}的"
)
_ENGLISH_BEFORE = re.compile(
    r"(?P<who>[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,2})\s(?:first\s|also\s)?"
    rf"{RELEASED}\s(?:[\w-]+\s){{0,4}}?\Z"
)
_ENGLISH_OWNER = re.compile(r"(?P<who>[A-Z][\w.&-]*)['’]s\s\Z")
_ENGLISH_AFTER = re.compile(
    r"\s(?:(?:was|is|were|are)\s)?(?:first\s)?"
    rf"{RELEASED}"
    r"\s(?:in\s[\w ]{3,14}\s)?by\s"
    r"(?P<who>[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,2})"
)
_AHEAD = (_BEFORE, _OF, _ENGLISH_BEFORE, _ENGLISH_OWNER)
_BEHIND = (_AFTER, _ENGLISH_AFTER)
"""Wordings before the thing that was made, and behind it."""
_BY_VERB = (_BEFORE, _AFTER)
"""The Chinese wordings in which a verb binds who made it."""
_SAID_OF = re.compile(r"\A(?:此外|其中|例如|目前|同时|随后|此前|以及|并|而|由|如)+")
_WHO_COLUMN = re.compile(
    r"厂商|机构|公司|开发|研发|发布方|企业|compan|develop|vendor|maker|organi|institut", re.IGNORECASE
)


class Said(NamedTuple):
    """A text that fills a cell, and where in its sentence it stands."""

    start: int
    end: int


def makers(sentence: str, name: Subject, *, timeline: bool) -> Iterator[Said]:
    """Who, by the sentence's wording, made or published what is named; of a timeline who stands before it."""
    for start, end in name.own_places_in(sentence):
        owner = _right_before(sentence, start, name)
        if owner is not None:
            yield owner
        for pattern in () if timeline else (*_BEHIND, *_AHEAD):
            found = pattern.match(sentence, end) if pattern in _BEHIND else pattern.search(sentence, 0, start)
            if found is None:
                continue
            who = next(group for group, text in found.groupdict().items() if text)
            said = _trimmed(sentence, *found.span(who), pattern, name)
            if said is not None and name.share_in(sentence[said.start : said.end]) < 1.0:
                yield said


def _right_before(sentence: str, start: int, name: Subject) -> Said | None:
    """Somebody the passages know whose name stands right before another: `谷歌 BERT`, `Google BERT`."""
    end = len(sentence[:start].rstrip(" "))
    latin = re.search(r"(?<![A-Za-z])[A-Za-z]+\Z", sentence[:end])
    starts = [latin.start()] if latin else [end - n for n in (4, 3, 2) if n <= end]
    return next((Said(one, end) for one in starts if name.knows(sentence[one:end])), None)


def _trimmed(sentence: str, start: int, end: int, pattern: re.Pattern[str], name: Subject) -> Said | None:
    """The maker without the words that lead to it; None if it is no name of anybody."""
    text = sentence[start:end]
    lead = _SAID_OF.match(text)
    start += lead.end() if lead else 0
    text = sentence[start:end]
    latin = latin_names(text)
    if latin:
        return Said(start, end) if latin[0][1] == text.strip() else None
    return Said(start, end) if _is_somebody(text, pattern in _BY_VERB, name) else None


def _is_somebody(text: str, bound_by_verb: bool, name: Subject) -> bool:
    """Whether Chinese words are a name; before a verb of making, nouns that are no common ones will do."""
    if any(at == 0 and len(word) == len(text) for at, word in proper_names(text)) or name.knows(text):
        return True
    return bound_by_verb and len(text) > 1 and all(map(is_cjk, text)) and may_be_somebody(text)


def row_says(
    sentence: str, columns: list[str], name: Subject, asked_words: set[str], asked: set[str], who: bool
) -> Said | None:
    """The cell of a table's row that stands under the column asked for; the row must be of what is named.

    `columns` are the names of the columns, one for each cell; `asked_words` the words of what is asked,
    `asked` with those that say the same.
    """
    cells = sentence.split("\t")
    if len(columns) != len(cells) or not any(name.share_in(cell) == 1.0 for cell in cells[:3]):
        return None
    exact = [n for n, column in enumerate(columns) if asked_words <= set(tokens(fold(column)))]
    alike = [n for n, column in enumerate(columns) if not asked.isdisjoint(tokens(fold(column)))]
    fitting = [n for n, column in enumerate(columns) if _WHO_COLUMN.search(column)] if who else exact or alike
    for n in fitting:
        cell = cells[n].strip()
        if cell and name.share_in(cell) < 1.0:
            start = sum(len(one) + 1 for one in cells[:n]) + cells[n].index(cell)
            end = start + len(cell)
            return None if who and _trimmed(sentence, start, end, _BEFORE, name) is None else Said(start, end)
    return None
