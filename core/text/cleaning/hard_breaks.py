"""Line breaks inside sentences, left by programs that wrapped lines or turned pages.

Chinese is joined with nothing between, so that words cut in two can be found again; Latin with a space, or with
the hyphen gone. What is joined and what is not must look the same to a second reading: where a joined paragraph
ends without a full stop, an empty line is put after it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hopyard.core.text.cleaning.headings import heading_kind
from hopyard.core.text.cleaning.joining import glue
from hopyard.core.text.cleaning.lines import (
    continues,
    ends_in_comma,
    ends_sentence,
    is_table_row,
    stands_alone,
    starts_unit,
    width,
)
from hopyard.core.text.edits import Edit

_LINE = re.compile(r"[^\n]+")
_HYPHEN = re.compile(r"(?:[^\s-]|\A)[A-Za-z]-\Z")
_MOST_EMPTY_LINES = 2
_CUT_CELLS = 40


class _Line(NamedTuple):
    """A line with text: where it begins and ends without the spaces around it."""

    start: int
    end: int
    text: str


def hard_breaks(text: str) -> list[Edit]:
    """Join lines that were cut inside a sentence."""
    edits: list[Edit] = []
    before: _Line | None = None
    joined = 0  # cells already joined in front of the line `before`
    in_code = False
    for found in _LINE.finditer(text):
        line = _Line(found.start(), found.end(), found.group())
        if not line.text.strip():
            continue
        if line.text.lstrip().startswith(("```", "~~~")):
            in_code = not in_code
            before = None
            continue
        edit = None if in_code or before is None else _join(text, before, line, joined)
        if edit is not None and before is not None:
            joined += width(before.text)
            edits.append(edit)
        else:
            if joined and before is not None and _needs_gap(text, before, line):
                edits.append(Edit(before.end, line.start, "\n\n"))
            joined = 0
        before = line
    return edits


def _join(text: str, before: _Line, line: _Line, joined: int) -> Edit | None:
    gap = text.count("\n", before.end, line.start) - 1
    if gap == 0:
        cut = continues(before.text, line.text)
    else:
        cut = gap <= _MOST_EMPTY_LINES and _cut_by_page(before.text, line.text, joined)
    if not cut or heading_kind(before.text) is not None or heading_kind(line.text) is not None:
        return None
    left, right = before.text.rstrip(), line.text.lstrip()
    start, end = before.start + len(left), line.end - len(right)
    if _HYPHEN.search(left) and "a" <= right[0] <= "z":
        return Edit(start - 1, end)
    return Edit(start, end, glue(left, right))


def _cut_by_page(line: str, following: str, joined: int) -> bool:
    """Whether a sentence goes on after an empty line: only when the line ends in a comma or the like."""
    return (
        ends_in_comma(line)
        and not ends_sentence(line)
        and joined + width(line) >= _CUT_CELLS
        and not stands_alone(line)
        and not starts_unit(following)
        and not is_table_row(following)
        and not following.startswith("    ")
    )


def _needs_gap(text: str, before: _Line, line: _Line) -> bool:
    return (
        text.count("\n", before.end, line.start) == 1
        and not ends_sentence(before.text)
        and not starts_unit(line.text)
        and not is_table_row(line.text)
    )
