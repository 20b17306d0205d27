"""The answer's table and its bar charts as rows of the answer pane, as wide as the pane is. Pure.

A table that does not fit is told row by row instead, one line for each cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hopyard.core.citing import marks
from hopyard.core.tables import Bar, Chart, chart, empty_by_reason
from hopyard.core.values import Cell, CellValue, Table
from hopyard.tui.render import Line, Piece, cells_of, cut, line, wrap

GAP = 2
LEAST = 8
"""Cells that a column has at least; a table with less room is told row by row."""
MOST_NAME = 24
"""Cells of a row's name at most."""
FULL, SLIVER = "█", "▏"
"""A cell of a bar, and what stands for less than half a cell."""

NumberOf = Mapping[tuple[str, str], int]


class TableLine(NamedTuple):
    """A row of the pane before it is one: no screen is loaded for what is only printed."""

    key: str
    line: Line
    hang: int = 0
    choosable: bool = True


def table_rows(table: Table, number_of: NumberOf, cells: int) -> list[TableLine]:
    """The table: `t0` is its first row, `c0.1` a cell where they have lines of their own."""
    lines = [[_cell_line(table, cell, number_of) for cell in row] for row in table.cells]
    widths = _widths(table, lines, cells)
    rows = list(_aligned(table, lines, widths) if widths else _stacked(table, lines))
    rows += [
        TableLine(
            f"empty{n}", line((f"{table.not_found}: {', '.join(where)}: {why}", "muted")), 2, choosable=False
        )
        for n, (why, where) in enumerate(empty_by_reason(table).items())
    ]
    return [*rows, TableLine("behind", (), choosable=False)]


def _cell_line(table: Table, cell: Cell, number_of: NumberOf) -> Line:
    if not cell.values:
        return line((table.not_found, "muted"))
    parts: list[str | tuple[str, str]] = [("! ", "warn")] if cell.verdict == "disputed" else []
    for n, value in enumerate(cell.values):
        parts += [" / "] * bool(n)
        parts += [value.said, (f" {marks(value.citations, number_of)}", "accent")]
    return line(*parts, *([(" (disputed)", "warn")] if cell.verdict == "disputed" else []))


def _width(pieces: Line) -> int:
    return sum(cells_of(text) for text, _ in pieces)


def _widths(table: Table, lines: Sequence[Sequence[Line]], cells: int) -> list[int]:
    """How wide the columns are, that of the names first; none if there is too little room for all."""
    names = min(MOST_NAME, max(_width(line(name)) for name in table.rows))
    wanted = [
        max(_width(line(column.name)), *(_width(row[n]) for row in lines))
        for n, column in enumerate(table.columns)
    ]
    room = cells - names - GAP * len(wanted)
    if room < LEAST * len(wanted):
        return []
    while sum(wanted) > room:
        wanted[wanted.index(max(wanted))] -= 1
    return [names, *wanted]


def _aligned(table: Table, lines: Sequence[Sequence[Line]], widths: Sequence[int]) -> Iterator[TableLine]:
    head = [line(""), *(line((column.name, "muted")) for column in table.columns)]
    for k, found in enumerate(_beside(head, widths)):
        yield TableLine(f"head{k}", found, choosable=False)
    rule = "─" * (sum(widths) + GAP * (len(widths) - 1))
    yield TableLine("rule", (Piece(rule, "muted"),), choosable=False)
    for n, (name, row) in enumerate(zip(table.rows, lines, strict=True)):
        for k, found in enumerate(_beside([line((name, "strong")), *row], widths)):
            yield TableLine(f"t{n}" if k == 0 else f"more{n}.{k}", found, choosable=k == 0)


def _beside(texts: Sequence[Line], widths: Sequence[int]) -> Iterator[Line]:
    """Texts wrapped to their widths and set beside one another, line by line."""
    wrapped = [wrap(text, width) if text else [()] for text, width in zip(texts, widths, strict=True)]
    for k in range(max(map(len, wrapped))):
        pieces: list[Piece] = []
        for found, width in zip(wrapped, widths, strict=True):
            shown = found[k] if k < len(found) else ()
            pieces += [*shown, Piece(" " * (width - _width(shown) + GAP))]
        yield tuple(piece for piece in pieces[:-1] if piece.text)


def _stacked(table: Table, lines: Sequence[Sequence[Line]]) -> Iterator[TableLine]:
    for n, (name, row) in enumerate(zip(table.rows, lines, strict=True)):
        yield TableLine(f"name{n}", line((name, "strong")), choosable=False)
        for k, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            yield TableLine(f"c{n}.{k}", (*line(("  ", ""), (f"{column.name}: ", "muted")), *cell), hang=4)


def chart_rows(table: Table, column: int, number_of: NumberOf, cells: int) -> list[TableLine]:
    """Bars for a numeric column: `b0.1` is the second value of the first row. Numbers stand at each bar."""
    drawn = chart(table, column)
    names = min(MOST_NAME, max(cells_of_text(bar.name) for bar in drawn.bars))
    labels = [_label(table, bar, number_of) for bar in drawn.bars]
    room = max(4, cells - names - 2 * GAP - max(map(_width, labels)))
    rows = [TableLine("chart", line((drawn.title, "strong")), choosable=False)]
    for bar, label in zip(drawn.bars, labels, strict=True):
        name = cut(line(bar.name), names)
        pad = Piece(" " * (names - _width(name) + GAP))
        drawing = Piece(_bar(bar, drawn, room), "accent")
        row = (*name, pad, *([drawing, Piece(" " * GAP)] if drawing.text else []), *label)
        key = f"b{bar.row}.{bar.side}"
        rows.append(TableLine(key, row, hang=names + GAP, choosable=bar.value is not None))
    if drawn.note:
        rows.append(TableLine("chart-note", line((drawn.note, "muted")), hang=2, choosable=False))
    return [*rows, TableLine("chart-end", (), choosable=False)]


def cells_of_text(text: str) -> int:
    """Cells of a text of others, cleaned."""
    return _width(line(text))


def _label(table: Table, bar: Bar, number_of: NumberOf) -> Line:
    value = bar.value
    if value is None:
        return line((table.not_found, "muted"))
    parts = [(bar.label, ""), (f" {marks(value.citations, number_of)}", "accent")]
    return line(*parts, *([(" (disputed)", "warn")] if bar.disputed else []))


def _bar(bar: Bar, drawn: Chart, room: int) -> str:
    """The bar of a value; a sliver where it is too short to be drawn, nothing for what has no length."""
    if not bar.share:
        return ""
    full = int(bar.share * room + 0.5)
    return FULL * full if full else SLIVER


def value_at(table: Table, column: int, key: str) -> CellValue | None:
    """The value whose bar has a key like `0.1`: of its row and side."""
    row, _, side = key.partition(".")
    values = table.cells[int(row)][column].values
    return values[int(side)] if int(side) < len(values) else None
