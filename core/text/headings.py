"""Headings that plain text shows by their numbering or their wording alone."""

from __future__ import annotations

import re

from hopyard.core.text.lines import is_caption, is_source, is_table_row, width
from hopyard.core.text.raw import HeadingLine

HEADING_CELLS = 64
"""A numbered line that is wider is an item of a list."""

_CHINESE = "[一二三四五六七八九十百]{1,4}"
_PATTERNS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("chapter", 2, re.compile(rf"第(?:{_CHINESE}|\d{{1,3}})[章篇编](?:[\s:：、]|(?=\S))")),
    ("section", 3, re.compile(rf"第(?:{_CHINESE}|\d{{1,3}})节(?:[\s:：、]|(?=\S))")),
    ("han", 2, re.compile(rf"{_CHINESE}、\s*\S")),
    ("han-bracket", 3, re.compile(rf"[(（]{_CHINESE}[)）]\s*\S")),
    ("decimal-4", 7, re.compile(r"\d{1,2}(?:\.\s?\d{1,2}){3}\.?(?:\s+|(?=[^\x00-\x7f]))[^\s\d%]")),
    ("decimal-3", 6, re.compile(r"\d{1,2}(?:\.\s?\d{1,2}){2}\.?(?:\s+|(?=[^\x00-\x7f]))[^\s\d%]")),
    # `3.5 percent` and `3.5 亿元` at the start of a wrapped line are no headings.
    ("decimal-2", 5, re.compile(r"\d{1,2}\.\s?\d{1,2}(?:\.(?!\d)\s*|\s+)[^\s\d%a-z万亿倍元吨]")),
    ("decimal", 4, re.compile(r"\d{1,2}\.\s*(?=[^\s\d.,])")),
    ("pause", 4, re.compile(r"\d{1,2}、\s*\S")),
    ("word", 2, re.compile(r"(?:Chapter|Part|Section|Appendix)\s+(?:\d{1,3}|[A-Z]|[IVX]{1,5})\b")),
)
_OPENS = re.compile(r"[第一二三四五六七八九十百(（\dCPSA]")
"""How a line begins for which a pattern may fit."""
_WORDS = re.compile(
    r"(?=[\daicrbemt摘引前导结附参风投核内正目致])(?:\d\.?\s*)?(?:"
    r"abstract|introduction|conclusions?|references|bibliography|acknowledge?ments|executive summary|"
    r"risk factors|background|methodology|appendix|table of contents|contents|"
    r"摘要|引言|前言|导言|结论|结语|参考文献|附录|风险提示|风险因素|投资建议|投资要点|投资逻辑|核心观点|核心结论|内容提要|"
    r"正文|目录|致谢)\s*[:：]?",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]+")
_NOT_IN_A_HEADING = re.compile(r"[。；！!;…]|[，,、：:](?=\s*\Z)|(?<!\d)\.\s*\Z|https?://|@")


def heading_kind(line: str) -> tuple[str, int] | None:
    """The kind of numbering and the level, 2 and deeper, of a line that looks like a heading; else None."""
    line = line.strip()
    if not 2 <= len(line) <= HEADING_CELLS or width(line) > HEADING_CELLS:
        return None
    if _WORDS.fullmatch(line):
        return "words", 4
    if _OPENS.match(line) is None:
        return None
    if _NOT_IN_A_HEADING.search(line) or line.count("，") + line.count(",") > 1:
        return None
    for kind, level, pattern in _PATTERNS:
        if pattern.match(line):
            return None if is_table_row(line) else (kind, level)
    return None


def find_headings(text: str) -> list[HeadingLine]:
    """The lines of a text that look like headings and have something under them.

    A numbered line followed by its like, with nothing in between, is an item of a list; so is one that is
    followed at once by a caption's source line.
    """
    found: list[HeadingLine] = []
    pending: tuple[int, str, int] | None = None
    before = ""  # the kind of the line before the pending one
    for line in _LINE.finditer(text):
        if line.group().isspace():
            continue
        kind = heading_kind(line.group())
        if kind is not None and is_caption(line.group()):
            kind = None
        if pending is not None:
            offset, name, level = pending
            listed = name != "words" and name in (before, kind[0] if kind else "")
            if not listed and not is_source(line.group()):
                found.append(HeadingLine(offset, level))
            before = name
        else:
            before = ""
        pending = (line.start(), *kind) if kind is not None else None
    return found
