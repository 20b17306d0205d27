"""Writes a document's passages into the store, with what is to be known of them when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hopyard.core.index.database import Database
from hopyard.core.index.facts import Key
from hopyard.core.values import Passage, Place

_FIRST_PAGE = 1_500
"""Characters of a document that count as its first page: who wrote it, about whom, and when."""


def put_passages(
    db: Database, source: str, title: str, name: str, text: str, passages: Iterable[Passage]
) -> None:
    """Store the passages of a source that has none; `name` is that of its file, empty if there is none."""
    # With a dictionary: who only looks at the store does not wait for it.
    from hopyard.core.index.naming import facts_of  # noqa: PLC0415
    from hopyard.core.text.tokens import tokens  # noqa: PLC0415

    known = [(p, facts_of(title, p.heading, text[p.start : p.end])) for p in passages]
    db.many(
        'INSERT INTO passages (source, ordinal, start, "end", location, heading, places, facts) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *(source, n, p.start, p.end, p.location, p.heading, _encode_places(p.places)),
                msgspec.msgpack.encode(facts),
            )
            for n, (p, facts) in enumerate(known)
        ),
    )
    db.many(
        "INSERT INTO names SELECT ?, id, ? FROM passages WHERE source = ? AND ordinal = ?",
        (
            (encode_key(key), weight, source, n)
            for n, (_, facts) in enumerate(known)
            for key, weight in facts.names
        ),
    )
    if len(known) > 1:
        # The ids follow one another: only one process writes, and it writes them at once.
        n_opening = max(1, sum(p.start < _FIRST_PAGE for p, _ in known))
        db.rows(
            "INSERT OR REPLACE INTO openings "
            "SELECT source, min(id), min(id) + ? - 1, max(id), ? FROM passages WHERE source = ?",
            (n_opening, " ".join(tokens(f"{title}\n{name}")), source),
        )


def encode_key(key: Key) -> str:
    """A name as the store writes it."""
    return " ".join(key)


def _encode_places(places: Iterable[Place]) -> str:
    return msgspec.json.encode([(place.offset, place.location) for place in places]).decode()
