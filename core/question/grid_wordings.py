"""The wordings by which a table is asked for, in Chinese and English. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

VAGUE = (
    "差|相差|差多少|区别|差异|差别|异同|不同|关系|联系|优缺点|优势|劣势|影响|意义|作用|原因|看法|总和|之和|差距|合计|共同点|情况|名字|名称"
    "|differences?|similarit(?:y|ies)|relationships?|impacts?|roles?|reasons?|summar(?:y|ies)|sum|total|average"
    "|connections?|names?|nationalit(?:y|ies)|effects?|ratio of"
)
"""What is asked of things together, or asks for a text: no column of a table."""

_REQUEST = re.compile(
    r"\A(?:请问?|麻烦|帮我|帮忙|给我|能否|可以|把|将)*\s*(?:(?:用|以|做|画|列|出|给)(?:出|成|个|一?张|一个)?(?:对比|比较)?(?:表格|列表|表)"
    r"(?:的?形式|的?方式)?(?:来|地)?\s*)?(?:列表|制表|列出|比较|对比|对照|整理|汇总|总结|展示|给出|列一下|说明|显示)*(?:一下|下)?[：:，,]?\s*"
)
_TAIL = re.compile(
    r"[，,。（(\s]*(?:请|并)?(?:用|以|列|做|画|整理|汇总)?(?:成|为|出|个|一?张)?(?:对比|比较)?(?:表格|列表|表)(?:的?形式|的?方式)?"
    r"(?:来)?(?:展示|给出|列出|说明|呈现|回答|比较|对比)?[)）]?\Z"
)
_ASKS = re.compile(
    r"\s*(?:分别|各自|各|都)?\s*(?:是|有|为|达)?(?:多少|多大|多高|什么|哪些|如何|怎样|怎么样|何时|谁|几何|各是多少)?(?:呢|啊)?\Z"
)
_IN = re.compile(
    r"\A(?P<things>.+?)\s*(?:在|按|就)\s*(?P<asked>[^的]+?)\s*(?:上|方面|维度|这?[几两三四五]个?(?:方面|维度|指标))+(?:的?(?:差异|差别|区别|对比|比较|不同|表现|情况|数据))?\Z"
)
_FROM = re.compile(
    r"\A(?:请|帮我)?(?:从|按照?|就|以)\s*(?P<asked>[^，,。]+?|[^。]+?)\s*(?:等?这?[几两三四五]?个?(?:方面|角度|维度|指标))?"
    r"(?:来|上|出发)?[，,]?\s*(?:比较|对比|列表比较|列表对比|列出)(?:一下)?\s*(?P<things>.+)\Z"
)
_HOW_MANY = re.compile(
    r"\A(?P<things>.+?)\s*(?:分别|各自|各)\s*(?P<asked>(?:有|拥有|用了|使用了?|由|是|在|于|何时|什么时候|哪).+)\Z"
)
_COLON = re.compile(r"\A(?P<things>.+?)\s*[：:]\s*(?P<asked>.+)\Z")
_CLAUSES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\A(?:有|拥有|用了|使用了?)(?:多少|几)[个亿颗块台]?(?P<it>[^多少何谁哪]{2,10})\Z"), "{}"),
    (re.compile(r"\A(?:是)?(?:在|于)?(?:何时|什么时候|哪一?年)(?P<it>[^多少何谁哪]{2,4}?)的?\Z"), "{}时间"),
    (
        re.compile(r"\A(?:是)?由?(?:谁|哪一?[家个](?:公司|机构|企业|团队)?)(?P<it>[^多少何谁哪]{2,4}?)的?\Z"),
        "{}机构",
    ),
)
"""What a clause asks in other words than a noun: `有多少参数`, `何时发布`, `由谁提出`."""


def chinese_bodies(text: str) -> Iterator[tuple[str, str]]:
    """What may be the list of things and that of what is asked, the likeliest first."""
    whole, text = text, _TAIL.sub("", text)
    found = _FROM.match(text)
    if found is not None:
        yield found["things"].removesuffix("的"), found["asked"]
    asking = _ASKS.search(text)
    body = _REQUEST.sub("", text[: asking.start()] if asking else text, count=1)
    found = _HOW_MANY.match(_REQUEST.sub("", text, count=1))
    if found is not None:
        asked = _nouns(found["asked"])
        if asked:
            yield found["things"], asked
    if body == whole and not (asking and asking.group().strip()):
        return  # it neither asks nor tells to do something
    found = _IN.match(body)
    if found is not None:
        yield found["things"], found["asked"]
    for place in [found.start() for found in re.finditer("的", body)][::-1]:
        things, asked = body[:place], body[place + 1 :]
        yield things, asked
    found = _COLON.match(body)
    if found is not None:
        yield found["things"], found["asked"]


def _nouns(clauses: str) -> str:
    """Clauses that ask, as a list of nouns; empty if one of them is none of the known."""
    nouns = []
    for clause in re.split(
        r"[，,、]\s*(?:又|并且?|且|以及|和)?(?:分别|各自|各)?|以及(?:分别|各自|各)?", clauses
    ):
        for pattern, noun in _CLAUSES:
            found = pattern.match(clause.strip())
            if found is not None:
                nouns.append(noun.format(found["it"]))
                break
        else:
            return ""
    return "、".join(nouns)


_PLEASE = r"\A(?:please\s+)?(?:(?:can|could) you\s+)?"
_TABLE = (
    r"(?:(?:give|show|make|draw|build|create|write|produce|put)\s+(?:me\s+|up\s+)*(?:an?\s+|the\s+)?|an?\s+)?"
    r"(?:comparison\s+|short\s+)?table\s+"
)
_IN_TABLE = (
    r"(?:,?\s+(?:in|as)\s+an?\s+(?:comparison\s+)?table|,?\s+respectively|\s+each|\s+side by side)*\s*\Z"
)
_BY = (
    r"(?:\s+by|\s+on|\s+in terms of|\s+across|\s+with respect to|\s+regarding|\s+according to|\s+for their|:)"
)
_THINGS = r"(?P<things>.+?)"
_ASKED = r"(?P<asked>[^?]+?)"
ENGLISH: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_PLEASE}(?:{_TABLE}(?:that\s+)?)?compar(?:e|es|ing)\s+{_THINGS}{_BY}\s+{_ASKED}{_IN_TABLE}",
        rf"{_PLEASE}(?:{_TABLE}(?:that\s+)?)?compar(?:e|es|ing)\s+the\s+{_ASKED}\s+(?:of|for)\s+{_THINGS}{_IN_TABLE}",
        rf"{_PLEASE}{_TABLE}(?:of|with|showing|listing|for)\s+the\s+{_ASKED}\s+(?:of|for)\s+{_THINGS}{_IN_TABLE}",
        rf"{_PLEASE}{_TABLE}(?:of|for|with)\s+{_THINGS}(?:\s+(?:with|showing|and|listing)\s+their|{_BY}|\s+with|\s+showing)"
        rf"\s+{_ASKED}{_IN_TABLE}",
        *(
            rf"{start}\s+{asked}\s+(?:of|for)\s+{_THINGS}{_IN_TABLE}"
            for start in (
                rf"{_PLEASE}(?:list|tabulate|show|give)(?:\s+me)?(?:\s+the)?",
                r"\Awhat\s+(?:are|is|were|was)\s+the(?:\s+respective)?",
            )
            for asked in (_ASKED, r"(?P<asked>[^?]+)")
        ),
        rf"\Ahow many\s+{_ASKED}\s+do(?:es)?\s+{_THINGS}\s+(?:each\s+)?have{_IN_TABLE}",
    )
)
"""Each with the groups `things` and `asked`."""
