"""What one of two Chinese sides of a calculation says for both: a time, an owner, a noun. Pure."""

from __future__ import annotations

import re

from hopyard.core.text.quantities import Mention, Period, parse
from hopyard.core.text.tokens import CJK

_NOUN_AT_END = re.compile(rf"(?P<noun>[{CJK}]{{2,6}})\n.*(?P=noun)\Z")
_KIND = re.compile("公司|集团|银行|大学|学院|医院|机构|[省市县区州国镇村队]")
"""What Chinese proper names end with, by the kind of thing that they name."""
_BEFORE_A_KIND = 2
"""Characters that a name has at least before its kind: 广州市, but not 城市."""


def period_of(words: str) -> Mention | None:
    """The one time that words name; None where they name none, or several."""
    found = [one for one in parse(words) if isinstance(one.value, Period)]
    return found[0] if len(found) == 1 else None


def with_shared_time(one: str, two: str) -> tuple[str, str]:
    """Both sides, each with the time that only the other one says.

    A side that is a time alone is the other side at that time: `甲2022年` and `2023年`.
    """
    mine, other = period_of(one), period_of(two)
    if mine is not None and other is not None and other.start == 0 and other.end >= len(two.rstrip()):
        return one, f"{one[: mine.start]}{two.strip()}{one[mine.end :]}"
    if mine is not None and mine.start == 0 and not re.search(r"\d", two):
        return one, f"{one[: mine.end]}{two}"
    return one, two


def ends_alike(one: str, two: str) -> bool:
    """Whether two words end with the same noun: 最终票房 and 首日票房."""
    return _NOUN_AT_END.search(f"{one}\n{two}") is not None


def split_by_kind(one: str, two: str) -> tuple[str, str] | None:
    """The second side and what is meant of both, where `的` is left out: 甲市 and `乙市 + 人数`; or None."""
    kinds = [found for found in _KIND.finditer(one) if found.end() == len(one)]
    if not kinds:
        return None
    at = two.find(kinds[0].group(), _BEFORE_A_KIND - 1)
    end = at + len(kinds[0].group())
    return (two[:end], two[end:]) if at > 0 and len(two) - end > 1 else None


def says_owner_itself(words: str) -> bool:
    """Whether words say whose quantity they name: `甲的收入`, `乙市人口`, but not `夏粮产量`."""
    found = _KIND.search(words, _BEFORE_A_KIND)
    return "的" in words or (found is not None and found.end() < len(words))
