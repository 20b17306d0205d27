"""White space that says nothing: at the ends of lines, and more than two empty lines in a row."""

from __future__ import annotations

import re

from hopyard.core.text.edits import Edit

_LINE_ENDS = re.compile(r"[ \t](?=\n|\Z)")
_EMPTY_LINES = re.compile(r"\n{4,}")


def line_ends(text: str) -> list[Edit]:
    """Take the spaces and tabs off the ends of lines."""
    edits: list[Edit] = []
    if not (" \n" in text or "\t\n" in text or text.endswith((" ", "\t"))):
        return edits
    for found in _LINE_ENDS.finditer(text):
        start = found.start()
        while start > 0 and text[start - 1] in " \t":
            start -= 1
        edits.append(Edit(start, found.end()))
    return edits


def empty_lines(text: str) -> list[Edit]:
    """Leave at most two empty lines together, and none at the beginning and the end."""
    first = len(text) - len(text.lstrip("\n"))
    last = max(first, len(text.rstrip("\n")))
    edits = [Edit(0, first)] if first else []
    if "\n\n\n\n" in text:
        edits += [Edit(*found.span(), "\n\n\n") for found in _EMPTY_LINES.finditer(text, first, last)]
    return edits + ([Edit(last, len(text))] if last < len(text) else [])
