"""A document as a source: what it says of itself, and the date that its file's name states. Pure.

Looked up whenever a source is: so it is quick to load, and leaves reading texts to `finding`.
"""

from __future__ import annotations

from hopyard.core.text.about.names import date_in_name
from hopyard.core.text.raw import About, Document
from hopyard.core.values import Source


def source_of(document: Document, path: str, name: str = "") -> Source:
    """The document as a source that a person would open at `path`; `name` is the file's, without its ending.

    A date that the name states stands behind what is printed, and before what a program put into the file.
    """
    known = document.about
    return with_about(
        Source(document.id, document.title, path, document.kind, len(document.text)), known, name
    )


def with_about(source: Source, known: About, name: str) -> Source:
    """The source with what is known of it."""
    published, dated_by = known.published, known.dated_by
    if dated_by != "text" and (named := date_in_name(name)):
        published, dated_by = named, "file name"
    return Source(
        *(source.id, source.title, source.path, source.kind, source.n_chars),
        published=published,
        publisher=known.publisher,
        genre=known.genre,
        dated_by=dated_by,
        boilerplate=known.boilerplate,
        sketch=known.sketch,
    )
