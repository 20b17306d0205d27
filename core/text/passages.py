"""Packs a cleaned text into passages: the spans that are searched, kept as evidence and cited.

A passage holds whole sentences, about 360 Chinese or 900 Latin characters of them, under one heading;
tables are passages of their own and carry their caption and the names of their columns, without which a row
says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import NamedTuple

from hopyard.core.text.lines import (
    ends_sentence,
    is_caption,
    is_source,
    is_table_row,
    starts_unit,
    width,
)
from hopyard.core.text.raw import HeadingLine
from hopyard.core.text.sentences import Span, sentence_spans
from hopyard.core.text.tokens import CJK
from hopyard.core.values import Passage, Place

PASSAGE_UNITS = 900
"""What a passage may hold; a sentence that is longer makes one alone."""
CJK_UNITS = 2.5
"""A Chinese character says about as much as so many Latin ones."""
MAX_PATH = 120
MAX_TABLE_HEADING = 240
_MAX_HEADING = 60
_PARAGRAPH_FILL = 0.75
"""A passage this full ends with its paragraph."""
_STICKY_EXCESS = 0.2
_LABEL_CELLS = 40

_CJK_RUN = re.compile(f"[{CJK}]+")
_LINE = re.compile(r"[^\n]+")


class _Block(NamedTuple):
    """A stretch of the text: running text, or a table with its caption and source line."""

    start: int
    end: int
    table: _Table | None = None


class _Table(NamedTuple):
    rows: tuple[Span, ...]
    heading: str


def split_passages(
    text: str, source: str, headings: Sequence[HeadingLine], locate: Callable[[int], str], title: str = ""
) -> tuple[Passage, ...]:
    """The passages of a cleaned text, in order, without overlap; together they hold all but white space.

    `headings` are ascending; `locate` says where a person finds an offset; the title is left out of the
    paths.
    """
    passages: list[Passage] = []
    for section, path in _sections(text, headings, title):
        for spans, heading in _packed(text, section, path):
            start, end = spans[0].start, spans[-1].end
            first, *places = _places(spans, locate)
            passages.append(
                Passage(source, start, end, text[start:end], first.location, heading, tuple(places))
            )
    return tuple(passages)


def _places(spans: Sequence[Span], locate: Callable[[int], str]) -> list[Place]:
    """Where the spans stand, each place once; a sentence stands where it begins."""
    places: list[Place] = []
    for span in spans:
        location = locate(span.start)
        if not places or places[-1].location != location:
            places.append(Place(span.start, location))
    return places


def units(text: str) -> float:
    """How much a text fills of a passage."""
    if text.isascii():
        return len(text)
    return len(text) + (CJK_UNITS - 1) * sum(map(len, _CJK_RUN.findall(text)))


def _sections(text: str, headings: Sequence[HeadingLine], title: str) -> Iterator[tuple[Span, str]]:
    """The text from one heading to the next that has something between them, with its path of headings."""
    path: list[tuple[int, str]] = []
    start = 0
    body = 0  # where the text under the last heading begins
    for heading in headings:
        if text[body : heading.offset].strip():
            yield Span(start, heading.offset), _path(path, title)
            start = heading.offset
        end = text.find("\n", heading.offset)
        end = len(text) if end < 0 else end
        name = text[heading.offset : end].strip()[:_MAX_HEADING]
        path = [(level, above) for level, above in path if level < heading.level]
        path.append((heading.level, name))
        body = end
    if text[start:].strip():
        yield Span(start, len(text)), _path(path, title)


def _path(path: list[tuple[int, str]], title: str) -> str:
    names = [name for _, name in path if name and name != title[:_MAX_HEADING]]
    while len(names) > 1 and len(" > ".join(names)) > MAX_PATH:
        names = names[1:]
    return " > ".join(names)


def _packed(text: str, section: Span, path: str) -> Iterator[tuple[list[Span], str]]:
    """Groups of spans, each a passage, with the heading it gets."""
    waiting: list[Span] = []  # headings without text under them yet, when a table comes first
    for block in _blocks(text, section):
        if block.table is not None:
            heading = f"{path} > {block.table.heading}" if path else block.table.heading
            for group in _groups(text, waiting + list(block.table.rows), by_paragraph=False):
                yield group, heading
            waiting = []
            continue
        spans = sentence_spans(text, block.start, block.end)
        if block.start == section.start and block.end < section.end and _only_headings(text, block, path):
            waiting = spans
            continue
        for group in _groups(text, spans):
            yield group, path


def _only_headings(text: str, block: _Block, path: str) -> bool:
    lines = [
        line.strip()[:_MAX_HEADING] for line in text[block.start : block.end].split("\n") if line.strip()
    ]
    return bool(lines) and all(line in path.split(" > ") for line in lines)


def _groups(text: str, spans: list[Span], *, by_paragraph: bool = True) -> Iterator[list[Span]]:
    """Fill passages evenly: as few as fit, none much shorter than others, ending with a paragraph if near."""
    starts = [span.start for span in spans[:1]] + [span.end for span in spans[:-1]]
    sizes = [units(text[start : span.end]) for start, span in zip(starts, spans, strict=True)]
    rest = sum(sizes)
    group: list[Span] = []
    filled = 0.0
    for span, size in zip(spans, sizes, strict=True):
        if group and filled + size > PASSAGE_UNITS and _too_full(text, filled + size, group[-1], span):
            breaks = True
        elif group and ceil((rest - filled) / PASSAGE_UNITS) < ceil(rest / PASSAGE_UNITS):
            target = rest / ceil(rest / PASSAGE_UNITS)
            early = (
                by_paragraph and filled >= _PARAGRAPH_FILL * target and _new_paragraph(text, group[-1], span)
            )
            breaks = (early or filled + size / 2 > target) and not _sticks(text, group[-1], span)
        else:
            breaks = False
        if breaks:
            yield group
            group, rest, filled = [], rest - filled, 0.0
        group.append(span)
        filled += size
    if group:
        yield group


def _too_full(text: str, filled: float, before: Span, span: Span) -> bool:
    """Whether a passage of more than it may hold cannot be forgiven either for a span that should stay."""
    return filled > PASSAGE_UNITS * (1 + _STICKY_EXCESS * _sticks(text, before, span))


def _new_paragraph(text: str, before: Span, span: Span) -> bool:
    between = text.count("\n", before.end, span.start)
    return between > 1 or (between == 1 and starts_unit(text[span.start : span.end]))


_SPEAKS_OF_IT = re.compile(
    r"(?:目前|此外|同时|因此|其中)?[，,]?\s?(?:该[^，。]|其(?![中他实余次])|它|It |Its |They |Their )"
)
"""How a sentence begins that goes on about what the one before it names."""


def _sticks(text: str, before: Span, span: Span) -> bool:
    """Whether a span should stay with the one before it: a source with its figure, a text with its label,
    the clauses of one sentence, a name with what is said of `it`."""
    last, this = text[before.start : before.end], text[span.start : span.end]
    if is_source(this) or last.endswith(("；", ";")) or _SPEAKS_OF_IT.match(this):
        return True
    label = last.endswith((":", "：")) or (not ends_sentence(last) and width(last) < _LABEL_CELLS)
    return is_caption(last) or (label and "\n" in text[before.end : span.start] and not is_table_row(last))


def _blocks(text: str, section: Span) -> Iterator[_Block]:
    """Running text and tables in turn; one row alone is no table."""
    lines = [Span(*line.span()) for line in _LINE.finditer(text, *section) if not line.group().isspace()]
    done = section.start
    at = 0
    while at < len(lines):
        last = at
        while last < len(lines) and is_table_row(text[lines[last].start : lines[last].end]):
            last += 1
        if last - at < 2:
            at = last + 1
            continue
        table = _table(text, lines, at, last, done)
        if text[done : table.start].strip():
            yield _Block(done, table.start)
        yield table
        done = table.end
        at = last
    if text[done : section.end].strip():
        yield _Block(done, section.end)


def _table(text: str, lines: list[Span], first: int, last: int, done: int) -> _Block:
    """The table in lines[first:last] with the captions above and the source line below it."""
    captions: list[str] = []
    top = first
    while top > 0 and lines[top - 1].start >= done and len(captions) < 2 and _names_table(text, lines, top):
        top -= 1
        captions.insert(0, text[lines[top].start : lines[top].end].strip())
    bottom = last
    if bottom < len(lines) and is_source(text[lines[bottom].start : lines[bottom].end]):
        bottom += 1
    columns = " ".join(text[lines[first].start : lines[first].end].split())
    heading = " | ".join([*(caption[:_MAX_HEADING] for caption in captions), columns])[:MAX_TABLE_HEADING]
    rows = tuple(
        Span(line.start, line.start + len(text[line.start : line.end].rstrip())) for line in lines[top:bottom]
    )
    return _Block(lines[top].start, lines[bottom - 1].end, _Table(rows, heading))


def _names_table(text: str, lines: list[Span], top: int) -> bool:
    """Whether the line above line `top` names the table: marked as a caption, or short and directly above."""
    above = lines[top - 1]
    line = text[above.start : above.end]
    if is_caption(line):
        return True
    touching = "\n" not in text[above.end + 1 : lines[top].start]
    return touching and len(line) <= _MAX_HEADING and not line.rstrip().endswith(("。", ".", "；", "，", ","))
