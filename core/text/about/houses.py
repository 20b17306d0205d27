"""What the name of a house that publishes looks like, in both languages: no list, but endings. Pure."""

from __future__ import annotations

import re

from hopyard.core.text.sanitize import sanitize_line

_ENDINGS = (
    "证券|期货|信托|基金|银行|保险|资管|资产管理|资本|投资|咨询|研究院|研究所|研究中心|研究部|研究会|公司|集团|"
    "大学|学院|协会|学会|联盟|联合会|委员会|统计局|管理局|总局|总署|交易所|事务所|出版社|通讯社|日报社|智库|实验室|"
    "论坛|基金会|中心|部|局|署"
)
_LEGAL_FORM = "股份有限公司|有限责任公司|有限公司"
_DEPARTMENT = "(?:经济|产业|金融)?研究(?:院|所|中心|部)?"
CHINESE = rf"[\u3400-\u9fffA-Za-z·&]{{1,24}}?(?:{_ENDINGS})(?:{_LEGAL_FORM})?(?:{_DEPARTMENT})?"
"""A Chinese house: 某某证券, 某某证券股份有限公司研究所, 某某研究院."""
ENGLISH = r"[A-Z][\w&'’-]*(?:,?(?: (?:of|and|for|the|de)){0,2} [A-Z][\w&'’.-]*){0,6}"
"""A row of capitalised words."""
ENGLISH_HOUSE = (
    rf"{ENGLISH} (?:Research|Securities|Institute|Capital|Consulting|University|Group|Bank|Agency)"
)
"""One that ends as a house does."""

_NO_DEPARTMENT = re.compile(rf"(?<=证券|期货|基金|银行|保险|信托|公司|集团){_DEPARTMENT}\Z")
_NO_LEGAL_FORM = re.compile(rf"(?:{_LEGAL_FORM})(?=\Z|{_DEPARTMENT}\Z)")
_NOT_ONE = re.compile(
    r"[本我该贵各]公司|本所|上述|相关|有关|任何|其他|作者|网络|\b(?:All|Author|No Part|Us|Company data)\b",
    re.IGNORECASE,
)
_MOST_CHARS = 40


def short_name(name: str) -> str:
    """A house's name without legal form and department; empty if it is none."""
    name = sanitize_line(name).strip(" ,.·、")
    name = _NO_DEPARTMENT.sub("", _NO_LEGAL_FORM.sub("", name))
    return name if 2 <= len(name) <= _MOST_CHARS and not _NOT_ONE.search(name) else ""
