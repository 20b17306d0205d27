"""Reads server-sent events from bytes as they come, within bounds; knows nothing of HTTP or of models.

Source: the WHATWG HTML standard, "Server-sent events", 9.2.6 (interpreting an event stream).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import msgspec

from hopyard.core.models.errors import BadStream

_LINE_END = re.compile("\r\n|\n|\r")


class ServerEvent(msgspec.Struct, frozen=True):
    """One event: its name, empty where none is given, and its data."""

    name: str
    data: str


class EventReader:
    """Turns bytes into events; characters, lines and events may be cut anywhere between two pieces."""

    def __init__(self, line_bytes: int) -> None:
        """`line_bytes` bounds a line and also the data of one event."""
        self._most = line_bytes
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._hold("")
        self._begun = False
        self._name = ""
        self._data: list[str] = []
        self._n_data = 0

    def feed(self, piece: bytes) -> Iterator[ServerEvent]:
        """The events that the piece completes.

        Raises: BadStream if a line or an event is too long.
        """
        new = self._decoder.decode(piece)
        if not self._begun and new:
            new = new.removeprefix("\ufeff")
            self._begun = True
        self._held.append(new)
        self._n_held += len(new)
        if not _LINE_END.search(new) and not self._ends_in_return:
            # Not joined: a line that comes byte by byte would be copied once for each of them.
            self._check(self._n_held)
            return
        text = "".join(self._held)
        start = 0
        for end in _LINE_END.finditer(text):
            if end.group() == "\r" and end.end() == len(text):
                break  # its line feed may come with the next piece
            event = self._line(text[start : end.start()])
            start = end.end()
            if event is not None:
                yield event
        self._hold(text[start:])
        self._check(self._n_held)

    def close(self) -> Iterator[ServerEvent]:
        """The event that the stream ended in. The standard drops it; some servers leave out its last line."""
        for line in ("".join(self._held).removesuffix("\r"), ""):
            event = self._line(line)
            if event is not None:
                yield event
        self._hold("")

    def _hold(self, text: str) -> None:
        """Keep what is not a whole line yet."""
        self._held, self._n_held = [text], len(text)
        self._ends_in_return = text.endswith("\r")

    def _line(self, line: str) -> ServerEvent | None:
        if not line:
            return self._dispatch()
        self._check(len(line))
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
            self._n_data += len(value)
            self._check(self._n_data)
        elif field == "event":
            self._name = value
        return None

    def _dispatch(self) -> ServerEvent | None:
        name, data = self._name, self._data
        self._name, self._data, self._n_data = "", [], 0
        return ServerEvent(name, "\n".join(data)) if data else None

    def _check(self, n_chars: int) -> None:
        if n_chars > self._most:
            raise BadStream(
                "The server sent an event of more than a megabyte, which is no piece of a reply.",
                "Check the base_url of the model.",
            )
