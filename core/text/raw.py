"""A document before and after cleaning: what readers hand over, and what the library keeps."""

from __future__ import annotations

import hashlib

import msgspec

from hopyard.core.values import Genre, Passage, Place

__all__ = ["About", "Document", "HeadingLine", "Place", "RawDocument", "Stated", "source_id"]


class Stated(msgspec.Struct, frozen=True):
    """What a format says of its document beside the text, as it stands there; each may be empty."""

    published: str = ""
    publisher: str = ""
    author: str = ""
    """Whoever a program took for it: a person, a house, often the machine."""
    program: str = ""
    """What it was made with."""


class About(msgspec.Struct, frozen=True):
    """What a document says of itself; all may be unknown."""

    genre: Genre = ""
    published: str = ""
    """ISO 8601, as far as it is known."""
    dated_by: str = ""
    """Where that was found: `text` or `metadata`."""
    publisher: str = ""
    boilerplate: float | None = None
    """The share of its text that cleaning took out as disclaimers, page lines and lists of contents."""
    sketch: str = ""


class HeadingLine(msgspec.Struct, frozen=True):
    """The line that starts at `offset` is a heading; level 1 is the document's title."""

    offset: int
    level: int


class RawDocument(msgspec.Struct, frozen=True):
    """What a reader got out of a file: text as it stood, with what the format knows about it.

    Offsets are characters into `text`. `places` are ascending; empty means that lines are counted.
    """

    title: str
    """As the format states it; empty when it does not."""
    kind: str
    text: str
    places: tuple[Place, ...] = ()
    headings: tuple[HeadingLine, ...] = ()
    stated: Stated = Stated()


class Document(msgspec.Struct, frozen=True):
    """A cleaned document; `id` names its text, `passages` cover the parts of it worth searching."""

    id: str
    title: str
    kind: str
    text: str
    passages: tuple[Passage, ...]
    about: About = About()


def source_id(text: str) -> str:
    """The name of a source: the first 128 bits of the SHA-256 of its cleaned text, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
