"""What kind of line this is: one set of answers for the cleaning rules, the sentences and the passages.

A line here is one line of text without its line feed. Widths are terminal cells, a CJK character counts two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001faff\U00020000-\U0003fffd]+"
)
"""Runs of characters that take two cells."""
CLOSERS = "”’」』）】》〉〕｝)\\]}\"'"
"""Inside a character class: what may close after the end of a sentence and still belongs to it."""

_ENDED = re.compile(rf"(?:[。！？；…!?;]|[.][{CLOSERS}]*|[：:])[{CLOSERS}\s]*\Z")
_COMMA_END = re.compile(r"(?:[，、,（(《“‘「『【—]|(?<=[A-Za-z])[-/])\Z")
_GOES_ON = re.compile("[，、。；：！？）》”’」』】%％]|[,;:.!?)](?!\\S)")
_STOP_INSIDE = re.compile(r"[。！？]|[A-Za-z0-9)%\"'”’][.!?](?:[\s)\"'”’]|\Z)")
_LATIN_END = re.compile("[A-Za-z0-9)]\\Z")
_UNIT = re.compile(
    r"\s*(?:"
    r"[•●■◆◇□▪▫◦►▶➢➤✓✔※★☆][^\n]"
    r"|[-*+–·]\s+\S"
    r"|(?:\d{1,3}|[a-zA-Z]|[ivx]{2,4})[)）]"
    r"|\d{1,3}(?:[、．](?=\D)|\.(?=[\s\u3400-\u9fff“《]))"
    r"|[(（](?:\d{1,3}|[a-z]|[ivx]{2,4}|[一二三四五六七八九十]{1,3})[)）]"
    r"|[一二三四五六七八九十]{1,3}、"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节篇编]"
    r"|[①-⑳❶-❿]"
    r"|\[\d{1,3}\]"
    r"|#{1,6}\s"
    r"|```|~~~|>\s"
    r")"
)
_CAPTION = re.compile(
    r"\s*(?:(?:图表|附图|附表|图|表)\s?\d{1,3}(?:[-–.]\d{1,3})*\s*[:：.、\s]"
    r"|[图表][:：]"
    r"|(?:Figure|Fig\.?|Table|Chart|Exhibit|Box)\s+[A-Z]?\d{1,3}(?:[-–.]\d{1,3})*\s*(?:[:：.|—–-]|\s))",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"\s*(?:(?:资料|数据|图片|图表)?(?:来源|來源)|备注|附注|注\d{0,2}|Sources?|Notes?|Data source)\s*[:：]",
    re.IGNORECASE,
)
_GAP = re.compile(r"(?<=\S)(?<![.!?:;。！？：；]) {2,}(?=\S)")
_NUMERIC_CELL = re.compile(r"[-+]?[\d,.]+ ?[%‰万亿]*|[-–—]|N/?A", re.IGNORECASE)

_JUDGED_CHARS = 400
_LONGEST_TWO_CELLS = 60
_SURE = 2
_WRAPPED_SHARE = 0.6
_LONGEST_WRAPPED = 200
_MORE_BEFORE_CAPITAL = 20
CAPTION_CELLS = 120
"""A longer line that begins like a caption is a sentence about the figure."""


def width(text: str) -> int:
    """Terminal cells, taking every CJK character for two; beyond 400 characters judged by the first 400."""
    if text.isascii():
        return len(text)
    if len(text) > _JUDGED_CHARS:
        return width(text[:_JUDGED_CHARS]) * len(text) // _JUDGED_CHARS
    return len(text) + sum(map(len, WIDE.findall(text)))


def ends_sentence(line: str) -> bool:
    """Whether a line ends in the punctuation of a finished sentence, or in a colon that hands over."""
    last = line.rstrip()[-1:]
    if last.isalnum() or not last:
        return False
    return _ENDED.search(line, max(0, len(line) - 12)) is not None


def ends_in_comma(line: str) -> bool:
    """Whether a line ends in a mark that always has something after it."""
    return _COMMA_END.search(line.rstrip()) is not None


def starts_unit(line: str) -> bool:
    """Whether a line opens something of its own by its mark: item, number, caption, source, quotation."""
    return _UNIT.match(line) is not None or is_caption(line) or is_source(line)


def is_caption(line: str) -> bool:
    """Whether a line names a figure or table: `图表 3 …`, `Figure 2: …`."""
    return (
        _CAPTION.match(line) is not None
        and width(line) <= CAPTION_CELLS
        and not line.rstrip().endswith(("。", "；", "，"))
    )


def is_source(line: str) -> bool:
    """Whether a line gives the source of a figure or a note to it."""
    return _SOURCE.match(line) is not None


def is_table_row(line: str) -> bool:
    """Whether a line holds cells: tabs between them, or columns set apart by two or more spaces."""
    if "\t" not in line and "  " not in line:
        return False
    if "\t" in line.strip(" \n"):
        return True
    if "  " not in line.strip():
        return False
    cells = [cell for cell in _GAP.split(line.strip()) if cell]
    if len(cells) > 2:
        return True
    if len(cells) < 2 or len(line) > _LONGEST_TWO_CELLS:
        return False
    return "   " in line.strip() or any(_NUMERIC_CELL.fullmatch(cell) for cell in cells)


def stands_alone(line: str) -> bool:
    """Whether a line is a unit by itself, so that nothing may be joined to its end."""
    return is_table_row(line) or is_caption(line) or is_source(line) or line.startswith(("#", "```", "~~~"))


def breaks_inside(lines: Sequence[str], *, least_cells: int = 0) -> list[bool]:
    """For each break between neighbouring lines, whether it falls inside a sentence; len(lines) - 1 answers.

    A break is sure to when the line ends in a comma or the next goes on in lower case or with closing
    punctuation. It may when the line is as long as wrapped lines are, from `least_cells` or 0.6 of the next
    to 200 cells; then the sentence must also come to an end on one of the lines that follow, which names
    put under each other never do.
    """
    grades = [_grade(line, following, least_cells) for line, following in pairwise(lines)]
    answers = [False] * len(grades)
    first = 0
    while first < len(grades):
        last = first
        while last < len(grades) and grades[last]:
            last += 1
        ended = any(_STOP_INSIDE.search(line) for line in lines[first + 1 : last + 1])
        for at in range(first, last):
            answers[at] = ended or grades[at] == _SURE
        first = last + 1
    return answers


def _grade(line: str, following: str, least_cells: int) -> int:
    """How sure it is that a sentence goes on over a line break: 0 not at all, 1 perhaps, 2 sure."""
    head = following.lstrip()
    if not head or ends_sentence(line):
        return 0
    if (
        ends_in_comma(line)
        or _GOES_ON.match(head)
        or ("a" <= head[0] <= "z" and _LATIN_END.search(line.rstrip()))
    ):
        grade = _SURE
    else:
        grade = int(_as_long_as_wrapped(line, following, least_cells))
    if grade == 0 or stands_alone(line) or starts_unit(following) or is_table_row(following):
        return 0
    in_code = following.startswith("    ") or line.startswith("    ")
    return 0 if in_code else grade


def _as_long_as_wrapped(line: str, following: str, least_cells: int) -> bool:
    if not least_cells <= 2 * len(line) <= 2 * _LONGEST_WRAPPED or len(following) > _LONGEST_WRAPPED:
        return False
    before_capital = least_cells and "A" <= following.lstrip()[0] <= "Z"
    least = least_cells + _MORE_BEFORE_CAPITAL if before_capital else least_cells
    cells = width(line)
    return least <= cells <= _LONGEST_WRAPPED and cells >= _WRAPPED_SHARE * width(following)
