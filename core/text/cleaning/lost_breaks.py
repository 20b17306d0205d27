"""Line breaks put back into text whose program wrote whole pages as one line.

Only lines far longer than a paragraph are looked at, and only what is sure to begin a line of its own is
broken off: captions, their sources, numbered headings of a few words, and what follows a mail address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hopyard.core.text.edits import Edit, in_order
from hopyard.core.text.lines import width

_LINE = re.compile(r"[^\n]+")
_LONG_LINE = 1200
_COMMON = "\u4e00-\u9fff"  # the common block is enough here, and quick to compile
_HAN = re.compile(f"[{_COMMON}]")
_CHINESE_SHARE = 0.2
_FEW_SPACES = 0.03
_WRAPPED_CELLS = 60

_SPACE = re.compile(" +")
_PROSE = re.compile("[，,。；;]")
_CAPTION = re.compile(
    r"(?P<far>(?:图表|图|表|附图|附表) \d{1,3}(?:[-.]\d{1,2})?[:：])"
    r"|(?P<near>(?:图表|图|表|附图|附表)\d{1,3}(?:[-.]\d{1,2})?[:：]|[图表][:：](?=\S))"
)
_REFERS = frozenset("如见在从由对据与和及以下上该此本（(“《、，,")
"""A label right after one of these is a reference to the figure, not its caption."""
_ENDS = frozenset(" \n。；;.!?）)图表")
_SOURCE = re.compile("(?:资料来源|数据来源|資料來源)[:：]")
_SOURCE_END = re.compile(rf"(?:资料来源|数据来源|資料來源)[:：][^\n]{{2,100}}?(?<=[{_COMMON}])( )(?=\S)")
_ADDRESS_END = re.compile(rf"@[A-Za-z0-9.]{{4,40}}( )(?=[{_COMMON}])")
_CONTENTS = re.compile(r"目录 (?=\d)")
# Headings by their first sign; each with what may stand before it. A space closes them.
_HEADINGS = (
    (
        re.compile(rf"(?:[一二三四五六七八九十]{{1,3}}、[{_COMMON}A-Za-z0-9“”《》、·/&+-]{{2,24}}) "),
        re.compile(r"[\s。！？\d]"),
    ),
    (
        re.compile(rf"第[一二三四五六七八九十\d]{{1,3}}[章节] ?[{_COMMON}A-Za-z0-9]{{2,24}} "),
        re.compile("[\\s。！？]"),
    ),
    (
        re.compile(rf"\d{{1,2}}\.\d{{1,2}}(?:\.\d{{1,2}})? [{_COMMON}A-Za-z0-9]{{2,16}} "),
        re.compile("[。！？]"),
    ),
    (re.compile(rf"\d{{1,2}}、[{_COMMON}]{{2,14}} (?=[{_COMMON}A-Za-z“])"), re.compile(r"\s")),
)
_TAIL = re.compile(
    r"(?<=[\s。])(?:免责声明|分析师声明|分析师承诺|投资评级说明|法律声明|重要声明|特别声明)[\s:：]"
)


def lost_breaks(text: str) -> list[Edit]:
    """Break captions, sources and headings off inside lines of more than 1,200 characters, mostly Chinese.

    Where such a line has hardly any spaces, those inside its sentences are what is left of wrapped lines;
    they go.
    """
    edits: list[Edit] = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        if end - start < _LONG_LINE:
            continue
        sample = text[start : start + 3000]
        if len(_HAN.findall(sample)) < _CHINESE_SHARE * len(sample):
            continue
        breaks = in_order(_breaks(text, start, end))
        edits += breaks
        if text.count(" ", start, end) <= _FEW_SPACES * (end - start):
            edits += _wraps(text, start, end, {edit.start for edit in breaks})
    return in_order(edits)


def _breaks(text: str, start: int, end: int) -> Iterator[Edit]:
    for found in _CAPTION.finditer(text, start, end):
        before = text[found.start() - 1] if found.start() > start else ""
        if before in _ENDS or (found["far"] and before not in _REFERS):
            yield from _break(text, start, found.start())
    for pattern in (_SOURCE, _CONTENTS, _TAIL):
        for found in pattern.finditer(text, start, end):
            yield from _break(text, start, found.start())
    for found in _SOURCE_END.finditer(text, start, end):
        yield Edit(*found.span(1), "\n")
    for found in _ADDRESS_END.finditer(text, start, end):
        yield Edit(*found.span(1), "\n")
    for heading, may_precede in _HEADINGS:
        for found in heading.finditer(text, start, end):
            if found.start() == start or may_precede.match(text, found.start() - 1):
                yield from _break(text, start, found.start())
                yield Edit(found.end() - 1, found.end(), "\n")


def _break(text: str, start: int, at: int) -> Iterator[Edit]:
    """A line break in front of `at`, in the place of the spaces there; none at the start of the line."""
    first = at
    while first > start and text[first - 1] == " ":
        first -= 1
    if first > start:
        yield Edit(first, at, "\n")


def _wraps(text: str, start: int, end: int, broken: set[int]) -> Iterator[Edit]:
    """The spaces between Chinese characters inside a sentence, at the end of what could be a wrapped line."""
    begins = start
    for space in _SPACE.finditer(text, start, end):
        at = space.start()
        segment = text[begins:at]
        inside = _HAN.match(text, at - 1) and _HAN.match(text, at + 1) and at not in broken
        if inside and width(segment) >= _WRAPPED_CELLS and _PROSE.search(segment):
            yield Edit(*space.span())
        else:
            begins = at + 1
