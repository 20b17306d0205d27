"""The SQLite file under the store: opening it, its schema, transactions, and its failures in plain words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import urllib.parse
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hopyard.core.errors import LibraryError

SCHEMA = 5
"""Version of the store's tables. A library of a higher one is refused, one of a lower one begins again."""

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE roots (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE sources (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL,
    n_chars INTEGER NOT NULL, text TEXT NOT NULL, about BLOB NOT NULL
);
CREATE INDEX sources_path ON sources (path);
CREATE TABLE files (
    path TEXT PRIMARY KEY, root TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    seen_ns INTEGER NOT NULL, hash TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
    read_by TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL,
    source TEXT REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX files_source ON files (source);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    location TEXT NOT NULL, heading TEXT NOT NULL, places TEXT NOT NULL, facts BLOB NOT NULL
);
CREATE INDEX passages_source ON passages (source, ordinal);
CREATE TABLE openings (
    source TEXT PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
    first INTEGER NOT NULL, opened INTEGER NOT NULL, last INTEGER NOT NULL, called TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE names (
    key TEXT NOT NULL, passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    weight REAL NOT NULL, PRIMARY KEY (key, passage)
) WITHOUT ROWID;
CREATE INDEX names_passage ON names (passage);
"""
# AUTOINCREMENT: an id is never given twice, so an index that lags behind can name a passage that is gone,
# but never another one.

_FULL = "Free some space and run the same command again: what was stored stays."
_WRITABLE = "Make the folder writable, or choose another one for the library."
_DAMAGED = "Move that file away and add your folders again; the documents themselves are untouched."


class Database:
    """One connection to the store; every failure of SQLite leaves it as a LibraryError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        writable = os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))
        with self._named():
            self._connection = _connect(path, writable)
        try:
            self._check(writable)
        except BaseException:
            self.close()
            raise

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, or none of a statement.

        Raises: LibraryError, as every method here.
        """
        with self._named():
            return self._connection.execute(sql, values).fetchall()

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each row."""
        with self._named():
            self._connection.executemany(sql, rows)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is kept together, or not at all."""
        self.rows("BEGIN IMMEDIATE")
        try:
            yield
            self.rows("COMMIT")
        except BaseException:
            # After a full disk SQLite may have rolled back already.
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    def hold(self) -> None:
        """See the file as it is now, whatever others write, until `close`.

        Only where SQLite writes a log ahead: without one, which not every disk allows, nobody could write.
        """
        if self.rows("PRAGMA journal_mode") == [("wal",)]:
            self.rows("BEGIN")
            self.rows("SELECT 1 FROM meta LIMIT 1")  # the first look decides what is seen

    @property
    def version(self) -> int:
        """A number that changes when another connection has written."""
        return int(self.rows("PRAGMA data_version")[0][0])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _check(self, writable: bool) -> None:
        tables = self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if tables and ("meta",) not in tables:
            raise LibraryError(f"{self._path} is not a library of hopyard.", _DAMAGED)
        if writable:
            self.rows("PRAGMA journal_mode = WAL")
            self.rows("PRAGMA synchronous = NORMAL")
        if not tables:
            self._create()
        found = self._schema()
        if found > SCHEMA:
            raise LibraryError(
                f"The library at {self._path.parent} was written by a newer hopyard "
                f"(format {found}, this one reads {SCHEMA}).",
                "Update hopyard, or choose another folder for the library.",
            )
        if found < SCHEMA:
            if not writable:
                raise LibraryError(
                    f"The library at {self._path.parent} was written by an older hopyard and is read-only.",
                    _WRITABLE,
                )
            self._begin_again()
        self.rows("PRAGMA foreign_keys = ON")

    def _schema(self) -> int:
        found = self.rows("SELECT value FROM meta WHERE key = 'schema'")
        if not found or not found[0][0].isdecimal():
            raise LibraryError(f"{self._path} is not a library of hopyard, or it is damaged.", _DAMAGED)
        return int(found[0][0])

    def _create(self) -> None:
        with self.transaction():
            if not self.rows("SELECT 1 FROM sqlite_master LIMIT 1"):  # no other process was faster
                self._make_tables()

    def _begin_again(self) -> None:
        """Empty tables of this version, with the folders that were added: the documents are read once more.

        With a new id, so that the index of the old passages is not taken for that of the new ones.
        """
        with self.transaction():
            if self._schema() == SCHEMA:
                return  # another process was faster
            roots = self.rows("SELECT path FROM roots")
            for table in ("names", "openings", "passages", "files", "sources", "roots", "meta"):
                self.rows(f"DROP TABLE IF EXISTS {table}")
            self._make_tables()
            self.many("INSERT INTO roots VALUES (?)", roots)

    def _make_tables(self) -> None:
        for statement in _TABLES.split(";\n"):
            if statement.strip():
                self.rows(statement)
        self.many("INSERT INTO meta VALUES (?, ?)", [("schema", str(SCHEMA)), ("id", uuid.uuid4().hex[:8])])

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _in_words(error, self._path) from error


def _connect(path: Path, writable: bool) -> sqlite3.Connection:
    name = "file:" + urllib.parse.quote(str(path))
    if not writable:
        # SQLite wants to make a -wal beside the file. Where it cannot, it reads only what nobody else writes.
        pending = path.with_name(path.name + "-wal").exists()
        name += "?mode=ro" if pending else "?mode=ro&immutable=1"
    return sqlite3.connect(name, uri=True, timeout=10.0, isolation_level=None, check_same_thread=False)


def _in_words(error: sqlite3.Error, path: Path) -> LibraryError:
    code = getattr(error, "sqlite_errorname", "") or ""
    where = f"the library at {path.parent}"
    if code.startswith("SQLITE_FULL") or code.startswith("SQLITE_IOERR_WRITE"):
        return LibraryError(f"Cannot write to {where}: the disk is full.", _FULL)
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return LibraryError(f"Cannot write to {where}: it is read-only.", _WRITABLE)
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return LibraryError(f"{path} is damaged ({error}).", _DAMAGED)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LibraryError(f"{path} is in use by another program.", "Try again in a moment.")
    return LibraryError(f"Cannot use {where}: {error}.", "Check the disk and the folder's permissions.")
