"""The operands of a calculation as questions of their own, so that each can be searched for. Pure."""

from __future__ import annotations

import re

from msgspec import structs

from hopyard.core.question.asks import first_ask_at, units_of
from hopyard.core.question.calculations import Asked, Operation, calculation_of
from hopyard.core.question.elliptic import completed, is_bare_name, is_unresolved, owned
from hopyard.core.question.glossary import scope_ways
from hopyard.core.question.multiplied import of_several
from hopyard.core.question.names import latin_names
from hopyard.core.question.plans import OperandAsk, Planned
from hopyard.core.question.plurals import plural
from hopyard.core.question.reckonings import reckoning
from hopyard.core.question.scopes import publishers_meant
from hopyard.core.question.shared import (
    ends_alike,
    period_of,
    says_owner_itself,
    split_by_kind,
    with_shared_time,
)
from hopyard.core.question.words import CHINESE_FORM, content_words
from hopyard.core.text.tokens import CJK, fold

_MEASURE = re.compile(
    r"(?P<measure>(?:万亿|千万|百万|[万亿千百])?(?:美元|欧元|日元|港元|人民币|元|小时|公顷|平方米|千瓦时"
    r"|[块颗张台款种个名人位家次段件条项层吨页年月天日份座架只支辆套组篇本笔轮届亩户])|(?:万亿|[万亿]))\s?"
)
_OVER_TIME = re.compile("[天日年月周秒]|小时|分钟|季度")
"""What happens a day is stated, not calculated."""
_BRACKETS = re.compile(r"[（(][^（()）]*[)）](?=[\s？?。.]*\Z)")
"""What a question says at its end in brackets tells how to answer: 保留一位小数."""
_ON_AVERAGE = re.compile(r"\Aon average,?\s*(?=how)", re.IGNORECASE)
_LEAD = re.compile(r"\A[^，,；;。？?]{2,40}[，,]\s*")
_HOW_MANY = re.compile(r"(?:多少|几)(?P<unit>[^，,。；;？?]{0,12})\Z")
_NO_UNIT = re.compile(r"\A(?:倍|百分|%|成|比例|比重|份额|个?百分点)?\Z")
_SEVERAL = re.compile(
    r"[两二三四五六七八九十百千万\d]+[个台颗块张款种家套组]|(?:two|three|four|five|six|eight|ten|\d+)\s",
    re.IGNORECASE,
)
_HAS_SEVERAL = re.compile(r"\A(?:the )?(?:two|three|four|five|six|eight|ten|\d+)\s", re.IGNORECASE)
_IN_WHAT = re.compile(r"\s(?:in terms of|measured (?:in|by)|in|by)\s+(?P<subject>[A-Za-z][A-Za-z -]{2,40})\Z")
"""What two things are compared in, behind the second: `than GPT-3 in parameters`."""
_A_QUANTITY = re.compile(
    rf"[{CJK}]{{0,6}}(?:[量数额率值价款税费]|规模|价格|成本|面积|[收投]入|利润|算力|支出|资产|负债|权益|[预决]算|投资"
    rf"|工资|薪酬|股息|分红|票房|营收|比重|占比)"
)
"""A side that is no owner but another quantity of the same: `X 的 token 数是参数量的多少倍`."""
_COUNTED = re.compile(r"(?P<what>.*[A-Za-z0-9 ].*?)的?(?:数量|数目|个数|总数)")
"""`A100 数量`: asked for as `有多少A100`."""
_ONLY_POINTS = re.compile(r"(?:percentage )?points|per ?cent(?:age)?", re.IGNORECASE)
"""What a difference is told in, and no text need say."""
_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COUNT_OF = re.compile(r"(?<=['’]s )(?:number|count) of |(?<=s['’] )(?:number|count) of ", re.IGNORECASE)
_NUMBER_OF = re.compile(r"\A(?:the )?(?:average )?(?:number|count) of ", re.IGNORECASE)
_WHERE = re.compile(r"\s(?:in|of|for|during|at)\s.*\Z", re.IGNORECASE)
_CURRENCY = re.compile(r"\b(?:dollars?|euros?|pounds?|yuan|yen|USD|RMB)\b", re.IGNORECASE)
_LISTS = re.compile(r"、|[A-Za-z0-9]\s?[和与及]\s?|,\s")
"""Several things in the place of one."""
_SAYS_TOO_LITTLE = re.compile(r"哪|什么|谁|多少|\b(?:which|what|who|it|they)\b|[它其]\Z", re.IGNORECASE)


def planned(question: str) -> Planned | None:
    """What has to be looked up to calculate what a question asks; None if it asks for no calculation.

    None also where an operand is not named well enough to be searched for.
    """
    whole = question
    question = _ON_AVERAGE.sub("", _BRACKETS.sub("", question))
    if found := reckoning(question):
        if found.operands[0].role in ("from", "to"):
            return found._replace(operands=tuple(one._replace(question=whole) for one in found.operands))
        return found._replace(operands=tuple(_of_whose(question, one) for one in found.operands))
    asked = calculation_of(question)
    if asked is None:
        return None
    chinese = re.search(f"[{CJK}]", question) is not None
    makers = _chinese(question, asked) if chinese else _english(asked)
    if len(makers) != 2:
        return None
    lead = _lead(question, makers)
    scoped = [one._replace(question=_scoped(question, _after(lead, one.question))) for one in makers]
    if scoped[0].question == scoped[1].question:
        return None
    close = chinese and not asked.subject and ends_alike(*asked.operands)
    close = close and not all(says_owner_itself(one.name) for one in makers)
    return Planned(asked.operation, tuple(scoped), side_by_side=close)


def _chinese(question: str, asked: Asked) -> list[OperandAsk]:
    if asked.operation is Operation.PER_UNIT:
        return _chinese_per_unit(asked)
    if len(asked.operands) < 2:
        return []
    if asked.operation is not Operation.GROWTH:
        asked = structs.replace(asked, operands=with_shared_time(*asked.operands))
    if not all(map(_can_be_looked_for, asked.operands)):
        return []
    if asked.operation is Operation.GROWTH:
        return [OperandAsk(time, f"{time}{asked.subject}是多少", "") for time in asked.operands]
    one, two = asked.operands
    found = _HOW_MANY.search(question.strip(" ？?。"))
    unit = found["unit"].strip() if found and not _NO_UNIT.match(found["unit"]) else ""
    subject = asked.subject
    own = bool(subject) and "的" in one
    if own:
        two, subject = f"{two} 的{subject}", ""  # each side says itself what it is of
    if not subject and not own:
        owner, _, tail = one.rpartition("的")
        if owner and "的" not in two and (_A_QUANTITY.fullmatch(_undated(two)) or ends_alike(tail, two)):
            one, two = one.strip(), f"{_spaced(owner.strip(), '的')}{_undated(two)}"
        elif owner and "的" not in two:
            one, subject = owner.strip(), tail.strip()
            two = two.removesuffix(subject).strip() or two
    if not subject and not own and "的" not in f"{one}{two}" and (found := split_by_kind(one, two)):
        two, subject = found
    says_both = ends_alike(one, two)
    says_both = says_both or own or "的" in two
    if not subject and not unit and not says_both and asked.operation is not Operation.SHARE:
        return []  # A 比 B 高多少: of what is not said
    counted = _COUNTED.fullmatch(subject)
    sides = []
    for side in (one, two):
        if _SEVERAL.match(side):
            several = of_several(side, subject, unit)
            if several is None:
                return []
            sides.append(several)
            continue
        thing = f"{_spaced(side, '的')}{subject}" if subject else side
        asks = f"有多少{unit}" if unit else "是多少"
        question = f"{side} 有多少{counted['what'].strip()}" if counted else _spaced(thing, asks)
        sides.append(OperandAsk(thing, question, _measure(unit)[0]))
    return sides


def _spaced(thing: str, rest: str) -> str:
    return f"{thing} {rest}" if thing[-1:].isascii() else f"{thing}{rest}"


def _undated(words: str) -> str:
    """Words without the time that they open with: what the other side says of itself already."""
    time = period_of(words)
    return words[time.end :].strip(" 的") if time and time.start == 0 else words


def _measure(words: str) -> tuple[str, str]:
    """The unit that words begin with, and the rest: `块` and `A100`."""
    found = _MEASURE.match(words)
    return (found["measure"], words[found.end() :].strip()) if found else ("", words)


def _chinese_per_unit(asked: Asked) -> list[OperandAsk]:
    if len(asked.operands) != 2:
        return []
    (unit, above), (per, below) = (_measure(one) for one in asked.operands)
    if not unit or not per or _OVER_TIME.fullmatch(per):
        return []
    subject = "" if _SAYS_TOO_LITTLE.search(asked.subject) else asked.subject
    owner = f"{subject} " if subject and (above or below) else ""
    below = below or (subject if not owner else "")
    if not above and not below and not owner:
        return []
    whole = above or below
    # What one of them costs is asked of all of them: 单颗 A100 约合多少万美元.
    return [
        OperandAsk(f"{owner}{whole}", _spaced(f"{owner}{whole}", f"一共有多少{unit}"), unit)
        if not above
        else OperandAsk(f"{owner}{above}", f"{owner}有多少{unit}{above}", unit),
        OperandAsk(f"{owner}{below}", f"{owner}有多少{per}{below}", per),
    ]


def _english(asked: Asked) -> list[OperandAsk]:
    if len(asked.operands) < 2:
        return []
    if asked.operation is not Operation.PER_UNIT and (
        not asked.subject or _ONLY_POINTS.fullmatch(asked.subject)
    ):
        asked = structs.replace(asked, operands=completed(*asked.operands))
    if not all(map(_can_be_looked_for, asked.operands)) or any(map(is_unresolved, asked.operands)):
        return []
    if asked.operation is Operation.GROWTH and all(map(_A_YEAR.search, asked.operands)) and asked.subject:
        return [OperandAsk(time, f"How much {asked.subject} in {time}", "") for time in asked.operands]
    if asked.operation is Operation.PER_UNIT:
        return _english_per_unit(asked)
    subject = "" if _ONLY_POINTS.fullmatch(asked.subject) else asked.subject
    one, two = asked.operands
    if not subject and (found := _IN_WHAT.search(two)):
        subject, two = found["subject"], two[: found.start()]
    things = (one, two)
    asks = "What percentage is" if _ONLY_POINTS.fullmatch(asked.subject) else "How much"
    if not subject and any(map(is_bare_name, things)):
        return []  # how many times larger A is than B: in what is not said
    sides = []
    for side in things:
        if several := of_several(side, subject, ""):
            sides.append(several)
            continue
        if _HAS_SEVERAL.search(side):
            return []
        side = _COUNT_OF.sub("", side)
        whose = None if subject or asks != "How much" else owned(side)
        question = f"How much {subject} does {side} have" if subject else f"{asks} {side}"
        if whose is not None:
            question = f"How much {whose[1]} does {whose[0]} have"
        sides.append(OperandAsk(f"{subject} of {side}" if subject else side, question, ""))
    return _each_with_owner(sides)


def _each_with_owner(sides: list[OperandAsk]) -> list[OperandAsk]:
    """The sides, each with the name that only the other one says: it is then meant of both."""
    names = [[name for _, name in latin_names(one.name)] for one in sides]
    return [
        one if mine or len(other) != 1 else one._replace(question=f"{one.question} ({other[0]})")
        for one, mine, other in zip(sides, names, reversed(names), strict=True)
    ]


def _english_per_unit(asked: Asked) -> list[OperandAsk]:
    """`captions per image in Flickr-30k`: both are asked for where the question says."""
    above, below = (_NUMBER_OF.sub("", one) for one in asked.operands)
    where = asked.subject and f" ({asked.subject})"
    if not where and (found := _WHERE.search(below)):
        below, where = below[: found.start()], found.group()
    if _CURRENCY.search(above):
        cost = OperandAsk(f"cost of all {below}", f"How much do {plural(below)} cost in total{where}", above)
    else:
        cost = OperandAsk(above, f"How many {above}{where}", "")
    return [cost, OperandAsk(below, f"How many {plural(below)}{where}", "")]


def _can_be_looked_for(words: str) -> bool:
    """Whether words name something."""
    return (
        not _LISTS.search(words)
        and not _SAYS_TOO_LITTLE.search(words)
        and bool(content_words(CHINESE_FORM.sub(" ", words)))
    )


def _of_whose(question: str, ask: OperandAsk) -> OperandAsk:
    """An operand that says whose document is meant, if the question does."""
    return ask._replace(question=_scoped(question, ask.question))


def _lead(question: str, operands: list[OperandAsk]) -> str:
    """What the question opens with before a comma, if that asks nothing and names no operand."""
    found = _LEAD.match(question)
    if found is None or found.end() > first_ask_at(question) or units_of(found.group()):
        return ""
    lead = fold(found.group())
    named = [name for one in operands for _, name in latin_names(one.name)]
    return "" if any(fold(name) in lead for name in named) else found.group()


def _after(lead: str, part: str) -> str:
    return f"{lead}{part[0].lower()}{part[1:]}" if lead and part.startswith("How ") else f"{lead}{part}"


def _scoped(question: str, part: str) -> str:
    """A part that says whose document is meant, if the question does."""
    scopes = publishers_meant(question)
    if not scopes or any(way in fold(part) for scope in scopes for way in scope_ways(scope)):
        return part
    return f"按{scopes[0]}，{part}" if re.search(f"[{CJK}]", part) else f"{part} ({scopes[0]})"
