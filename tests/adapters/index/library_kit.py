"""What the tests of the library share: the writer without its process, and the shapes of the fixtures."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from hopyard.core.documents.folder import find_files
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.index import counts_file
from hopyard.core.index import home as places
from hopyard.core.index.intake import Read
from hopyard.core.index.library import Library
from hopyard.core.index.plan import normal_root
from hopyard.core.index.process import Worker
from hopyard.core.index.report import Progress, Summary
from hopyard.core.index.writer import Writer
from hopyard.core.values import Hit

NO_WORKER = Worker(("/nonexistent/worker",))
"""Proof that nothing was started."""


class Open(Protocol):
    def __call__(self, *death: str, home: Path | None = None, seconds_per_file: float = 60.0) -> Library: ...


def write(path: Path, *lines: str, mtime: float = 1_600_000_000.0) -> Path:
    """A document for the plain reader: a title and a passage a line, written long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    os.utime(path, (mtime, mtime))
    return path


def fill(docs: Path, n: int = 6) -> None:
    """Some documents of two passages each."""
    for i in range(n):
        write(docs / f"{i}.txt", f"Field {i}", f"north {i} t of hops", f"south {i + 5} t, 酒花产量")


def found(hits: Sequence[Hit]) -> list[tuple[str, str, float]]:
    """What of hits does not depend on where or when they were indexed."""
    return [(Path(hit.source.path).name, hit.passage.text, hit.score) for hit in hits]


def flip(path: Path, begin: int, end: int) -> None:
    """Alter some bytes of a file."""
    data = bytearray(path.read_bytes())
    data[begin:end] = bytes(byte ^ 0x55 for byte in data[begin:end])
    path.write_bytes(data)


def postings_and_places(path: Path) -> tuple[int, int, int]:
    """Where in a file of counts the postings begin, where the places, and where these end."""
    data = path.read_bytes()
    *_, n_fields, width, place_width, n_terms, n_postings, n_places, _ = counts_file._HEADER.unpack_from(data)
    places = len(data) - n_places * place_width
    return places - n_terms * 12 - n_postings * (4 + width * n_fields), places, len(data)


class InProcess:
    """The writer without its process: the same steps, a hundred times as fast."""

    def __init__(self, home: Path, read: Read) -> None:
        self.home = places.prepare(home)
        self.read = read
        self.told: list[Progress] = []
        self.embedder: Path | None = None

    def run(self, task: Callable[[Writer], Summary]) -> Summary:
        self.told.clear()
        writer = Writer(self.home, self.told.append, self.embedder)
        try:
            return task(writer)
        finally:
            writer.close()

    def add(
        self, *roots: Path, crashed: dict[str, str] | None = None, limits: ReadLimits | None = None
    ) -> Summary:
        names = [normal_root(root) for root in roots]
        return self.run(
            lambda writer: writer.add(names, find_files, self.read, limits or ReadLimits(), crashed or {})
        )

    def remove(self, root: Path) -> Summary:
        return self.run(lambda writer: writer.remove(str(root)))

    def outcomes(self) -> dict[str, str]:
        """What was told of each file last, by name."""
        return {Path(one.path).name: one.status for one in self.told if one.path and one.status != "reading"}
