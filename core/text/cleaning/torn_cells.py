"""Words and figures that the narrow column of a table tore in two: `AlexNe t`, `神经网 络`, `23. 2`.

Only within the cells of a row, and only where what was torn off is a single letter or Chinese character, or
the decimals of a figure: two words of a cell are left alone.
"""

from __future__ import annotations

import re

from hopyard.core.text.edits import Edit, settled
from hopyard.core.text.tokens import CJK

_FROM_TAB = re.compile(r"\t[^\n]*")
_TORN = re.compile(
    rf"(?<=[{CJK}]) (?=[{CJK}](?:[)）\t\n]|\Z))"
    r"|(?<=[A-Za-z][a-z]) (?=[b-z](?:[\t\n)-]|\Z))"
    r"|(?<=\d\.) (?=\d{1,2}(?:[%\t\n]|\Z))"
)


@settled
def torn_cells(text: str) -> list[Edit]:
    """Take out the space inside such a word or figure."""
    edits = []
    for tail in _FROM_TAB.finditer(text):
        start = text.rfind("\n", 0, tail.start()) + 1
        # One character further: the line feed behind the last cell is what its pattern looks for.
        edits += [Edit(*gap.span()) for gap in _TORN.finditer(text, start, min(tail.end() + 1, len(text)))]
    return edits
