"""Reads DOCX: paragraphs, headings, tables and notes in document order; macros and links stay untouched."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.parser import parse_xml

from hopyard.core.documents import docx_body, tables
from hopyard.core.documents.archive import Archive
from hopyard.core.documents.docx_body import Element
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.documents.lines import LineBuilder, flatten
from hopyard.core.documents.titles import shown, telling
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import RawDocument, Stated

_WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ALSO_WORD = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
_STRICT = tuple(
    (f"http://purl.oclc.org/ooxml/{strict}".encode(), f"http://schemas.openxmlformats.org/{usual}".encode())
    for strict, usual in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
        ("officeDocument/math", "officeDocument/2006/math"),
    )
)
"""Names of the same things in documents saved as `Strict Open XML`; python-docx knows the usual ones."""


def read_docx(data: bytes, limits: ReadLimits) -> RawDocument:
    """The document's text; headings by style or outline level, one line for each row of a table.

    Raises: ReadError if it is encrypted or damaged, or would unpack to too much.
    """
    slim = _text_parts_only(Archive(data, limits, "DOCX"))
    try:
        document = docx.Document(io.BytesIO(slim))
        levels = docx_body.heading_levels(document.styles.element)
        out = LineBuilder(limits)
        _add_blocks(document.element.body, levels, out)
        _add_notes(document, out)
        title = telling(document.core_properties.title)
        stated = _stated(document)
    except ReadError:
        raise
    except Exception as error:
        # The boundary to a parser that meets hostile XML: whatever it trips over, this file is the cause.
        raise ReadError(f"damaged DOCX: {flatten(str(error))[:80] or type(error).__name__}") from error
    return out.build(title=title, kind="docx", stated=stated)


def _stated(document: WordDocument) -> Stated:
    """What the file's properties say of it, as far as they hold what they should."""
    known = document.core_properties
    try:
        made = known.created.isoformat() if known.created is not None else ""
    except ValueError:  # not written as a date
        made = ""
    return Stated(made, author=shown(known.author or ""))


def _text_parts_only(archive: Archive) -> bytes:
    """The package again, unpacked within the limits, with pictures, fonts and macros emptied.

    python-docx unpacks every part whole; of this one it cannot unpack more than has been counted.
    """
    slim = io.BytesIO()
    with zipfile.ZipFile(slim, "w", zipfile.ZIP_STORED) as package:
        for name in archive.names:
            part = archive.read_xml(name) if name.lower().endswith((".xml", ".rels")) else b""
            for strict, usual in _STRICT:
                part = part.replace(strict, usual)
            for other in _ALSO_WORD if name == "[Content_Types].xml" else ():
                part = part.replace(other, _WORD)
            package.writestr(zipfile.ZipInfo(name), part)
    return slim.getvalue()


def _add_blocks(parent: Element, levels: dict[str, int], out: LineBuilder) -> None:
    for block in docx_body.blocks(parent):
        if docx_body.is_table(block):
            _add_table(block, levels, out)
        else:
            _add_paragraph(block, levels, out)


def _add_paragraph(block: Element, levels: dict[str, int], out: LineBuilder) -> None:
    paragraph = docx_body.paragraph(block, levels)
    if paragraph.level > 0:
        out.heading(paragraph.text, paragraph.level)
    elif paragraph.level == 0:  # below it: a line of the table of contents, which only says everything twice
        out.block(paragraph.text)
    for box in paragraph.boxes:
        _add_blocks(box, levels, out)


def _add_table(block: Element, levels: dict[str, int], out: LineBuilder) -> None:
    cells = tables.grid(docx_body.rows(block))
    if tables.is_data(cells):
        out.table(tables.as_lines(cells))
        return
    for cell in docx_body.cells_in_order(block):
        _add_blocks(cell, levels, out)


def _add_notes(document: WordDocument, out: LineBuilder) -> None:
    """Footnotes and endnotes, which in reports name the sources of figures, at the end of the text."""
    for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        try:
            notes = parse_xml(document.part.part_related_by(kind).blob)
        except KeyError:
            continue
        for note in notes:
            for block in docx_body.blocks(note):
                out.block(docx_body.paragraph(block, {}).text if not docx_body.is_table(block) else "")
