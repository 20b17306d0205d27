"""Reads PDF: the text layer page by page, with page numbers, bookmarks as headings, and powers kept apart."""

from __future__ import annotations

import re
import threading
from ctypes import byref, c_double
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from hopyard.core.documents.limits import ReadLimits
from hopyard.core.documents.lines import LineBuilder
from hopyard.core.documents.pdf_guard import check_streams
from hopyard.core.documents.titles import shown, telling
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import HeadingLine, RawDocument, Stated

# pypdfium2 ships no types that mypy could check.
TextPage = Any
PdfDocument = Any

_ONE_AT_A_TIME = threading.Lock()
"""PDFium is not thread-safe, not even for different documents."""

_END_MARK = b"%%EOF"
_END_WITHIN = 4096
_MAX_BOOKMARKS = 5000
_MAX_BOOKMARK_DEPTH = 8
_MAX_BOOKMARKS_OF_A_PAGE = 50
_NUMBERING = 10
_POWER = re.compile(r"(?<![\d.])10( ?)([-−–]?\d{1,3})(?![\d.])")
_RAISED = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
_WRAPPED = re.compile("[\ufffe\x02]")
_WORD_BEFORE = re.compile(r"[\w-]*\Z")
_LONGEST_WORD = 40
_LETTER = re.compile(r"\w")
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_MAX_UNREADABLE = 0.3


def read_pdf(data: bytes, limits: ReadLimits) -> RawDocument:
    """The text of all pages; `p. 3` is the third page of the file, whatever number is printed on it.

    Raises: ReadError if it is encrypted, damaged, without text, or beyond a limit.
    """
    check_streams(data, limits)
    with _ONE_AT_A_TIME:
        try:
            with pypdfium2.PdfDocument(data) as document:
                return _read(document, limits, whole=_END_MARK in data.rstrip(b"\0\r\n\t ")[-_END_WITHIN:])
        except pypdfium2.PdfiumError as error:
            raise _as_read_error(error) from error


def _as_read_error(error: pypdfium2.PdfiumError) -> ReadError:
    if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return ReadError("encrypted PDF")
    return ReadError("damaged PDF: it cannot be opened")


def _read(document: PdfDocument, limits: ReadLimits, *, whole: bool) -> RawDocument:
    n_pages = len(document)
    if n_pages > limits.max_pages:
        raise ReadError(f"more than {limits.max_pages:,} pages")
    bookmarks = _bookmarks(document)
    out = LineBuilder(limits)
    n_unreadable = 0
    for number in range(1, n_pages + 1):
        text = _page_text(document, number, limits)
        if not text.strip():
            if not whole:  # PDFium mends a file that was cut off, and leaves its lost pages empty
                raise ReadError("damaged PDF: its end is missing")
            continue
        n_unreadable += len(_UNREADABLE.findall(text))
        out.place(f"p. {number}")
        base = out.length
        out.line(text)
        out.known_headings(_headings(text, bookmarks.get(number, [])), base)
    title = telling(document.get_metadata_value("Title") or "")
    raw = out.build(title=title, kind="pdf", stated=_stated(document))
    if not _LETTER.search(raw.text):
        raise ReadError("no text in it (a scan?)")
    if n_unreadable > _MAX_UNREADABLE * len(raw.text):
        raise ReadError("its fonts do not say which characters they draw")
    return raw


def _stated(document: PdfDocument) -> Stated:
    """What the file's properties say of it. A program's date is that of the file: it is believed last."""
    known = {name: document.get_metadata_value(name) or "" for name in ("CreationDate", "Author", "Creator")}
    return Stated(known["CreationDate"], author=shown(known["Author"]), program=shown(known["Creator"]))


def _page_text(document: PdfDocument, number: int, limits: ReadLimits) -> str:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"damaged PDF: page {number} cannot be read") from error
    try:
        text_page = page.get_textpage()
        try:
            if text_page.count_chars() > limits.max_chars:
                raise ReadError(f"more than {limits.max_chars:,} characters of text")
            text = _with_powers(text_page, text_page.get_text_range())
        finally:
            text_page.close()
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"damaged PDF: page {number} cannot be read") from error
    finally:
        page.close()
    text = _WRAPPED.sub(_unwrap, text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.strip() for line in text.split("\n")).strip("\n")


def _unwrap(broken: re.Match[str]) -> str:
    """A word broken at the end of a line, made whole; a hyphen of its own, as in `GPT-3`, stays."""
    start, text = broken.start(), broken.string
    before = _WORD_BEFORE.search(text[max(0, start - _LONGEST_WORD) : start])
    own_hyphen = (before is not None and "-" in before.group()) or not text[start + 1 : start + 2].islower()
    return "-" if own_hyphen else ""


def _with_powers(text_page: TextPage, text: str) -> str:
    """The text with raised exponents raised: `3.15×10 23` is written as 3.15×10²³ where the 23 is set higher.

    Decided by the size and the baseline of the characters, so that 1023 and `10 23` stay what they are.
    """
    if len(text) != text_page.count_chars():  # positions in the text are then not positions on the page
        return text

    def raised(found: re.Match[str]) -> str:
        ten, exponent = found.start(), found.start(2)
        if _size(text_page, exponent) < 0.85 * _size(text_page, ten) and (
            _baseline(text_page, exponent) > _baseline(text_page, ten)
        ):
            return "10" + found.group(2).translate(_RAISED)
        return found.group()

    return _POWER.sub(raised, text)


def _size(text_page: TextPage, at: int) -> float:
    return float(pdfium.FPDFText_GetFontSize(text_page, at))


def _baseline(text_page: TextPage, at: int) -> float:
    x, y = c_double(), c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, at, byref(x), byref(y))
    return y.value


def _bookmarks(document: PdfDocument) -> dict[int, list[tuple[str, int]]]:
    """Title and heading level of the bookmarks on each page, pages counted from 1."""
    found: dict[int, list[tuple[str, int]]] = {}
    for count, bookmark in enumerate(document.get_toc(max_depth=_MAX_BOOKMARK_DEPTH)):
        if count >= _MAX_BOOKMARKS:
            break
        target = bookmark.get_dest()
        index = None if target is None else target.get_index()
        title = _packed(bookmark.get_title() or "")
        if index is not None and title:
            found.setdefault(index + 1, []).append((title, bookmark.level + 2))
    return found


def _headings(text: str, bookmarks: list[tuple[str, int]]) -> list[HeadingLine]:
    """The lines of a page that bookmarks point to; a number in front of the heading may be missing in one."""
    found: list[HeadingLine] = []
    offset = 0
    waiting = bookmarks[:_MAX_BOOKMARKS_OF_A_PAGE]
    for line in text.split("\n") if waiting else []:
        packed = _packed(line)
        for bookmark in waiting:
            title, level = bookmark
            longer, shorter = (packed, title) if len(packed) >= len(title) else (title, packed)
            if (
                shorter
                and longer.endswith(shorter)
                and len(longer) - len(shorter) <= min(_NUMBERING, len(shorter))
            ):
                found.append(HeadingLine(offset, level))
                waiting.remove(bookmark)
                break
        offset += len(line) + 1
    return found


def _packed(text: str) -> str:
    return "".join(text.split()).casefold()
