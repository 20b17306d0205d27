"""Whether a question also asks if the sources agree, and what is left of it without that. Pure.

That is asked of what the rest finds: no passage answers it, and it is no question to search for.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_WHOSE = r"(?:这|那|各|几|两|三|四|五|多|所有|不同|其他|它)*(?:些|份|家|个|篇|位|方)?(?:的)?"
_SOURCES = r"(?:(?:研究|券商|分析)?(?:报告|研报|来源|资料|文件|文档|机构|材料|文章|作者)|说法|数据|数字|口径)"
_SAY = r"(?:(?:给出的|的)?(?:说法|口径|数据|数字|数值|结论|看法|描述))?"
_LIKE = (
    r"(?:是否|是不是|有没有|有无|都|互相|相互|彼此|存在|有)*(?:一致|相同|一样|统一|吻合|相符|矛盾|冲突|出入|分歧|不一致)"
    r"(?:吗|么|呢|不一致|没有)?"
)
_CHINESE_TAIL = re.compile(
    rf"[，,。；;？?\s]+(?:而且|并且|另外|以及|那么|对此|在这一?点上)?{_WHOSE}{_SOURCES}(?:之间|里|中|上)?(?:对此|在这一?点上)?"
    rf"{_SAY}{_LIKE}[？?。\s]*\Z"
)
_CHINESE_ON = re.compile(
    rf"\A{_WHOSE}{_SOURCES}(?:之间|里|中)?(?:对于?|关于|就)(?P<on>.{{2,60}}?){_SAY}{_LIKE}[？?。\s]*\Z"
)
_ASKED = re.compile(r"多少|几|哪|什么|何时|谁|多大|多高")
_THE_SOURCES = (
    r"(?:do|does|are|is)\s(?:all\s|both\s)?(?:of\s)?(?:the\s|these\s|those\s|my\s|your\s)?(?:[a-z]+\s)?"
    r"(?:sources?|reports?|documents?|papers?|texts?|files?|authors?|they)\s(?:all\s)?"
    r"(?:agree|disagree|differ|match|consistent|in\sagreement|say\sthe\ssame|contradict(?:\s(?:each\sother|one\sanother))?)"
)
_ENGLISH_TAIL = re.compile(
    rf"[,.;?\s]+(?:and\s|but\s)?{_THE_SOURCES}(?:\s(?:on|about|with)\s(?:this|that|it|each\sother|one\sanother))*[?.\s]*\Z",
    re.IGNORECASE,
)
_ENGLISH_ON = re.compile(rf"\A{_THE_SOURCES}\s(?:on|about)\s(?P<on>.{{4,120}}?)[?.\s]*\Z", re.IGNORECASE)
_MAX = 400
"""A longer question is pasted text."""


class Agreement(NamedTuple):
    """A question without its part on whether the sources agree, and whether it has one."""

    rest: str
    asked: bool


def agreement(question: str) -> Agreement:
    """Take `do the sources agree?` off a question; alone it asks of nothing and stays as it is."""
    text = question.strip()
    if len(text) > _MAX:
        return Agreement(question, asked=False)
    for tail in (_CHINESE_TAIL, _ENGLISH_TAIL):
        found = tail.search(text)
        if found and found.start():
            sign = "？" if tail is _CHINESE_TAIL else "?"
            return Agreement(f"{text[: found.start()]}{sign}", asked=True)
    if found := _CHINESE_ON.match(text):
        on = found["on"].rstrip("的 ")
        return Agreement(f"{on}？" if _ASKED.search(on) else f"{on}是多少？", asked=True)
    if found := _ENGLISH_ON.match(text):
        return Agreement(f"{found['on'][0].upper()}{found['on'][1:]}?", asked=True)
    return Agreement(question, asked=False)
