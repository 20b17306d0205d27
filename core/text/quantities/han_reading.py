"""Reads the quantity at a Chinese numeral, and leaves the many that count nothing: 统一, 十分, 一个. Pure."""

from __future__ import annotations

import re
from fractions import Fraction

from hopyard.core.text.quantities.before import hedge_before
from hopyard.core.text.quantities.figures import figure
from hopyard.core.text.quantities.han import Numeral, numeral
from hopyard.core.text.quantities.softened import after
from hopyard.core.text.quantities.tables import hedges, units
from hopyard.core.text.quantities.tails import skip_blank, unit_at
from hopyard.core.text.quantities.values import PLAIN, Dimension, Hedge, Mention, Quantity, Unit

NUMERAL = re.compile(
    "[零〇一二两三四五六七八九十百千万亿兆几数]+(?:点[零〇一二三四五六七八九]+[十百千万亿兆]*)?(?:分之)?|半"
)
_ABOVE = re.compile(
    "([零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?)|([0-9]+(?:\\.[0-9]+)?)"
)
_LOWER_END = re.compile("([零〇一二两三四五六七八九十百千万亿]{1,6})(?:至|到|~|～|—|-)\\Z")
_ONLY_SCALES = re.compile("[百千万亿兆]+\\Z")
_ORDER = "第之初其统唯万同单进划归"
_NO_UNIT_HERE = frozenset(
    [
        "度",
        "分",
        "行",
        "字",
        "词",
        "层",
        "道",
        "只",
        "头",
        "部",
        "段",
        "期",
        "升",
        "支",
        "条",
        "座",
        "股",
        "则",
        "盒",
        "包",
        "袋",
        "斤",
        "W",
        "V",
        "J",
    ]
)
_SOFT_UNITS = frozenset(
    {
        Dimension.DURATION,
        Dimension.MULTIPLE,
        Dimension.SHARE,
        Dimension.MASS,
        Dimension.MONEY,
        Dimension.LENGTH,
        Dimension.AREA,
    }
)


def read_numeral(text: str, found: re.Match[str]) -> Mention | None:
    """The quantity whose numeral is `found`; None where the characters count nothing."""
    start, written = found.start(), found.group()
    left = text[start - 1 : start] if start else ""
    if left and (left.isdigit() or left in _ORDER or (left in "十.，点" and left.isdigit())):
        return None
    if written.endswith("分之"):
        return _parts(text, found)
    if written == "半":
        return _half(text, found)
    number = numeral(written)
    end = found.end()
    if number is None:
        return None
    inside = Hedge.EXACT
    if text[end : end + 1] in ("多", "余"):
        inside, end = dict(hedges("inside"))[text[end]], end + 1
        number, end = _with_scale(text, number, end)
    hedge, begin = hedge_before(text, start)
    rising = left == "上" and _ONLY_SCALES.match(written) is not None
    if rising:
        hedge, begin = Hedge.AT_LEAST, start - 1
    unit, unit_end = _unit(text, end, written)
    if not _counts(written, number, unit, hedge if hedge is not Hedge.EXACT else inside):
        return None
    unit_end, low, high, step = _halves(text, unit_end, unit, number)
    if unit.dimension is Dimension.DURATION and text[unit_end : unit_end + 1] in ("多", "余"):
        inside, unit_end = Hedge.OVER, unit_end + 1
    if low == high and (wider := _range_before(text, start, number)):
        low, begin = wider
    end, late = after(text, unit_end, inside)
    kept = hedge if hedge is not Hedge.EXACT else late
    return Mention(begin, end, Quantity(low, high, unit, number.scale, step, kept))


def _range_before(text: str, start: int, number: Numeral) -> tuple[Fraction, int] | None:
    """二十至三十万: the lower end before a numeral, in its scale where it has none, and where it begins."""
    found = _LOWER_END.search(text, max(0, start - 8), start)
    lower = numeral(found[1]) if found else None
    if found is None or lower is None or text[found.start() - 1 : found.start()] in ("从", "由", "第"):
        return None
    low = lower.low if lower.scale else lower.low * 10 ** _places(number.scale)
    return (low, found.start()) if lower.low == lower.high and low < number.low else None


def _with_scale(text: str, number: Numeral, end: int) -> tuple[Numeral, int]:
    """三十多万: the scale behind the softening word belongs to the numeral."""
    scale = re.compile("[万亿]+").match(text, end)
    if scale is None:
        return number, end
    times = 10 ** sum(4 if char == "万" else 8 for char in scale.group())
    return Numeral(number.low * times, number.high * times, scale.group()), scale.end()


def _unit(text: str, end: int, written: str) -> tuple[Unit, int]:
    found = unit_at(text, end)
    if found is None:
        return PLAIN, end
    form = text[skip_blank(text, end) : found[1]]
    if form in _NO_UNIT_HERE or (form.isascii() and found[0].dimension is not Dimension.COUNT):
        return PLAIN, end
    return found


def _counts(written: str, number: Numeral, unit: Unit, hedge: Hedge) -> bool:
    if _ONLY_SCALES.match(written):
        return hedge is not Hedge.EXACT
    if written == "一":
        return unit is not PLAIN and unit.dimension in _SOFT_UNITS
    if unit is not PLAIN:
        return True
    return bool(number.scale) or (
        len(written) > 1 and ("百" in written or number.low >= 100) and written[-1] != "数"
    )


def _halves(text: str, end: int, unit: Unit, number: Numeral) -> tuple[int, Fraction, Fraction, Fraction]:
    """两年半, 三成五: what is added behind the unit; the last place written."""
    step = Fraction(10) ** _places(number.scale)
    low, high = number.low, number.high
    if unit.dimension is Dimension.DURATION and text[end : end + 1] == "半":
        return end + 1, low + Fraction(1, 2), high + Fraction(1, 2), Fraction(1, 10)
    if unit.name == "成" and (digit := numeral(text[end : end + 1] or "x")) and digit.low < 10:
        return end + 1, low + digit.low / 10, high + digit.low / 10, Fraction(1, 10)
    if low.denominator > 1 or (number.scale and (low / step).denominator > 1):
        step = Fraction(1)
        while (low / step).denominator > 1:
            step /= 10
        while number.scale and (low / (step * 10)).denominator == 1:
            step *= 10
    return end, low, high, step


def _places(scale: str) -> int:
    return sum({"千": 3, "万": 4, "亿": 8, "兆": 12, "十": 1, "百": 2}[char] for char in scale)


def _parts(text: str, found: re.Match[str]) -> Mention | None:
    """二十分之一, 百分之五十七点八, 千分之三."""
    below = numeral(found.group()[:-2])
    above = _ABOVE.match(text, found.end())
    if below is None or above is None or below.low <= 1 or below.low != below.high:
        return None
    if above[2]:
        value, step = figure(above[2], 0)
    else:
        over = numeral(above[1])
        if over is None or over.low != over.high:
            return None
        value, step = over.low, Fraction(1)
        while (value / step).denominator > 1:
            step /= 10
    hedge, begin = hedge_before(text, found.start())
    end, hedge = after(text, above.end(), hedge)
    if below.low in (100, 1000):
        unit = units()["%" if below.low == 100 else "‰"]
        return Mention(begin, end, Quantity(value, value, unit, "", step, hedge))
    share = value / below.low
    return (
        Mention(begin, end, Quantity(share, share, PLAIN, "分之", Fraction(0), hedge)) if share < 1 else None
    )


def _half(text: str, found: re.Match[str]) -> Mention | None:
    """半年, 半小时: a half of a duration. 一半 is left: it is rarely a figure."""
    unit = unit_at(text, found.end())
    if unit is None or unit[0].dimension is not Dimension.DURATION:
        return None
    left = text[found.start() - 1 : found.start()]
    if left and left in "上下前后每大多过年月时天":
        return None
    hedge, begin = hedge_before(text, found.start())
    return Mention(
        begin, unit[1], Quantity(Fraction(1, 2), Fraction(1, 2), unit[0], "", Fraction(1, 10), hedge)
    )
