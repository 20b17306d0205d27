"""Whether quoted words stand in running text, in a table, or in a table that was damaged on the way. Pure.

A table that a program took out of a page may have lost what tells its figures apart: cells that ran together,
a row with more cells than the head, a figure where the other rows of its column have a name. A number out of
such a row may be right; whoever cites it should know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from hopyard.core.text.lines import is_table_row
from hopyard.core.text.quantities import Period, parse
from hopyard.core.values import Standing

_CELLS = re.compile(r"\t| {2,}")
_FIGURE = re.compile(
    r"[-+~≈<>≥≤约近超($¥€]{0,2}\d[\d,.]*(?:\s?[-–~]\s?\d[\d,.]*)?\s?(?:[%‰×xX]|[\u3400-\u9fff]{1,4}|[A-Za-z/]{1,6})?\)?"
)
_EMPTY = re.compile(r"[-–—/.\s]*|N/?A|无", re.IGNORECASE)
_RUN_TOGETHER = re.compile(
    r"\d%\d+(?:\.\d+)?%|\d\.\d{3,}\.\d{2,}(?![\d.])|\d,\d{3}\.\d+,\d{3}"
    r"|/\d{1,2}(?:19|20)\d\d/\d{1,2}/|(?:19|20)\d\d\.\d{1,2}(?:19|20)\d\d\.\d|(?<=[A-Za-z])(?:19|20)\d\d\.\d{1,2}\.\d{1,2}(?=[A-Z])"
)
"""`14%6%`, `87.4333.160`, `2022/5/302022/6/30`, `LLaMA2023.3.2OpenAI`: something is missing between."""
_MISREAD = re.compile(r"[\u0400-\u04ff]{3,}|(?:\A|\t)[\u0100-\u024f](?=\t|\Z)|\b0[A-Z]{2,}")
"""What a machine that reads pictures of letters makes of some: Cyrillic, `0PT` for `OPT`."""
_LEAST_MISREAD = 2
"""One such word may be meant."""
_LEAST_TOUCHING = 2
"""So often must one figure touch the next in running text: once it may be a slip."""
_LEAST_ALIKE = 3
_MOSTLY = 0.75
"""A column is of figures, or of names, if so many of at least so many cells are."""


@lru_cache(maxsize=5_000)
def stands_in(passage: str, start: int, end: int, heading: str = "") -> Standing:
    """What `passage[start:end]` stands in; `heading` is the passage's, which ends with a table's head.

    The names of the columns are the first row of the passage, or what the heading says if that row stands in
    an earlier passage.
    """
    quote = passage[start:end]
    line_start = passage.rfind("\n", 0, start) + 1
    line_end = passage.find("\n", end)
    line = passage[line_start : len(passage) if line_end < 0 else line_end]
    if "\n" not in line and is_table_row(line):
        rows = _rows_around(passage, line_start)
        damaged = _RUN_TOGETHER.search(quote) or _is_misread(rows) or _misfits(line, rows, heading)
        return "damaged table" if damaged else "table"
    if _RUN_TOGETHER.search(quote) or _n_touching(quote) >= _LEAST_TOUCHING:
        return "damaged table"
    return "sentence"


def _n_touching(text: str) -> int:
    """How many times begin where the one before them ends, as those of an axis do whose marks are lost.

    Other figures touch by right: a year and its value, `5万9,941`, years and months of a term.
    """
    if sum(map(str.isdecimal, text)) < 4 * _LEAST_TOUCHING:
        return 0
    times = [one for one in parse(text) if isinstance(one.value, Period)]
    return sum(one.end == other.start and text[one.end].isdecimal() for one, other in pairwise(times))


def _rows_around(passage: str, line_start: int) -> list[str]:
    """The rows that stand together with the one that begins at `line_start`, that one among them."""
    rows: list[str] = []
    at = 0
    held = False
    for line in passage.split("\n"):
        if is_table_row(line):
            rows.append(line)
            held = held or at == line_start
        elif held:
            break
        else:
            rows = []
        at += len(line) + 1
    return rows


def _is_misread(rows: Sequence[str]) -> bool:
    """Whether some of its cells show that a table was read off a picture, so that its digits may be wrong."""
    return len({word for row in rows for word in _MISREAD.findall(row)}) >= _LEAST_MISREAD


def _misfits(line: str, rows: Sequence[str], heading: str) -> bool:
    """Whether a row has more cells than the head, or other things in its columns than the other rows."""
    cells = _cells(line)
    head = _cells(rows[0])
    heads_it = bool(heading) and heading.endswith(" ".join(rows[0].split()))
    if heads_it and line == rows[0]:
        return False
    body = [_cells(row) for row in (rows[1:] if heads_it else rows) if row != line]
    most = len(head) if heads_it else max(map(len, body), default=len(cells))
    if len(cells) > most:
        return True
    return any(
        _kind(cell) not in ("empty", usual)
        for number, cell in enumerate(cells)
        if (usual := _usual([row[number] for row in body if number < len(row)])) and usual != "text"
    )


def _usual(column: Sequence[str]) -> str:
    """What a column holds, `figure` or `text`, as its other cells show; empty where they do not."""
    kinds = [kind for cell in column if (kind := _kind(cell)) != "empty"]
    for usual in ("figure", "text"):
        if len(kinds) >= _LEAST_ALIKE and kinds.count(usual) >= _MOSTLY * len(kinds):
            return usual
    return ""


def _kind(cell: str) -> str:
    cell = cell.strip()
    if _EMPTY.fullmatch(cell):
        return "empty"
    return "figure" if _FIGURE.fullmatch(cell) else "text"


def _cells(row: str) -> list[str]:
    return _CELLS.split(row.strip(" \n"))
