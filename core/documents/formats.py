"""The formats and their readers: a new one is one module, one line here, and a way to tell it in `kinds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from hopyard.core.documents.epub import read_epub
from hopyard.core.documents.html import read_html
from hopyard.core.documents.kinds import Kind, claimed, kind_of
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.documents.lines import flatten
from hopyard.core.documents.markdown import read_markdown
from hopyard.core.documents.opening import read_bytes
from hopyard.core.documents.plain import read_plain
from hopyard.core.documents.tabular import read_tabular
from hopyard.core.errors import ReadError
from hopyard.core.text.raw import RawDocument

_DEFAULT = ReadLimits()


def _read_pdf(data: bytes, limits: ReadLimits) -> RawDocument:
    from hopyard.core.documents.pdf import read_pdf  # noqa: PLC0415 - its library is loaded with the first such file

    return read_pdf(data, limits)


def _read_docx(data: bytes, limits: ReadLimits) -> RawDocument:
    from hopyard.core.documents.docx import read_docx  # noqa: PLC0415 - likewise

    return read_docx(data, limits)


READERS: Mapping[Kind, Callable[[bytes, ReadLimits], RawDocument]] = {
    "txt": read_plain,
    "md": read_markdown,
    "html": read_html,
    "pdf": _read_pdf,
    "docx": _read_docx,
    "epub": read_epub,
    "csv": partial(read_tabular, kind="csv"),
    "tsv": partial(read_tabular, kind="tsv"),
}


def read_raw(path: Path, limits: ReadLimits = _DEFAULT) -> RawDocument:
    """Read a file as its format has it, before any cleaning.

    Raises: ReadError, for everything that cannot be read.
    """
    return read_bytes_as(read_bytes(path, limits), path.suffix, limits)


def read_bytes_as(data: bytes, suffix: str, limits: ReadLimits = _DEFAULT) -> RawDocument:
    """Read what was in a file whose name ends in `suffix`.

    Raises: ReadError, for everything that cannot be read.
    """
    try:
        raw = _read(data, suffix, limits)
    except ReadError:
        raise
    except Exception as error:
        # The boundary to content that nobody vouches for: whatever fails here is the file's doing.
        raise ReadError(f"damaged: {flatten(str(error))[:80] or type(error).__name__}") from error
    if not raw.text.strip():
        raise ReadError("no text in it")
    return raw


def _read(data: bytes, suffix: str, limits: ReadLimits) -> RawDocument:
    kind = kind_of(data, suffix)
    try:
        return READERS[kind](data, limits)
    except ReadError as error:
        promised = claimed(suffix)
        if kind == "txt" and promised:
            raise ReadError(f"damaged {promised}: it does not begin like one") from error
        raise
