"""Reads the quantity at one figure in digits: its range, its compound, and what is no quantity. Pure."""

from __future__ import annotations

import re
from fractions import Fraction

from hopyard.core.text.quantities.before import (
    Before,
    before,
    follows_a_name,
    hedge_before,
    inside_a_name,
    labelled,
)
from hopyard.core.text.quantities.figures import DIGITS, POWER, exponent_of, figure, power_of
from hopyard.core.text.quantities.periods import period_at
from hopyard.core.text.quantities.softened import after
from hopyard.core.text.quantities.tables import units
from hopyard.core.text.quantities.tails import tail_at
from hopyard.core.text.quantities.values import PLAIN, Dimension, Hedge, Mention, Period, Quantity

_FIGURE = re.compile(DIGITS)
_RANGE = re.compile(r"\s?(?:-|–|—|~|～|－|至|到|\bto\b|\band\b|和)\s?(?=[-−]?(?:US\$|[$€£¥])?[0-9])")
_BETWEEN = re.compile(r"(?i:between)\s\Z|介于\Z|在\Z")
_FROM = re.compile(r"(?:(?i:\bfrom)\s|从|由|自)(?:约|近|about )?\Z")
_SUM_WORDS = ("and", "和")
_CHAIN = re.compile(r"[0-9]+(?:[-–./:][0-9]+){2,}")
_CLOCK = re.compile(r"[0-9]+[:：][0-9]+")
"""Times of day and proportions, 12:30 and 3:1, are no quantities."""
_TRADE_NAME = re.compile(
    "2[BCG](?=业务|端|客户|企业|市场|模式)|[248]K(?=视频|超|电视|分辨|画质|显示| video| resolution)"
)
_SLASHED = re.compile(r"([0-9]{1,3})/([0-9]{1,3})(?=\s?(?:of\b|的))")
_OF_PARTS = re.compile(r"\s?分之\s?([0-9]+(?:\.[0-9]+)?)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\Z")
_COMPOUND = re.compile(rf"\s?({DIGITS})\s?(千万|百万|十万|万|千)(?!亿)")
_PERIOD_AHEAD = re.compile(
    r"\s?(?:[年月日季QH]|财年|财政)|(?:st|nd|rd|th)?\s(?:of\s)?[JFMASOND][a-z]{2}|(?:st|nd|rd|th)[\s-][qh]"
)
_YEAR_AHEAD = re.compile(r"(?:1[5-9]|20)\d\d(?:[-–—~～/.至到s\s年QH财]|\Z)")
"""What may go on a time; whether it does is looked at then."""
_BULLET = re.compile(r"[)）]|[、.．]\s?(?![0-9])")
_TELEPHONE = re.compile(r"0[0-9]{2,3}[-–][0-9][0-9-]+")
MAX_DIGITS = 30
"""A longer row of digits is no quantity."""


def read_at(text: str, start: int) -> tuple[list[Mention], int]:
    """What the digits at `start` say, and where to read on: nothing for parts of names and addresses."""
    found = _FIGURE.match(text, start)
    assert found is not None
    end = found.end()
    if end - start > MAX_DIGITS or inside_a_name(text, start) or _TRADE_NAME.match(text, start):
        return [], end
    if _PERIOD_AHEAD.match(text, end) or _YEAR_AHEAD.match(text, start):
        period = period_at(text, start)
        if period is not None:
            return [period], period.end
    if chain := _TELEPHONE.match(text, start) or _CHAIN.match(text, start) or _CLOCK.match(text, start):
        return [], chain.end()
    if (parts := _OF_PARTS.match(text, end)) and "." not in found.group():
        return _parts(text, start, found.group(), parts)
    if text[end : end + 1] == "/" and text[end + 1 : end + 2].isdigit():
        slashed = _SLASHED.match(text, start)
        return _parts(text, start, slashed[2], slashed) if slashed else ([], _past_slashes(text, end))
    return _read(text, start, found)


def _past_slashes(text: str, at: int) -> int:
    found = re.compile(r"[/0-9.]+").match(text, at)
    return found.end() if found else at


def _parts(text: str, start: int, below: str, found: re.Match[str]) -> tuple[list[Mention], int]:
    """`20分之1`, `3/4 of`, `100分之57.8`: a share of parts."""
    hedge, begin = hedge_before(text, start)
    end, hedge = after(text, found.end(), hedge)
    above = found[1]
    value = Fraction(above) / int(below) if int(below) else Fraction(0)
    if not value:
        return [], found.end()
    if below in ("100", "1000") and "/" not in found.group():
        unit = units()["%" if below == "100" else "‰"]
        step = figure(above, 0).step
        percent = Quantity(Fraction(above), Fraction(above), unit, "", step, hedge)
        return [Mention(begin, end, percent)], end
    return [Mention(begin, end, Quantity(value, value, PLAIN, "分之", Fraction(0), hedge))], end


def _read(text: str, start: int, found: re.Match[str]) -> tuple[list[Mention], int]:
    left = before(text, start)
    value = _Number(text, found, left)
    if value.end is None:
        return [], found.end()
    right = _second(text, value, left)
    if right is not None:
        return _ranged(text, left, value, right)
    mention = _one(text, left, value)
    return ([mention] if mention else []), max(mention.end if mention else 0, value.tail.end, found.end())


class _Number:
    """One figure with its power, compound and tail."""

    __slots__ = ("digits", "end", "scale", "start", "step", "tail", "value")

    def __init__(self, text: str, found: re.Match[str], left: Before) -> None:
        self.start, self.digits = found.start(), found.group()
        self.end: int | None = found.end()
        power, scale = 0, ""
        if ten := POWER.match(text, found.end()):
            exponent = exponent_of(ten.group())
            if exponent is None:
                self.end = None
                return
            power, scale, self.end = exponent, f"^{exponent}", ten.end()
        self.tail = tail_at(text, self.end, left.money)
        if self.tail.scale and scale:
            power += power_of(self.tail.scale)
            scale = f"^{power}"
        self.scale = scale or self.tail.scale
        self.value, self.step = figure(self.digits, power if scale else power_of(self.scale))
        self._compound(text, left)

    def _compound(self, text: str, left: Before) -> None:
        """`1亿2000万`: a smaller scale right behind a larger one is added."""
        if self.tail.scale[-1:] not in "万亿" or not self.tail.scale or self.tail.unit is not PLAIN:
            return
        more = _COMPOUND.match(text, self.tail.end)
        if more and power_of(more[2]) < power_of(self.tail.scale):
            value, step = figure(more[1], power_of(more[2]))
            tail = tail_at(text, more.end(), left.money)
            self.value, self.step = self.value + value, step
            self.tail = tail._replace(scale=self.tail.scale)


def _second(text: str, value: _Number, left: Before) -> _Number | None:
    """The other end of a range that begins with `value`, if there is one."""
    assert value.end is not None
    for at in dict.fromkeys((value.end, value.tail.end)):
        found = _RANGE.match(text, at)
        if found is None:
            continue
        joiner = found.group().strip()
        if joiner in _SUM_WORDS and not _BETWEEN.search(text[max(0, left.start - 9) : left.start]):
            return None
        start = found.end()
        negative = text[start] in "-−"
        digits = _FIGURE.search(text, start, start + 8 + len(value.digits) * 4)
        if digits is None or (joiner == "-" and _CHAIN.match(text, value.start)):
            return None
        own = before(text, digits.start()) if left.money else left
        second = _Number(text, digits, own if own.money else left)
        second.start = own.start if own.money else second.start
        if second.end is None:
            return None
        if negative:
            second.value = -second.value
        plain = value.tail.unit is PLAIN or at == value.end
        if not plain and value.tail.unit.parts != second.tail.unit.parts:
            return None
        return second
    return None


def _ranged(text: str, left: Before, value: _Number, second: _Number) -> tuple[list[Mention], int]:
    """Two ends as one range; after `from` as two values, the first in the second's unit where it has none."""
    tail, unit = second.tail, second.tail.unit
    low, step = (-value.value if left.negative else value.value), value.step
    times = Fraction(10) ** power_of(second.scale)
    if not value.scale and second.scale and low < second.value / times:
        low, step = low * times, step * times
    own = value.tail.unit
    if own is not PLAIN and own.factor != unit.factor:
        low, step = low * own.factor / unit.factor, step * own.factor / unit.factor
    end, hedge = after(text, tail.end, _strongest(left.hedge, tail.hedge))
    apart = _FROM.search(text[max(0, left.start - 8) : left.start])
    if apart or low >= second.value:
        first = Quantity(low, low, unit, second.scale, step, left.hedge)
        last = Quantity(
            second.value, second.value, unit, second.scale, second.step, after(text, tail.end, tail.hedge)[1]
        )
        if not apart and own is PLAIN and unit is PLAIN and not second.scale:
            return [], second.end or end
        return [
            Mention(left.start, value.end if own is PLAIN and value.end else value.tail.end, first),
            Mention(second.start, end, last),
        ], end
    if unit is PLAIN and not second.scale and labelled(text, value.start):
        return [], end
    found = Quantity(low, second.value, unit, second.scale, min(step, second.step), hedge)
    return [Mention(left.start, end, found)], end


def _strongest(one: Hedge, other: Hedge) -> Hedge:
    return one if one is not Hedge.EXACT else other


def _one(text: str, left: Before, value: _Number) -> Mention | None:
    tail = value.tail
    end, hedge = after(text, tail.end, tail.hedge)
    hedge = _strongest(left.hedge, hedge)
    unit = tail.unit
    bare = unit is PLAIN and not value.scale
    if bare:
        if _YEAR.match(value.digits) and not left.negative and hedge is Hedge.EXACT:
            return Mention(value.start, value.start + 4, Period(int(value.digits)))
        if _no_quantity(text, value, left, hedge):
            return None
    elif labelled(text, value.start) and (unit.dimension is Dimension.COUNT or unit is PLAIN):
        return None
    number = -value.value if left.negative else value.value
    return Mention(left.start, end, Quantity(number, number, unit, value.scale, value.step, hedge))


def _no_quantity(text: str, value: _Number, left: Before, hedge: Hedge) -> bool:
    """Whether a plain number is an ordinal, a reference, a bullet, an id or a part of a name."""
    start, end = value.start, value.end or 0
    digits, right = value.digits, text[end : end + 1]
    if right and right.isascii() and (right.isalpha() or right in "_@&=\\"):
        return True
    if "," not in digits and (len(digits) > 9 or (digits[0] == "0" and len(digits) > 1 and digits[1] != ".")):
        return True
    if labelled(text, start) or (right in ("-", "‐") and text[end + 1 : end + 2].isalpha()):
        return True
    if _in_brackets(text[start - 1 : start] if start else "", right) or _is_bullet(text, start, end):
        return True
    if "," in digits or hedge is not Hedge.EXACT or left.negative:
        return False
    return follows_a_name(text, start)


def _in_brackets(left: str, right: str) -> bool:
    return left in ("[", "［", "〔") and right in ("]", "］", "〕", "\\")


def _is_bullet(text: str, start: int, end: int) -> bool:
    """`1)`, `(5)`, `3、`, `1.1.` before a point of a list or a heading."""
    left = text[start - 1 : start] if start else ""
    if "." in text[start:end]:
        return text[end : end + 1] == "." and left in ("\n", "\t", "")
    if end - start > 2 or not _BULLET.match(text, end):
        return False
    return left in ("(", "（", "\n", "") or (text[end] in ")）、" and left in set(" \t;；。,，:："))
