"""Headers and footers that stand on lines of their own, repeated from page to page.

A line that recurs is not enough: sources, labels and refrains recur too. It must also count pages, or stand
between two halves of a sentence, which only the turn of a page does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from statistics import median

from hopyard.core.text.cleaning.joining import cut_between, glue
from hopyard.core.text.edits import Edit, settled
from hopyard.core.text.lines import is_caption, is_source, is_table_row

_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]")
_PAGE_WORD = re.compile(r"第\s?\d+\s?页|\d+\s?[/／]\s?(?:共\s?)?\d+|\bpage\s\d+|\bp\.\s?\d+", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"[-–—·.\s]*\d{1,4}[-–—·.\s]*")

_MOST_CHARS = 120
_LEAST_TIMES = 4
_LEAST_BARE = 5
_DIFFERENT = 0.5
_PAGE_CHARS = 200
"""Two occurrences closer than this do not stand on different pages, as a rule."""


@settled
def page_lines(text: str) -> list[Edit]:
    """Take out recurring page lines; the two halves of a sentence that one had parted are joined."""
    lines = text.split("\n")
    starts = _starts(lines)
    doomed = _recurring(lines, starts)
    if not doomed:
        return []
    edits: list[Edit] = []
    at = 0
    while at < len(lines):
        if at not in doomed:
            at += 1
            continue
        first, at = _around(lines, doomed, at)
        edits.append(_removal(text, lines, starts, first, at))
    return edits


def _starts(lines: list[str]) -> list[int]:
    starts, offset = [], 0
    for line in lines:
        starts.append(offset)
        offset += len(line) + 1
    return starts


def _recurring(lines: list[str], starts: list[int]) -> set[int]:
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if 0 < len(line) <= _MOST_CHARS and not line.isspace():
            by_key[_DIGITS.sub("0", " ".join(line.split()))].append(number)
    groups = [members for members in by_key.values() if len(members) >= _LEAST_TIMES]
    around = _real_neighbours(lines, {member for members in groups for member in members})
    doomed: set[int] = set()
    for members in groups:
        line = lines[members[0]]
        if _BARE_NUMBER.fullmatch(line):
            doomed.update(_page_numbers(lines, starts, members))
        elif not (is_source(line) or is_caption(line)) and _is_page_line(lines, starts, members, around):
            doomed.update(members)
    return doomed


def _real_neighbours(lines: list[str], recurring: set[int]) -> dict[int, tuple[str, str]]:
    """For every recurring line, the nearest lines with text on both sides that do not recur."""
    before: dict[int, str] = {}
    after: dict[int, str] = {}
    for near, numbers in ((before, range(len(lines))), (after, reversed(range(len(lines))))):
        last = ""
        for number in numbers:
            if number in recurring:
                near[number] = last
            elif lines[number].strip():
                last = lines[number]
    return {number: (before[number], after[number]) for number in recurring}


def _is_page_line(
    lines: list[str], starts: list[int], members: list[int], around: dict[int, tuple[str, str]]
) -> bool:
    gaps = [starts[b] - starts[a] for a, b in pairwise(members)]
    line = lines[members[0]]
    if median(gaps) < _PAGE_CHARS or "\t" in line.strip():
        return False
    neighbours = [around[member] for member in members]
    if min(len(set(side)) for side in zip(*neighbours, strict=True)) < _DIFFERENT * len(members):
        return False  # part of something that recurs as a whole, like a form
    letters = len(_LETTERS.findall(line))
    parted = sum(cut_between(before, after) for before, after in neighbours)
    if _counts_up([lines[member] for member in members]):
        return _PAGE_WORD.search(line) is not None or (letters >= 6 and parted > 0)
    often = len(members) > _LEAST_TIMES and parted >= 0.3 * len(members)
    return often and letters >= 4 and not is_table_row(line)


def _counts_up(lines: list[str]) -> bool:
    """Whether some number in the recurring line goes up from each to the next, by one or two mostly."""
    figures = [[int(digits) for digits in _DIGITS.findall(line)] for line in lines]
    for place in range(len(figures[0])):
        steps = [later[place] - earlier[place] for earlier, later in pairwise(figures)]
        if sum(1 <= step <= 2 for step in steps) >= 0.7 * len(steps):
            return True
    return False


def _page_numbers(lines: list[str], starts: list[int], members: list[int]) -> list[int]:
    """Of lines that are bare numbers: the longest run that goes up by one, a page apart."""
    runs: dict[int, list[int]] = {}
    best: list[int] = []
    for member in members:
        digits = _DIGITS.search(lines[member])
        value = int(digits.group()) if digits else 0
        run = runs.get(value - 1)
        if run is None or starts[member] - starts[run[-1]] < _PAGE_CHARS:
            run = runs.get(value, [member])
        else:
            run.append(member)
            del runs[value - 1]
        runs[value] = run
        best = max(best, run, key=len)
    return best if len(best) >= _LEAST_BARE else []


def _neighbours(lines: list[str], first: int, after: int) -> tuple[int, int]:
    """The nearest lines with text before `first` and from `after` on; -1 and len(lines) if there is none."""
    before = first - 1
    while before >= 0 and not lines[before].strip():
        before -= 1
    while after < len(lines) and not lines[after].strip():
        after += 1
    return before, after


def _around(lines: list[str], doomed: set[int], at: int) -> tuple[int, int]:
    """The block of doomed and empty lines that begins at line `at`: first line, line after the last."""
    after = last = at + 1
    while after < len(lines) and (after in doomed or not lines[after].strip()):
        after += 1
        if after - 1 in doomed:
            last = after
    return at, last


def _removal(text: str, lines: list[str], starts: list[int], first: int, last: int) -> Edit:
    before, after = _neighbours(lines, first, last)
    if before >= 0 and after < len(lines) and cut_between(lines[before], lines[after]):
        left, right = lines[before].rstrip(), lines[after].lstrip()
        start = starts[before] + len(left)
        end = starts[after] + len(lines[after]) - len(right)
        return Edit(start, end, glue(left, right))
    end = starts[last] if last < len(lines) else len(text)
    return Edit(starts[first], end)
