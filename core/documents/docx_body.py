"""Walks the XML of a Word document in the order in which a person reads it.

python-docx opens the package, but its paragraphs leave out what stands in content controls, tracked
insertions, text boxes and formulas, and reports keep figures in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from hopyard.core.documents.tables import Cell

# lxml elements: the library ships no types that mypy could check.
Element = Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_LEFT_OUT = frozenset(
    {
        f"{_W}del",
        f"{_W}moveFrom",
        f"{_W}instrText",
        f"{_W}delText",
        f"{_W}rPr",
        f"{_W}pPr",
        f"{_W}rt",  # the reading of a character, printed above it
        f"{_MC}Fallback",  # the same text box again, for older programs
    }
)
_WRAPPERS = frozenset(
    {
        f"{_W}sdt",
        f"{_W}sdtContent",
        f"{_W}customXml",
        f"{_W}smartTag",
        f"{_W}ins",
        f"{_W}moveTo",
        f"{_MC}AlternateContent",
        f"{_MC}Choice",
    }
)
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
_RAISED = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
_RAISABLE = re.compile(r"[-−+]?[0-9]+")
_HEADING_NAME = re.compile(r"(?:heading|标题|標題) ?([1-9])")
_MAX_BASED_ON = 12


class Paragraph(NamedTuple):
    """A paragraph's text, the boxes anchored in it, and its level as a heading (0 for none)."""

    text: str
    level: int
    boxes: tuple[Element, ...] = ()


def blocks(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables under an element, in order, through all that only wraps them."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in _WRAPPERS:
            yield from blocks(child)


def is_table(block: Element) -> bool:
    """Whether a block is a table; otherwise it is a paragraph."""
    return bool(block.tag == f"{_W}tbl")


def paragraph(block: Element, levels: dict[str, int]) -> Paragraph:
    """Read one paragraph; `levels` are the heading levels of the document's styles."""
    pieces: list[str] = []
    boxes: list[Element] = []
    _collect(block, pieces, boxes)
    return Paragraph("".join(pieces).strip(), _level(block, levels), tuple(boxes))


def rows(table: Element) -> list[list[Cell]]:
    """The rows of a table; a cell that goes down over several rows is in each of them."""
    above: dict[int, str] = {}
    found: list[list[Cell]] = []
    for row in _rows(table):
        column = 0
        cells: list[Cell] = []
        heads = row.find(f"{_W}trPr/{_W}tblHeader") is not None
        for cell in _cells(row):
            across = min(int(_value(cell, "tcPr/gridSpan", "1") or 1), 200)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            text = _flat(cell)
            if merge is not None and merge.get(f"{_W}val", "continue") == "continue":
                text = text or above.get(column, "")
            above[column] = text
            cells.append(Cell(text, across=across, heads=heads))
            column += across
        found.append(cells)
    return found


def cells_in_order(table: Element) -> Iterator[Element]:
    """The cells of a table that only sets out a page, row by row."""
    for row in _rows(table):
        yield from _cells(row)


def heading_levels(styles: Element) -> dict[str, int]:
    """Style id to heading level: `Title` is 1, `Heading 1` is 2 and so on; `toc` styles are -1."""
    by_id = {style.get(f"{_W}styleId", ""): style for style in styles.iter(f"{_W}style")}
    return {style_id: level for style_id in by_id if (level := _style_level(style_id, by_id))}


def _style_level(style_id: str, by_id: dict[str, Element]) -> int:
    for _ in range(_MAX_BASED_ON):
        style = by_id.get(style_id)
        if style is None:
            return 0
        name = _value(style, "name").lower()
        if name == "title":
            return 1
        if name.startswith("toc "):
            return -1
        named = _HEADING_NAME.fullmatch(name)
        if named:
            return int(named.group(1)) + 1
        outline = _value(style, "pPr/outlineLvl")
        if outline:
            return _from_outline(outline)
        style_id = _value(style, "basedOn")
    return 0


def _level(block: Element, levels: dict[str, int]) -> int:
    outline = _value(block, "pPr/outlineLvl")
    return _from_outline(outline) or levels.get(_value(block, "pPr/pStyle"), 0)


def _from_outline(outline: str) -> int:
    return int(outline) + 2 if outline.isdecimal() and int(outline) < 9 else 0


def _collect(element: Element, pieces: list[str], boxes: list[Element]) -> None:
    """Add the visible text under an element; text boxes are set aside, being paragraphs of their own."""
    for child in element:
        tag = child.tag
        if tag in _LEFT_OUT or not isinstance(tag, str):
            continue
        if tag == f"{_W}txbxContent":
            boxes.append(child)
        elif tag == f"{_W}r":
            _run(child, pieces, boxes)
        elif tag in (f"{_W}t", f"{_M}t"):
            pieces.append(child.text or "")
        elif tag in _SIGNS:
            pieces.append(_SIGNS[tag])
        elif tag == f"{_M}sSup":
            _power(child, pieces, boxes)
        else:
            _collect(child, pieces, boxes)


def _run(run: Element, pieces: list[str], boxes: list[Element]) -> None:
    if run.find(f"{_W}rPr/{_W}vanish") is not None:
        return
    own: list[str] = []
    _collect(run, own, boxes)
    text = "".join(own)
    if _value(run, "rPr/vertAlign") == "superscript" and _RAISABLE.fullmatch(text):
        text = text.translate(_RAISED)  # 10 with a raised 23 is not 1023
    pieces.append(text)


def _power(element: Element, pieces: list[str], boxes: list[Element]) -> None:
    base, exponent = element.find(f"{_M}e"), element.find(f"{_M}sup")
    if base is not None:
        _collect(base, pieces, boxes)
    if exponent is not None:
        raised: list[str] = []
        _collect(exponent, raised, boxes)
        pieces.append("^" + "".join(raised))


def _flat(cell: Element) -> str:
    texts = ("".join(_all_text(block)) for block in cell.iter(f"{_W}p"))
    return " ".join(" ".join(texts).split())


def _all_text(block: Element) -> list[str]:
    pieces: list[str] = []
    _collect(block, pieces, [])
    return pieces


def _rows(table: Element) -> Iterator[Element]:
    return (row for row in _through(table) if row.tag == f"{_W}tr")


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in _through(row) if cell.tag == f"{_W}tc")


def _through(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _through(child)
        else:
            yield child


def _value(element: Element, path: str, default: str = "") -> str:
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/")))
    return default if found is None else str(found.get(f"{_W}val", default))
