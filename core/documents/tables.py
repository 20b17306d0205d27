"""Tables out of markup into lines of text: merged cells are spread, columns stand between tabs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_MAX_COLUMNS = 200
_MAX_CELL = 1000


class Cell(NamedTuple):
    """One cell as the markup has it."""

    text: str
    across: int = 1
    """Columns that it covers."""
    down: int = 1
    """Rows that it covers."""
    heads: bool = False
    """Whether it names a column."""


def grid(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The table with one text for each row and column; all rows are equally long, at most 200 columns.

    A cell over several rows is repeated in each, so that every row can be read alone. A cell over several
    columns is repeated only when it names them; elsewhere it would count a sum twice.
    """
    filled: list[list[str]] = []
    hanging: dict[int, tuple[str, int]] = {}
    for row in rows:
        line: list[str] = []
        cells = iter(row)
        while len(line) < _MAX_COLUMNS:
            column = len(line)
            if column in hanging:
                text, left = hanging.pop(column)
                line.append(text)
                if left > 1:
                    hanging[column] = (text, left - 1)
                continue
            cell = next(cells, None)
            if cell is None:
                if not any(waiting > column for waiting in hanging):
                    break
                line.append("")
                continue
            for i in range(min(max(1, cell.across), _MAX_COLUMNS - column)):
                text = cell.text if i == 0 or cell.heads else ""
                line.append(text)
                if cell.down > 1:
                    hanging[column + i] = (text, cell.down - 1)
        filled.append(line)
    return _squared([line for line in filled if any(line)])


def is_data(cells: list[list[str]]) -> bool:
    """Whether this is a table of values, and not one that only sets out a page."""
    return bool(cells) and len(cells[0]) > 1 and max(len(text) for row in cells for text in row) <= _MAX_CELL


def as_lines(cells: list[list[str]]) -> list[str]:
    """One line a row, columns between tabs; cell texts must hold neither tabs nor line breaks."""
    return ["\t".join(row).rstrip("\t") for row in cells]


def _squared(rows: list[list[str]]) -> list[list[str]]:
    """All rows as long as the longest, without the columns that are empty throughout."""
    width = max((len(row) for row in rows), default=0)
    padded = [row + [""] * (width - len(row)) for row in rows]
    used = [column for column in range(width) if any(row[column] for row in padded)]
    return [[row[column] for column in used] for row in padded]
