"""Calculations of another form than one operand by another. Pure.

Sums and averages of several; so many times what one of them has; a year's figure a day; the days from one
event to another; changes from one thing to another, or as one sentence states them.
"""

from __future__ import annotations

import re
from calendar import isleap

from hopyard.core.question.calculations import Operation
from hopyard.core.question.changes import change
from hopyard.core.question.elliptic import completed
from hopyard.core.question.multiplied import ENGLISH_NUMBERS, HAN_NUMBERS
from hopyard.core.question.names import latin_names
from hopyard.core.question.plans import Given, OperandAsk, Planned
from hopyard.core.question.plurals import singular
from hopyard.core.question.words import content_words
from hopyard.core.text.tokens import CJK

_ENDS = re.compile(r"[\s？?。.!！]+\Z")
_MAX_LENGTH = 250
_MAX_ITEMS = 5
_UNSAID = re.compile(r"哪|什么|谁|多少|各|每|\b(?:which|what|who|each)\b", re.IGNORECASE)
_W = r"[^，,。；;？?：:]"
_TOGETHER = r"(?:加起来|加在一起|合起来|合计|总共|一共|共计|总计|相加|总和|之和)"
_HOW_MANY = r"(?:多少|几(?!年|月|号))"

_SEVERAL_HAN = (
    (
        "average",
        re.compile(
            rf"(?P<list>{_W}{{3,80}}?)\s?的平均(?P<s>{_W}{{1,16}}?)(?:大约|约)?(?:是|为|有)?{_HOW_MANY}(?P<u>{_W}{{0,8}})\Z"
        ),
    ),
    (
        "average",
        re.compile(
            rf"(?P<list>{_W}{{3,80}}?)\s?的(?P<s>{_W}{{1,16}}?)的?(?:平均值|平均数|均值|平均)(?:是|为|有)?{_HOW_MANY}(?P<u>{_W}{{0,8}})\Z"
        ),
    ),
    (
        "sum",
        re.compile(
            rf"(?P<list>{_W}{{3,80}}?)\s?的总(?P<s>[^，,。；;？?共计和]{_W}{{0,15}}?)(?:是|为|有)?{_HOW_MANY}(?P<u>{_W}{{0,8}})\Z"
        ),
    ),
    (
        "sum",
        re.compile(
            rf"(?P<list>{_W}{{3,80}}?)\s?的(?P<s>{_W}{{1,16}}?)的?{_TOGETHER}(?:[是为有达共]{{0,2}}){_HOW_MANY}(?P<u>{_W}{{0,8}})\Z"
        ),
    ),
)
_JOIN_HAN = re.compile(r"\s?(?:、|以及|和|与|及|跟)\s?")
_S = r"[A-Za-z][\w -]{0,40}?"
_SEVERAL_ENGLISH = re.compile(
    rf"(?:\Awhat(?:\s(?:is|was|are|were)|['’]s)\s|,\s+what(?:\s(?:is|was|are|were)|['’]s)\s)the\s"
    rf"(?P<op>total|combined|joint|sum|average|mean)(?:\sof)?(?:\sthe)?\s(?:(?:number|amount|count)\sof\s)?(?P<s>{_S})"
    rf"(?:\s(?:of|for))\s(?P<list>[^?;]{{3,120}})\Z",
    re.IGNORECASE,
)
_HAVE_ENGLISH = re.compile(
    rf"\bhow\s(?:many|much)\s(?P<s>{_S})\s(?:do|did|does|are|have|has|were)\s(?P<list>[^?;]{{3,120}}?)\s(?:[a-z]+\s)?"
    rf"(?P<op>together|combined|in\stotal|altogether|on\saverage)\Z",
    re.IGNORECASE,
)
_JOIN_ENGLISH = re.compile(r",\s*(?:and\s+)?|\s+and\s+|\s+plus\s+|\s*&\s*")

_MULTIPLIED_HAN = re.compile(
    rf"(?P<n>[两二三四五六七八九十]|\d{{1,4}})\s?(?P<m>[个台颗块张套组座家])\s?(?P<thing>{_W}{{1,30}}?)\s?"
    rf"(?:一共|总共|合计|共计|总计|共)(?:[有需要含用装配备包]{{0,4}})了?{_HOW_MANY}(?P<unit>[个块颗张台款名人套组]?)\s?(?P<a>{_W}{{0,24}})\Z"
)
_NUMBER = rf"(?P<n>\d{{1,4}}|{'|'.join(ENGLISH_NUMBERS)})"
_MULTIPLIED_ENGLISH = (
    re.compile(
        rf"\bhow\smany\s(?P<a>{_S})\s(?:are\sthere\s|are\s|is\sthere\s)?in\s(?:the\s)?{_NUMBER}\s(?P<thing>[^,?;]{{2,60}})\Z",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bhow\smany\s(?P<a>{_S})\s(?:do|did|does|would)\s(?:the\s)?{_NUMBER}\s(?P<thing>[^,?;]{{2,60}}?)\s"
        r"(?:have|contain|hold|use|need|comprise|carry)(?:\s(?:in\stotal|together|altogether|overall))?\Z",
        re.IGNORECASE,
    ),
)

_YEAR = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?!\d)")
_A_DAY_HAN = re.compile(r"平均每(?P<t>天|日|个?月)")
_A_DAY_ENGLISH = re.compile(r"\s(?:per|each|every|a)\s(?P<t>day|month)\b", re.IGNORECASE)
_ON_AVERAGE = re.compile(r",?\s?\bon average\b,?|\baverage\s", re.IGNORECASE)

_EVENT = (
    "发布|推出|上线|成立|问世|公布|提出|内测|公测|开源|上市|发表|启动|开业|投产|release|launch|publication|founding"
    "|announcement|introduction|opening|start|debut"
)
_APART_HAN = re.compile(
    rf"(?:从|自)?(?P<a>{_W}{{2,40}}?)(?:到|至|与|和)(?P<b>{_W}{{2,40}}?)(?:之间)?(?:一共|总共|大约)?"
    r"(?:相隔|间隔|相距|隔|经过|过|历时|相差|用)了?(?:多少|几)(?P<u>天|日|年)\Z"
)
_APART_ENGLISH = re.compile(
    r"\bhow many (?P<u>days|years) (?:(?:passed|elapsed|lie|lay|went by|are there|were there|are|were) )?"
    r"(?:between|from) (?P<a>[^,?;]{3,80}?) (?:and|to|until) (?P<b>[^,?;]{3,80})\Z",
    re.IGNORECASE,
)


_APART_EACH = re.compile(r"分别|各自|各是|[、和与及]|\band\b|,", re.IGNORECASE)
"""In what is asked: several figures of each, 总资产和净利润分别, and no total of them."""


def reckoning(question: str) -> Planned | None:
    """What has to be looked up for a calculation of these forms; None for any other question."""
    text = _ENDS.sub("", question.strip())
    if len(text) > _MAX_LENGTH:
        return None
    han = re.search(f"[{CJK}]", text) is not None
    return (
        _apart(text, han)
        or _a_day(text, han)
        or _multiplied(text, han)
        or _several_of_one(text, han)
        or change(text, han)
    )


def _several_of_one(text: str, han: bool) -> Planned | None:
    found = _several(text, han)
    asked = found.operands[0].name if found is not None else ""
    subject = asked.rpartition(" 的")[2] if han else asked.rpartition(" of ")[0]
    return None if _APART_EACH.search(subject) else found


def _several(text: str, han: bool) -> Planned | None:
    if han:
        for name, pattern in _SEVERAL_HAN:
            if found := pattern.search(text):
                items = _items(found["list"], _JOIN_HAN)
                subject = found["s"].strip("的 ")
                asks = [OperandAsk(f"{one} 的{subject}", f"{one} 的{subject}是多少", "") for one in items]
                return _of_several(name, asks)
        return None
    found = _SEVERAL_ENGLISH.search(text) or _HAVE_ENGLISH.search(text)
    if found is None or re.search(r"\sper\s", text):
        return None
    items = _items(found["list"], _JOIN_ENGLISH)
    if len(items) > 1:
        items = [items[0], *(completed(items[0], one)[1] for one in items[1:])]
    if not all(latin_names(one) for one in items):
        return None
    subject = found["s"].strip().removesuffix(" count").removesuffix(" number")
    asks = [OperandAsk(f"{subject} of {one}", f"How much {subject} does {one} have", "") for one in items]
    lead = text[: found.start()].strip()
    if lead:
        asks = [one._replace(question=f"{lead}, {one.question[0].lower()}{one.question[1:]}") for one in asks]
    name = "average" if found["op"].lower() in ("average", "mean", "on average") else "sum"
    return _of_several(name, asks)


def _items(text: str, joints: re.Pattern[str]) -> list[str]:
    items = [
        re.sub(r"\A(?:the|both)\s|\s?(?:这?[两三四五]者|三个模型)\Z", "", one.strip())
        for one in joints.split(text)
    ]
    good = [one for one in items if one and not _UNSAID.search(one) and content_words(one)]
    return good if len(good) == len(items) else []


def _of_several(name: str, asks: list[OperandAsk]) -> Planned | None:
    if not 2 <= len({one.question for one in asks}) <= _MAX_ITEMS or len(asks) > _MAX_ITEMS:
        return None
    return Planned(Operation.AVERAGE if name == "average" else Operation.SUM, tuple(asks))


def _multiplied(text: str, han: bool) -> Planned | None:
    if han:
        found = _MULTIPLIED_HAN.search(text)
        if found is None:
            return None
        n = HAN_NUMBERS.get(found["n"], 0) or int(found["n"])
        thing, what = found["thing"].strip(" 的"), f"{found['unit']}{found['a']}".strip()
        name = f"一{found['m']} {thing} 的{found['a'].strip() or '数量'}"
        ask = OperandAsk(name, f"一{found['m']} {thing} 有多少{what}", found["unit"], "each", thing)
    else:
        found = next((one for pattern in _MULTIPLIED_ENGLISH if (one := pattern.search(text))), None)
        if found is None:
            return None
        n = ENGLISH_NUMBERS.get(found["n"].lower(), 0) or int(found["n"])
        thing, what = found["thing"].strip(), found["a"].strip()
        single = singular(thing)
        ask = OperandAsk(f"{what} in one {single}", f"How many {what} in one {single}", "", "each", thing)
    if n < 2 or _UNSAID.search(thing) or not content_words(thing):
        return None
    return Planned(Operation.MULTIPLY, (ask,), Given(n, str(n)))


def _a_day(text: str, han: bool) -> Planned | None:
    """So much a day of a year, only where the question says `on average` and names the year."""
    years = {found["y"] for found in _YEAR.finditer(text)}
    found = (_A_DAY_HAN if han else _A_DAY_ENGLISH).search(text)
    if found is None or len(years) != 1 or not (han or _ON_AVERAGE.search(text)):
        return None
    year = int(next(iter(years)))
    rest = f"{text[: found.start()]}{text[found.end() :]}"
    rest = rest if han else _ON_AVERAGE.sub(" ", rest)
    rest = re.sub(r"\s+", " ", rest).strip(" ,，")
    rest = f"{rest[0].upper()}{rest[1:]}"
    monthly = "月" in found["t"] or found["t"].lower() == "month"
    n = 12 if monthly else 366 if isleap(year) else 365
    words = f"{n} {('个月' if monthly else '天') if han else ('months' if monthly else 'days')}"
    return Planned(
        Operation.PER_UNIT,
        (OperandAsk(rest, rest, "", "year", str(year)),),
        Given(n, words, "month" if monthly else "day"),
    )


def _apart(text: str, han: bool) -> Planned | None:
    found = (_APART_HAN if han else _APART_ENGLISH).search(text)
    if found is None:
        return None
    sides = [re.sub(r"\A(?:从|自|the )", "", found[name].strip(), flags=re.IGNORECASE) for name in ("a", "b")]
    if not all(re.search(_EVENT, side, re.IGNORECASE) and content_words(side) for side in sides):
        return None
    asks = [
        OperandAsk(side, f"{side}是什么时候" if han else f"When was the {side}", found["u"], "date")
        for side in reversed(sides)
    ]
    return Planned(Operation.DIFFERENCE, tuple(asks))
