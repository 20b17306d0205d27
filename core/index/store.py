"""The passage store: cleaned texts, where their passages lie, which file each came from. It is the truth."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hopyard.core.index.database import Database
from hopyard.core.index.facts import Facts, Key
from hopyard.core.index.put import encode_key, put_passages
from hopyard.core.index.report import FileStatus, Folder, Problem
from hopyard.core.text.about.sources import with_about
from hopyard.core.text.raw import About, Document
from hopyard.core.values import Passage, Place, Source

LOOSE = "passage"
"""The kind of a source that was handed over as a single passage; its path is the id it came with."""

_IDS_AT_ONCE = 1_000
_places = msgspec.json.Decoder(list[tuple[int, str]])
_facts = msgspec.msgpack.Decoder(Facts)
_about = msgspec.msgpack.Decoder(About)


class FileRow(NamedTuple):
    """What is known of a file: `mtime_ns`, `size` and `hash` as they were at `seen_ns` (clock time)."""

    path: str
    root: str
    size: int
    mtime_ns: int
    seen_ns: int
    hash: str
    """Of the raw bytes; empty when they were not read."""
    status: FileStatus
    reason: str = ""
    read_by: str = ""
    """The rules it was read by, or failed under; it is read again under others."""
    title: str = ""
    kind: str = ""
    source: str | None = None


class Words(NamedTuple):
    """A passage as the index sees it."""

    passage: int
    title: str
    name: str
    """Of the file it came from; empty if it came from none."""
    heading: str
    body: str


class Opening(NamedTuple):
    """Where a document of several passages begins, by the ids of its passages, which follow one another."""

    first: int
    opened: int
    """The last passage of its first page."""
    last: int
    called: str
    """The tokens of its title and file name, with a space between two."""


class Store:
    """Queries on the store. What changes it belongs inside `transaction`.

    Raises: LibraryError from every method when the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._db = Database(path)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        """All that is written inside is kept together, or not at all."""
        return self._db.transaction()

    def hold(self) -> None:
        """From now on show the store as it is now, whatever others write, until it is closed."""
        self._db.hold()

    @property
    def version(self) -> int:
        """A number that changes when another process has written."""
        return self._db.version

    def meta(self, key: str) -> str:
        """A setting of the store; empty when it was never set."""
        found = self._db.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(found[0][0]) if found else ""

    def set_meta(self, key: str, value: str) -> None:
        """Keep a setting."""
        self._db.rows("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # Files

    def roots(self) -> list[str]:
        """The folders and files that were added, in order of their names."""
        return [row[0] for row in self._db.rows("SELECT path FROM roots ORDER BY path")]

    def add_root(self, path: str) -> None:
        """Remember a folder or file that was added."""
        self._db.rows("INSERT OR IGNORE INTO roots VALUES (?)", (path,))

    def forget_roots(self, under: str) -> None:
        """Forget a root and those below it."""
        self._db.rows("DELETE FROM roots WHERE path = ? OR (path >= ? AND path < ?)", _under(under))

    def files(self, under: Iterable[str]) -> dict[str, FileRow]:
        """What is known of the files at or below some paths, by path."""
        sql = "SELECT * FROM files WHERE path = ? OR (path >= ? AND path < ?)"
        return {row[0]: FileRow(*row) for one in under for row in self._db.rows(sql, _under(one))}

    def folder(self, path: str) -> Folder:
        """How many files of each status there are at or below a path, and passages of them."""
        below = "path = ? OR (path >= ? AND path < ?)"
        sql = f"SELECT status, count(*) FROM files WHERE {below} GROUP BY status"  # noqa: S608 - ours
        n = dict(self._db.rows(sql, _under(path)))
        sql = f"SELECT count(*) FROM passages WHERE source IN (SELECT source FROM files WHERE {below})"  # noqa: S608
        n_passages = int(self._db.rows(sql, _under(path))[0][0])
        return Folder(path, n.get("indexed", 0), n.get("skipped", 0), n.get("failed", 0), n_passages)

    def put_files(self, rows: Iterable[FileRow]) -> None:
        """Keep what is known of files, over what was known before."""
        self._db.many("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def drop_files(self, paths: Iterable[str]) -> None:
        """Forget files; `settle_sources` sees to what they leave behind."""
        self._db.many("DELETE FROM files WHERE path = ?", ((path,) for path in paths))

    def counts(self) -> dict[str, int]:
        """How many files there are of each status."""
        return dict(self._db.rows("SELECT status, count(*) FROM files GROUP BY status"))

    def problems(self) -> list[Problem]:
        """The files that are not in the index, failures first, then by path."""
        sql = "SELECT path, status, reason FROM files WHERE status <> 'indexed' ORDER BY status, path"
        return [Problem(*row) for row in self._db.rows(sql)]

    # Sources

    def put_document(self, document: Document, path: str) -> None:
        """Keep a document's text and passages; one that is there already stays as it is."""
        if self._db.rows("SELECT 1 FROM sources WHERE id = ?", (document.id,)):
            return
        self._db.rows(
            "INSERT INTO sources (id, title, kind, path, n_chars, text, about) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(document.id, document.title, document.kind, path, len(document.text), document.text),
                msgspec.msgpack.encode(document.about),
            ),
        )
        name = "" if document.kind == LOOSE else Path(path).stem
        put_passages(self._db, document.id, document.title, name, document.text, document.passages)

    def settle_sources(self, ids: Iterable[str]) -> None:
        """Make these sources fit the files they come from, after files came, changed or went.

        A source without a file is dropped. One with several is that of the first by name, whichever came
        first; where that is news its passages are numbered anew, for title and name are indexed with them.
        """
        for source in sorted(set(ids)):
            sql = "SELECT path, title, kind FROM files WHERE source = ? ORDER BY path"
            homes = self._db.rows(sql, (source,))
            now = self._db.rows("SELECT path, title, kind FROM sources WHERE id = ?", (source,))
            if not homes:
                self.drop_sources([source])
            if not now or not homes or now[0] == homes[0]:
                continue
            passages = self._spans(source)
            self._db.rows("DELETE FROM passages WHERE source = ?", (source,))
            self._db.rows(
                "UPDATE sources SET path = ?, title = ?, kind = ? WHERE id = ?", (*homes[0], source)
            )
            path, title, _ = homes[0]
            put_passages(self._db, source, title, Path(path).stem, self.text(source) or "", passages)

    def drop_sources(self, ids: Iterable[str]) -> None:
        """Drop sources with their passages."""
        self._db.many("DELETE FROM sources WHERE id = ?", ((one,) for one in ids))

    def sources(self) -> list[Source]:
        """All sources, in order of their paths."""
        sql = "SELECT id, title, path, kind, n_chars, about FROM sources ORDER BY path, id"
        return [_source(row) for row in self._db.rows(sql)]

    def source(self, id_: str) -> Source | None:
        """A source, or None if it is not there."""
        sql = "SELECT id, title, path, kind, n_chars, about FROM sources WHERE id = ?"
        found = self._db.rows(sql, (id_,))
        return _source(found[0]) if found else None

    def text(self, source: str) -> str | None:
        """The cleaned text of a source, or None if it is not there."""
        found = self._db.rows("SELECT text FROM sources WHERE id = ?", (source,))
        return str(found[0][0]) if found else None

    def n_sources(self) -> int:
        """How many sources there are."""
        return int(self._db.rows("SELECT count(*) FROM sources")[0][0])

    # Passages

    def n_passages(self) -> int:
        """How many passages there are."""
        return int(self._db.rows("SELECT count(*) FROM passages")[0][0])

    def passage_ids(self) -> list[int]:
        """The ids of all passages, ascending."""
        return [row[0] for row in self._db.rows("SELECT id FROM passages ORDER BY id")]

    def last_passage(self) -> int:
        """The id of the passage that came last; 0 if there is none."""
        return int(self._db.rows("SELECT ifnull(max(id), 0) FROM passages")[0][0])

    def spans(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Passages by id, their texts left empty; ids that are gone are left out."""
        sql = (
            "SELECT id, source, start, \"end\", '', location, heading, places FROM passages "
            "WHERE id IN (SELECT value FROM json_each(?))"
        )
        return {row[0]: _passage(row[1:]) for row in self._db.rows(sql, (json.dumps(list(ids)),))}

    def words(self, ids: Sequence[int]) -> Iterator[Words]:
        """Passages for the index, ordered by id; ids that are gone are left out."""
        sql = (
            'SELECT p.id, p.source, p.start, p."end", p.heading, s.title, s.path, s.kind '
            "FROM passages p JOIN sources s ON s.id = p.source "
            "WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.id"
        )
        source, text = "", ""
        for at in range(0, len(ids), _IDS_AT_ONCE):
            some = json.dumps(list(ids[at : at + _IDS_AT_ONCE]))
            for id_, owner, start, end, heading, title, path, kind in self._db.rows(sql, (some,)):
                if owner != source:
                    source, text = owner, self.text(owner) or ""
                name = "" if kind == LOOSE else Path(path).stem
                yield Words(id_, title, name, heading, text[start:end])

    def facts(self, ids: Iterable[int]) -> dict[int, Facts]:
        """What is known of passages, by id; ids that are gone are left out."""
        sql = "SELECT id, facts FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        return {row[0]: _facts.decode(row[1]) for row in self._db.rows(sql, (json.dumps(list(ids)),))}

    def named(self, keys: Iterable[Key]) -> dict[Key, list[tuple[int, float]]]:
        """The passages that go by names, as (id, how surely), by name; names without any are left out."""
        sql = "SELECT key, passage, weight FROM names WHERE key IN (SELECT value FROM json_each(?))"
        wanted = json.dumps([encode_key(key) for key in keys])
        found: dict[Key, list[tuple[int, float]]] = {}
        for key, passage, weight in self._db.rows(sql, (wanted,)):
            found.setdefault(tuple(key.split(" ")), []).append((passage, weight))
        return found

    def openings(self) -> list[Opening]:
        """The documents of several passages, in order of these."""
        sql = "SELECT first, opened, last, called FROM openings ORDER BY first"
        return [Opening(*row) for row in self._db.rows(sql)]

    def _spans(self, source: str) -> list[Passage]:
        sql = (
            "SELECT source, start, \"end\", '', location, heading, places FROM passages "
            "WHERE source = ? ORDER BY ordinal"
        )
        return [_passage(row) for row in self._db.rows(sql, (source,))]


def _source(row: Sequence[Any]) -> Source:
    """A source out of its columns, what it says of itself last."""
    id_, title, path, kind, n_chars, about = row
    source = Source(id_, title, path, kind, n_chars)
    return source if kind == LOOSE else with_about(source, _about.decode(about), Path(path).stem)


def _passage(row: Sequence[Any]) -> Passage:
    """A passage out of its columns, the places last."""
    source, start, end, text, location, heading, places = row
    reached = tuple(Place(*place) for place in _places.decode(places))
    return Passage(source, start, end, text, location, heading, reached)


def _under(path: str) -> tuple[str, str, str]:
    """A path, and the range of those that begin with it and a slash; a range, so that the key finds them."""
    below = path.rstrip("/")
    return path, below + "/", below + "0"  # "0" follows "/"
