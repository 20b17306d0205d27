"""Tables out of markup into lines of text: merged cells are spread, columns stand between tabs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_MAX_COLUMNS = 200
"""Beyond it merged cells are not spread, and a table of twice as many is none of values."""
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
    """The table with one text for each row and column, all rows equally long; empty if it is far too wide.

    A cell over several rows is repeated in each, so that every row can be read alone. A cell over several
    columns is repeated only when it names them; elsewhere it would count a sum twice.
    """
    filled: list[list[str]] = []
    from_above: dict[int, tuple[str, int]] = {}
    for row in rows:
        if not from_above and all(cell.across == cell.down == 1 for cell in row):
            texts = [cell.text for cell in row]
            if any(texts):
                filled.append(texts)
            continue
        placed = {column: text for column, (text, _) in from_above.items()}
        from_above = {column: (text, left - 1) for column, (text, left) in from_above.items() if left > 1}
        column = 0
        for cell in row:
            while column in placed:
                column += 1
            spreads = column + cell.across <= _MAX_COLUMNS
            for i in range(cell.across if spreads else 1):
                text = cell.text if i == 0 or cell.heads else ""
                placed.setdefault(column, text)
                if cell.down > 1 and spreads:
                    from_above[column] = (text, cell.down - 1)
                column += 1
        if any(placed.values()):
            filled.append([placed.get(at, "") for at in range(max(placed) + 1)])
    if max((len(row) for row in filled), default=0) > 2 * _MAX_COLUMNS:
        return []
    return _squared(filled)


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
    if len(used) == width:
        return padded
    return [[row[column] for column in used] for row in padded]
