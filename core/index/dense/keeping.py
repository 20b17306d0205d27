"""Keeps a vector of every passage: the only thing that ever writes the file of vectors. Loads numpy."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from hopyard.core.errors import LibraryError
from hopyard.core.index import home as places
from hopyard.core.index.dense import vectors_file as file
from hopyard.core.index.dense.embedder import Embedder
from hopyard.core.index.dense.mark import Mark, in_step, is_there, mark_of, set_mark
from hopyard.core.index.dense.static_model import identity_of, load
from hopyard.core.index.dense.vectors_file import Extent, Vectors, VectorsUnusable
from hopyard.core.index.store import Store, Words

_BATCH = 2_000
"""Passages embedded before they are kept: an interrupted run loses no more than these."""

Tell = Callable[[int, int], None]
"""Called with the passages done so far and in total."""


def keep_vectors(home: Path, store: Store, folder: Path, tell: Tell, *, closely: bool = False) -> bool:
    """Embed what has no vector by the model in `folder` yet; the caller holds the library's lock.

    Under another model, or where the file is lost or damaged, all passages are embedded again, out of the
    store. `closely` reads the file to find damage. Returns whether anything was to be done.

    Raises: LibraryError if the model cannot be used or the file not written.
    """
    model = identity_of(folder)
    if closely:
        _forget_if_damaged(home, store, model)
    if in_step(home, store, model):
        return False
    try:
        _embed_missing(home, store, load(folder), tell)
    except OSError as error:
        raise LibraryError(
            f"Cannot write the vectors of the library at {home}: {error.strerror or error}.",
            "Free some space or make the folder writable, and run the same command again: "
            "the texts are stored, only the vectors wait.",
        ) from error
    return True


def read_vectors(home: Path, mark: Mark) -> Vectors:
    """The vectors that a mark tells of. Raises: VectorsUnusable."""
    return file.read(places.vectors_file(home), Extent(mark.generation, mark.size))


def text_of(words: Words) -> str:
    """A passage as it is embedded: what it is about, and what it says."""
    return "\n".join(part for part in (words.title, words.heading, words.body) if part)


def _forget_if_damaged(home: Path, store: Store, model: str) -> None:
    mark = mark_of(store, model)
    if mark is None:
        return
    try:
        read_vectors(home, mark)
    except VectorsUnusable:
        set_mark(store, None)


def _embed_missing(home: Path, store: Store, embedder: Embedder, tell: Tell) -> None:
    path = places.vectors_file(home)
    wanted = store.passage_ids()
    mark = _begun(home, store, embedder, wanted)
    missing = [id_ for id_ in wanted if id_ > mark.up_to]
    for at in range(0, len(missing), _BATCH):
        tell(at, len(missing))
        words = list(store.words(missing[at : at + _BATCH]))
        ids = [one.passage for one in words]
        vectors = file.rounded(ids, embedder.embed([text_of(one) for one in words]))
        extent = file.append(path, Extent(mark.generation, mark.size), vectors)
        mark = Mark(embedder.identity, *extent, mark.n + len(ids), ids[-1])
        set_mark(store, mark)


def _begun(home: Path, store: Store, embedder: Embedder, wanted: list[int]) -> Mark:
    """A file to add to: the one there is, without what is gone if that is most of it, or a new one."""
    path = places.vectors_file(home)
    mark = mark_of(store, embedder.identity)
    if mark is not None and is_there(home, mark) and file.begins(path, mark.generation):
        if bisect_right(wanted, mark.up_to) * 2 >= mark.n:
            return mark
        with suppress(VectorsUnusable):
            vectors = read_vectors(home, mark)
            used = np.isin(vectors.passages, np.array(wanted, dtype=np.uint64))
            kept = Vectors(vectors.passages[used], vectors.lengths[used], vectors.values[used])
            extent = file.append(path, file.create(path, embedder.dimensions), kept)
            return Mark(embedder.identity, *extent, int(used.sum()), mark.up_to)
    return Mark(embedder.identity, *file.create(path, embedder.dimensions), 0, 0)
