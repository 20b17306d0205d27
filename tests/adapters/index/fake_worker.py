"""The library's worker with a plain reader instead of hopyard's own, and a death to order.

    fake_worker.py MOMENT N FILE    makes FILE and dies by SIGKILL when MOMENT comes for the N-th time
    fake_worker.py file-size N      may write no file larger than N bytes

Files that hold the word CRASH kill it whenever they are read, SLEEP keeps it reading for an hour, RAISE is a
bug in the reader, GREEDY takes more memory than there may be, REFUSE an unreadable file.
"""

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hopyard.core.documents.folder import find_files
from hopyard.core.documents.limits import ReadLimits
from hopyard.core.errors import ReadError
from hopyard.core.index import counts_file, worker
from hopyard.core.index.database import Database
from hopyard.core.index.whoosh_index import WhooshIndex
from hopyard.core.text.raw import Document, source_id
from hopyard.core.values import Passage


def read_plain(path: Path, limits: ReadLimits) -> Document:
    """The first line is the title; the other lines are a passage each."""
    text = path.read_text(encoding="utf-8")
    if "REFUSE" in text:
        raise ReadError("made to be refused")
    if "RAISE" in text:
        raise ValueError("made to be a bug")
    title, _, _ = text.partition("\n")
    source = source_id(text)
    passages, start = [], 0
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        end = start + len(line.rstrip("\n"))
        if number > 1 and end > start:
            passages.append(Passage(source, start, end, text[start:end], f"line {number}"))
        start += len(line)
    return Document(source, title, "txt", text, tuple(passages))


def read_or_die(path: Path, limits: ReadLimits) -> Document:
    text = path.read_text(encoding="utf-8")
    if "CRASH" in text:
        _die()
    if "SLEEP" in text:
        time.sleep(3600)
    if "GREEDY" in text:
        bytearray(worker.MAX_MEMORY_BYTES)
    reached("read")
    return read_plain(path, limits)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def reached(moment: str) -> None:
    if sys.argv[1:2] == [moment]:
        sys.argv[2] = str(int(sys.argv[2]) - 1)
        if sys.argv[2] == "0":
            Path(sys.argv[3]).touch()
            _die()


def _around(owner: object, name: str, before: str, after: str) -> None:
    inner: Callable[..., Any] = getattr(owner, name)

    def outer(*args: Any, **kwargs: Any) -> Any:
        reached(before)
        result = inner(*args, **kwargs)
        reached(after)
        return result

    setattr(owner, name, outer)


if __name__ == "__main__":
    if sys.argv[1:2] == ["file-size"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    _around(WhooshIndex, "write", "before-index", "after-index")
    _around(counts_file, "_replace", "before-counts", "after-counts")
    _around(Database, "many", "before-rows", "after-rows")
    sys.exit(worker.run(lambda: (find_files, read_or_die)))
