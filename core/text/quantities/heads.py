"""What a table's head says of all its figures: `in thousands`, `US$ million`, 单位：万元. Pure."""

from __future__ import annotations

import re
from fractions import Fraction

import msgspec

from hopyard.core.text.quantities.figures import power_of
from hopyard.core.text.quantities.tables import currencies, scales, units
from hopyard.core.text.quantities.values import PLAIN, Period, Quantity, Unit

_HAN = re.compile(
    r"(?:单位|金额单位|货币单位|数量)\s?[:：]\s?(?:人民币)?\s?(?P<scale>[十百千]?[万亿]*|[百千])\s?(?P<unit>[^\s,，;；)）\d/、]{0,6})"
)
_SIGNS = r"US\$|HK\$|[$€£¥]|RMB|USD|EUR|GBP|CNY|HKD"
_IN_BRACKETS = re.compile(
    r"[(（](?P<scale>[十百千]?[万亿]+|[百千])(?P<unit>元|美元|港元|欧元|日元|人|吨|股|台|颗|户|家)[)）]"
)
_ENGLISH = re.compile(
    r"(?i:\b(?:in|expressed in|amounts in|figures in|stated in|unit:?)\s)"
    rf"(?:(?P<money>{_SIGNS})\s?)?"
    r"(?i:(?:(?P<adj>US|U\.S\.)\s)?(?P<scale>thousands?|millions?|billions?)"
    r"(?:\s(?:of\s)?(?:(?P<unit>U\.?S\.? dollars|dollars|euros?|RMB|yuan|pounds sterling"
    r"|tonnes?|units|shares|people)))?)"
)
_SIGNED = re.compile(
    rf"(?P<money>{_SIGNS})\s?(?:(?P<noughts>['’]?000)|(?P<scale>(?i:thousands?|millions?|billions?|mn|bn|m|k))\b)"
)
_WORDS = {"mn": "million", "bn": "billion", "m": "million", "k": "thousand"}


class Head(msgspec.Struct, frozen=True, gc=False):
    """A scale and a unit that hold for all plain numbers below."""

    scale: str
    unit: Unit = PLAIN

    def applied(self, value: Quantity | Period) -> Quantity | Period:
        """The value under this head: only a number without a scale and a unit of its own changes."""
        if isinstance(value, Period) or value.scale or value.unit.name:
            return value
        times = Fraction(10) ** power_of(self.scale)
        return Quantity(
            value.low * times, value.high * times, self.unit, self.scale, value.step * times, value.hedge
        )


def head_of(text: str) -> Head | None:
    """What the words over a table say of its figures; None if they say nothing of the kind."""
    if found := _HAN.search(text) or _IN_BRACKETS.search(text):
        unit = units().get(found["unit"], PLAIN)
        return Head(found["scale"], unit) if found["scale"] or unit is not PLAIN else None
    if found := _ENGLISH.search(text):
        money = dict(currencies()).get(found["money"] or "", PLAIN)
        named = units().get((found["unit"] or "").replace("US dollars", "dollars"), PLAIN)
        return Head(found["scale"].lower().rstrip("s"), money if money is not PLAIN else named)
    if found := _SIGNED.search(text):
        word = "thousand" if found["noughts"] else found["scale"].lower().rstrip("s")
        scale = _WORDS.get(word, word)
        return Head(scale, dict(currencies())[found["money"]]) if scale in scales() else None
    return None
