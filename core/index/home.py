"""Where a library's files lie, and that the folder is there and private."""

from __future__ import annotations

import os
from pathlib import Path

from hopyard.core.errors import LibraryError
from hopyard.core.index.rules import token_rules

INDEX_FORMAT = 2
"""Counted up when fields or what goes into them change, so that older indexes are built again."""


def prepare(home: Path) -> Path:
    """Make the library's folder if it is missing (0700) and give its absolute path.

    Raises: LibraryError if it cannot be made or is a file.
    """
    home = Path(os.path.abspath(home))
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        what = "there is a file of that name" if home.exists() else error.strerror
        raise LibraryError(
            f"Cannot make the library's folder {home}: {what}.", "Choose another folder for the library."
        ) from error
    return home


def must_be_writable(home: Path) -> None:
    """Raises: LibraryError if nothing can be written into the library's folder."""
    if not os.access(home, os.W_OK):
        raise LibraryError(
            f"Cannot write to the library at {home}: it is read-only.",
            "Make the folder writable, or choose another one for the library.",
        )


def store_file(home: Path) -> Path:
    """The passage store."""
    return home / "library.sqlite"


def lock_file(home: Path) -> Path:
    """The writer's lock."""
    return home / "lock"


def presence_file(home: Path) -> Path:
    """What everybody has locked who has the library open."""
    return home / "open"


def index_folder(home: Path, store_id: str) -> Path:
    """The Whoosh index of the store with this id.

    The name also holds the format and a hash of the code that cuts text into tokens: an index of another
    store, or cut by other rules, would answer wrongly without any error, so it must never be opened.
    """
    return home / f"index-{INDEX_FORMAT}-{token_rules()}-{store_id}"


def index_folders(home: Path) -> list[Path]:
    """All index folders, including those nothing uses any more."""
    return sorted(path for path in home.glob("index-*") if path.is_dir())


def vectors_file(home: Path) -> Path:
    """The vectors of passages, where an embedder is configured."""
    return home / "vectors"


def disk_usage(home: Path) -> int:
    """Bytes that the library takes on disk."""
    total = 0
    for folder, _, names in os.walk(home):
        for name in names:
            try:
                total += os.lstat(os.path.join(folder, name)).st_size
            except FileNotFoundError:  # a writer is at work
                continue
    return total
