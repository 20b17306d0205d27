"""A sentence that may fill a cell, and whether it is of the row's subject itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from hopyard.core.question.words import ENGLISH_FORM
from hopyard.core.reason.ranking import Candidate
from hopyard.core.reason.somebody import Subject
from hopyard.core.reason.statements import Statement, own_places, years_in
from hopyard.core.text.quantities import Period, Quantity
from hopyard.core.values import Evidence, Hit

YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?!\d*(?:[%亿万]|,\d))|(?<=\d)20\d\d(?=[.年])")
"""Years, those that ran into a figure too: a sentence with two is a timeline or a comparison."""
_WORD_BEFORE = re.compile(r"(?<![A-Za-z])([A-Z][\w&.-]*) \Z")
_LISTED_BEHIND = re.compile(r"\s?(?:、|等(?!于)|,\s?and\b)|\s(?:and|or)\s[A-Z]|\s?[和与及]\s?[A-Z]")
"""Behind a name that is one of several: a figure of the sentence may be of any of them."""


class Pick(NamedTuple):
    """A sentence that may fill a cell, and what it says."""

    hit: int
    candidate: Candidate
    value: Quantity | Period | None
    """None where the cell holds a name or a text."""
    written: str
    sure: bool
    """Whether the sentence states it beyond doubt, so that others can be set against it."""

    def statement(self, kept: Evidence) -> Statement:
        """It as a statement of a piece of evidence, to be compared with others."""
        one = self.candidate
        value = self.value if self.value is not None else Period()
        citation = kept.cited(one.start, one.end)
        return Statement(value, self.written, citation, years_in(one.text), "\t" in one.text)


def whole_row(one: Candidate, hits: Sequence[Hit]) -> Candidate:
    """A table's row with the empty cells that it begins with, so that its columns can be counted."""
    if "\t" not in one.text:
        return one
    passage = hits[one.hit].passage
    before = passage.text[: one.start - passage.start]
    n_empty = len(before) - len(before.rstrip("\t"))
    return one._replace(
        start=one.start - n_empty,
        text=f"{passage.text[one.start - passage.start - n_empty : one.start - passage.start]}{one.text}",
    )


def places(text: str, name: Subject) -> list[tuple[int, int]]:
    """Where a text names the subject itself: not as the end of a longer name, `Switch` and it."""
    return [(start, end) for start, end in own_places(text, name) if not _ends_a_name(text, start, name)]


def _ends_a_name(text: str, start: int, name: Subject) -> bool:
    found = _WORD_BEFORE.search(text[:start])
    return found is not None and found[1].lower() not in ENGLISH_FORM and not name.knows(found[1])


def of_subject(one: Candidate, name: Subject) -> bool:
    """Whether a sentence names the subject itself, alone, and not only another version of it."""
    return any(
        "\t" in one.text or not _LISTED_BEHIND.match(one.text, end) for _, end in places(one.text, name)
    )


def written(one: Candidate, start: int, end: int) -> str:
    """What stands between two places of a sentence, on one line."""
    return " ".join(one.text[start:end].split())
