"""Line breaks inside sentences, left by programs that wrapped lines or turned pages.

Chinese is joined with nothing between, so that words cut in two can be found again; Latin with a space, or
with the hyphen gone. What is joined and what is not must look the same to a second reading: where a joined
paragraph ends without a full stop, an empty line is put after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hopyard.core.text.cleaning.joining import glue
from hopyard.core.text.edits import Edit, settled
from hopyard.core.text.headings import heading_kind
from hopyard.core.text.lines import (
    breaks_inside,
    ends_in_comma,
    ends_sentence,
    is_table_row,
    stands_alone,
    starts_unit,
    width,
)

_LINE = re.compile(r"[^\n]+")
_HYPHEN = re.compile(r"(?:[^\w-]|\A)[A-Za-z]+-\Z")
_LONGEST_WORD = 40
_LEAST_CELLS = 30
_MOST_EMPTY_LINES = 2
_CUT_CELLS = 40


class _Line(NamedTuple):
    """A line with text: where it begins and ends, without its line feed."""

    start: int
    end: int
    text: str


@settled
def hard_breaks(text: str) -> list[Edit]:
    """Join lines that were cut inside a sentence."""
    edits: list[Edit] = []
    before: _Line | None = None
    joined = 0  # cells already joined in front of the line `before`
    for block in _blocks(text):
        inside = breaks_inside([line.text for line in block], least_cells=_LEAST_CELLS)
        for at, line in enumerate(block):
            cut = inside[at - 1] if at else before is not None and _cut_by_page(text, before, line, joined)
            if before is not None and cut and not (heading_kind(before.text) or heading_kind(line.text)):
                edits.append(_join(before, line))
                joined += width(before.text)
            else:
                if at and joined and before is not None and _needs_gap(before.text, line.text):
                    edits.append(Edit(before.end, line.start, "\n\n"))
                joined = 0
            before = line
    return edits


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Runs of neighbouring lines with text, fenced code left out."""
    block: list[_Line] = []
    in_code = False
    for found in _LINE.finditer(text):
        line = _Line(found.start(), found.end(), found.group())
        fence = line.text.lstrip().startswith(("```", "~~~"))
        if block and (fence or in_code or line.start > block[-1].end + 1 or line.text.isspace()):
            yield block
            block = []
        if fence:
            in_code = not in_code
        elif not in_code and not line.text.isspace():
            block.append(line)
    if block:
        yield block


def _join(before: _Line, line: _Line) -> Edit:
    left, right = before.text.rstrip(), line.text.lstrip()
    start, end = before.start + len(left), line.end - len(right)
    if _HYPHEN.search(left, max(0, len(left) - _LONGEST_WORD)) and "a" <= right[0] <= "z":
        return Edit(start - 1, end)
    return Edit(start, end, glue(left, right))


def _cut_by_page(text: str, before: _Line, line: _Line, joined: int) -> bool:
    """Whether a sentence goes on after an empty line: only when the line ends in a comma or the like."""
    last, first = before.text, line.text
    return (
        ends_in_comma(last)
        and not last.endswith(("-", "/", "—"))
        and not ends_sentence(last)
        and joined + width(last) >= _CUT_CELLS
        and not stands_alone(last)
        and not starts_unit(first)
        and not is_table_row(first)
        and not first.startswith("    ")
        and not "A" <= first.lstrip()[0] <= "Z"
        and text.count("\n", before.end, line.start) <= _MOST_EMPTY_LINES + 1
        and "```" not in text[before.end : line.start]
    )


def _needs_gap(line: str, following: str) -> bool:
    return not ends_sentence(line) and not starts_unit(following) and not is_table_row(following)
