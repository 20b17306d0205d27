"""Tables of contents: they repeat every heading, so that searches hit them, and say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from hopyard.core.text.edits import Edit, in_order, settled
from hopyard.core.text.lines import is_caption, width

_LEADER = re.compile(r"\S.{0,160}?(?:[.．·•]{3,}|…{2,}|(?:[.．·•] ){3,}|_{4,}|-{5,}|—{4,})\s*\d{1,4}\Z")
_LEADS = ".．·•…_-—"
_TAB = re.compile(r"\S[^\t]{0,160}\t+\s*(\d{1,4})\Z")
_CAPTION_PAGE = re.compile(r".{2,120}?[.．]\s?(\d{1,4})\Z")
_MAY_BE = re.compile(r"\d(?:\n|\Z)")
"""The end of an entry, the number of its page."""
_TITLE = re.compile(
    r"(?:正文|内容|图表|图|表|附图|附表|插图)?\s?(?:目\s?录|索\s?引)|"
    r"contents|table of contents|list of (?:figures|tables|charts)|"
    r"(?:figures|tables|exhibits|charts)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:\d{1,2}(?:\.\s?\d{1,2})*[.、\s]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十\d]{1,3}[章节]|[(（][一二三四五六七八九十\d]{1,2}[)）]|"
    r"(?:图表|图|表|附录)\s?\d|(?:figure|table|chapter|section|exhibit|appendix)\s)",
    re.IGNORECASE,
)
_ENTRY_CELLS = 120
_LEAST = 3
_LEAST_CAPTIONS = 5


@settled
def contents(text: str) -> list[Edit]:
    """Take out tables of contents with their titles."""
    edits: list[Edit] = []
    title: tuple[int, int] | None = None
    if not _MAY_BE.search(text):
        return edits
    for start, end in _blocks(text):
        lines = text[start:end].split("\n")
        if len(lines) == 1 and _TITLE.fullmatch(lines[0].strip()):
            title = (start, end)
            continue
        titled = title is not None or _TITLE.fullmatch(lines[0].strip()) is not None
        for first, last in _entries(lines, titled):
            begins = start + sum(len(line) + 1 for line in lines[:first])
            ends = begins + sum(len(line) + 1 for line in lines[first:last])
            if title is not None and first == 0:
                begins = title[0]
            edits.append(Edit(begins, min(ends, len(text))))
        title = None
    return in_order(edits)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The spans between empty lines."""
    for block in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text):
        yield block.span()


def _entries(lines: list[str], titled: bool) -> Iterator[tuple[int, int]]:
    """The runs of lines in a block that are a table of contents: first line, line after the last."""
    if titled and _tabbed(lines) >= 2 and all(_may_belong(line) for line in lines):
        yield 0, len(lines)
        return
    if sum(line[-1:].isdecimal() for line in lines) < _LEAST:
        return  # every entry ends in the number of its page
    for first, last in _runs([_has_leader(line) for line in lines], _LEAST):
        yield (first - 1 if first and _TITLE.fullmatch(lines[first - 1].strip()) else first), last
    if not titled:
        labelled = [_LABEL.match(line) is not None and _TAB.match(line) is not None for line in lines]
        for first, last in _runs(labelled, _LEAST):
            if _deep(lines[first:last]) and _grows(lines[first:last], _TAB):
                yield first, last
    captions = [
        line[-1:].isdecimal() and is_caption(line) and _CAPTION_PAGE.match(line) is not None for line in lines
    ]
    for first, last in _runs(captions, _LEAST_CAPTIONS):
        if _grows(lines[first:last], _CAPTION_PAGE):
            yield first, last


def _has_leader(line: str) -> bool:
    if not line[-1:].isdecimal():
        return False
    # The two characters before the page are looked at first: a row of figures ends in digits too.
    before = line.rstrip("0123456789").rstrip()[-2:]
    led = before[-1:] in _LEADS and (before[:1] in _LEADS or before[:1].isspace())
    return (led or before[-1:].isdecimal()) and _LEADER.match(line) is not None


def _tabbed(lines: list[str]) -> int:
    return sum(_TAB.match(line) is not None or _has_leader(line) for line in lines)


def _may_belong(line: str) -> bool:
    return (
        width(line) <= _ENTRY_CELLS
        and not line.rstrip().endswith(("。", "；", "，", "！", "？"))
        and line.strip().count("\t") <= 1
    )


def _deep(lines: list[str]) -> bool:
    """Whether the labels are of sections within sections, or of figures: rows of a table have neither."""
    labels = [_LABEL.match(line) for line in lines]
    return len({label.group().count(".") for label in labels if label}) > 1 or all(map(is_caption, lines))


def _grows(lines: list[str], page: re.Pattern[str]) -> bool:
    pages = [int(found.group(1)) for line in lines if (found := page.match(line))]
    falls = sum(later < earlier for earlier, later in pairwise(pages))
    return falls <= 0.05 * len(pages)


def _runs(flags: list[bool], least: int) -> Iterator[tuple[int, int]]:
    first = None
    for at, flag in enumerate([*flags, False]):
        if flag and first is None:
            first = at
        elif not flag and first is not None:
            if at - first >= least:
                yield first, at
            first = None
