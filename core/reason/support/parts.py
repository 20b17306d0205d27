"""A sentence cut into the parts in which figures stand with what they are figures of. Pure.

`A has 5 and B has 7` are two parts; `in 2021, A had 5` are two as well, and the second takes its time from
the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from hopyard.core.question.names import latin_names
from hopyard.core.reason.support.marks import Mark, marks_of
from hopyard.core.reason.support.mentions import mentions_of
from hopyard.core.reason.support.names import han_names
from hopyard.core.text.quantities import Mention, Period, Quantity

_HARD = re.compile(
    r"[,;:，；：。!?！？\t|()（）—\n]|\.(?=\s)|\b(?:but|while|whereas|although|though|because)\b|但是?|而(?![且非])"
)
_SOFT = re.compile(
    r"\b(?:and|to|against|than|versus|vs|of which|from)\b|[和与及至、]"
    r"|到(?![达位底期])|较|比(?![例重率])|从(?![事业])"
)
"""Cuts only where figures stand on both sides."""
_ROLE = re.compile(r"(?:\b(?P<en>from|to|by)|(?P<han>[从由自到至以对]))\s?\Z", re.IGNORECASE)
_ROLES = {
    "from": "from",
    "to": "to",
    "by": "by",
    "从": "from",
    "由": "from",
    "自": "from",
    "到": "to",
    "至": "to",
    "以": "by",
    "对": "to",
}


_ASIDE = re.compile(r"\W*(?:which|who|whose|where|whom)\b", re.IGNORECASE)
_OF_WHICH = re.compile(r"\W*(?:of (?:which|whom|these|them)\b|including\b|其中|包括)", re.IGNORECASE)
_WEEKDAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())  # noqa: SIM905


class Part(NamedTuple):
    """A piece of a text with the figures and times that stand in it."""

    start: int
    end: int
    figures: tuple[Mention, ...]
    times: tuple[Mention, ...]


class Reading:
    """A text with what is compared: figures, times, parts, names and marks, with their places."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mentions = mentions_of(text)
        self.figures = tuple(one for one in self.mentions if isinstance(one.value, Quantity))
        self.times = tuple(one for one in self.mentions if isinstance(one.value, Period))
        self.parts = tuple(_parts(text, self.figures, self.times))
        self.latin = tuple(
            (at, name)
            for at, name in latin_names(text)
            if name not in _WEEKDAYS and not any(one.start <= at < one.end for one in self.mentions)
        )

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Directions, negations and the like, those within figures (`less than $400`) left out."""
        return _free_marks(self.text, self.mentions)

    def opens_with(self, name: str) -> bool:
        """Whether a name may be an ordinary word with the capital of the sentence's first one."""
        return self.text.lstrip(" \"'“‘(").startswith(name) and name[1:].islower()

    def han_names(self) -> tuple[str, ...]:
        """Chinese names as far as a dictionary or their ending tells."""
        return han_names(self.text)

    def part_at(self, place: int) -> int:
        """The number of the part in which a place is."""
        for number, part in enumerate(self.parts):
            if place < part.end:
                return number
        return len(self.parts) - 1

    def cut(self, part: Part) -> str:
        """The text of a part."""
        return self.text[part.start : part.end]

    def bare(self, part: Part | None = None) -> str:
        """The text, or a part of it, without figures, times and marks: what is left are its words."""
        start, end = (part.start, part.end) if part else (0, len(self.text))
        return blanked(self.text, start, end, (*self.mentions, *self.marks))

    def times_of(self, number: int) -> tuple[Period, ...]:
        """The times that hold for a part: its own, else those of the nearest before it, else behind it."""
        for at in (*self.from_here(number), *range(number + 1, len(self.parts))):
            if self.parts[at].times:
                return tuple(one.value for one in self.parts[at].times if isinstance(one.value, Period))
        return ()

    def from_here(self, number: int) -> Iterator[int]:
        """A part and those before it, from which it takes what it does not say. Asides are left out.

        Of `from 64 to 9 in Tavira` the first part takes the place from the second before it looks elsewhere.
        """
        yield number
        if (
            number + 1 < len(self.parts)
            and self.part_role(number) == "from"
            and self.part_role(number + 1) == "to"
        ):
            yield number + 1
        for at in range(number - 1, -1, -1):
            if not _ASIDE.match(self.cut(self.parts[at])):
                yield at

    def part_role(self, number: int) -> str:
        """The role of the first figure of a part; empty where it has none."""
        figures = self.parts[number].figures
        return self.role_of(figures[0]) if figures else ""

    def own_text(self, number: int) -> str:
        """The text of a part; of one that tells `of which ...` with the part it tells it of."""
        text = self.cut(self.parts[number])
        if number and _OF_WHICH.match(text):
            return self.cut(self.parts[number - 1]) + text
        return text

    def role_of(self, figure: Mention) -> str:
        """`from`, `to` or `by`, as the word before a figure has it; else empty."""
        before = self.text[max(0, figure.start - 6) : figure.start]
        for one in self.times:
            if figure.start - 3 <= one.end <= figure.start:  # 从3月的74天
                before = self.text[max(0, one.start - 6) : one.start]
        found = _ROLE.search(before)
        return _ROLES.get((found["en"] or found["han"]).lower(), "") if found else ""


def blanked(text: str, start: int, end: int, spans: tuple[Mention | Mark, ...]) -> str:
    """text[start:end] with blanks in the place of spans."""
    pieces, at = [], start
    for one in sorted(spans, key=lambda span: span.start):
        if one.end <= at or one.start >= end:
            continue
        pieces.append(text[at : max(at, one.start)])
        at = one.end
    pieces.append(text[at:end] if at < end else "")
    return " ".join(pieces)


@lru_cache(2048)
def reading(text: str) -> Reading:
    """The reading of a text."""
    return Reading(text)


@lru_cache(2048)
def _free_marks(text: str, mentions: tuple[Mention, ...]) -> tuple[Mark, ...]:
    return tuple(
        mark for mark in marks_of(text) if not any(one.start <= mark.start < one.end for one in mentions)
    )


def _parts(text: str, figures: tuple[Mention, ...], times: tuple[Mention, ...]) -> Iterator[Part]:
    taken = sorted((*figures, *times), key=lambda one: one.start)
    cuts = [0]
    cuts += [one.start() for one in _outside(_HARD, text, taken)]
    hard = [*cuts, len(text)]
    cuts += _soft_cuts(text, figures, taken, hard)
    edges = sorted({*cuts, len(text)})
    at = 0
    for start, end in pairwise(edges):
        inside = []
        while at < len(taken) and taken[at].start < end:
            inside.append(taken[at])
            at += 1
        if any(char.isalnum() for char in text[start:end]):
            yield Part(
                start,
                end,
                tuple(one for one in inside if isinstance(one.value, Quantity)),
                tuple(one for one in inside if isinstance(one.value, Period)),
            )


def _outside(pattern: re.Pattern[str], text: str, taken: list[Mention]) -> Iterator[re.Match[str]]:
    """The matches that lie within no figure or time."""
    at = 0
    for found in pattern.finditer(text):
        while at < len(taken) and taken[at].end <= found.start():
            at += 1
        if at == len(taken) or found.start() < taken[at].start:
            yield found


def _soft_cuts(
    text: str, figures: tuple[Mention, ...], taken: list[Mention], hard: list[int]
) -> Iterator[int]:
    """Cuts between figures: the first place of a kind between any two of one stretch."""
    places = [one.start() for one in _outside(_SOFT, text, taken)]
    at = edge = 0
    for one, two in pairwise(figures):
        while edge < len(hard) and hard[edge] < one.end:
            edge += 1
        if edge < len(hard) and hard[edge] <= two.start:
            continue
        while at < len(places) and places[at] < one.end:
            at += 1
        if at < len(places) and places[at] < two.start:
            yield places[at]
