"""What the store knows of the file of vectors: which model made it, which passages and bytes it covers.

Kept in the store, because a writer may be killed at any moment: what the file holds beyond the mark does not
count, and a store that began again, or came back from a copy, knows nothing of vectors made since. Loads no
numpy: every `add` asks whether something is to be done.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from hopyard.core.index import home as places
from hopyard.core.index.dense.static_model import identity_of
from hopyard.core.index.store import Store

KEY = "vectors"


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """How far the file of vectors goes."""

    model: str
    """The identity of the embedder."""
    generation: str
    """Which file it is."""
    size: int
    """Bytes of it that count."""
    n: int
    """Vectors in it, those of passages that are gone included."""
    up_to: int
    """Every passage with an id up to this has a vector."""


def mark_of(store: Store, model: str) -> Mark | None:
    """The mark of a model's vectors; None if the vectors are of another model, or there are none."""
    text = store.meta(KEY)
    mark = msgspec.json.decode(text, type=Mark) if text else None
    return mark if mark and mark.model == model else None


def set_mark(store: Store, mark: Mark | None) -> None:
    """Keep a mark, or that there are no vectors."""
    with store.transaction():
        store.set_meta(KEY, msgspec.json.encode(mark).decode() if mark else "")


def in_step(home: Path, store: Store, model: str) -> bool:
    """Whether every passage has a vector by this model, as far as mark and file size tell."""
    last = store.last_passage()
    mark = mark_of(store, model)
    return last == 0 or (mark is not None and last <= mark.up_to and is_there(home, mark))


def is_embedded(home: Path, store: Store, embedder: Path | None) -> bool:
    """Whether nothing is to be done for an embedder, if there is one.

    Raises: LibraryError if there is none in its folder.
    """
    return embedder is None or in_step(home, store, identity_of(embedder))


def is_there(home: Path, mark: Mark) -> bool:
    """Whether the file is as long as its mark says, at least."""
    try:
        return places.vectors_file(home).stat().st_size >= mark.size
    except OSError:
        return False
