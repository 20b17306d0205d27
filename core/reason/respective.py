"""Figures that are told in the order of names: `A and B had 3 and 4, respectively`, A 和 B 分别为 3 和 4."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hopyard.core.question.names import latin_names
from hopyard.core.text.quantities import Mention, quantities

_HAN = re.compile("分别|依次")
_ENGLISH = re.compile(r",?\s*\brespectively\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:、|和|与|及|以及|[，,](?:\s*and)?|\band\b)\s*(?:约|近|about\s|nearly\s)?\Z")
_COMMA_OR_AND = re.compile(r"\s*(?:、|以及|和|与|及|[，,]\s*and\b|\band\b|,)\s*")
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


def is_its_turn(text: str, mention: Mention, names: Sequence[_Place], asked: Sequence[_Place]) -> bool:
    """Whether a figure told in turn is that of the name and words meant, by the list that stands before.

    It is a list of names, `A 和 B 的产量分别为`, or of what is asked of one, `A 的产量和面积分别为`.
    Each of its pieces belongs to the figure of its number. Where they are not as many, none does.
    """
    for sign in (*_HAN.finditer(text), *_ENGLISH.finditer(text)):
        han = sign.group() in ("分别", "依次")
        figures, begins, ends = _figures(text, sign.start(), sign.end(), han=han)
        turn = next((n for n, one in enumerate(figures) if one.start == mention.start), None)
        pieces = _pieces(text, begins, ends, len(figures))
        if turn is None or len(figures) < 2 or len(pieces) != len(figures):
            continue
        named = [n for n, piece in enumerate(pieces) if _any_in(names, piece)]
        said = [n for n, piece in enumerate(pieces) if _any_in(asked, piece)]
        if len(named) == 1 and turn == (said[0] if len(said) == 1 else -1) and _of_one(text, names, pieces):
            return True
        if named == [turn] and said in ([], [0], [len(pieces) - 1]) and not _of_one(text, names, pieces):
            return True
    return False


def _of_one(text: str, names: Sequence[_Place], pieces: Sequence[_Place]) -> bool:
    """Whether a list is of what is asked of one thing: `A's X and Y`, `A 的 X 和 Y`, `X and Y of A`."""
    first, last = pieces[0], pieces[-1]
    for start, end in names:
        if first[0] <= start and end <= first[1] and text[end : first[1]].strip():
            return True
        if (
            last[0] <= start
            and end <= last[1]
            and re.search(r"\b(?:of|for|at)\s(?:the\s)?\Z", text[last[0] : start])
        ):
            return True
    return False


def _any_in(places: Sequence[_Place], piece: _Place) -> bool:
    return any(piece[0] <= start and end <= piece[1] for start, end in places)


def _pieces(text: str, begins: int, ends: int, n: int) -> list[_Place]:
    """The last `n` pieces of the list that a text ends with; fewer if it has no so many."""
    cuts = [found.span() for found in _COMMA_OR_AND.finditer(text, begins, ends)][-(n - 1) :] if n > 1 else []
    if len(cuts) < n - 1:
        return []
    clause = max((one.end() for one in re.finditer("[，,]", text[begins : cuts[0][0]])), default=0)
    starts = [begins + clause, *(end for _, end in cuts)]
    return list(zip(starts, [*(start for start, _ in cuts), ends], strict=True))


def _pairs(text: str, start: int, end: int, *, han: bool) -> tuple[list[Mention], list[_Place]]:
    figures, begins, before = _figures(text, start, end, han=han)
    names = [
        (begins + at, begins + at + len(name))
        for at, name in latin_names(text[begins:before])
        if len(name) > 1
    ]
    return figures, names


def _figures(text: str, start: int, end: int, *, han: bool) -> tuple[list[Mention], int, int]:
    """The figures told in turn, and where what stands before them begins and ends."""
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
    return figures, begins, before


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
