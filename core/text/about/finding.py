"""Puts together what a document says of itself. Pure.

Nothing is guessed: what the text, the format or the file's name does not plainly say stays empty.
"""

from __future__ import annotations

from hopyard.core.text.about.dates import printed_date
from hopyard.core.text.about.genres import genre_of
from hopyard.core.text.about.names import stamped_date
from hopyard.core.text.about.publishers import publisher_of
from hopyard.core.text.about.sketches import sketch_of
from hopyard.core.text.raw import About, RawDocument
from hopyard.core.text.sanitize import sanitize_line

_MAX_NAME = 80


def about(raw: RawDocument, safe: str, cleaned: str, boilerplate: float) -> About:
    """What is known of a document; `safe` is its text before cleaning, which takes out who speaks in it.

    `boilerplate` is the share that cleaning took out, from 0 to 1.
    """
    in_rows = raw.kind in ("csv", "tsv")
    printed = "" if in_rows else printed_date(cleaned)
    stated = stamped_date(raw.stated.published)
    if raw.kind == "html" and stated:
        printed = ""  # whoever made the page wrote it into its head for machines
    publisher = sanitize_line(raw.stated.publisher)
    if not publisher and not in_rows:
        publisher = publisher_of(safe, cleaned, raw.stated.author)
    return About(
        genre=genre_of(raw.kind, raw.stated.program, safe, cleaned),
        published=printed or stated,
        dated_by="text" if printed else "metadata" if stated else "",
        publisher=publisher[:_MAX_NAME],
        boilerplate=round(boilerplate, 3),
        sketch=sketch_of(cleaned),
    )
