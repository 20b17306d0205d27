"""The part of a page that shows the answer's table and its bar charts, readable without seeing them. Pure.

A chart is drawn with attributes alone, for the page's policy allows no style but its own; all that it shows
stands in the table too, and in the chart's description.
"""

from __future__ import annotations

from collections.abc import Iterator

from hopyard.core.export.anchors import Anchors
from hopyard.core.export.markup import lang, line, spoken
from hopyard.core.export.page_tree import cited
from hopyard.core.tables import Bar, Chart, chart, empty_by_reason, numeric_columns
from hopyard.core.values import Cell, Table

_NAMES, _WIDTH, _VALUES, _HEIGHT = 150, 300, 250, 26
"""Room for the names, the longest bar, the values, and the height of a bar with its gap; in user units."""
_NAME_CHARS, _LABEL_CHARS = 20, 32


def table(shown: Table, places: Anchors) -> Iterator[str]:
    """The table, why cells are empty, and a chart of each column that can be drawn."""
    yield '<table class="grid" id="table"><caption>Each value with the passage that states it</caption>'
    heads = "".join(
        f'<th scope="col"{lang(column.name)}>{line(column.name)}</th>' for column in shown.columns
    )
    yield f"<thead><tr><td></td>{heads}</tr></thead><tbody>"
    for name, row in zip(shown.rows, shown.cells, strict=True):
        cells = "".join(_cell(shown, cell, places) for cell in row)
        yield f'<tr><th scope="row"{lang(name)}>{line(name)}</th>{cells}</tr>'
    yield "</tbody></table>"
    for why, where in empty_by_reason(shown).items():
        yield spoken(f"{shown.not_found}: {', '.join(where)}: {why}", "p", "note")
    for column in numeric_columns(shown):
        yield from _figure(column, chart(shown, column), shown.not_found)


def _cell(shown: Table, cell: Cell, places: Anchors) -> str:
    if not cell.values:
        return f'<td class="none"{lang(shown.not_found)}>{line(shown.not_found)}</td>'
    said = " / ".join(f"{spoken(one.said)} {cited(one.citations, places)}" for one in cell.values)
    if cell.verdict != "disputed":
        return f"<td>{said}</td>"
    reason = f" {spoken(cell.reason, style='soft')}" if cell.reason else ""
    return f'<td>{said} <span class="disputed">disputed</span>{reason}</td>'


def _figure(column: int, drawn: Chart, not_found: str) -> Iterator[str]:
    height = _HEIGHT * len(drawn.bars)
    ids = f"chart{column}-title", f"chart{column}-desc"
    told = "; ".join(f"{bar.name}: {bar.label or not_found}" for bar in drawn.bars)
    yield f'<figure><svg role="img" viewBox="0 0 {_NAMES + _WIDTH + _VALUES} {height}"'
    yield f' aria-labelledby="{ids[0]} {ids[1]}"><title id="{ids[0]}">{line(drawn.title)}</title>'
    yield f'<desc id="{ids[1]}">{line(told)}</desc>'
    for n, bar in enumerate(drawn.bars):
        yield from _bar(bar, n * _HEIGHT, not_found)
    note = f" {line(drawn.note)}" if drawn.note else ""
    yield f"</svg><figcaption>{line(drawn.title)}, drawn from 0.{note}</figcaption></figure>"


def _bar(bar: Bar, top: int, not_found: str) -> Iterator[str]:
    """A name, its bar and its value; a disputed one is an outline, so that colour alone says nothing."""
    base = top + _HEIGHT - 9
    yield f'<text x="{_NAMES - 8}" y="{base}" text-anchor="end">{line(_short(bar.name, _NAME_CHARS))}</text>'
    length = max(1.0, round(bar.share * _WIDTH, 1)) if bar.share else 0.0
    if length:
        style = "doubt" if bar.disputed else "bar"
        yield f'<rect class="{style}" x="{_NAMES}" y="{top + 4}" width="{length}" height="{_HEIGHT - 8}"/>'
    label = (bar.label or not_found) + (" (disputed)" if bar.disputed else "")
    yield f'<text x="{_NAMES + length + 8}" y="{base}">{line(_short(label, _LABEL_CHARS))}</text>'


def _short(text: str, most: int) -> str:
    """A text that fits; what is cut stands in the table."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
