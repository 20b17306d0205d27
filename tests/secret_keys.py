"""Keys that every test has in its environment, and the search for them in all that hopyard wrote.

A test of a provider or a model takes the fixture `secret_keys` and sends `secret_keys["BRAVE_API_KEY"]`. It
needs no search of its own: what any test leaves in its `tmp_path` is searched when it is over.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

KEYS: Mapping[str, str] = {
    "ANTHROPIC_API_KEY": "sk-ant-hopyardtest-9f27c1d4ba60",
    "OPENAI_API_KEY": "sk-hopyardtest-51e0837bd2aa",
    "BRAVE_API_KEY": "BSAhopyardtest7c0e19f4d3",
}
"""By the names under which programs of this kind look for them. None opens anything. ASCII letters, digits
and hyphens only, so that no format writes them otherwise."""
MAX_BYTES = 50 * 2**20
"""Of a file that is searched."""


def leaks(place: Path, keys: Iterable[str] = tuple(KEYS.values())) -> list[str]:
    """The files under a folder that hold one of the keys, also packed in archives, and in which form."""
    wanted = [key.encode() for key in keys]
    found = []
    for path in sorted(place.rglob("*")):
        for name, data in _contents(path):
            if any(key in data for key in wanted):
                found.append(name)
    return found


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """The file's bytes, and those of what is packed in it, by name."""
    try:
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_BYTES:
            return
        data = path.read_bytes()
    except OSError:
        return
    yield path.name, data
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for entry in archive.infolist():
                    if entry.file_size <= MAX_BYTES:
                        yield f"{path.name}:{entry.filename}", archive.read(entry)
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
            OSError,
            ValueError,
            EOFError,
        ):
            return
