"""From what a reader got out of a file to a document fit to search: cleaned, titled, cut into passages.

Everything a person needs to find a passage again is carried over: pages and rows from the reader's places,
else lines of the text as it was read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from hopyard.core.text.about.finding import about
from hopyard.core.text.cleaning import MARKDOWN_KINDS, STRUCTURED_KINDS, TABLE_KINDS, clean
from hopyard.core.text.cleaning.markdown import markdown_headings
from hopyard.core.text.cleaning.titles import find_title
from hopyard.core.text.edits import OffsetMap, apply_edits
from hopyard.core.text.headings import find_headings
from hopyard.core.text.passages import split_passages
from hopyard.core.text.raw import Document, HeadingLine, RawDocument, source_id
from hopyard.core.text.sanitize import sanitize_edits

_LONG_LINE = 1_000
"""In a line of more characters than this its number alone does not lead anywhere."""
_LINE_END = re.compile(r"\r\n?|\n")


def prepare(raw: RawDocument, *, name: str) -> Document:
    """Sanitise and clean a document, find its title, and split it into passages with locations.

    `name` is the file's stem, the title of last resort. The document's id is the hash of its cleaned text.
    """
    safe, to_safe = apply_edits(raw.text, sanitize_edits(raw.text))
    cleaned, to_clean, furniture = clean(safe, raw.kind)
    offsets = to_safe.then(to_clean)

    stated = _carried(raw.text, cleaned, offsets, raw.headings)
    if raw.kind not in STRUCTURED_KINDS | TABLE_KINDS:
        marked = markdown_headings(safe, known=raw.kind in MARKDOWN_KINDS)
        stated += _carried(safe, cleaned, to_clean, marked)
    in_rows = raw.kind in TABLE_KINDS
    title = find_title(raw.title, "" if in_rows else cleaned, stated, name)
    found = [] if in_rows else find_headings(cleaned)

    text_id = source_id(cleaned)
    headings = _merged(stated, found)
    passages = split_passages(cleaned, text_id, headings, _locator(raw, offsets), title)
    known = about(raw, safe, cleaned, furniture)
    return Document(id=text_id, title=title, kind=raw.kind, text=cleaned, passages=passages, about=known)


def _carried(
    before: str, after: str, offsets: OffsetMap, headings: tuple[HeadingLine, ...] | list[HeadingLine]
) -> list[HeadingLine]:
    """The headings whose lines still stand by themselves in the cleaned text, with their new offsets."""
    carried = []
    for heading in headings:
        start = offsets.forward(heading.offset)
        survives = "\n" not in before[heading.offset : offsets.back(start)]
        if (
            survives
            and start < len(after)
            and after[start] != "\n"
            and after[start - 1 : start] in ("", "\n")
        ):
            carried.append(HeadingLine(start, heading.level))
    return carried


def _merged(stated: list[HeadingLine], found: list[HeadingLine]) -> list[HeadingLine]:
    """Both, ascending; what the format says of a line comes before what its look suggests."""
    by_offset = {heading.offset: heading for heading in [*found, *stated]}
    return [by_offset[offset] for offset in sorted(by_offset)]


def _locator(raw: RawDocument, offsets: OffsetMap) -> Callable[[int], str]:
    """Tells where a person finds an offset of the cleaned text: the reader's place, else the line."""
    if raw.places:
        starts = [place.offset for place in raw.places]

        def place_of(offset: int) -> str:
            return raw.places[max(0, bisect_right(starts, offsets.back(offset)) - 1)].location

        return place_of
    starts = [0, *(found.end() for found in _LINE_END.finditer(raw.text))]

    def line_of(offset: int) -> str:
        there = offsets.back(offset)
        number = bisect_right(starts, there)
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(raw.text)
        if end - start <= _LONG_LINE:
            return f"line {number}"
        return f"line {number}, character {there - start + 1}"

    return line_of
