"""What a document of the Whoosh index consists of."""

from __future__ import annotations

import struct
from typing import Any

from whoosh import columns, fields, formats

FIELDS = ("title", "heading", "body")


class _Counts(formats.Format):  # type: ignore[misc]  # Whoosh ships no types
    """Postings of a document number and a count; Whoosh's own would write the count twice."""

    posting_size = 0

    def __init__(self) -> None:
        self.field_boost = 1.0
        self.options: dict[str, object] = {}


class _Tokens(fields.FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A field of tokens; `whoosh_writer` counts them."""

    format = _Counts()
    analyzer = vector = column_type = None
    scorable = stored = unique = spelling = False
    indexed = True

    def __init__(self) -> None:
        """All of it is the same for every field, so it stands in the class."""


RECORD = struct.Struct(f"!Q{len(FIELDS)}I")
"""What is kept with each document: the passage's id, and the number of tokens in each of the FIELDS."""


class _Record(fields.FieldType):  # type: ignore[misc]  # Whoosh ships no types
    """A packed `RECORD`: one column, because every column costs a call for each document at opening."""

    format = analyzer = vector = None
    scorable = stored = unique = spelling = indexed = False
    column_type = columns.FixedBytesColumn(RECORD.size)

    def __init__(self) -> None:
        """All of it is the same for every field, so it stands in the class."""

    def to_column_value(self, value: bytes) -> bytes:
        return value


def schema() -> Any:
    """The fields of a document of the index."""
    return fields.Schema(record=_Record(), **{field: _Tokens() for field in FIELDS})
