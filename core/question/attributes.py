"""What a column of a table asks of each of its rows: the kind of thing, and a cell's question. Pure."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from hopyard.core.question.understand import is_chinese


class ColumnKind(StrEnum):
    """What stands in the cells of a column."""

    NUMBER = "number"
    PERCENT = "percent"
    TIME = "time"
    WHO = "who"
    TEXT = "text"


class Attribute(NamedTuple):
    """A column: its name in the question's words, and what would fill its cells."""

    name: str
    kind: ColumnKind


_DONE = "发布|推出|发表|提出|问世|上线|上市|成立|创立|开源|公布|亮相|面世|投产|建成|完工|收购|首发|出版"
_WHO_END = "公司|机构|厂商|企业|团队|开发者|开发商|开发方|研发方|发布方|提出者|作者|出品方|制造商|主体|单位"
_MADE = "研发|开发|发布|提出|推出|制造|出品|生产|创立|所属"
_MOMENT = re.compile(rf"\A(?P<verb>(?:首次|正式)?(?:{_DONE}))?的?(?:时间|日期|年份|年月|年|月份|时点)\Z")
_WHO_CHINESE = re.compile(rf"\A(?P<verb>{_MADE})?的?(?:{_WHO_END})\Z")
_SHARE_CHINESE = re.compile(r"(?:率|占比|比例|比重|份额|百分比|精度|准确度)\Z")
_FIGURE_CHINESE = re.compile(
    r"(?:量|数|规模|大小|额|收入|营收|利润|成本|价格|单价|费用|能耗|面积|产能|长度|高度|重量|体积|速度|算力|内存|显存"
    r"|功耗|带宽|功率|参数|市值|估值|时长|耗时|时间|天数|容量|用户|投入|支出|资产|负债|订单|薪酬|销售|权益|股利|分红|亏损)\Z"
)
_PARAMETERS_CHINESE = re.compile(r"\A(?:模型)?参数(?:规模|数量|总量|量级|大小|量|数)?\Z")
_YEAR_ONLY = re.compile(r"年份?\Z")

_VERBS = {
    "release": "released",
    "launch": "launched",
    "publication": "published",
    "publishing": "published",
    "founding": "founded",
    "foundation": "founded",
    "opening": "opened",
    "announcement": "announced",
    "introduction": "introduced",
}
_MOMENT_ENGLISH = re.compile(
    rf"\A(?:(?P<verb>{'|'.join(_VERBS)})\s)?(?:years?|dates?|month|time)"
    r"(?:\s(?:of\s)?(?P<of>released?|launch(?:ed)?|publication|published|founding|founded))?\Z",
    re.IGNORECASE,
)
_WHO_ENGLISH = re.compile(
    r"\A(?:developers?|compan(?:y|ies)|makers?|vendors?|authors?|publishers?|institutions?|organi[sz]ations?"
    r"|creators?|manufacturers?|developing company|developer company)\Z",
    re.IGNORECASE,
)
_DOES = {"author": "published", "publisher": "published", "manufacturer": "made", "maker": "made"}
_SHARE_ENGLISH = re.compile(
    r"\b(?:rates?|share|accuracy|percentage|margin|ratio|return on (?:equity|assets|investment|capital))\Z",
    re.IGNORECASE,
)
_FIGURE_ENGLISH = re.compile(
    r"\b(?:liabilities|equity|debts?|dividends?|loss(?:es)?|cash flows?|expenses?|yield"
    r"|parameters?|sizes?|counts?|number|amount|revenues?|profits?|costs?|prices?|length|memory|power"
    r"|bandwidth|users|tokens|chips|gpus|tpus|capacity|speed|headcount|employees|sales|income|volume|compute"
    r"|spending|assets|area|weight|height|layers|orders|energy|consumption|duration|training data)\Z"
    r"|\A(?:number|amount|size)\s+of\b",
    re.IGNORECASE,
)
_PARAMETERS_ENGLISH = re.compile(
    r"\A(?:model\s)?(?:parameters?(?:\s(?:counts?|sizes?|numbers?|scale))?|(?:number|amount|count)\s+of\s+parameters)\Z",
    re.IGNORECASE,
)


def attribute(name: str) -> Attribute:
    """A column by its name in either language."""
    return Attribute(name, _chinese_kind(name) if is_chinese(name) else _english_kind(name))


def _chinese_kind(name: str) -> ColumnKind:
    for pattern, kind in (
        (_MOMENT, ColumnKind.TIME),
        (_WHO_CHINESE, ColumnKind.WHO),
        (_SHARE_CHINESE, ColumnKind.PERCENT),
        (_FIGURE_CHINESE, ColumnKind.NUMBER),
    ):
        if pattern.search(name):
            return kind
    return ColumnKind.TEXT


def _english_kind(name: str) -> ColumnKind:
    for pattern, kind in (
        (_MOMENT_ENGLISH, ColumnKind.TIME),
        (_WHO_ENGLISH, ColumnKind.WHO),
        (_SHARE_ENGLISH, ColumnKind.PERCENT),
        (_FIGURE_ENGLISH, ColumnKind.NUMBER),
    ):
        if pattern.search(name):
            return kind
    return ColumnKind.TEXT


def cell_question(subject: str, column: Attribute, lead: str = "") -> str:
    """What is asked for one cell, as a question of its own; `lead` says whose document is meant."""
    chinese = is_chinese(f"{subject}{column.name}")
    said = _in_chinese(subject, column) if chinese else _in_english(subject, column)
    if not lead:
        return said
    return f"{lead}{said}" if chinese else f"{lead}{said[0].lower()}{said[1:]}"


def _in_chinese(subject: str, column: Attribute) -> str:
    name, kind = column
    thing = f"{subject} " if subject[-1:].isascii() else subject
    if kind is ColumnKind.TIME:
        found = _MOMENT.match(name)
        verb = (found["verb"] if found else None) or "发布"
        when = "哪一年" if _YEAR_ONLY.search(name) else "什么时候"
        return f"{thing}是{when}{verb}的？"
    if kind is ColumnKind.WHO:
        found = _WHO_CHINESE.match(name)
        verb = (found["verb"] if found else None) or "发布"
        return f"{thing}是由谁{'发布' if verb == '所属' else verb}的？"
    if _PARAMETERS_CHINESE.match(name):
        return f"{thing}有多少参数？"
    return f"{thing}的{name}是{'什么' if kind is ColumnKind.TEXT else '多少'}？"


def _in_english(subject: str, column: Attribute) -> str:
    name, kind = column
    if kind is ColumnKind.TIME:
        found = _MOMENT_ENGLISH.match(name)
        word = (found["verb"] or found["of"] or "" if found else "").lower()
        verb = next((done for noun, done in _VERBS.items() if word in (noun, done)), "released")
        return (
            f"In which year was {subject} {verb}?"
            if "year" in name.lower()
            else f"When was {subject} {verb}?"
        )
    if kind is ColumnKind.WHO:
        verb = next((done for noun, done in _DOES.items() if name.lower().startswith(noun)), "developed")
        return f"Who {verb} {subject}?"
    if _PARAMETERS_ENGLISH.match(name):
        return f"How many parameters does {subject} have?"
    counted = re.sub(r"\A(?:number|amount|count)\s+of\s+", "", name, flags=re.IGNORECASE)
    if counted != name:
        return f"How many {counted} does {subject} have?"
    begins = {ColumnKind.PERCENT: "What percentage is", ColumnKind.NUMBER: "How large is"}.get(
        kind, "What is"
    )
    return f"{begins} the {name} of {subject}?"
