"""Markdown read as what it shows: links as their text, no pictures, no emphasis marks, tables as rows.

Files called .txt are often markdown that a program saved from a web page. They are told by the density of the
marks, of more than one sort. Fenced code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hopyard.core.text.cleaning.markdown_blocks import (
    ATX,
    FENCE,
    TABLE_RULE,
    UNDERLINE,
    Outside,
    block_edits,
    fenced,
    heading_lines,
)
from hopyard.core.text.edits import Edit, in_order, settled
from hopyard.core.text.raw import HeadingLine
from hopyard.core.text.tokens import CJK

# Every class below excludes what ends it, and repeats are possessive or bounded: no run is read twice.
_TARGET = r"\([^\s()]{0,2000}+(?:\([^\s()]{0,200}+\)[^\s()]{0,2000}+){0,3}+(?:\s\"[^\"\n]{0,200}+\")?\)"
_LINK_TEXT = r"(?:[^\[\]\\\n]|\\.|\[[^\[\]\n]{0,80}+\]){0,400}+"
_IMAGE = rf"!\[[^\[\]\n]{{0,400}}+\]{_TARGET}"
_IMAGES = re.compile(rf"\[\s?{_IMAGE}\s?\]{_TARGET}|{_IMAGE}")
_LINK = re.compile(rf"(?<![\\!])\[(?P<text>{_LINK_TEXT})\](?P<target>{_TARGET})")
_URL = re.compile(r"\((?:<|[a-z][a-z+.-]{1,20}:|//?|#|\.\.?/|www\.|[\w%-]+[./][\w%-])", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_DEFINITION = re.compile(r"^ {0,3}\[[^\[\]\n]{1,80}\]:[ \t]+<?(?:https?://|/|#)[^\n]*(?:\n|\Z)", re.MULTILINE)
_AUTOLINK = re.compile(r"<(https?://[^\s<>]{1,2000}+)>")
_BREAK_TAG = re.compile(r"<br\s?/?>\n?", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+\-.!|~<>$\n])")
_QUOTE = re.compile(r"^ {0,3}(?:>[ \t]?)++(?![\d.])", re.MULTILINE)
_STARS = re.compile(r"(?<![\\*])\*{2,4}(?!\*)")
_BOLD = re.compile(r"(?<![\\*])\*\*(?=[^\s*])[^*\n]{1,400}\*\*")
_UNDERLINES = re.compile(r"(?<![\w\\])__(?=[^\s_])([^_\n]{1,300})__(?!\w)")
_ITALIC = re.compile(
    r"(?<![A-Za-z0-9_*\\])\*(?=[^\s*])([^*\n]{1,200})(?<=[^\s\\])\*(?![A-Za-z0-9_*])"
    r"|(?<![\w\\])_(?=[^\s_])([^_\n]{1,200})(?<=[^\s\\])_(?!\w)"
)
_DASH = re.compile(
    rf"(?<=[{CJK}，。；：！？、）》”*])-{{2,}}"
    rf"(?=[ \t]*(?:\n|\Z)|\*{{0,4}}[{CJK}“《（]|\*{{1,4}}[ \t]*(?:\n|\Z))"
)
_FULL_WIDTH = tuple("，。；：、！？）》”")

_FIRST_SIGNS = ("](", "**", "===", "```", "~~~", "|-", "| -", "|:", "| :")
_LEAST_MARKS = 3
_CHARS_PER_MARK = 2000


@settled
def markdown(text: str) -> list[Edit]:
    """Edits for a text that is known to be markdown."""
    outside = Outside(fenced(text))
    edits = [edit for edit in _edits(text) if outside(edit.start)]
    return in_order(edits)


@settled
def markdown_if_dense(text: str) -> list[Edit]:
    """Edits for a text of any sort: none unless it is full of markdown."""
    return markdown(text) if is_markdown(text) else []


def markdown_headings(text: str, *, known: bool) -> list[HeadingLine]:
    """The headings of a text that is markdown, or turns out to be; offsets as in `heading_lines`."""
    return heading_lines(text) if known or is_markdown(text) else []


def is_markdown(text: str) -> bool:
    """Whether marks of two sorts or more are as frequent as in markdown, one of them being telling."""
    if not any(mark in text for mark in _FIRST_SIGNS):
        return False
    telling = (
        sum(_URL.match(link["target"]) is not None for link in _LINK.finditer(text)),
        sum(1 for _ in _BOLD.finditer(text)),
        sum(len(line[1]) > 2 and line[1][0] == "=" for line in UNDERLINE.finditer(text)),
        sum(1 for _ in FENCE.finditer(text)),
        sum(1 for _ in TABLE_RULE.finditer(text)),
        sum(1 for _ in _IMAGES.finditer(text)),
    )
    if not any(telling):
        return False
    others = (sum(1 for _ in ATX.finditer(text)), sum(1 for _ in _ESCAPE.finditer(text)))
    counts = telling + others
    marks = sum(counts)
    return sum(map(bool, counts)) > 1 and marks >= max(_LEAST_MARKS, len(text) / _CHARS_PER_MARK)


def _edits(text: str) -> Iterator[Edit]:
    for pattern in (_IMAGES, _DEFINITION, _QUOTE, _ESCAPE):
        yield from (Edit(*found.span()) for found in pattern.finditer(text))
    yield from _comments(text)
    yield from block_edits(text)
    yield from _links(text)
    yield from _emphasis(text)
    yield from (Edit(*found.span(), "\n") for found in _BREAK_TAG.finditer(text))
    yield from (Edit(*found.span(), "——") for found in _DASH.finditer(text))


def _comments(text: str) -> Iterator[Edit]:
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start)
        if end < 0:
            return
        yield Edit(start, end + 3)
        start = text.find("<!--", end)


def _links(text: str) -> Iterator[Edit]:
    for link in _AUTOLINK.finditer(text):
        yield Edit(link.start(), link.start() + 1)
        yield Edit(link.end() - 1, link.end())
    for link in _LINK.finditer(text):
        if not link["text"].strip() or _URL.match(link["target"]):
            yield Edit(link.start(), link.start("text"))
            # A bare host as the text is a label: it must not run into the words that follow.
            label = _HOST.fullmatch(link["text"]) and text[link.end() : link.end() + 1].isalnum()
            yield Edit(link.end("text"), link.end(), " " if label else "")


def _emphasis(text: str) -> Iterator[Edit]:
    for start, end in _paragraphs(text):
        stars = [found for found in _STARS.finditer(text, start, end) if _marks_bold(text, found)]
        if len(stars) > 1:
            yield from (Edit(found.start(), _closing_end(text, found.end())) for found in stars)
    for found in _UNDERLINES.finditer(text):
        yield Edit(found.start(), found.start() + 2)
        yield Edit(found.end() - 2, found.end())
    for found in _ITALIC.finditer(text):
        yield Edit(found.start(), found.start() + 1)
        yield Edit(found.end() - 1, found.end())


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 2


def _marks_bold(text: str, stars: re.Match[str]) -> bool:
    before, after = text[stars.start() - 1 : stars.start()], text[stars.end() : stars.end() + 1]
    power = before.isdigit() and after.isdigit()
    return not power and bool(before.strip() or after.strip())


def _closing_end(text: str, end: int) -> int:
    """The converters leave a space after closing marks; before full-width punctuation it goes too."""
    return end + 1 if text.startswith(" ", end) and text.startswith(_FULL_WIDTH, end + 1) else end
