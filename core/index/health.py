"""How the index stands to the store, told from the store's marks and the index's files, without Whoosh.

The transaction that changes passages says that the index is behind; after the index's own commit a manifest
of its files is kept and both are in step. So whatever moment a writer is killed at, the next one sees it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from hopyard.core.index import home as places
from hopyard.core.index import manifest as manifests
from hopyard.core.index.store import Store

Health = Literal["good", "behind", "damaged"]

WHY: dict[Health, str] = {
    "good": "The index was built again from the stored texts.",
    "behind": "The index was not in step with the stored texts, because a run was interrupted "
    "or hopyard was updated; it has been mended.",
    "damaged": "The index was damaged; it has been built again from the stored texts.",
}
"""What a person is told after the index was brought in step."""


def folder(home: Path, store: Store) -> Path:
    """Where the index of a store lies."""
    return places.index_folder(home, store.meta("id"))


def health(home: Path, store: Store, *, closely: bool = False) -> Health:
    """`behind`: passages wait to be added or deleted. `damaged`: the files are not those that were written.

    While another process writes, the answer may be out of date as soon as it is given. `closely` reads every
    byte of the index.
    """
    marked = store.meta("in_step")
    if not marked:  # nothing was ever stored
        return "good"
    index = folder(home, store)
    if store.meta("index") != index.name:
        return "behind"
    manifest = manifests.decode(store.meta("manifest"))
    if manifests.altered(index, manifest, closely=closely):
        return "damaged"
    if marked == "no":
        return "behind"
    return "good" if manifests.complete(index, manifest) else "damaged"


def serial(store: Store) -> int:
    """A number that grows with every commit of the index; 0 when there is none."""
    return int(store.meta("serial") or 0)


def mark_behind(store: Store) -> None:
    """Say that the index lacks something; belongs into the transaction that changes passages."""
    store.set_meta("in_step", "no")


def mark_written(home: Path, store: Store, *, in_step: bool) -> None:
    """Keep what the index looks like after a commit, and whether it is in step with the store."""
    index = folder(home, store)
    manifest = manifests.take(index, manifests.decode(store.meta("manifest")))
    with store.transaction():
        store.set_meta("manifest", manifests.encode(manifest))
        store.set_meta("index", index.name)
        store.set_meta("serial", str(serial(store) + 1))
        store.set_meta("in_step", "yes" if in_step else "no")
