"""What the screen and the exports alike say of an answer's table: charts, and why cells are empty. Pure."""

from __future__ import annotations

from typing import NamedTuple

from hopyard.core.values import CellValue, Table, TableColumn

TOO_FAR_APART = 1000
"""Values that differ by more than so many times cannot be drawn on one linear scale."""


class Bar(NamedTuple):
    """A line of a chart: a value of a row, or that it has none."""

    row: int
    side: int
    """Which of the row's values: more than 0 only where sources disagree."""
    name: str
    value: CellValue | None
    label: str
    """The value in words, with its unit; empty without one."""
    share: float
    """How long its bar is, of the longest; 0 where there is nothing to draw."""
    disputed: bool


class Chart(NamedTuple):
    """A bar chart of one numeric column, on a linear scale that begins at 0."""

    title: str
    bars: tuple[Bar, ...]
    note: str
    """What the bars do not show; may be empty."""


def numeric_columns(table: Table) -> list[int]:
    """The columns that can be drawn: those with two amounts at least."""
    return [n for n, column in enumerate(table.columns) if column.numeric and len(_amounts(table, n)) > 1]


def _amounts(table: Table, column: int) -> list[float]:
    return [value.amount for row in table.cells for value in row[column].values if value.amount is not None]


def chart(table: Table, column: int) -> Chart:
    """A column as bars, one for each value, in the order of the rows; missing ones are told, not left out."""
    about = table.columns[column]
    sizes = [amount for amount in _amounts(table, column) if amount > 0]
    most, least = max(sizes, default=0.0), min(sizes, default=0.0)
    bars = []
    for n, (name, row) in enumerate(zip(table.rows, table.cells, strict=True)):
        cell = row[column]
        if not cell.values:
            bars.append(Bar(n, 0, name, None, "", 0.0, disputed=False))
        for side, value in enumerate(cell.values):
            share = max(0.0, value.amount) / most if value.amount is not None and most else 0.0
            bars.append(Bar(n, side, name, value, value.said, share, cell.verdict == "disputed"))
    unit = f" ({about.unit})" if about.unit else ""
    notes = []
    if least and most / least > TOO_FAR_APART:
        notes.append(
            f"The largest is more than {TOO_FAR_APART:,} times the smallest: "
            "short bars say little, read the values."
        )
    if any(bar.value is not None and bar.value.amount is None for bar in bars):
        notes.append("What has no bar is a range, or in a unit that does not go with the others.")
    if any(bar.value is not None and (bar.value.amount or 0) < 0 for bar in bars):
        notes.append("Values below 0 have no bar.")
    return Chart(f"{about.name}{unit}", tuple(bars), " ".join(notes))


def empty_by_reason(table: Table) -> dict[str, list[str]]:
    """Why cells are empty, and which: `{"no passage found names it": ["PaLM (year)"]}`."""
    found: dict[str, list[str]] = {}
    for name, row in zip(table.rows, table.cells, strict=True):
        for column, cell in zip(table.columns, row, strict=True):
            if not cell.values:
                found.setdefault(cell.reason, []).append(_place(name, column))
    return found


def _place(name: str, column: TableColumn) -> str:
    return f"{name} ({column.name})"
