"""The texts a sentence is checked against, cut into sentences and rows of tables. Pure."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from hopyard.core.reason.support.tables import is_han
from hopyard.core.reason.support.words import bag
from hopyard.core.text.quantities import Quantity, quantities
from hopyard.core.text.sentences import sentence_spans
from hopyard.core.text.tokens import fold

_NOT_SAID = re.compile(r"[\s|。.!?！？;；,，]+")
_REFERENCE = re.compile(r"\s?\[\d{1,3}(?:\s?[,，、–-]\s?\d{1,3})*\]")
_BRACKET = re.compile(r"[(（]([^()（）]{1,24})[)）]")
_BEFORE = 3
"""Sentences before one from which `it` and `the company` may take their name."""
_COLUMNS = 60
_LONGEST_ROW = 2000
"""Characters that are read of a row."""


class Unit(NamedTuple):
    """A sentence, or a row of a table with its column names put before each value."""

    text: str
    before: str
    """The sentences before it, and the heading over it."""


class Prepared(NamedTuple):
    """A text, ready to be compared with many sentences."""

    units: tuple[Unit, ...]
    quotes: frozenset[str]
    """Every sentence and row as `plain` has it."""
    by_token: dict[str, list[int]]
    han: bool
    """Whether it is written in Chinese."""

    def figures(self) -> tuple[Quantity, ...]:
        """All figures of the text, those of tables with what their column says of them."""
        return figures_of("\n".join(unit.text for unit in self.units))


@lru_cache(64)
def figures_of(text: str) -> tuple[Quantity, ...]:
    """The figures of a text."""
    return tuple(one.value for one in quantities(text) if isinstance(one.value, Quantity))


def plain(text: str) -> str:
    """A text without what does not count in a quotation: white space, width, case, full stops, references."""
    return _NOT_SAID.sub("", fold(_REFERENCE.sub("", text)))


def without_references(text: str) -> str:
    """A text without `[3]` and the like."""
    return _REFERENCE.sub("", text)


@lru_cache(64)
def prepared(text: str, heading: str = "") -> Prepared:
    """A text in units, each with what stands before it."""
    spans = sentence_spans(text)
    lines = [text[start:end] for start, end in spans]
    said = [without_references(line) for line in lines]
    head: list[str] = heading.split("\t") if "\t" in heading else []
    units: list[Unit] = []
    for at, line in enumerate(said):
        if "\t" in line:
            cells = line.split("\t")
            if not head or _names_columns(cells):
                head = cells
            units.append(Unit(_row(head, cells)[:_LONGEST_ROW], heading))
        else:
            head = head if "\t" in heading else []
            before = [one for one in said[max(0, at - _BEFORE) : at] if "\t" not in one]
            units.append(Unit(line, "\n".join([heading, *before]).strip()))
    by_token: dict[str, list[int]] = {}
    for number, unit in enumerate(units):
        for token in sorted(bag(unit.text).tokens):
            by_token.setdefault(token, []).append(number)
    return Prepared(tuple(units), frozenset(map(plain, lines)), by_token, is_han(text))


def _names_columns(cells: Sequence[str]) -> bool:
    return not any(quantities(cell) for cell in cells[1:_COLUMNS])


def _row(head: Sequence[str], cells: Sequence[str]) -> str:
    """`Plant Ferncliff; Output = 18,400 tonnes; Staff = 212`."""
    if cells is head or len(head) != len(cells):
        return "; ".join(cells)
    said = [f"{head[0]} {cells[0]}"]
    over = _BRACKET.search(head[0])
    for name, cell in zip(head[1:_COLUMNS], cells[1:_COLUMNS], strict=True):
        unit = _BRACKET.search(name) or over
        if unit and cell and cell[-1].isdigit() and quantities(f"1 {unit[1]}"):
            blank = " " if unit[1].isascii() else ""
            bare = _BRACKET.sub("", name).strip()
            said.append(f"{bare} = {cell}{blank}{unit[1]}")
        else:
            said.append(f"{name} = {cell}")
    return "; ".join(said)


def nearest(texts: Sequence[Prepared], tokens: Sequence[str], most: int) -> list[Unit]:
    """The units that share most of these tokens, best first; ties in their order."""
    found: list[tuple[int, int, int]] = []
    wanted = frozenset(tokens)
    for number, text in enumerate(texts):
        shares: Counter[int] = Counter()
        for token in wanted:
            shares.update(text.by_token.get(token, ()))
        found += [(-share, number, at) for at, share in shares.items()]
    best = heapq.nsmallest(most, found)
    return [texts[number].units[at] for _, number, at in best]
