"""Brings the index in step with the store: the only thing that ever writes the index."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from hopyard.core.errors import LibraryError
from hopyard.core.index import home as places
from hopyard.core.index.health import folder, health, mark_behind, mark_written
from hopyard.core.index.store import Store, Words
from hopyard.core.index.whoosh_index import WhooshIndex

COMMIT_EVERY = 50_000
"""Passages in one commit of the index: smaller ones make more segments, and those make searching slower."""
COMMIT_BYTES = 25_000_000
"""Text in one commit, as UTF-8: what is gathered of it in memory takes some ten times as much."""

_TELL_EVERY = 500

_DISK = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO,
    errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE,
}  # fmt: skip
"""What the disk itself says, not a damaged file."""

Tell = Callable[[int, int], None]
"""Called with the passages indexed so far and in total."""


def bring_in_step(home: Path, store: Store, tell: Tell, *, from_scratch: bool = False) -> None:
    """Add what the index lacks and delete what it has too much; the caller holds the library's lock.

    `from_scratch` throws the old index away; so does damage.

    Raises: LibraryError if the index cannot be written; the store is then as good as before.
    """
    try:
        usable = not from_scratch and health(home, store) != "damaged"
        mark_behind(store)
        _remove_others(home, folder(home, store))
        if not (usable and _mended(home, store, tell)):
            index = WhooshIndex(folder(home, store))
            index.create()
            _write_difference(home, store, index, [], tell)
    except OSError as error:
        raise _cannot_write(home, error) from error


def mend_counts(home: Path, store: Store) -> None:
    """Make files of counts again where they are missing or damaged; the caller holds the library's lock.

    The index must be in step. Searchers take notice, because it then counts as written.

    Raises: LibraryError if they cannot be written; searching is slower without them, and no worse.
    """
    try:
        if WhooshIndex(folder(home, store)).mend_counts(store.words, closely=True):
            mark_written(home, store, in_step=True)
    except OSError as error:
        raise _cannot_write(home, error) from error


def _cannot_write(home: Path, error: OSError) -> LibraryError:
    return LibraryError(
        f"Cannot write the index of the library at {home}: {error.strerror or error}.",
        "Free some space or make the folder writable, and run the same command again: "
        "the texts are stored, only the index waits.",
    )


def _mended(home: Path, store: Store, tell: Tell) -> bool:
    """Write the difference into the index that is there; False if it cannot be used."""
    index = WhooshIndex(folder(home, store))
    try:
        have = _ids(index)
        if len(have) != len(set(have)):
            return False
        _write_difference(home, store, index, have, tell)
    except LibraryError:
        raise
    except Exception as error:  # Whoosh says of damaged files whatever they make it say
        if isinstance(error, OSError) and error.errno in _DISK:
            raise
        return False
    return True


def _write_difference(home: Path, store: Store, index: WhooshIndex, have: list[int], tell: Tell) -> None:
    want = store.passage_ids()
    missing = sorted(set(want).difference(have))
    stale = set(have).difference(want)
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if done % _TELL_EVERY == 0:
            tell(done, len(missing))

    words = store.words(missing)
    for first in words:
        tell(done, len(missing))
        index.write(stale, _one_commit(first, words), count)
        stale = set()
        mark_written(home, store, in_step=False)
    if stale:
        index.write(stale, [], count)
    index.mend_counts(store.words)  # of segments that stay, if they have lost theirs
    mark_written(home, store, in_step=True)


def _one_commit(first: Words, others: Iterator[Words]) -> Iterator[Words]:
    """The first passage, and as many of the others as go into a commit with it."""
    n_bytes = 0
    for n, words in enumerate(chain((first,), others), start=1):
        yield words
        n_bytes += len(words.body.encode("utf-8", "surrogatepass"))
        if n >= COMMIT_EVERY or n_bytes >= COMMIT_BYTES:
            return


def _ids(index: WhooshIndex) -> list[int]:
    reader = index.reader()
    try:
        return reader.live_passages()
    finally:
        reader.close()


def _remove_others(home: Path, index: Path) -> None:
    for other in places.index_folders(home):
        if other != index:
            shutil.rmtree(other, ignore_errors=True)
