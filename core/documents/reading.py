"""Reads one file into a cleaned document: the one door to all formats."""

from __future__ import annotations

from pathlib import Path

from hopyard.core.documents.formats import read_raw
from hopyard.core.documents.kinds import KINDS
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.documents.titles import shown_name
from hopyard.core.errors import ReadError
from hopyard.core.text.prepare import prepare
from hopyard.core.text.raw import Document

__all__ = ["KINDS", "ReadLimits", "read_document", "read_raw"]

_DEFAULT = ReadLimits()


def read_document(path: Path, limits: ReadLimits = _DEFAULT) -> Document:
    """Read and clean a file. What it is, is decided by its content, and by its name only between texts.

    Raises: ReadError, whose message is a reason short enough to stand beside the file's name.
    """
    document = prepare(read_raw(path, limits), name=shown_name(path.stem))
    if not document.text.strip():
        raise ReadError("no text in it")
    return document
