"""Recognises a question whose answer is a table: several things, each asked for the same. Pure.

`X、Y、Z 的参数量和发布时间分别是多少`, `compare X, Y and Z by parameters and year`. What does not fit one of
the wordings as a whole is no such question: a table in the place of an answer is worse than sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hopyard.core.question.attributes import Attribute, attribute, cell_question
from hopyard.core.question.grid_wordings import ENGLISH, VAGUE, chinese_bodies
from hopyard.core.question.names import Name, latin_names
from hopyard.core.question.operands import planned
from hopyard.core.question.understand import is_chinese
from hopyard.core.text.tokens import CJK, fold

MOST_ROWS = 8
MOST_COLUMNS = 5
LEAST_CELLS = 3
"""Fewer are told in sentences, but where a table is asked for by name."""
MOST_HOPS = 4
"""Hops of a table: the default breadth of a budget, beyond which a plan is cut."""
_MAX_CHARS = 400
"""A longer question is pasted text."""


class Grid(NamedTuple):
    """A table that is asked for: its rows, its columns, and whose document is meant."""

    subjects: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    lead: str = ""

    def question(self, row: int, column: int) -> str:
        """What is asked for one cell."""
        return cell_question(self.subjects[row], self.attributes[column], self.lead)


class Lookup(NamedTuple):
    """A hop of a table: its question, and the cells, as row and column, that it looks up."""

    question: str
    cells: tuple[tuple[int, int], ...]


_LEAD_CHINESE = re.compile(r"\A(?:按照?|根据|依据)[^，,、]{2,16}[，,]\s*")
_LEAD_ENGLISH = re.compile(r"\AAccording to (?:the )?[^,]{2,40},\s*", re.IGNORECASE)
_AS_TABLE = re.compile(
    r"列(?:个|张|成|一张|一个)?表(?:格)?|表格|制表|[做画出给用](?:我)?(?:一?[张个])?表(?!现|示|明|达)|\btable\b|\btabulate\b",
    re.IGNORECASE,
)
_AND_CHINESE = re.compile(r"\s*(?:、|，|,|以及|和|与|跟|及|vs\.?)\s*", re.IGNORECASE)
_AND_BEFORE_LAST = re.compile(
    rf"\s*(?:，|,|以及|vs\.?)\s*|(?<![{CJK}])\s*[和与跟及]\s*|\s*[和与跟及]\s*(?![\s{CJK}])", re.IGNORECASE
)
"""Before the last 、 of a list: there 和 between Chinese characters is part of a name, 百和集团."""
_AND_ENGLISH = re.compile(r"\s*,\s*(?:and\s+|&\s*)?|\s+(?:and|vs\.?|versus|&)\s+", re.IGNORECASE)
_NO_SUBJECT = re.compile(
    r"哪|谁|什么|多少|几|为何|如何|是否|它|分别|各自|比较|相比|[？?。；;：:]"
    r"|\b(?:who|what|which|when|how|why|it|they|both|each|is|are|was|were|did|does|do|by|than|that|if)\b",
    re.IGNORECASE,
)
_NAMED_CHINESE = re.compile(
    rf"\A(?:(?![里中])[{CJK}]){{0,10}}\s?[^{CJK}、]+(?:(?:大?模型|芯片|公司|系列|平台|系统|超算|集群|产品|号|版|一代|二代)*|[{CJK}]{{0,8}}(?:公司|集团))\Z"
)
"""A name in Latin letters within Chinese: whose it is may stand before it, what it is behind it."""
_NO_ATTRIBUTE = re.compile(
    rf"\A(?:names?|lists?|kinds?|types?)\b|哪|谁|什么|多少|如何|是否|它|叫|相比|[？?。；;：:\d]|(?:{VAGUE})\Z|\b(?:who|what|which|when|how|why|it|they|in|from|that)\b",
    re.IGNORECASE,
)
_THEIR = re.compile(r"\A(?:their|its|the|each one's|respective|各自的?|其|他们的|它们的)\s*", re.IGNORECASE)
_ENDS = " \t，,。.？?！!；;：:"


def grid_of(question: str) -> Grid | None:
    """The table that a question asks for; None for a question that sentences answer."""
    text = " ".join(question.split()).strip(_ENDS)
    if not text or len(text) > _MAX_CHARS:
        return None
    chinese = is_chinese(text)
    found = (_LEAD_CHINESE if chinese else _LEAD_ENGLISH).match(text)
    lead = found.group() if found else ""
    as_table = _AS_TABLE.search(text) is not None
    if planned(question) is not None and not as_table:
        return None
    for things, asked in _bodies(text[len(lead) :], chinese):
        grid = _grid(things, asked, lead, chinese)
        if grid is not None:
            n_cells = len(grid.subjects) * len(grid.attributes)
            return grid if n_cells >= (2 if as_table else LEAST_CELLS) else None
    return None


def _bodies(text: str, chinese: bool) -> Iterator[tuple[str, str]]:
    """What may be the list of things and that of what is asked, by the wordings that fit."""
    if chinese:
        yield from chinese_bodies(text)
        return
    for pattern in ENGLISH:
        found = pattern.match(text)
        if found is not None:
            yield found["things"], found["asked"]


def _grid(things: str, asked: str, lead: str, chinese: bool) -> Grid | None:
    pattern = _AND_CHINESE if chinese else _AND_ENGLISH
    subjects = _once(_split(things, pattern))
    columns = _once([_THEIR.sub("", piece) for piece in _split(asked, pattern)])
    if not 2 <= len(subjects) <= MOST_ROWS or not 1 <= len(columns) <= MOST_COLUMNS:
        return None
    if not all(map(_is_subject, subjects)) or not all(map(_is_attribute, columns)):
        return None
    if any(Name(one).share_in(column) == 1.0 for one in subjects for column in columns):
        return None
    return Grid(subjects, tuple(map(attribute, columns)), lead)


def _split(text: str, pattern: re.Pattern[str]) -> list[str]:
    """The pieces of a list; a name in quotation or book marks is one piece."""
    kept = re.findall(r"《[^《》]+》|“[^“”]+”|\"[^\"]+\"", text)
    for n, name in enumerate(kept):
        text = text.replace(name, f"\0{n}\0", 1)
    *first, last = text.split("、")
    parts = [*(piece for one in first for piece in _AND_BEFORE_LAST.split(one)), *_last(last, pattern)]
    pieces = [piece.strip(_ENDS) for piece in parts]
    return [re.sub("\0(\\d)\0", lambda found: kept[int(found.group(1))], piece) for piece in pieces if piece]


def _last(text: str, pattern: re.Pattern[str]) -> list[str]:
    """The pieces of what stands behind the last 、; a single character is none: 百和集团 is one name."""
    pieces = pattern.split(text)
    return [text] if any(re.fullmatch(f"[{CJK}]", one) for one in pieces) else pieces


def _once(pieces: list[str]) -> tuple[str, ...]:
    return tuple({fold(piece): piece for piece in reversed(pieces)}.values())[::-1]


def _is_subject(text: str) -> bool:
    """Whether a piece names one thing: short, a name, no clause."""
    if _NO_SUBJECT.search(text) or len(text) > 40:
        return False
    if text[0] in '《“"':
        return True
    if latin_names(text):
        if is_chinese(text):
            return _NAMED_CHINESE.match(text) is not None
        return latin_names(text)[0][0] == 0 or text[0].isdigit()
    return (
        is_chinese(text)
        and 2 <= len(text) <= 12
        and not re.search("[的里时叫]|中(?!心|国|学|医|金|信|华|原|央)", text)
    )


def _is_attribute(text: str) -> bool:
    """Whether a piece says what is asked of a thing, in a few words."""
    if _NO_ATTRIBUTE.search(text):
        return False
    if is_chinese(text):
        return 1 < len(text) <= 14
    return len(text.split()) <= 5 and not text[:1].isupper() and len(text) > 2


def lookups(grid: Grid) -> list[Lookup]:
    """The hops that fill a table, in the order of its rows; at most `MOST_HOPS`.

    A hop for each cell where there are so few; two for each of two rows; else one for each row, or for some
    rows together, with a search for each of its cells.
    """
    rows, columns = range(len(grid.subjects)), range(len(grid.attributes))
    if len(rows) * len(columns) <= MOST_HOPS:
        return [Lookup(grid.question(row, column), ((row, column),)) for row in rows for column in columns]
    if 2 * len(rows) <= MOST_HOPS:
        halves = (columns[: (len(columns) + 1) // 2], columns[(len(columns) + 1) // 2 :])
        return [_lookup(grid, range(row, row + 1), half) for row in rows for half in halves]
    n = min(MOST_HOPS, len(rows))
    share, more = divmod(len(rows), n)
    found, start = [], 0
    for group in range(n):
        end = start + share + (group < more)
        found.append(_lookup(grid, range(start, end), columns))
        start = end
    return found


def _lookup(grid: Grid, rows: range, columns: range) -> Lookup:
    """The hop that looks up some columns of some rows."""
    cells = tuple((row, column) for row in rows for column in columns)
    if len(cells) == 1:
        return Lookup(grid.question(*cells[0]), cells)
    things = [grid.subjects[row] for row in rows]
    asked = [grid.attributes[column].name for column in columns]
    return Lookup(_together(things, asked, grid.lead), cells)


def _together(things: Sequence[str], asked: Sequence[str], lead: str) -> str:
    """The question of a hop that looks up several cells."""
    if is_chinese("".join([*things, *asked])):
        listed = _listed(things, "、", "和")
        space = " " if listed[-1].isascii() else ""
        return f"{lead}{listed}{space}的{_listed(asked, '、', '和')}分别是多少？"
    is_are = "are" if len(asked) > 1 else "is"
    said = f"{'w' if lead else 'W'}hat {is_are} the {_listed(asked, ', ', ' and ')}"
    return f"{lead}{said} of {_listed(things, ', ', ' and ')}?"


def _listed(pieces: Sequence[str], comma: str, last: str) -> str:
    spaced = [f"{one} " if last == "和" and one[-1:].isascii() else one for one in pieces[:-1]]
    head = comma.join([*pieces[:-2], *spaced[-1:]])
    tail = f" {pieces[-1]}" if last == "和" and pieces[-1][:1].isascii() else pieces[-1]
    return f"{head}{last}{tail}" if head else pieces[-1]


def cells_named(grid: Grid, question: str) -> tuple[tuple[int, int], ...]:
    """The cells that a question asks for which is none of the plan's: by the names that stand in it."""
    folded = fold(question)
    rows = [
        n for n, one in enumerate(grid.subjects) if Name(one).share_in(question) == 1.0 or fold(one) in folded
    ]
    columns = [
        n
        for n, one in enumerate(grid.attributes)
        if fold(one.name) in folded or any(fold(grid.question(row, n)).strip(_ENDS) in folded for row in rows)
    ]
    return tuple((row, column) for row in rows for column in columns)
