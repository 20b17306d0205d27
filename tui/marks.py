"""Draws our marks in ASCII where a terminal or a person wants no others, and what it cannot show as `?`.

Both are filters at the last step before the terminal, over every widget, so that no widget needs to know.
Widths stay: one cell for one cell. What a document says is left as it is: in the reader all of it, in our
lines all but the few marks that we write ourselves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

OUR_MARKS: Mapping[str, str] = {
    "…": "~",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "—": "-",
    "–": "-",
    "─": "-",
    "·": ".",
    "█": "#",
    "▏": "|",
}
"""What our own lines are written with, and how it looks in ASCII. `~` says that something was cut."""
_BLOCKS = {"▀": "-", "▔": "-", "▁": "_", "▂": "_", "▃": "_", "▄": "_", "░": "."}
_BLOCKS |= dict.fromkeys("▊▋▌▍▎▏▐▕", "|")
_SHAPES = {"▲": "^", "▴": "^", "△": "^", "▼": "v", "▾": "v", "▽": "v", "○": "o", "◦": "o", "◯": "o"}
_SHAPES |= dict.fromkeys("▶▸►▷", ">") | dict.fromkeys("◀◂◄◁", "<") | dict.fromkeys("■▪□▫", "#")
_ARROWS = {"←": "<", "↑": "^", "↓": "v", "↵": "<", "⏎": "<"}
_OTHERS = {"•": "*", "✓": "+", "✔": "+", "✗": "x", "✘": "x", "×": "x", "⭘": "o", "🔎": "/"}
_RANGES: tuple[tuple[int, int, Mapping[str, str], str], ...] = (
    (0x2190, 0x21FF, _ARROWS, ">"),
    (0x2580, 0x259F, _BLOCKS, "#"),
    (0x25A0, 0x25FF, _SHAPES, "*"),
    (0x2800, 0x28FF, {}, "*"),
)


def _box(name: str) -> str:
    """A line of a frame, by its name in Unicode."""
    if "DIAGONAL" in name:
        return "X" if "CROSS" in name else "\\" if "UPPER LEFT TO" in name else "/"
    upright = any(word in name for word in ("VERTICAL", "UP", "DOWN"))
    level = any(word in name for word in ("HORIZONTAL", "LEFT", "RIGHT"))
    return "+" if upright and level else "|" if upright else "-"


def _drawn() -> dict[str, str]:
    """Our own marks and all that Textual draws frames, bars, icons and scroll marks with."""
    table = {chr(code): _box(unicodedata.name(chr(code))) for code in range(0x2500, 0x2580)}
    for first, last, known, other in _RANGES:
        table |= {chr(code): known.get(chr(code), other) for code in range(first, last + 1)}
    table |= {**_OTHERS, **OUR_MARKS}
    return {mark: shown * cell_len(mark) for mark, shown in table.items()}


class AsciiMarks(LineFilter):
    """Puts ASCII in the place of marks; all other text stays."""

    def __init__(self, marks: Mapping[str, str]) -> None:
        super().__init__()
        self._table = str.maketrans(dict(marks))

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with their marks in ASCII."""
        return [
            segment if segment.text.isascii() else segment._replace(text=segment.text.translate(self._table))
            for segment in segments
        ]


class Encodable(LineFilter):
    """Puts `?` in the place of characters that the terminal's encoding does not have, for each cell one."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._shown = lru_cache(maxsize=4096)(lambda text: encodable(text, encoding))

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with only what the encoding has."""
        return [
            segment if segment.text.isascii() else segment._replace(text=self._shown(segment.text))
            for segment in segments
        ]


def encodable(text: str, encoding: str) -> str:
    """The text with `?` for each cell of a character that the encoding does not have."""
    kept = text.encode(encoding, "ignore").decode(encoding, "ignore")
    if kept == text:
        return text
    return "".join(char if _has(encoding, char) else "?" * cell_len(char) for char in text)


def _has(encoding: str, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


ASCII_DRAWN = AsciiMarks(_drawn())
"""For Textual's own widgets, which hold no text of documents."""
_ASCII_WRITTEN = AsciiMarks(OUR_MARKS)


def in_our_lines(filters: Iterable[LineFilter]) -> list[LineFilter]:
    """The filters for lines that hold our words and a document's: its arrows and bullets stay."""
    return [_ASCII_WRITTEN if each is ASCII_DRAWN else each for each in filters]


def in_documents(filters: Sequence[LineFilter]) -> list[LineFilter]:
    """The filters for the text of a document alone: it is shown as it is written."""
    return [each for each in filters if each is not ASCII_DRAWN]
