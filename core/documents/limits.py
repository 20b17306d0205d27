"""How much of a file is looked at: every size that a hostile or broken file could run away with."""

from __future__ import annotations

import msgspec

from hopyard.core.errors import ReadError

MIB = 1024 * 1024

MAX_MEMBERS = 10_000
"""Files inside one DOCX or EPUB."""

MAX_TAGS = 2_000_000
"""Tags and attributes in a web page; a page of two million took 600 MB."""

MAX_XML_TAGS = 4_000_000
"""Tags and attributes in all the XML of a DOCX together; the trees take some 130 bytes for each."""

MAX_ROWS = 1_048_576
"""Rows of a table in a file of its own: what a spreadsheet can hold."""


class ReadLimits(msgspec.Struct, frozen=True):
    """What one file may cost; beyond it the file is refused, never cut."""

    max_file_bytes: int = 50 * MIB
    """Size on disk."""
    max_unpacked_bytes: int = 200 * MIB
    """What the parts of a DOCX or EPUB may come to together."""
    max_ratio: int = 200
    """Unpacked size over packed size of a DOCX or EPUB, or of one of its parts."""
    max_pages: int = 5000
    """Pages of a PDF."""
    max_chars: int = 20_000_000
    """Characters of text."""


def check_chars(n_chars: int, limits: ReadLimits) -> None:
    """Raises: ReadError when a text is longer than the limit."""
    if n_chars > limits.max_chars:
        raise ReadError(f"more than {limits.max_chars:,} characters of text")


def count_tags(markup: bytes | str) -> int:
    """About how many tags and attributes there are; never fewer than a tree of the markup would have."""
    if isinstance(markup, str):
        return markup.count("<") + markup.count("=")
    return markup.count(b"<") + markup.count(b"=")


def check_tags(n_tags: int, most: int) -> None:
    """Refuse markup whose tree would not fit into memory, before any of it is parsed.

    Raises: ReadError when there are more than `most`.
    """
    if n_tags > most:
        raise ReadError("too much markup for one document")
