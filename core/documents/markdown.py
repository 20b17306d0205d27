"""Reads Markdown: plain text whose markup is taken off later, where the lines are cleaned."""

from __future__ import annotations

from hopyard.core.documents.limits import ReadLimits
from hopyard.core.documents.plain import read_plain
from hopyard.core.text.raw import RawDocument


def read_markdown(data: bytes, limits: ReadLimits) -> RawDocument:
    """The text with its markup.

    Raises: ReadError if it is not text, or too long.
    """
    return read_plain(data, limits, kind="md")
