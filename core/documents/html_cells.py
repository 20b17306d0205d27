"""Takes the cells out of a table in a web page: from its source where that is plain, else from its tree.

Most tables hold text alone. The library makes an object for every cell, which takes ten times as long as
everything else that is done to it, and none for the source of a whole table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from hopyard.core.documents.lines import flatten
from hopyard.core.documents.tables import Cell

# Elements of the tree; the library's types call everything in them optional.
DOMNode = Any

_MAX_SPAN = 1000
_ATTRIBUTES = r"(?:\s[^\s<>=\"]+=\"[^\"<>]*\")*"
_PLAIN = re.compile(
    rf"(?:</?(?:table|caption|thead|tbody|tfoot|colgroup|col|tr|td|th){_ATTRIBUTES}>[^<>]*)*+"
)
"""The source of a plain table, as the library writes it: in texts it writes all < and > as entities."""
_CELL = re.compile(rf"<(t[dh])({_ATTRIBUTES})>([^<]*)")
_CAPTION = re.compile(rf"<caption{_ATTRIBUTES}>([^<]*)")
_SPAN = re.compile(r"\s(colspan|rowspan)=\"([^\"]*)\"")
_ENTITIES = (("&nbsp;", "\xa0"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
"""All that the library writes for characters of a text; the last one last, for it stands in the others."""


class Parts(NamedTuple):
    """What a table is made of."""

    caption: str
    rows: list[list[Cell]]


def plain_table(source: str) -> Parts | None:
    """The parts of a table from its source as the library writes it; None if it holds more than text."""
    if _PLAIN.fullmatch(source) is None:
        return None
    caption = _CAPTION.search(source)
    rows = [[_cell(*found) for found in _CELL.findall(row)] for row in source.split("<tr")[1:]]
    return Parts(flatten(_text(caption.group(1))) if caption else "", rows)


def any_table(table: DOMNode, text_of: Callable[[DOMNode], str]) -> Parts:
    """The parts of any table, through its tree; `text_of` tells the text of an element."""
    caption = table.query_selector("caption")
    rows = [
        [
            Cell(
                flatten(text_of(cell)),
                across=_span(cell.getattr("colspan")),
                down=_span(cell.getattr("rowspan")),
                heads=cell.tag == "th",
            )
            for cell in row.child_nodes[:]
            if cell.tag in ("td", "th")
        ]
        for row in table.query_selector_all("tr")[:]
    ]
    return Parts(flatten(text_of(caption)) if caption is not None else "", rows)


def _cell(tag: str, attributes: str, source: str) -> Cell:
    text, heads = flatten(_text(source)), tag == "th"
    if "span" not in attributes:
        return Cell(text, 1, 1, heads)
    spans = dict(_SPAN.findall(attributes))
    return Cell(text, _span(spans.get("colspan")), _span(spans.get("rowspan")), heads)


def _text(source: str) -> str:
    if "&" in source:
        for entity, char in _ENTITIES:
            source = source.replace(entity, char)
    return source


def _span(value: str | None) -> int:
    return (
        min(int(value), _MAX_SPAN) if value and value.isascii() and value.isdecimal() and value != "0" else 1
    )
