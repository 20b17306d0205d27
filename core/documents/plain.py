"""Reads plain text as it stands."""

from __future__ import annotations

from hopyard.core.documents.charset import decode
from hopyard.core.documents.limits import ReadLimits, check_chars
from hopyard.core.text.raw import RawDocument


def read_plain(data: bytes, limits: ReadLimits, kind: str = "txt") -> RawDocument:
    """The text, with every kind of line end as a line feed.

    Raises: ReadError if it is not text, or too long.
    """
    text = decode(data).text
    check_chars(len(text), limits)
    return RawDocument(title="", kind=kind, text=text.replace("\r\n", "\n").replace("\r", "\n"))
