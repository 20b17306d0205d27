"""What kind of line this is: one set of answers for the cleaning rules, the sentences and the passages.

A line here is one line of text without its line feed. Widths are terminal cells, a CJK character counts two.
"""

from __future__ import annotations

import re

WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001faff\U00020000-\U0003fffd]"
)
CLOSERS = "”’」』）】》〉〕｝)\\]}\"'"
"""Inside a character class: what may close after the end of a sentence and still belongs to it."""

_ENDED = re.compile(rf"(?:[。！？；…!?;]|[.][{CLOSERS}]*|[：:])[{CLOSERS}\s]*\Z")
_COMMA_END = re.compile("[，、,（(《“‘「『【/—-]\\Z")
_GOES_ON = re.compile("[，、。；：！？）》”’」』】%％]|[,;:.!?)](?!\\S)")
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
CAPTION_CELLS = 120
"""A longer line that begins like a caption is a sentence about the figure."""


def width(text: str) -> int:
    """Terminal cells, taking every CJK character for two; beyond 400 characters judged by the first 400."""
    if text.isascii():
        return len(text)
    if len(text) > _JUDGED_CHARS:
        return width(text[:_JUDGED_CHARS]) * len(text) // _JUDGED_CHARS
    return len(text) + len(WIDE.findall(text))


def ends_sentence(line: str) -> bool:
    """Whether a line ends in the punctuation of a finished sentence, or in a colon that hands over."""
    return _ENDED.search(line, max(0, len(line) - 12)) is not None


def ends_in_comma(line: str) -> bool:
    """Whether a line ends in a mark that always has something after it."""
    return _COMMA_END.search(line.rstrip()) is not None


def starts_unit(line: str) -> bool:
    """Whether a line opens something of its own by its mark: list item, number, caption, source, quotation."""
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
    if "\t" in line.strip(" \n"):
        return True
    if "  " not in line.strip():
        return False
    cells = [cell for cell in _GAP.split(line.strip()) if cell]
    if len(cells) > 2:
        return True
    return len(cells) == 2 and len(line) < 60 and any(_NUMERIC_CELL.fullmatch(cell) for cell in cells)


def stands_alone(line: str) -> bool:
    """Whether a line is a unit by itself, so that nothing may be joined to its end."""
    return is_table_row(line) or is_caption(line) or is_source(line) or line.startswith(("#", "```", "~~~"))


def continues(line: str, following: str) -> bool:
    """Whether the line break between two neighbouring lines falls inside a sentence.

    Only the look of the two lines is known: a line is taken for cut when it ends in a comma, when the next begins
    in lower case after Latin or with closing punctuation, or when it is as long as wrapped lines are, at least 30 cells (50
    before a capital letter) and 0.6 of the next.
    """
    if ends_sentence(line) or stands_alone(line) or starts_unit(following) or is_table_row(following):
        return False
    head = following.lstrip()
    if not head or not line.strip():
        return False
    if following.startswith("    ") or line.startswith("    "):
        return False  # set as code
    if ends_in_comma(line) or _GOES_ON.match(head):
        return True
    if "a" <= head[0] <= "z" and _LATIN_END.search(line.rstrip()):
        return True
    cells = width(line)
    return cells >= (50 if "A" <= head[0] <= "Z" else 30) and cells >= 0.6 * width(following)
