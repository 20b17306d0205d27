"""Who made a thing, and what a table's row says of it: cells that are no figure. Pure.

A name is taken only where the wording itself says whose the thing is; what stands near it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hopyard.core.question.glossary import other_names
from hopyard.core.question.names import Name, latin_names
from hopyard.core.question.segment import Kind, proper_names, segments
from hopyard.core.text.tokens import CJK, fold, is_cjk, tokens

_LATIN = r"(?<![A-Za-z-])[A-Z][A-Za-z&-]*"
_WHO = rf"(?P<who>{_LATIN}(?:\s{_LATIN}){{0,2}}|(?<![{CJK}])[{CJK}]{{2,6}}?)"
"""Somebody: in Latin letters, wherever they begin, or what a run of Chinese begins with."""
_WHO_THEN = rf"(?P<who>{_LATIN}(?:\s{_LATIN}){{0,2}}|[{CJK}]{{2,6}}?)"
"""The same behind `由` or `是`."""
_SUFFIX = "(?:公司|团队|研究院|实验室|AI|集团)?"
_TIME = r"(?:\s?(?:于|在)?\s?(?:\d{4}\s?年)?(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?(?:底|初|末)?\s?)"
_MADE = "(?:对外|首次|率先|正式|最早|又|再次|重磅)?(?:发布|推出|提出|开源|研发|开发|发表|公布)"
_NO_STOP = "[^，,。；;！!？?\n\t]"
_BEFORE = re.compile(rf"{_WHO}\s?{_SUFFIX}{_TIME}{_MADE}(?:了|的)?{_NO_STOP}{{0,16}}?\Z")
"""Before a name: `谷歌于 2018 年提出的语言模型 `."""
_OF = re.compile(
    rf"(?:(?<![{CJK}A-Za-z0-9-])|(?<=[如是由和与及]))(?P<who>[A-Z][\w.&-]*|[{CJK}]{{2,4}}?)\s?(?:公司)?(?:的|自研的)\s?\Z"
)
_AFTER = re.compile(
    rf"\s?(?:模型|大模型|语言模型)?[^，,。；;{CJK}\n\t]{{0,4}}(?:是|为|系)?\s?由\s?"
    rf"{_WHO_THEN}\s?{_SUFFIX}{_TIME}{_MADE}"
    rf"|\s?(?:是|为)\s?{_WHO_THEN.replace('who', 'who2')}\s?{_SUFFIX}{_TIME}{_MADE}的"
)
_RELEASED = "(?:released|launched|developed|introduced|published|built|made|unveiled)"
_ENGLISH_BEFORE = re.compile(
    r"(?P<who>[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,2})\s(?:first\s|also\s)?"
    rf"{_RELEASED}\s(?:[\w-]+\s){{0,4}}?\Z"
)
_ENGLISH_OWNER = re.compile(r"(?P<who>[A-Z][\w.&-]*)['’]s\s\Z")
_ENGLISH_AFTER = re.compile(
    r"\s(?:(?:was|is|were|are)\s)?(?:first\s)?"
    rf"{_RELEASED}"
    r"\s(?:in\s[\w ]{3,14}\s)?by\s"
    r"(?P<who>[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,2})"
)
_AHEAD = (_BEFORE, _OF, _ENGLISH_BEFORE, _ENGLISH_OWNER)
_BEHIND = (_AFTER, _ENGLISH_AFTER)
"""Wordings before the thing that was made, and behind it."""
_BY_VERB = (_BEFORE, _AFTER)
"""The Chinese wordings in which a verb binds who made it."""
_COMMON = re.compile(
    "公司|团队|我们|作者|模型|该|本|其|机构|产品|报告|近日|目前|国内|国外|海外|正式|预训练|\\d|[去今明]年|\\A[年月日]"
)
_ORGANISATIONS = frozenset(
    """
    google microsoft meta facebook amazon apple nvidia intel baidu alibaba tencent huawei bytedance sensetime
    iflytek openai deepmind anthropic
    """.split()  # noqa: SIM905 - reads as a list of words
)
"""Names, folded, that are somebody's: of the glossary, and some that need no other language."""
_SAID_OF = re.compile(r"\A(?:此外|其中|例如|目前|同时|随后|此前|以及|并|而|由|如)+")
_WHO_COLUMN = re.compile(
    r"厂商|机构|公司|开发|研发|发布方|企业|compan|develop|vendor|maker|organi|institut", re.IGNORECASE
)


class Said(NamedTuple):
    """A text that fills a cell, and where in its sentence it stands."""

    start: int
    end: int


def makers(sentence: str, name: Name, *, timeline: bool) -> Iterator[Said]:
    """Who, by the sentence's wording, made or published what is named; of a timeline who stands before it."""
    for start, end in name.own_places_in(sentence):
        owner = _right_before(sentence, start)
        if owner is not None:
            yield owner
        for pattern in () if timeline else (*_BEHIND, *_AHEAD):
            found = pattern.match(sentence, end) if pattern in _BEHIND else pattern.search(sentence, 0, start)
            if found is None:
                continue
            who = next(group for group, text in found.groupdict().items() if text)
            said = _trimmed(sentence, *found.span(who), pattern)
            if said is not None and name.share_in(sentence[said.start : said.end]) < 1.0:
                yield said


def _right_before(sentence: str, start: int) -> Said | None:
    """Somebody well known whose name stands right before another: `谷歌 BERT`, `Google BERT`."""
    end = len(sentence[:start].rstrip(" "))
    latin = re.search(r"(?<![A-Za-z])[A-Za-z]+\Z", sentence[:end])
    starts = [latin.start()] if latin else [end - n for n in (4, 3, 2) if n <= end]
    return next((Said(one, end) for one in starts if is_well_known(sentence[one:end])), None)


def is_well_known(text: str) -> bool:
    """Whether a word is a name that the tables know as somebody's."""
    folded = fold(text)
    return folded in _ORGANISATIONS or not _ORGANISATIONS.isdisjoint(other_names(folded))


def _trimmed(sentence: str, start: int, end: int, pattern: re.Pattern[str]) -> Said | None:
    """The maker without the words that lead to it; None if it is no name of anybody."""
    text = sentence[start:end]
    lead = _SAID_OF.match(text)
    start += lead.end() if lead else 0
    text = sentence[start:end]
    latin = latin_names(text)
    if latin:
        return Said(start, end) if latin[0][1] == text.strip() else None
    return Said(start, end) if _may_be_somebody(text, pattern in _BY_VERB) else None


def _may_be_somebody(text: str, bound_by_verb: bool) -> bool:
    """Whether Chinese words are a name; before a verb of making, nouns that are no common ones will do."""
    if any(at == 0 and len(word) == len(text) for at, word in proper_names(text)):
        return True
    if is_well_known(text):
        return True
    if not bound_by_verb or _COMMON.search(text) or len(text) < 2 or not all(map(is_cjk, text)):
        return False
    return Kind.VERB not in [part.kind for part in segments(text)]


def row_says(
    sentence: str, columns: list[str], name: Name, asked_words: set[str], asked: set[str], who: bool
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
            return None if who and _trimmed(sentence, start, end, _BEFORE) is None else Said(start, end)
    return None
