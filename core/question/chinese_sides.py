"""The two sides of a Chinese calculation as questions of their own. Pure."""

from __future__ import annotations

import re

from msgspec import structs

from hopyard.core.question.calculations import Asked, Operation
from hopyard.core.question.elliptic import can_be_looked_for, says_too_little
from hopyard.core.question.multiplied import of_several
from hopyard.core.question.plans import OperandAsk
from hopyard.core.question.shared import ends_alike, period_of, split_by_kind, with_shared_time
from hopyard.core.text.tokens import CJK

_MEASURE = re.compile(
    r"(?P<measure>(?:万亿|千万|百万|[万亿千百])?(?:美元|欧元|日元|港元|人民币|元|小时|公顷|平方米|千瓦时"
    r"|[块颗张台款种个名人位家次段件条项层吨页年月天日份座架只支辆套组篇本笔轮届亩户])|(?:万亿|[万亿]))\s?"
)
_OVER_TIME = re.compile("[天日年月周秒]|小时|分钟|季度")
"""What happens a day is stated, not calculated."""
_HOW_MANY = re.compile(r"(?:多少|几)(?P<unit>[^，,。；;？?]{0,12})\Z")
_NO_UNIT = re.compile(r"\A(?:倍|百分|%|成|比例|比重|份额|个?百分点)?\Z")
_SEVERAL = re.compile(
    r"[两二三四五六七八九十百千万\d]+[个台颗块张款种家套组]|(?:two|three|four|five|six|eight|ten|\d+)\s",
    re.IGNORECASE,
)
_A_QUANTITY = re.compile(
    rf"[{CJK}]{{0,6}}(?:[量数额率值价款税费]|规模|价格|成本|面积|[收投]入|利润|算力|支出|资产|负债|权益|[预决]算|投资"
    rf"|工资|薪酬|股息|分红|票房|营收|比重|占比)"
)
"""A side that is no owner but another quantity of the same: `X 的 token 数是参数量的多少倍`."""
_IN_UNITS = re.compile(r"(?P<what>.{2,}[^总次])(?P<measure>[块颗张台款种名人家件条项层页座架辆套])数")
"""`服务器台数`: asked for as `服务器有多少台`."""
_COUNTED = re.compile(r"(?P<what>.*[A-Za-z0-9 ].*?)的?(?:数量|数目|个数|总数)")
"""`A100 数量`: asked for as `有多少A100`."""


def chinese_sides(question: str, asked: Asked) -> list[OperandAsk]:  # noqa: PLR0911, PLR0912 - one for each form
    """The operands of a Chinese question; none where they are not named well enough to be searched for."""
    if asked.operation is Operation.PER_UNIT:
        return _chinese_per_unit(asked)
    if len(asked.operands) < 2:
        return []
    if asked.operation is not Operation.GROWTH:
        asked = structs.replace(asked, operands=with_shared_time(*asked.operands))
    if not all(map(can_be_looked_for, asked.operands)):
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
        its_own = _A_QUANTITY.fullmatch(_undated(two)) or _IN_UNITS.fullmatch(two) or ends_alike(tail, two)
        if owner and "的" not in two and its_own:
            own_words = _undated(two)
            space = " " if own_words[:1].isascii() else ""
            one, two = one.strip(), f"{_spaced(owner.strip(), '的')}{space}{own_words}"
        elif owner and "的" not in two:
            one, subject = owner.strip(), tail.strip()
            two = two.removesuffix(subject).strip() or two
    if not subject and not own and "的" not in f"{one}{two}" and (parted := split_by_kind(one, two)):
        two, subject = parted
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
        if not subject and not unit and (in_units := _IN_UNITS.fullmatch(side)):
            counted_in = in_units["measure"]
            asks = _spaced(in_units["what"].strip(), f"有多少{counted_in}")
            sides.append(OperandAsk(side, asks, counted_in))
            continue
        thing = f"{_spaced(side, '的')}{subject}" if subject else side
        asks = f"有多少{unit}" if unit else "是多少"
        question = f"{side} 有多少{counted['what'].strip()}" if counted else _spaced(thing, asks)
        sides.append(OperandAsk(thing, question, _measure(unit)[0]))
    return sides


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
    subject = "" if says_too_little(asked.subject) else asked.subject
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


def _spaced(thing: str, rest: str) -> str:
    return f"{thing} {rest}" if thing[-1:].isascii() else f"{thing}{rest}"
