"""Numbers that sharing sites insert: they cut a text into pieces of equal length and count them, 1、 2、 3、

The cut falls wherever the length is reached, inside words and figures. A series is taken out only when it is
long, goes up by one, and most of its pieces stop in the middle of a sentence; a real list ends its items.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from hopyard.core.text.edits import Edit, in_order
from hopyard.core.text.lines import ends_sentence

_NUMBER = re.compile(r"(?:\A|\n[ \t]*\n)([ \t]*(\d{1,4})(?:、|[.．](?!\d)))")
_INSIDE = re.compile(r"[。！？；，!?;,]|\.\s")
_LONGEST_SERIES = 5
_CUT_SHARE = 0.6
_LONG_PIECE = 100
_WORD = re.compile(r"[A-Za-z]")


class _Mark(NamedTuple):
    """An inserted number: it stands at [start:end]; the piece before it ends at `before`."""

    value: int
    before: int
    start: int
    end: int


def running_numbers(text: str) -> list[Edit]:
    """Take out series of inserted numbers and join the pieces."""
    edits: list[Edit] = []
    for series in _series(text):
        if len(series) >= _LONGEST_SERIES and _cuts_sentences(text, series):
            usual = _usual_length(text, series)
            edits.append(Edit(series[0].start, series[0].end))
            for mark, following in pairwise(series):
                edits.append(Edit(following.before, following.end, _joint(text, mark, following, usual)))
    return in_order(edits)


def _series(text: str) -> list[list[_Mark]]:
    """Every run of marks that goes up by one, each mark in one run only."""
    open_by_last: dict[int, list[_Mark]] = {}
    found: list[list[_Mark]] = []
    for number in _NUMBER.finditer(text):
        mark = _Mark(int(number.group(2)), _end_of_text(text, number.start()), *number.span(1))
        series = open_by_last.pop(mark.value - 1, None)
        if series is None:
            series = []
            found.append(series)
        series.append(mark)
        open_by_last[mark.value] = series
    return found


def _end_of_text(text: str, position: int) -> int:
    while position > 0 and text[position - 1] == "\n":
        position -= 1
    return position


def _cuts_sentences(text: str, series: list[_Mark]) -> bool:
    cut = 0
    for mark, following in pairwise(series):
        piece = text[mark.end : following.before]
        if "\n\n" in piece or ends_sentence(piece[-40:]):
            continue
        cut += len(piece) >= _LONG_PIECE or _INSIDE.search(piece) is not None
    return cut >= _CUT_SHARE * (len(series) - 1)


def _usual_length(text: str, series: list[_Mark]) -> int:
    lengths = Counter(following.before - mark.end for mark, following in pairwise(series))
    length, times = lengths.most_common(1)[0]
    return length if times >= 0.5 * (len(series) - 1) else 0


def _joint(text: str, mark: _Mark, following: _Mark, usual: int) -> str:
    """Nothing, but a space where one was lost between two words.

    Pieces of exactly the usual length have kept all their characters, spaces at the cut included; a shorter
    one lost the space it ended in when somebody trimmed the lines.
    """
    left, right = text[following.before - 1 : following.before], text[following.end : following.end + 1]
    whole = following.before - mark.end >= usual > 0
    return " " if not whole and _WORD.match(left) and _WORD.match(right) else ""
