"""What stands behind a figure: scale, softening word, unit, and `per` another unit. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from hopyard.core.text.quantities.tables import ByStart, hedges, scales_by_start, units, units_by_start
from hopyard.core.text.quantities.units import counted, per
from hopyard.core.text.quantities.values import PLAIN, Dimension, Hedge, Unit

BLANKS = " \u00a0\u202f"
_PER = re.compile(r"\s?/\s?|\sper\s|/每|每")
_PLURAL = re.compile(r"[ \u00a0]([a-z]{3,}[a-rt-z]s)(?![A-Za-z0-9])")
_NO_NOUNS = frozenset(
    [
        "this",
        "less",
        "plus",
        "versus",
        "thus",
        "across",
        "towards",
        "always",
        "perhaps",
        "besides",
        "does",
        "minus",
        "years",
        "was",
        "his",
        "its",
        "has",
        "times",
        "percents",
        "series",
        "various",
        "previous",
        "others",
        "yes",
        "sometimes",
    ]
)
_NAMED_NOUN = re.compile(r"(?:[ \u00a0][A-Z][\w-]*){1,3}[ \u00a0]([a-z]+)(?![A-Za-z0-9])")
_HYPHENED = re.compile("-[a-z]{3}")
"""`5-year`, `540-billion-parameter`."""
_ATTACHED = frozenset({"x", "X", "×"})
_COUNTS = frozenset({Dimension.COUNT})
_PLUS = re.compile(r"\+(?=\s?[A-Za-z\u4e00-\u9fff%])")
_HEDGED_INSIDE = frozenset("多余")


class Tail(NamedTuple):
    """What was found behind a figure, up to `end`."""

    end: int
    scale: str
    unit: Unit
    hedge: Hedge
    by_word: bool
    """Whether the scale is a word or a Chinese one, and no letter that might belong to a name."""


def _form_at(forms: ByStart, text: str, at: int) -> tuple[str, str] | None:
    """The longest form that stands at a place, and what goes with it."""
    start = text[at : at + 2]
    for key in (start, start[:1]):
        for form, meaning in forms.get(key, ()):
            if text.startswith(form, at) and not _runs_on(text, at + len(form), form):
                return form, meaning
    return None


def _runs_on(text: str, end: int, form: str) -> bool:
    """Whether a word goes on behind a form that ends in a letter."""
    if end >= len(text):
        return False
    after = text[end]
    if form[-1].isascii() and form[-1].isalnum():
        return after.isascii() and (after.isalnum() or after in "_²³")
    return False


def skip_blank(text: str, at: int) -> int:
    """The place behind one blank, if one is there."""
    return at + 1 if at < len(text) and text[at] in BLANKS else at


def scale_at(text: str, at: int, money: bool) -> tuple[str, int, bool] | None:
    """The scale behind a figure that ends at `at`: its form, where it ends, and whether it is a word.

    `m` is a million behind a currency's sign and before what is counted, and metres elsewhere.
    """
    if at >= len(text):
        return None
    for place in (at, at + 1):
        if place > at and (text[at] not in BLANKS and text[at] != "-"):
            break
        found = _form_at(scales_by_start(), text, place)
        if found is None:
            if (
                place == at
                and text[at] == "m"
                and not _runs_on(text, at + 1, "m")
                and (money or _counts(text, at + 1))
            ):
                return "M", at + 1, False
            continue
        form, kind = found
        if (kind == "letter" and place > at) or (kind == "han" and text[at] == "-"):
            continue
        if form in ("百", "千") and place > at:
            continue
        if form in "百千兆" and (longer := _form_at(units_by_start(), text, place)) and len(longer[0]) > 1:
            return None
        return form, place + len(form), kind != "letter"
    return None


def _counts(text: str, at: int) -> bool:
    """Whether a thing that is counted stands at `at`: `1.3m units` are no metres."""
    found = unit_at(text, at) if text[at : at + 1] in BLANKS and text[at : at + 1] else None
    return found is not None and found[0].dimension in _COUNTS


def unit_at(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit that stands at `at`, a blank before it allowed, and where it ends."""
    place = skip_blank(text, at)
    found = _form_at(units_by_start(), text, place)
    if found is None and _HYPHENED.match(text, at):
        place += 1
        found = _form_at(units_by_start(), text, place)
    if found is None:
        return None
    form, barred = found
    end = place + len(form)
    if (barred and text[end : end + 1] and text[end] in barred) or (place > at and form in _ATTACHED):
        return None
    return units()[form], end


def _noun_at(text: str, at: int) -> tuple[Unit, int] | None:
    """An English plural, or a known noun behind a name (`A100 chips`), which says what is counted."""
    if found := _PLURAL.match(text, at):
        noun = found.group(1)
        return None if noun in _NO_NOUNS else (counted(noun), found.end())
    if found := _NAMED_NOUN.match(text, at):
        unit = units().get(found.group(1))
        if unit is not None and unit.dimension in _COUNTS:
            return unit, found.end()
    return None


def _per_at(text: str, at: int, unit: Unit) -> tuple[Unit, int]:
    """The unit with what it is counted to: `元/股`, `dollars per server`."""
    found = _PER.match(text, at)
    below = (
        unit_at(text, found.end()) if found and not text[found.end() : found.end() + 1].isspace() else None
    )
    if below is None or below[0].dimension is Dimension.MULTIPLE or not below[0].parts:
        return unit, at
    return per(unit, below[0]), below[1]


def tail_at(text: str, at: int, money: Unit | None = None) -> Tail:
    """All that belongs to a figure which ends at `at`; `money` is the unit of the sign before it."""
    hedge, scale, by_word = Hedge.EXACT, "", False
    end, hedge = _inside(text, at, hedge)
    if found := scale_at(text, end, money is not None):
        scale, end, by_word = found
        end, hedge = _inside(text, end, hedge)
    if money is not None:
        unit, end = _after_sign(text, end, money)
        unit, end = _per_at(text, end, unit)
        return Tail(end, scale, unit, hedge, by_word)
    known = unit_at(text, end) or (_noun_at(text, end) if text[end : end + 1] in BLANKS else None)
    if known is None:
        return Tail(end, scale, PLAIN, hedge, by_word)
    unit, end = known
    end, hedge = _inside(text, end, hedge) if unit.dimension is Dimension.DURATION else (end, hedge)
    unit, end = _per_at(text, end, unit)
    return Tail(end, scale, unit, hedge, by_word)


def _after_sign(text: str, at: int, money: Unit) -> tuple[Unit, int]:
    """`¥5亿元`, `$3 USD`: the currency said twice counts once; what is said behind holds."""
    found = unit_at(text, at)
    if found and found[0].dimension is Dimension.MONEY:
        return found
    return money, at


def _inside(text: str, at: int, hedge: Hedge) -> tuple[int, Hedge]:
    if text[at : at + 1] == "+" and _PLUS.match(text, at):
        return at + 1, Hedge.AT_LEAST
    for place in (at, at + 1):
        if text[place : place + 1] in _HEDGED_INSIDE:
            return place + 1, dict(hedges("inside"))[text[place]]
        if text[at : at + 1] not in BLANKS or not text[at : at + 1]:
            break
    return at, hedge
