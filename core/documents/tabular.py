"""Reads CSV and TSV: one line a row, columns between tabs, the first row being the names of the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Literal

from hopyard.core.documents.charset import decode
from hopyard.core.documents.limits import MAX_ROWS, ReadLimits, check_chars
from hopyard.core.documents.lines import LineBuilder, flatten
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import RawDocument

_DELIMITERS = ",;\t|"
_LINES_LOOKED_AT = 20
_MAX_LINES_IN_CELL = 50


def read_tabular(data: bytes, limits: ReadLimits, kind: str) -> RawDocument:
    """The rows; `row 1` is the first of the file, which is what a spreadsheet calls it too.

    Empty rows are left out but counted. Raises: ReadError if it is not text, too long or of too many rows.
    """
    text = decode(data).text
    check_chars(len(text), limits)
    delimiter = "\t" if kind == "tsv" else delimiter_of(text)
    try:
        return _build(_rows(text, delimiter, csv.QUOTE_MINIMAL), limits, kind)
    except csv.Error:  # a stray quote made the rest of the file one cell; without quotes every line is a row
        return _build(_rows(text, delimiter, csv.QUOTE_NONE), limits, kind)


def delimiter_of(text: str) -> str:
    """What stands between the columns: the mark that splits the first lines into equally many, most parts."""
    head = [line for line in text[:20_000].splitlines() if line.strip()][:_LINES_LOOKED_AT]

    def regularity(mark: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(head, delimiter=mark)] or [1]
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        return (widths.count(usual) if usual > 1 else 0, usual)

    try:
        return max(_DELIMITERS, key=regularity)
    except csv.Error:
        return ","


def _rows(text: str, delimiter: str, quoting: Literal[0, 3]) -> Iterator[list[str]]:
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"))
    return csv.reader(lines, delimiter=delimiter, quoting=quoting)


def _build(rows: Iterator[list[str]], limits: ReadLimits, kind: str) -> RawDocument:
    out = LineBuilder(limits)
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise ReadError(f"more than {MAX_ROWS:,} rows")
        if any(cell.count("\n") > _MAX_LINES_IN_CELL for cell in row):
            raise csv.Error("a quote that nothing closes")
        cells = [flatten(cell) for cell in row]
        if any(cells):
            out.place(f"row {number}")
            out.line("\t".join(cells).rstrip("\t"))
    return out.build(title="", kind=kind)
