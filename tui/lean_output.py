"""Says the same to the terminal in fewer bytes; over a slow line bytes are what one waits for.

Textual writes each run of text as `ESC [ style m`, text, `ESC [ 0 m`, names the default colours in every
style, and sends every space of an empty line. This takes out what says nothing, and has the terminal erase
long runs of spaces itself. Sequences: ECMA-48; ECH (`X`) and CUF (`C`) are known to every terminal that
Textual runs in, and to tmux and screen.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"\x1b\[([0-9;]*)m([^\x1b]*)\x1b\[0m")
"""One run of text: it begins and ends in the default style."""
_SPACES = re.compile(r" {9,}")
_DEFAULTS = frozenset({"39", "49"})
_VISIBLE_ON_SPACES = frozenset({"4", "7", "9", "21"})
"""Underlined, reversed, struck out, doubly underlined: spaces in these styles are seen."""
_BACKGROUNDS = frozenset(str(n) for n in (48, *range(40, 48), *range(100, 108)))


_SAME_STYLE = re.compile(r"(\x1b\[([0-9;]+)m[^\x1b]*)\x1b\[0m\x1b\[\2m")
_OVERTAKEN = re.compile(r"(?:\x1b\[\d+;\d+H)?\n?(?=\x1b\[\d+;\d+H)")
"""A move of the cursor that another one follows."""


def leaner(written: str) -> str:
    """The same picture in fewer characters."""
    if "\x1b[0m" not in written:
        return written
    shorter = _OVERTAKEN.sub("", _RUN.sub(_shorter, written))
    while (joined := _SAME_STYLE.sub(r"\1", shorter)) != shorter:
        shorter = joined
    return shorter


def _shorter(run: re.Match[str]) -> str:
    style, text = _without_defaults(run[1]), run[2]
    plain = not _VISIBLE_ON_SPACES.intersection(style) and not _has_background(style)
    if plain:
        text = _SPACES.sub(_erased, text)
    if not style or (plain and not text.strip(" ")):
        return text
    return f"\x1b[{';'.join(style)}m{text}\x1b[0m"


def _erased(spaces: re.Match[str]) -> str:
    n = len(spaces[0])
    return f"\x1b[{n}X\x1b[{n}C"


def _without_defaults(style: str) -> list[str]:
    parts = style.split(";")
    if "38" in parts or "48" in parts:  # what follows these is a number of theirs, and 39 may be one
        return parts
    return [part for part in parts if part not in _DEFAULTS and part]


def _has_background(style: list[str]) -> bool:
    return not _BACKGROUNDS.isdisjoint(style)
