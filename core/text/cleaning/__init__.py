"""Cleaning: an ordered list of rules, each a pure function from a text to edits, run until all are content.

A rule does one thing, does nothing on text without its trouble, and is idempotent. The order matters:
pieces are put together before what recurs in them is looked for, and what a program printed twice is looked
for before lines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hopyard.core.text.cleaning.boilerplate import boilerplate
from hopyard.core.text.cleaning.contents import contents
from hopyard.core.text.cleaning.doubled import doubled
from hopyard.core.text.cleaning.hard_breaks import hard_breaks
from hopyard.core.text.cleaning.lost_breaks import lost_breaks
from hopyard.core.text.cleaning.markdown import markdown, markdown_if_dense
from hopyard.core.text.cleaning.page_chunks import page_chunks
from hopyard.core.text.cleaning.page_lines import page_lines
from hopyard.core.text.cleaning.running_numbers import running_numbers
from hopyard.core.text.cleaning.site_furniture import site_furniture
from hopyard.core.text.cleaning.torn_cells import torn_cells
from hopyard.core.text.cleaning.white_space import empty_lines, line_ends
from hopyard.core.text.edits import Edit, OffsetMap, apply_edits

Rule = Callable[[str], list[Edit]]

MARKDOWN_KINDS = frozenset({"md"})
STRUCTURED_KINDS = frozenset({"html", "docx", "epub"})
"""Formats that know their paragraphs: a line break there is no accident of layout."""
TABLE_KINDS = frozenset({"csv", "tsv"})
"""Formats whose every line is a record: nothing may be taken out because it recurs."""

_FURNITURE = frozenset({site_furniture, page_lines, contents, boilerplate})
"""The rules that take out what says nothing of the subject; the others mend what is left."""

_ROUNDS = 6


class Cleaned(NamedTuple):
    """A cleaned text and the map between it and the text it was."""

    text: str
    offsets: OffsetMap
    furniture: float = 0.0
    """The share of the text, white space left out, that was boilerplate, page lines and contents."""


def rules_for(kind: str) -> tuple[Rule, ...]:
    """The rules for a format, in their order."""
    if kind in TABLE_KINDS:
        return (line_ends, empty_lines)
    if kind in STRUCTURED_KINDS:
        return (line_ends, site_furniture, contents, boilerplate, empty_lines)
    return (
        running_numbers,  # first: the spaces at the ends of its pieces belong to the text
        line_ends,
        site_furniture,
        markdown if kind in MARKDOWN_KINDS else markdown_if_dense,
        page_lines,
        page_chunks,
        doubled,
        lost_breaks,
        contents,
        boilerplate,
        hard_breaks,
        torn_cells,
        line_ends,
        empty_lines,
    )


def clean(text: str, kind: str = "txt") -> Cleaned:
    """Clean a sanitised text until no rule changes it any more, at most six times over.

    Most texts take two rounds, the second finding nothing; so cleaning a cleaned text changes nothing.
    """
    offsets = OffsetMap()
    rules = rules_for(kind)
    whole, taken = _n_letters(text), 0
    for _ in range(_ROUNDS):
        changed = False
        for rule in rules:
            edits = rule(text)
            if edits:
                if rule in _FURNITURE:
                    taken += sum(
                        _n_letters(text[one.start : one.end]) - _n_letters(one.replacement) for one in edits
                    )
                text, step = apply_edits(text, edits)
                offsets = offsets.then(step)
                changed = True
        if not changed:
            break
    return Cleaned(text, offsets, max(0, taken) / whole if whole else 0.0)


def _n_letters(text: str) -> int:
    """How many characters are no white space."""
    return sum(map(len, text.split()))
