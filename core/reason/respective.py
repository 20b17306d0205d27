"""Figures that are told in the order of names: `A and B had 3 and 4, respectively`, A 和 B 分别为 3 和 4."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hopyard.core.question.names import latin_names
from hopyard.core.text.quantities import Mention, quantities

_HAN = re.compile("分别|依次")
_ENGLISH = re.compile(r",?\s*\brespectively\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:、|和|与|及|以及|[，,](?:\s*and)?|\band\b)\s*(?:约|近|about\s|nearly\s)?\Z")
_Place = tuple[int, int]


def told_in_order(text: str, mention: Mention, meant: Sequence[_Place]) -> bool | None:
    """Whether a figure that is told in the order of names is that of a name that is meant.

    None for a figure that is told in no such order, or where names and figures are not as many.
    """
    for sign in (*_HAN.finditer(text), *_ENGLISH.finditer(text)):
        figures, names = _pairs(text, sign.start(), sign.end(), han=sign.group() in ("分别", "依次"))
        at = next((n for n, one in enumerate(figures) if one.start == mention.start), None)
        if at is None or len(figures) < 2 or len(figures) != len(names):
            continue
        start, end = names[at]
        return any(start < other_end and other_start < end for other_start, other_end in meant)
    return None


def _pairs(text: str, start: int, end: int, *, han: bool) -> tuple[list[Mention], list[_Place]]:
    found = quantities(text)
    if han:
        figures = _run([one for one in found if one.start >= end], text)
        figures = figures if figures and figures[0].start - end <= 8 else []
        before = start
    else:
        figures = _run([one for one in reversed(found) if one.end <= start], text)[::-1]
        figures = figures if figures and start - figures[-1].end <= 12 else []
        before = figures[0].start if figures else start
    begins = max(
        (one.end() for one in re.finditer(r"[。；;！!？?\n]|[，,](?=而|但|其中)", text[:before])), default=0
    )
    names = [
        (begins + at, begins + at + len(name))
        for at, name in latin_names(text[begins:before])
        if len(name) > 1
    ]
    return figures, names


def _run(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The first mentions that follow one another with nothing but a comma or `and` between them."""
    run: list[Mention] = []
    for one in mentions:
        if run:
            left, right = sorted((run[-1], one), key=lambda each: each.start)
            if not _BETWEEN.fullmatch(text[left.end : right.start]):
                break
        run.append(one)
    return run
