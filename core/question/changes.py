"""Changes that a question asks for: from one thing or time to another, or told by one sentence. Pure."""

from __future__ import annotations

import re

from hopyard.core.question.calculations import Operation
from hopyard.core.question.plans import OperandAsk, Planned

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNSAID = re.compile(r"哪|什么|谁|多少|各|每|\b(?:which|what|who|each)\b", re.IGNORECASE)
_W = r"[^，,。；;？?：:]"
_GROWS = "增长|增加|上升|提升|提高|上涨|扩大|涨"
_FALLS = "下降|降低|减少|下跌|下滑|缩减|缩小|降|跌"
_IN_WHAT = r"(?P<in>百分之多少|百分之几|多少%|几成|多少个?百分点|几个百分点)"
_CHANGE_HAN = re.compile(
    rf"(?P<s>{_W}{{3,60}}?)(?:相对)?(?:(?P<up>{_GROWS})|(?P<down>{_FALLS}))了?{_IN_WHAT}\Z"
)
_BETWEEN_HAN = re.compile(
    rf"从\s?(?P<a>{_W}{{1,30}}?)\s?[到至]\s?(?P<b>{_W}{{1,30}}?)[，,]\s?(?:其|它的)?(?P<s>{_W}{{1,20}}?)"
    rf"(?:一共|累计|总共)?(?:{_GROWS}|{_FALLS})了?{_IN_WHAT}\Z"
)
_UP_WORDS = r"grow|grew|rise|rose|increase|raise|improve|gain|climb|expand|lift|boost"
_DOWN_WORDS = r"fall|fell|drop|decline|decrease|lower|reduce|cut|shrink|lose"
_BY_WHAT = r"\bby (?P<in>what percentage|what per ?cent|how many per ?cent|how many percentage points)"
_UP_OR_DOWN = rf"(?:(?P<up>{_UP_WORDS})|(?P<down>{_DOWN_WORDS}))(?:d|ed|n)?"
_CHANGE_ENGLISH = re.compile(
    rf"{_BY_WHAT} (?:did|does|has|have|was|were) (?P<s>[^?;]{{3,90}}?)\b{_UP_OR_DOWN}\b[^?;]{{0,60}}\Z",
    re.IGNORECASE,
)
_BETWEEN_ENGLISH = re.compile(
    rf"{_BY_WHAT} (?:did|does|has|have) (?:the )?(?P<s>[^?;]{{3,60}}?) {_UP_OR_DOWN} "
    r"(?:from|between) (?P<a>[^?;]{2,40}?) (?:to|and) (?P<b>[^?;]{2,40})\Z",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"比|较|同比|环比|\bthan\b|\bcompared\b|year-on-year")


def change(text: str, han: bool) -> Planned | None:
    """How much something changed from one thing or time to another, or as one sentence states it."""
    between = (_BETWEEN_HAN if han else _BETWEEN_ENGLISH).search(text)
    if between is not None:
        return _change_between(between, han)
    found = (_CHANGE_HAN if han else _CHANGE_ENGLISH).search(text)
    if found is None or _COMPARES.search(text) or (han and re.search("从|由", found["s"])):
        return None
    points = "百分点" in found["in"] or "points" in found["in"]
    subject = found["s"].strip()
    roles = [
        OperandAsk(f"{subject} (from)", text, "", "from"),
        OperandAsk(f"{subject} (to)", text, "", "to"),
    ]
    if points:
        return Planned(Operation.DIFFERENCE, tuple(roles if found["down"] else reversed(roles)))
    return Planned(Operation.GROWTH, tuple(roles))


def _change_between(found: re.Match[str], han: bool) -> Planned | None:
    subject = found["s"].strip(" 的")
    sides = [found[name].strip() for name in ("a", "b")]
    if any(_UNSAID.search(side) for side in (*sides, subject)):
        return None
    times = all(_YEAR.search(side) for side in sides)
    asks = []
    for side in sides:
        if han:
            thing = f"{side}{subject}" if times else f"{side} 的{subject}"
            asks.append(OperandAsk(thing, f"{thing}是多少", ""))
        else:
            subject = re.sub(r"\A(?:number|amount) of ", "", subject)
            asked = f"How much {subject} in {side}" if times else f"How much {subject} does {side} have"
            asks.append(OperandAsk(side if times else f"{subject} of {side}", asked, ""))
    points = "百分点" in found["in"] or "points" in found["in"]
    return (
        Planned(Operation.DIFFERENCE, (asks[1], asks[0]))
        if points
        else Planned(Operation.GROWTH, tuple(asks))
    )
