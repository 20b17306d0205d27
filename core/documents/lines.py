"""Builds a reader's text line by line and keeps count of the offsets, so that no reader has to."""

from __future__ import annotations

from hopyard.core.documents.limits import ReadLimits, check_chars
from hopyard.core.text.raw import HeadingLine, Place, RawDocument, Stated

_NOTHING = Stated()


class LineBuilder:
    """A text in the making. Blocks (paragraphs, headings, tables) are set apart by an empty line."""

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._lines: list[str] = []
        self._length = 0
        self._places: list[Place] = []
        self._headings: list[HeadingLine] = []

    def line(self, text: str) -> None:
        """Add one line; line breaks in it stay and make several.

        Raises: ReadError when the text passes the limit of characters.
        """
        self._lines.append(text)
        self._length += len(text) + 1
        check_chars(self._length, self._limits)

    def block(self, text: str) -> None:
        """Add a paragraph with an empty line before it; nothing when it is blank."""
        if text.strip():
            self._gap()
            self.line(text)

    def heading(self, text: str, level: int) -> None:
        """Add a heading on a line of its own; level 1 is the document's title."""
        flat = flatten(text)
        if flat:
            self._gap()
            self._headings.append(HeadingLine(self._length, level))
            self.line(flat)

    def table(self, rows: list[str], caption: str = "") -> None:
        """Add a table: its caption, then its rows, directly under each other."""
        if rows:
            self._gap()
            self.line("\n".join([caption, *rows] if caption else rows))

    def place(self, location: str) -> None:
        """From here on, and until the next call, the text is found at `location`."""
        if self._places and self._places[-1].offset == self._length:
            self._places.pop()
        self._places.append(Place(self._length, location))

    def known_headings(self, found: list[HeadingLine], base: int) -> None:
        """Note headings inside the line added last, whose first character stands at `base`."""
        self._headings += [HeadingLine(base + heading.offset, heading.level) for heading in found]

    @property
    def length(self) -> int:
        """Characters so far: the offset of whatever is added next."""
        return self._length

    def build(self, title: str, kind: str, stated: Stated = _NOTHING) -> RawDocument:
        """The document; its text ends without a line break, and no place lies behind its end."""
        text = "\n".join(self._lines)
        return RawDocument(
            title=title,
            kind=kind,
            text=text,
            places=tuple(place for place in self._places if place.offset < len(text)),
            headings=tuple(self._headings),
            stated=stated,
        )

    def _gap(self) -> None:
        if self._lines and self._lines[-1]:
            self.line("")


def flatten(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.split())
