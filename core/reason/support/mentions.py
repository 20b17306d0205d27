"""The figures and times of a sentence, with what the reader of quantities leaves out or misreads. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hopyard.core.text.quantities import Mention, Period, Quantity, parse

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_MONTH_ALONE = re.compile(
    rf"(?<=\b(?:in|of|to|by) )(?:{'|'.join(_MONTHS)})\b|(?<=\bfrom )(?:{'|'.join(_MONTHS)})\b"
    rf"|(?<=\b(?:since|until) )(?:{'|'.join(_MONTHS)})\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?= [a-z])")
_YEAR_BEFORE = re.compile(r"\b(?:in|since|by|until|during|for|of|from)\s\Z", re.IGNORECASE)


def _in_name(text: str, one: Mention) -> bool:
    """云雀-2: a digit behind a hyphen and a Chinese word is part of a name."""
    return one.start > 1 and text[one.start - 1] == "-" and not text[one.start - 2].isspace()


def mentions_of(text: str) -> tuple[Mention, ...]:
    """The figures and times of a text, with months that stand alone (`in May`)."""
    found = [read for one in parse(text) if not _in_name(text, one) for read in _with_years(text, one)]
    for month in _MONTH_ALONE.finditer(text):
        if not any(one.start < month.end() and month.start() < one.end for one in found):
            number = _MONTHS.index(month.group()) + 1
            found.append(Mention(month.start(), month.end(), Period(month=number)))
    return tuple(sorted(found, key=lambda one: one.start))


def _with_years(text: str, one: Mention) -> Iterator[Mention]:
    """`In 2016 yields were ...` and `in 2022 to 3,650 units`: four digits behind such a word are a year."""
    found = _YEAR.match(text, one.start) if isinstance(one.value, Quantity) else None
    if found is None or not _YEAR_BEFORE.search(text, max(0, one.start - 8), one.start):
        yield one
        return
    yield Mention(one.start, found.end(), Period(int(found.group())))
    behind = found.end() + len(" to ")
    for rest in parse(text[behind : one.end]) if behind < one.end else ():
        yield Mention(rest.start + behind, rest.end + behind, rest.value)
