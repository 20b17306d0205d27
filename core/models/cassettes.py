"""Real exchanges with a model's server, kept as files without keys, so that tests can play them again.

A cassette is a JSON file: `format` (1), `kind` (`anthropic` or `openai`), `path` of the request, `request`
(its JSON body), `status`, `headers` (only those that a client reads), and `body`, the response's bytes as
text. Of the request's headers nothing is kept, and a key that a server repeats is taken out of the rest.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import msgspec

from hopyard.core.errors import ConfigError
from hopyard.core.files import write_private
from hopyard.core.keys import Key
from hopyard.core.locations import private_folder

FORMAT = 1
KEPT_HEADERS = ("content-type", "retry-after", "retry-after-ms")
_MAX_BYTES = 4 * 2**20


class Cassette(msgspec.Struct, frozen=True):
    """One exchange."""

    format: Literal[1]
    kind: Literal["anthropic", "openai"]
    path: str
    request: dict[str, Any]
    status: int
    headers: dict[str, str]
    body: str


class Recorder:
    """Writes each exchange of the clients that it is given to, one file for each."""

    def __init__(self, folder: Path, name: str) -> None:
        """`name` begins the files' names."""
        self._folder = folder
        self._name = name
        self._n_begun = 0
        self.written: list[Path] = []

    def begin(
        self, kind: Literal["anthropic", "openai"], path: str, request: object, key: Key | None
    ) -> Exchange:
        """A request is about to be sent."""
        self._n_begun += 1
        return Exchange(self, f"{self._name}-{self._n_begun}.json", kind, path, request, key)

    def write(self, file_name: str, cassette: dict[str, Any], key: Key | None) -> None:
        """Write a cassette. Raises: ConfigError if the folder cannot be written."""
        text = json.dumps(cassette, ensure_ascii=False, indent=1) + "\n"
        if key is not None:
            text = text.replace(key.reveal(), "[key]")
        path = private_folder(self._folder) / file_name
        try:
            write_private(path, text.encode("utf-8"))
        except OSError as error:
            raise ConfigError(
                f"Cannot write {path}: {error.strerror or error}.", "Name another folder with --record."
            ) from None
        self.written.append(path)


class Exchange:
    """A request whose response is coming."""

    def __init__(
        self,
        recorder: Recorder,
        file_name: str,
        kind: Literal["anthropic", "openai"],
        path: str,
        request: object,
        key: Key | None,
    ) -> None:
        self._recorder = recorder
        self._file_name = file_name
        self._key = key
        self._record: dict[str, Any] = {"format": FORMAT, "kind": kind, "path": path, "request": request}
        self._body = bytearray()

    def headers(self, status: int, headers: dict[str, str]) -> None:
        """The response has begun."""
        kept = {name: headers[name] for name in KEPT_HEADERS if name in headers}
        self._record |= {"status": status, "headers": kept}

    def piece(self, data: bytes) -> None:
        """Some of the response; of one that is very long the rest is left out."""
        if len(self._body) < _MAX_BYTES:
            self._body += data

    def end(self) -> None:
        """The response is over, or was broken off: what came is kept. Nothing is, where nothing came."""
        if "status" in self._record:
            body = self._body.decode("utf-8", "replace")
            self._recorder.write(self._file_name, self._record | {"body": body}, self._key)


def read(path: Path) -> Cassette:
    """A cassette from its file. Raises: msgspec.ValidationError, OSError."""
    return msgspec.json.decode(path.read_bytes(), type=Cassette)
