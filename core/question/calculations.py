"""What a question asks to calculate, and of what, in words: so that its operands can be searched for. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from hopyard.core.text.tokens import CJK


class Operation(StrEnum):
    """A way to calculate."""

    RATIO = "ratio"
    DIFFERENCE = "difference"
    SHARE = "share"
    GROWTH = "growth"
    SUM = "sum"
    PER_UNIT = "per unit"
    TIMES = "times"
    MULTIPLY = "multiply"


class Asked(msgspec.Struct, frozen=True):
    """A calculation that a question asks for.

    `operands` are the question's own words: for ratio, share, per unit and times the upper one first, for
    difference in the order said, for growth the earlier time first. One alone where the question names no other.
    """

    operation: Operation
    operands: tuple[str, ...]
    subject: str = ""
    """What of the operands is meant, said once for all: `参数` in `X 和 Y 的参数相差多少`; may be empty."""


MAX_LENGTH = 250
"""A longer question is split first: the patterns look at every place of it."""
_X = r"[^，,。；;？?：:]{1,40}?"
_Y = r"[^，,。；;？?：:]{1,40}?"
_AND = r"(?:和|与|跟|同|、)"
_AMONG = "(?:(?:约|大约|大概|究竟|到底|分别|一共|总共)?)"
_TIME = r"(?:(?:19|20)\d\d\s?年?(?:第?[一二三四]季度|[上下]半年|Q[1-4]|度)?|去年|今年|前年|上年|Q[1-4](?:\s?\d{4})?)"

_CHINESE: tuple[tuple[Operation, re.Pattern[str]], ...] = (
    (
        Operation.GROWTH,
        re.compile(
            rf"从?(?P<a>{_TIME})[到至](?P<b>{_TIME})[，,]?\s?(?P<s>{_X})(?:同比|累计|一共|总共)?(?:增长|增加|上升|提升|下降|减少|上涨|下滑)了?(?:百分之多少|百分之几|多少%|多少|了?几成)"
        ),
    ),
    (
        Operation.GROWTH,
        re.compile(
            rf"(?P<s>{_X})(?:从|由)(?P<a>{_X})(?:增长|增加|上升|提升|下降|减少|降低|涨|升|降)?[到至](?P<b>{_X})[，,]?\s?(?:的?(?:增幅|涨幅|降幅|增长率|增速|变化率)|(?:增长|增加|上升|下降|减少)了?(?:百分之多少|百分之几|多少|几成))"
        ),
    ),
    (
        Operation.GROWTH,
        re.compile(
            rf"(?P<s>{_X})(?:的)?(?:同比|环比)(?:增长|增加|增幅|增速|下降|减少|变化|涨幅|降幅)(?:率)?(?:是|为|有|了|达)?(?:多少|百分之几|百分之多少|几成|多大)"
        ),
    ),
    (
        Operation.GROWTH,
        re.compile(rf"(?P<b>{_X})(?:相?比|较|比起|相对于)(?P<a>{_X})(?:增长|增加|上升|提升|提高|下降|减少|降低)了?(?:百分之多少|百分之几|多少个百分点|几成|多少%)"),
    ),
    (
        Operation.TIMES,
        re.compile(rf"(?P<a>{_X})(?:大约|约)?(?:是|为|相当于|达到?)(?:了)?(?P<b>{_Y})的?\s?(?:多少|几)\s?倍"),
    ),
    (Operation.TIMES, re.compile(rf"(?P<a>{_X})(?:比|较)(?P<b>{_Y})(?:[多大高快长重贵]|增加)[出了]?\s?(?:多少|几)\s?倍")),
    (
        Operation.SHARE,
        re.compile(rf"(?P<a>{_X})占(?!比)据?了?(?P<b>{_Y})(?:的)?(?:比例|比重|份额)?(?:是|为|有)?(?:百分之几|百分之多少|多少%|几成|多大比例|多少比例|多大比重|几分之几|多少)"),
    ),
    (Operation.SHARE, re.compile(rf"(?P<a>{_X})(?:在|于)(?P<b>{_Y})(?:中|里|内|当中)(?:的)?(?:占比|所占比例|所占比重|比重|所占的比例)")),
    (
        Operation.DIFFERENCE,
        re.compile(rf"(?P<a>{_X}){_AND}(?P<b>{_Y})(?:之间)?(?:的(?P<s>{_X}))?(?:之间)?{_AMONG}(?:相差|差距|差额|差值|差)(?:是|为|有)?(?:了)?(?:多少|多大|几)"),
    ),
    (
        Operation.DIFFERENCE,
        re.compile(rf"(?P<a>{_X})(?:比|较)(?P<b>{_Y})(?:[多少大小高低快慢长短贵]|增加|减少|多出|少了|低了|高出|高了|多用|少用)了?(?:多少|几[{CJK}])(?!倍)"),
    ),
    (
        Operation.PER_UNIT,
        re.compile(rf"(?:(?P<s>{_X}))?(?:平均|折合)?(?:每|单)(?P<b>[一]?[台颗块张个人家座亩公顷吨位名户件款平次套辆股][{CJK}A-Za-z0-9 -]{{0,24}}?)(?:平均|大约|约|折合|约合|相当于|需要?|要|有|含|配|用|花费?|成本|对应|的)+(?:多少|几)\s?(?P<a>[{CJK}A-Za-z0-9 -]{{0,24}})"),
    ),
    (
        Operation.PER_UNIT,
        re.compile(rf"(?P<a>{_X})(?:平均|折合)(?:到|下来)?每(?P<b>[{CJK}A-Za-z0-9 -]{{1,20}}?)(?:是|为|有)?(?:多少|几)"),
    ),
    (
        Operation.SUM,
        re.compile(rf"(?P<a>{_X}){_AND}(?P<b>{_Y})(?:的(?P<s>{_X}))?(?:加起来|合计|总共|一共|共计|相加|加在一起|总和|之和|合起来)(?:[是为有达共]{{0,2}})(?:[{CJK}]{{0,4}})(?:多少|几)"),
    ),
    (Operation.RATIO, re.compile(rf"(?P<a>{_X}){_AND}(?P<b>{_Y})(?:的(?P<s>{_X}))?(?:之比|的比值|的比率|比值|的比例)(?:是|为)?(?:多少|几)")),
)
_THING = r"[^,;?]{1,60}?"
_ENGLISH: tuple[tuple[Operation, re.Pattern[str]], ...] = tuple(
    (operation, re.compile(pattern, re.IGNORECASE))
    for operation, pattern in (
        (
            Operation.GROWTH,
            rf"(?:by (?:what|how many|how much) (?:percent|percentage|per cent)?|how much|what (?:was|is) the (?:percentage )?(?:growth|increase|decrease|change|rise|decline)(?: rate)?(?: (?:in|of))?)\s?(?:did|has|have)?\s?(?P<s>{_THING})\s?(?:grow|grown|rise|risen|increase|fall|fallen|decline|decrease|change)?d?\s?(?:from|between)\s(?P<a>{_THING})\s(?:to|and)\s(?P<b>{_THING})$",
        ),
        (
            Operation.GROWTH,
            rf"(?:what (?:was|is) the )?(?:year-on-year|year-over-year|yoy|quarter-on-quarter|annual) (?:growth|increase|change|decline)(?: rate)? (?:of|in) (?P<s>{_THING})$",
        ),
        (
            Operation.TIMES,
            rf"how many times (?:as (?:many|much|large|big|high|fast|long)(?: (?P<s>{_THING}))? as|(?:larger|bigger|more|higher|faster|greater)(?: [a-z]+)? than) (?P<b>{_THING}) (?:is|are|was|were|does|do|did|has|have) (?P<a>{_THING})$",
        ),
        (
            Operation.TIMES,
            rf"how many times (?:(?:larger|bigger|higher|faster|greater|more expensive|heavier|longer) )?(?:is|are|was|were|does|did) (?P<a>{_THING}) (?:(?:larger |bigger |higher |faster |greater |heavier |longer )?than|as (?:large|big|high|many|much|fast|long)(?: [a-z]+)? as|the) (?P<b>{_THING})$",
        ),
        (
            Operation.TIMES,
            rf"how many times (?P<b>(?!(?:is|are|was|were|does|did|has|have)\b){_THING}) (?:is|are|was|were) (?P<a>(?:the|a|an|[A-Z]) ?{_THING})$",
        ),
        (
            Operation.SHARE,
            rf"what (?:share|proportion|fraction|percentage|percent|per cent|part) of (?P<b>{_THING}) (?:is|are|was|were|does|do|did|comes? from|came from|goes to|went to|came|belongs? to) (?P<a>{_THING})$",
        ),
        (
            Operation.SHARE,
            rf"(?P<a>{_THING}) (?:as a|is what|make up what|makes up what|made up what|account for what|accounts for what|accounted for what) (?:share|proportion|percentage|percent|fraction) of (?P<b>{_THING})$",
        ),
        (
            Operation.DIFFERENCE,
            rf"(?:what (?:is|was) the )?(?:difference|gap) (?:in (?P<s>{_THING}) )?between (?P<a>{_THING}) and (?P<b>{_THING})(?: in (?P<t>{_THING}))?$",
        ),
        (
            Operation.DIFFERENCE,
            rf"how (?:many|much) (?:more|fewer|less|larger|higher|lower|greater) ?(?P<s>{_THING})?\s?(?:does|do|did|is|are|was|were|has|have|had) (?P<a>{_THING}) (?:[a-z]+ )?than (?:does |did |in )?(?P<b>{_THING})$",
        ),
        (
            Operation.SUM,
            rf"(?:what (?:is|was|are) the )?(?:combined|total|sum|joint)(?: (?P<s>(?!cost|number|amount)?{_THING}))?(?: of| for) (?P<a>{_THING}) and (?P<b>{_THING})$",
        ),
        (
            Operation.SUM,
            rf"how (?:many|much) (?P<s>{_THING}) (?:do|did|does|have|are|were) (?P<a>{_THING}) and (?P<b>{_THING}) (?:[a-z]+ )?(?:together|combined|in total|altogether)$",
        ),
        (Operation.RATIO, rf"(?:what (?:is|was) the )?ratio (?:of|between) (?P<a>{_THING}) (?:to|and) (?P<b>{_THING})$"),
        (
            Operation.PER_UNIT,
            rf"how (?:many|much) (?P<a>{_THING}) (?:(?:is|are|was|were|does|do|did|there|that|needed|used|cost|it|spent) )*(?:per|for each|for every|in each|on each) (?P<b>{_THING})$",
        ),
        (
            Operation.PER_UNIT,
            rf"(?:what (?:is|was) the )?(?:average )?(?P<a>(?:cost|price|number of {_THING}|revenue|profit|output|yield|power|energy|spend|spending|\b(?!does|do|is|did|was)[a-z]+)) per (?P<b>{_THING})$",
        ),
    )
)
_ENDS = re.compile(r"[\s？?。.!！]+\Z")
_SAYS_AVERAGE = re.compile(r"平均|折合|约合|per |each|every|average", re.IGNORECASE)


def calculation_of(question: str) -> Asked | None:
    """What the question asks to calculate; None for one that only looks something up.

    A question for a share or a growth that a source may state by itself is described too: who asks the sources
    looks for the stated figure first.
    """
    text = _ENDS.sub("", question.strip())
    if len(text) > MAX_LENGTH:
        return None
    chinese = re.search(f"[{CJK}]", text) is not None
    for operation, pattern in _CHINESE if chinese else _ENGLISH:
        found = pattern.search(text)
        if found is None:
            continue
        if operation is Operation.PER_UNIT and not _SAYS_AVERAGE.search(text):
            continue
        groups = found.groupdict()
        operands = tuple(_clean(groups[name]) for name in ("a", "b") if groups.get(name))
        operands = tuple(operand for operand in operands if operand)
        subject = _clean(groups.get("s") or groups.get("t") or "")
        if operands or subject:
            return Asked(operation, operands, subject)
    return None


_EDGES = re.compile(
    r"\A(?:\s|请问|请|计算|算一下|那么|根据[^，,]*[，,]|按[^，,]*[，,]|平均|the |an? |there |does |did |of |in |是|的|为)+|(?:\s|的|大约|约|是|分别|各自|平均|一共|总共|were|was)+\Z",
    re.IGNORECASE,
)


def _clean(words: str) -> str:
    return _EDGES.sub("", words).strip()
