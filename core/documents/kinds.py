"""Tells what a file is by what is in it, and only then by what it is called."""

from __future__ import annotations

import re
from typing import Literal, get_args

from hopyard.core.errors import ReadError

Kind = Literal["txt", "md", "html", "pdf", "docx", "epub", "csv", "tsv"]

KINDS: tuple[str, ...] = get_args(Kind)

_BY_SUFFIX: dict[str, Kind] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".md": "md",
    ".markdown": "md",
    ".mdown": "md",
    ".mkd": "md",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
}
_CLAIMS = {".pdf": "PDF", ".docx": "DOCX", ".docm": "DOCX", ".epub": "EPUB"}
_HEAD = 4096
_PDF_WITHIN = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xff\xfe"
# Each comment ends at its first `-->` and nowhere else: with `.*?` there would be 2^n ways to try n comments.
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile(rb"<(?:[a-zA-Z][a-zA-Z0-9]*[\s>/]|!doctype|!--)", re.IGNORECASE)


def kind_of(data: bytes, suffix: str) -> Kind:
    """The format of a file's content; `suffix` is the end of its name, `.txt`, and decides between texts.

    Raises: ReadError for a format that is known but not read, and for an empty file.
    """
    suffix = suffix.lower()
    if not data:
        raise ReadError("empty file")
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _kind_of_zip(data)
    if data.startswith(_OLE):
        # The name of the stream that an encrypted DOCX is wrapped in, in the file's own UTF-16.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError("encrypted DOCX")
        raise ReadError("an old Office file: save it as DOCX")
    if data.startswith(b"{\\rtf"):
        raise ReadError("RTF is not read: save it as DOCX")
    head = data[:_HEAD].lstrip(_BYTE_ORDER_MARKS).replace(b"\0", b"")
    if head.lstrip().startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in data[:_PDF_WITHIN]):
        return "pdf"
    return _kind_of_text(data, head, suffix)


def claimed(suffix: str) -> str:
    """The format of bytes, `PDF`, that a name promises; empty when it promises none."""
    return _CLAIMS.get(suffix.lower(), "")


def _kind_of_text(data: bytes, head: bytes, suffix: str) -> Kind:
    if _HTML_START.match(head):
        return "html"
    kind = _BY_SUFFIX.get(suffix, "txt")
    if kind == "html" and not _ANY_TAG.search(data.replace(b"\0", b"")):
        return "txt"
    return kind


def _kind_of_zip(data: bytes) -> Kind:
    # Names of members stand uncompressed in the archive, so that it need not be opened to see them.
    if b"word/document" in data and b"[Content_Types].xml" in data:
        return "docx"
    if b"META-INF/container.xml" in data or b"mimetypeapplication/epub+zip" in data[:100]:
        return "epub"
    if b"[Content_Types].xml" in data and b"xl/" in data:
        raise ReadError("a spreadsheet: save it as CSV")
    if b"[Content_Types].xml" in data and b"ppt/" in data:
        raise ReadError("slides: save them as PDF")
    raise ReadError("a zip archive, not a document")
