"""When a document was published, as far as it says so itself: not when a file was written. Pure.

A date in a sentence is of what the sentence tells. One counts that stands by itself on the title page or at
the end, behind a word that says what it is, or in front of a news story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hopyard.core.text.quantities import Mention, Period, parse

_HEAD = 1_200
_BEFORE = 60
_TAIL = 400
_LABEL = re.compile(
    r"(?:[\n|｜]|[ \t]{2})[ \t#*【\[]*"
    r"(?:(?:本报告|文章)?(?:发布|发表|出版|发行|报告|撰写|完成|印发|公告|披露|刊发|成文)(?:时间|日期|日|于)|日期"
    r"|(?:publication |report |release )?date(?: of publication)?|published|issued|released|dated)"
    r"[】\]*]*\s?(?:on\b)?[:：|\s]{0,3}\Z",
    re.IGNORECASE,
)
"""What begins a line or field that holds the date; in a sentence the same words tell of something else."""
_THIS_TEXT = re.compile(r"(?:本文|本报告|本篇|摘自|原文|节选自)[^。\n]{0,12}\Z")
_PUBLISHED_THEN = re.compile(r"\s?(?:已经?|正式|首次)*(?:对外)?(?:发布|发表|刊发|刊登|出版)")
_LINE_START = re.compile(r"(?:\A|\n)[ \t]*\Z")
_LINE_END = re.compile(r"[ \t]*(?:[（(]?(?:星期|周)[一二三四五六日天][）)]?)?[ \t]*(?:\n|\Z)")
_BAR = re.compile(r"[|｜][ \t]*\Z")
_BAR_OR_GAP = re.compile(r"[ \t]*(?:[|｜]|\n|\Z)|[ \t]")
_DATELINE = re.compile(r"(?:\A|\n)[ \t]*[A-Z][A-Za-z .]{2,30}(?:,[ \t][A-Z][A-Za-z.]{1,20})?[,，][ \t]*\Z")
_STORY_BEGINS = re.compile(r"[ \t]*(?:\([^)\n]{2,40}\)|/[^/\n]{2,40}/)?[ \t]*[-–—]")
_OWN_LINES = 2
"""A page with more dates by themselves than these is a list of dates."""


def printed_date(text: str) -> str:
    """The date of publication that a cleaned text prints, ISO 8601 as far as it says; empty if none."""
    head, tail = text[:_HEAD], text[-_TAIL:] if len(text) > _HEAD else ""
    labelled = [time for part in (head, tail) for time in _days(part) if _is_labelled(part, time)]
    if labelled and len({time.value for time in labelled}) <= _OWN_LINES:
        return _iso(labelled[0].value)
    if labelled:
        return ""
    alone = [time for time in _days(head) if _is_alone(head, time)]
    if alone and len({time.value for time in alone}) <= _OWN_LINES:
        return _iso(alone[0].value)
    last = [time for time in _days(tail) if _is_alone(tail, time)]
    return _iso(last[-1].value) if last and not alone and not tail[last[-1].end :].strip() else ""


def _days(text: str) -> Iterator[_Day]:
    for mention in parse(text):
        value = mention.value
        if isinstance(value, Period) and value.year and value.month and value.until is None:
            yield _Day(mention, value)


class _Day:
    """A month or day of a year, and where it stands."""

    __slots__ = ("end", "start", "value")

    def __init__(self, mention: Mention, value: Period) -> None:
        self.start, self.end, self.value = mention.start, mention.end, value


def _is_labelled(text: str, time: _Day) -> bool:
    before = text[max(0, time.start - _BEFORE) : time.start]
    if _LABEL.search(before if time.start > _BEFORE else f"\n{before}"):
        return True
    if _THIS_TEXT.search(before) and _PUBLISHED_THEN.match(text, time.end):
        return True
    return _DATELINE.search(before) is not None and _STORY_BEGINS.match(text, time.end) is not None


def _is_alone(text: str, time: _Day) -> bool:
    """Whether nothing else stands on the line, or in the field, that a time stands in."""
    before = text[max(0, time.start - 40) : time.start]
    if _BAR.search(before) and _BAR_OR_GAP.match(text, time.end):
        return True
    if not _LINE_START.search(before) or (time.start > 40 and "\n" not in before):
        return False
    return (
        _LINE_END.match(text, time.end) is not None or re.match(r"[ \t]*[|｜]", text[time.end :]) is not None
    )


def _iso(period: Period) -> str:
    return f"{period.year}-{period.month:02}" + (f"-{period.day:02}" if period.day else "")
