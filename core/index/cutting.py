"""What the index keeps of a passage: the tokens of its title, headings and text. Pure."""

from __future__ import annotations

from typing import NamedTuple

from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_schema import FIELDS
from hopyard.core.text.tokens import parted, tokens


class FieldTokens(NamedTuple):
    """The tokens of one field of a passage."""

    running: list[str]
    """In order; phrases are found among these."""
    loose: list[str]
    """Tokens that join some of the others, `a100` beside `a` and `100`; and those of the file's name."""


def cut(words: Words) -> list[FieldTokens]:
    """The tokens of a passage, for each of the FIELDS."""
    running, loose = parted(words.title)
    title = {*running, *loose}
    # A file is often named like its title, and is then not to count twice.
    loose += [token for token in tokens(words.name) if token not in title]
    by_field = {
        "title": FieldTokens(running, loose),
        "heading": FieldTokens(*parted(words.heading)),
        "body": FieldTokens(*parted(words.body)),
    }
    return [by_field[field] for field in FIELDS]
