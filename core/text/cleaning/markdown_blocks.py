"""The parts of markdown that take whole lines: headings, rules, tables, fenced code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from hopyard.core.text.edits import Edit
from hopyard.core.text.lines import width
from hopyard.core.text.raw import HeadingLine
from hopyard.core.text.tokens import CJK

ATX = re.compile(rf"^ {{0,3}}(#{{1,6}})(?:[ \t]+|(?<=##)(?=[{CJK}]))(?=[^\s#])", re.MULTILINE)
UNDERLINE = re.compile(r"^ {0,3}(=+|-{2,})[ \t]*$", re.MULTILINE)
TABLE_RULE = re.compile(
    r"^[ \t]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$"
    r"|^[ \t]*\|[ \t]*:?-+:?[ \t]*\|[ \t]*$",
    re.MULTILINE,
)
FENCE = re.compile(r"^ {0,3}(```|~~~)[^\n]*$", re.MULTILINE)
_RULE = re.compile(
    r"^ {0,3}(?:(?:-[ \t]*+){3,}+|(?:\*[ \t]*+){3,}+|(?:_[ \t]*+){3,}+|={3,}+[ \t]*)(?:\n|\Z)", re.MULTILINE
)
_BOLD_LINE = re.compile(r"^[ \t]*\*\*(?!\*)([^*\n]{1,80})\*\*[ \t]*$", re.MULTILINE)
_CLOSING_HASHES = re.compile(r"[ \t]+#+\Z")
_NOT_A_HEADING = re.compile(r"[。；！？!?;,，、:：…]\s*\Z|(?<!\d)\.\s*\Z")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK_TAG = re.compile(r"<br\s?/?>", re.IGNORECASE)

_BOLD_LEVEL = 7
_HEADING_CELLS = 120
_BOLD_HEADING_CELLS = 80


def fenced(text: str) -> list[tuple[int, int]]:
    """The spans of fenced code, fences included; an open one reaches to the end."""
    spans: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for fence in FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence.group(1) == opened.group(1):
            spans.append((opened.start(), fence.end()))
            opened = None
    if opened is not None:
        spans.append((opened.start(), len(text)))
    return spans


class Outside:
    """Tells whether an offset lies outside a list of ascending spans."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans
        self._starts = [start for start, _ in spans]

    def __call__(self, offset: int) -> bool:
        """True when no span holds the offset."""
        at = bisect_right(self._starts, offset) - 1
        return at < 0 or offset >= self._spans[at][1]


def heading_lines(text: str) -> list[HeadingLine]:
    """The headings that markdown marks, bold lines of their own among them as the deepest level.

    Offsets are of the line's first character, marks included.
    """
    outside = Outside(fenced(text))
    found: dict[int, int] = {}
    for bold in _BOLD_LINE.finditer(text):
        if not _NOT_A_HEADING.search(bold.group(1)) and width(bold.group(1)) <= _BOLD_HEADING_CELLS:
            found[bold.start()] = _BOLD_LEVEL
    for atx in ATX.finditer(text):
        found[atx.start()] = len(atx.group(1))
    for start, underline in _underlined(text):
        found[start] = 1 if underline.group(1).startswith("=") else 2
    return [HeadingLine(offset, level) for offset, level in sorted(found.items()) if outside(offset)]


def block_edits(text: str) -> Iterator[Edit]:
    """Take out the marks of headings and the rules; turn tables into rows of cells between tabs."""
    for atx in ATX.finditer(text):
        yield Edit(atx.start(), atx.end())
        end = _line_end(text, atx.end())
        hashes = _CLOSING_HASHES.search(text, atx.end(), end)
        if hashes is not None:
            yield Edit(hashes.start(), end)
    for rule in _RULE.finditer(text):
        yield Edit(*rule.span())
    for _, underline in _underlined(text):
        yield Edit(underline.start(), min(len(text), underline.end() + 1))
    table_end = 0
    for rule in TABLE_RULE.finditer(text):
        if rule.start() >= table_end:
            edits = list(_table(text, rule))
            table_end = edits[-1].end if edits else table_end
            yield from edits


def _underlined(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Underlines with the start of the line they make a heading: a short line after an empty one."""
    for underline in UNDERLINE.finditer(text):
        end = underline.start() - 1
        start = text.rfind("\n", 0, max(0, end)) + 1
        line = text[start:end]
        if end <= 0 or not line.strip() or len(line) > _HEADING_CELLS or width(line) > _HEADING_CELLS:
            continue
        if start == 0 or text[max(0, start - 2) : start] in ("\n\n", "\n"):
            yield start, underline


def _table(text: str, rule: re.Match[str]) -> Iterator[Edit]:
    head_end = rule.start() - 1
    head_start = text.rfind("\n", 0, max(0, head_end)) + 1
    if head_end <= 0 or "|" not in text[head_start:head_end]:
        return
    yield from _row(text, head_start, head_end)
    yield Edit(rule.start(), min(len(text), rule.end() + 1))
    start = rule.end() + 1
    while start < len(text):
        end = _line_end(text, start)
        if "|" not in text[start:end]:
            return
        yield from _row(text, start, end)
        start = end + 1


def _row(text: str, start: int, end: int) -> Iterator[Edit]:
    done = start
    for pipe in _PIPE.finditer(text, start, end):
        first, last = pipe.span()
        while first > done and text[first - 1] in " \t":
            first -= 1
        while last < end and text[last] in " \t":
            last += 1
        yield Edit(first, last, "" if first == start or last == end else "\t")
        done = last
    for tag in _BREAK_TAG.finditer(text, start, end):
        yield Edit(*tag.span(), " ")


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
