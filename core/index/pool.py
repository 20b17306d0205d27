"""Gathers the postings of a segment in memory while passages are added."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from hopyard.core.index.counts_file import TermCounts, write_file

Interleaved: TypeAlias = "array[int]"
"""Document, count, document, count, ...: one object for each term, because most terms occur once or twice."""


class Pool:
    """Field -> term -> its documents and counts. Documents must be added in ascending order."""

    def __init__(self, fields: Sequence[str]) -> None:
        self._fields: dict[str, dict[str, Interleaved]] = {field: {} for field in fields}
        self.most = 0
        """The highest count."""

    @property
    def n_fields(self) -> int:
        """How many fields there are."""
        return len(self._fields)

    def add(self, document: int, field: str, tokens: Sequence[str]) -> None:
        """Count the tokens of one field of a document."""
        terms = self._fields[field]
        counted = Counter(tokens)
        self.most = max(self.most, *counted.values(), 0)
        for term, count in counted.items():
            known = terms.get(term)
            if known is None:
                terms[term] = array("I", (document, count))
            else:
                known.append(document)
                known.append(count)

    def put(self, document: int, field: str, term: str, count: int) -> None:
        """Take over one posting from another segment."""
        self.most = max(self.most, count)
        known = self._fields[field].get(term)
        if known is None:
            self._fields[field][term] = array("I", (document, count))
        else:
            known.extend((document, count))

    def postings(self, field: str) -> Iterator[tuple[bytes, array[int], array[int]]]:
        """The terms of a field, ascending by their bytes, with their documents and counts."""
        for term, both in sorted(self._fields[field].items()):  # letters sort like their UTF-8
            yield encode(term), both[::2], both[1::2]

    def by_term(self) -> Iterator[TermCounts]:
        """All terms of all fields, ascending by their bytes, with their counts in each field."""
        columns = list(self._fields.values())
        for term in sorted(set().union(*columns)):
            yield TermCounts(encode(term), *_joined([terms.get(term) for terms in columns]))


def write_counts(path: Path, segment: str, n_documents: int, pool: Pool) -> None:
    """Write the file of counts of a segment out of its postings. Raises: OSError."""
    write_file(path, segment, n_documents, pool.n_fields, pool.most, pool.by_term())


def encode(term: str) -> bytes:
    """A term as the index knows it; half a surrogate pair, which damaged files hold, is a term too."""
    return term.encode("utf-8", "surrogatepass")


def decode(term: bytes) -> str:
    """The reverse of `encode`."""
    return term.decode("utf-8", "surrogatepass")


def _joined(columns: Sequence[Interleaved | None]) -> tuple[array[int], list[array[int] | None]]:
    """The documents that any field has, and each field's counts for them."""
    present = [column for column in columns if column is not None]
    if len(present) == 1:  # most of them by far
        return present[0][::2], [column and column[1::2] for column in columns]
    counts = [dict(zip(column[::2], column[1::2], strict=True)) if column else {} for column in columns]
    documents = array("I", sorted(set().union(*counts)))
    return documents, [
        array("I", (one.get(document, 0) for document in documents)) if one else None for one in counts
    ]
