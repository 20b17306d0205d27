"""Of which time a figure is told, so that one year's is never taken for another's. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hopyard.core.text.quantities import Mention, Period, parse

_BEHIND = re.compile(
    r"\s?(?:[a-z]+\s){0,2}?(?:in|for|during|as of|at the end of|by the end of|by)"
    r"\s(?:the\s)?(?:year\s|fiscal\s)?",
    re.IGNORECASE,
)
"""Between a figure and its time behind it: `$5 million in 2021`."""
_COMPARED = re.compile(
    r"(?:比|较|与|同|从|由|自)\s?\Z"
    r"|\b(?:than|from|versus|compared (?:to|with)|against|since)\s(?:in |the )*\Z",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[，。；;]|,(?!\d)|\.\s")
_OF_THEN = re.compile(r"\s?的?同期")
_ALL_YEAR = re.compile(
    r"全年|整个\s?(?:19|20)\d\d|\bfull[- ]year\b|\bfor the (?:whole |full )?year\b", re.IGNORECASE
)
_ANOTHER = re.compile(
    r"(?:上年|去年|前年|上一?(?:年度|财年|季度|季|个月|月)|同期)(?:同期|末|底)?的?[^，,。；;\d]{0,4}\Z"
    r"|\b(?:last|previous|prior) (?:year|quarter|month)(?:['’]s)?(?: of)? ?\Z",
    re.IGNORECASE,
)
"""Right before a figure that is of the time before the one that is spoken of."""
_ANOTHER_BEHIND = re.compile(
    r"\s?(?:in the )?(?:a year (?:earlier|ago)|last year|(?:the )?(?:previous|prior) (?:year|quarter))",
    re.IGNORECASE,
)


def is_of_another_time(text: str, mention: Mention, asked: str) -> bool:
    """Whether a figure is what something else is measured against: `与上年同期的 5 亿元相比`."""
    found = _ANOTHER.search(text[: mention.start])
    behind = _ANOTHER_BEHIND.match(text, mention.end)
    return (found is not None and found.group()[:2] not in asked) or (
        behind is not None and "year" not in asked
    )


def is_of_its_time(asked: str, passage: str, at: tuple[int, int], above: str) -> bool:
    """Whether a figure at this place of a passage is of the time that a question asks for.

    A figure is of the time right behind it, else of the last one before it; where that says no year, the year
    said last is meant. `above` are the title and the heading: what they say holds until the text says else.
    True for a question that names no time.
    """
    wanted = periods_in(asked)
    if not wanted:
        return True
    clause = _CLAUSE.split(passage[: at[0]])[-1]
    if _ALL_YEAR.search(clause) and any(one.month or one.quarter or one.half for one in wanted):
        return False
    return any(_is_within(_told(passage, at, above, one.month > 0), one) for one in wanted)


def periods_in(text: str) -> list[Period]:
    """The times that a text names with their year, as they are, no spans of time."""
    return [one for one in _periods(text) if one.year and not one.decade and one.until is None]


def _periods(text: str) -> list[Period]:
    return [one.value for one in parse(text) if isinstance(one.value, Period)]


def _told(passage: str, at: tuple[int, int], above: str, exact: bool) -> Period | None:
    times = [one for one in parse(passage) if isinstance(one.value, Period)]
    behind = _right_behind(passage, at[1], times)
    before = [one.value for one in times if one.end <= at[0] and _holds_on(passage, one, at[0])]
    known = periods_in(above)
    running = [*known[-1:], *(one for one in before if isinstance(one, Period))]
    if behind is not None:
        running.append(behind)
    if not running:
        return None
    last = running[-1]
    if last.until is not None or last.decade:
        return None
    year = next((one.year for one in reversed(running) if one.year), 0)
    if exact:
        return Period(year, last.month, last.day)
    # A date tells when something was said or done, and may stand before any figure of its year.
    last = next((one for one in reversed(running) if not one.month), Period())
    return Period(year, 0, 0, last.quarter, last.half)


def _holds_on(passage: str, time: Mention, at: int) -> bool:
    """Whether a time before a figure may be the figure's: not one that an earlier clause compares with."""
    compared = _COMPARED.search(passage, max(0, time.start - 16), time.start)
    compared = compared or _OF_THEN.match(passage, time.end)
    return compared is None or _CLAUSE.search(passage, time.end, at) is None


def _right_behind(passage: str, end: int, times: Sequence[Mention]) -> Period | None:
    joint = _BEHIND.match(passage, end)
    if joint is None:
        return None
    start = joint.end()
    value = next((one.value for one in times if abs(one.start - start) <= 1), None)
    return value if isinstance(value, Period) else None


def _is_within(told: Period | None, wanted: Period) -> bool:
    """Whether a told time is the wanted one; a finer one is not: a quarter's figure is not the year's."""
    if told is None or told.year != wanted.year:
        return False
    if wanted.month:
        return told.month == wanted.month and wanted.day in (0, told.day)
    return (told.quarter, told.half) == (wanted.quarter, wanted.half)
