"""Disclaimers and certifications that end reports: long, alike everywhere, about nothing asked.

What a rating means is left standing: people do ask that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from hopyard.core.text.edits import Edit

_START = re.compile(
    r"^[ \t]*[【\[■►*#-]*[ \t]*(?:\d{1,2}[.、][ \t]*)?(?:"
    r"(?:免责|特别|法律|重要|一般|风险|版权|郑重)?(?:声明|聲明)(?:及\S{1,8})?|免责条款|特别提示|重要提示|法律(?:声明|条款)|"
    r"(?:证券)?(?:分析师|分析員|研究员)(?:及\S{1,8})?(?:的)?(?:声明|承诺|保证|介绍|简介)|"
    r"legal (?:disclaimer|notice|information)s?|(?:general |important |full )?disclaimers?|"
    r"important (?:disclosures?|notices?|information)|"
    r"(?:analyst|research analyst|reg(?:ulation)? ac) certifications?|"
    r"(?:other |general |company-specific )?disclosures?(?: appendix| section)?|"
    r"conflicts? of interest(?: disclosures?)?"
    r")[ \t]*[】\]*]*[ \t]*[:：]?[ \t]*$"
    r"|^[ \t]*(?:(?:免责|法律|重要|特别|分析师)声明|分析师承诺|(?:legal )?disclaimer)[:：](?=.{20})",
    re.MULTILINE | re.IGNORECASE,
)
_WORDS = re.compile(
    r"本报告|本公司|本资料|本公众号|订阅号|本研究|投资者|不构成|责任|客户|版权|转载|授权|评级|涨幅|上涨|跌幅|买入|增持|中性|减持|卖出|推荐|"
    r"推測|相对|指数|大盘|基准|声明|证券|承诺|独立|客观|薪酬|报酬|利益|仅供参考|风险|保密|保证|许可|资格|执业|"
    r"地址|电话|邮编|传真|邮箱|官网|网址|"
    r"disclaim|liabil|warrant|investor|invest|securit|solely|redistribut|reproduc|rating|outperform|underperform|overweight|"
    r"underweight|neutral|\bbuy\b|\bsell\b|\bhold\b|certif|compensat|conflict|affiliate|copyright|reserved|jurisdiction|"
    r"advice|recommend|client|regulat|research report|analyst|opinion|accura|\btel\b|\bfax\b|e-?mail|address",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"[^\n]+")
_OTHER_MATTER = re.compile(r"(?:参考文献|附录|附表|references|bibliography|appendix)\b.{0,40}", re.IGNORECASE)
_LAST_PART = 0.6
_LONG_PARAGRAPH = 60
_CHARS_PER_WORD = 80
_PURE_SHARE = 0.85
_ROUNDS = 8


class _Rest(NamedTuple):
    """What stands from a paragraph to the end: characters, those of them that fit, words, other matter."""

    start: int
    chars: int
    fitting: int
    words: int
    other: bool


def boilerplate(text: str) -> list[Edit]:
    """Cut off the end from the first such heading in the last 40 % after which nothing else follows."""
    end = len(text)
    for _ in range(_ROUNDS):
        start = _cut(text, end)
        if start is None:
            break
        end = start
    return [Edit(end, len(text))] if end < len(text) else []


def _cut(text: str, end: int) -> int | None:
    first = int(end * _LAST_PART)
    headings = [heading for heading in _START.finditer(text, first, end) if text[: heading.start()].strip()]
    if not headings:
        return None
    rests = _rests(text, first, end)
    for heading in headings:
        at = bisect_left(rests, heading.end(), key=lambda rest: rest.start)
        if heading.group().rstrip().endswith((":", "：")) and at:
            at = min(at, bisect_left(rests, heading.start(), key=lambda rest: rest.start))
        if at < len(rests) and _pure(rests[at]):
            return len(text[: heading.start()].rstrip())
    return None


def _rests(text: str, start: int, end: int) -> list[_Rest]:
    """For every paragraph from `start` on, what the text holds from there to the end."""
    rests: list[_Rest] = []
    chars = fitting = words = 0
    other = False
    for paragraph in reversed(list(_PARAGRAPH.finditer(text, start, end))):
        content = paragraph.group().strip()
        found = len(_WORDS.findall(content))
        chars, words = chars + len(content), words + found
        if len(content) <= _LONG_PARAGRAPH or found * _CHARS_PER_WORD >= len(content):
            fitting += len(content)
        other = other or _OTHER_MATTER.fullmatch(content) is not None
        rests.append(_Rest(paragraph.start(), chars, fitting, words, other))
    return rests[::-1]


def _pure(rest: _Rest) -> bool:
    return (
        rest.chars > 0
        and not rest.other
        and rest.fitting >= _PURE_SHARE * rest.chars
        and rest.words * _CHARS_PER_WORD >= rest.chars
    )
