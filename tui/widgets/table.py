"""Rows in columns, each cut to its width in cells; what does not fit stays readable by opening the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from hopyard.tui.render import Line, Piece, clean, cut, width
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.one_line import cut_start
from hopyard.tui.widgets.rows import RowsView

GAP = 2
"""Cells between columns."""


class Column(NamedTuple):
    """How wide a column is, and what of a text that is too long for it stays."""

    cells: int
    """Its width; with `share`, the least that it has."""
    share: int = 0
    """Its part of the cells that are left over."""
    right: bool = False
    """Whether it stands at the right, as numbers do."""
    keep_end: bool = False
    """Whether the end of a long text stays, as of a path, and not its beginning."""
    from_cells: int = 0
    """It is shown only in a pane that is this wide."""


def cells_of(*parts: str | tuple[str, str]) -> Line:
    """A piece for each column, out of texts and (text, style) pairs; every text is cleaned, none left out."""
    pairs = ((part, "") if isinstance(part, str) else part for part in parts)
    return tuple(Piece(clean(text), style) for text, style in pairs)


def fit_columns(pieces: Line, columns: Sequence[Column], cells: int) -> Line:
    """One line, `cells` wide at most, with each piece in its column."""
    shown = [pair for pair in zip(pieces, columns, strict=True) if cells >= pair[1].from_cells]
    widths = _widths([column for _, column in shown], cells)
    line: list[Piece] = []
    for n, ((piece, column), room) in enumerate(zip(shown, widths, strict=True)):
        fitting = cut_start((piece,), room) if column.keep_end else cut((piece,), room)
        blank = Piece(" " * max(0, room - width(fitting)))
        gap = (Piece(" " * GAP),) if n else ()
        line += (*gap, blank, *fitting) if column.right else (*gap, *fitting, blank)
    return cut(tuple(one for one in line if one.text), cells)


def _widths(columns: Sequence[Column], cells: int) -> list[int]:
    left = cells - sum(column.cells for column in columns) - GAP * (len(columns) - 1)
    shares = sum(column.share for column in columns)
    return [column.cells + (max(0, left) * column.share // shares if shares else 0) for column in columns]


class TableView(RowsView):
    """A list whose rows may stand in columns: a row with the key `kind:...` in those of that kind."""

    COLUMNS: ClassVar[Mapping[str, Sequence[Column]]] = {}

    def wrap_row(self, row: Row, cells: int) -> list[Line]:
        """The row's lines: one with its columns, if its kind has any."""
        columns = self.COLUMNS.get(row.key.partition(":")[0])
        if columns is None:
            return super().wrap_row(row, cells)
        return [fit_columns(row.line, columns, cells)]

    def lines_of_row(self, row: Row, cells: int) -> int:
        """How many lines `wrap_row` gives."""
        return 1 if row.key.partition(":")[0] in self.COLUMNS else super().lines_of_row(row, cells)
