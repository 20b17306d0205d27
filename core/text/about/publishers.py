"""Who published a document, by the sentences in which publishers name themselves. Pure.

In the order in which they are believed: what says who made or owns the report; the house that its figures
name as their source again and again; a line of the title page; who holds the rights; what a program put into
the file. There is no list of names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from hopyard.core.text.about.houses import CHINESE, ENGLISH, ENGLISH_HOUSE, short_name
from hopyard.core.text.lines import is_source

_CHARS = 200_000
"""Of a longer text its beginning and its end are read."""
_HEAD_LINES = 15
_STORY_HEAD = 600
_LONGEST_LINE = 300
_LONGEST_TITLE = 40
_LEAST_FIGURES = 3
_LEAST_SHARE = 0.6

_SAYS = (
    re.compile(
        rf"本(?:研究)?(?:报告|资料|文件|白皮书|文档|刊物?)(?:均|系|是)?由(?P<name>{CHINESE})"
        r"(?:[（(][^）)\n]{0,40}[）)])?\s?"
        r"(?:及其?|和|与|在|以|制作|编制|编写|发布|提供|撰写|出具|研究|发行|负责|联合|完成|建立)"
    ),
    re.compile(
        rf"(?:版权|著作权)(?:均|全部|皆|仅)?(?:归属于?|属于?|为|归)(?P<name>{CHINESE})"
        r"(?:及其\S{2,8})?(?:所有|拥有|[，,。\n]|\Z)"
    ),
    re.compile(
        r"本(?:订阅号|公众号|微信号|平台)(?:[（(][^）)\n]{0,30}[）)])?[是为系]?由?"
        rf"(?P<name>{CHINESE})(?:建立|运营|维护|设立|的官方)"
    ),
    re.compile(
        r"\b[Tt]his (?:research |market |annual |white )?(?:report|document|publication|paper|material|note) "
        r"(?:has been|was|is) (?:prepared|published|issued|produced|written|made available|distributed)"
        rf"(?: and (?:published|issued|distributed))? by (?:the )?(?P<name>{ENGLISH})"
    ),
    re.compile(
        rf"^[ \t]*(?:[Pp]ublished|[Pp]repared|[Ii]ssued|[Pp]roduced) by:? (?P<name>{ENGLISH})[ \t.]*$",
        re.MULTILINE,
    ),
)
_STORY = (
    re.compile(
        r"(?:\A|\n)\s*(?P<name>[\u3400-\u9fff]{2,5}社)[\u3400-\u9fff]{2,6}\d{1,2}月\d{1,2}日(?:电|讯|消息)"
    ),
    re.compile(
        r"(?:\A|\n)\s*(?:[A-Z][A-Z .,]{2,40}|[A-Z][A-Za-z ]{2,30}, [A-Z][a-z]{2,8}\.? )"
        r"(?:[A-Z][a-z]{2,8}\.? )?(?:\d{1,2},? (?:(?:19|20)\d\d )?)?\((?P<name>[A-Z][\w &]{1,30})\)\s?[-–—]"
    ),
    re.compile(
        r"(?:\A|\n)\s*(?:文章|稿件|信息)?来源\s?[:：]\s?(?P<name>[\u3400-\u9fffA-Za-z·]{2,16})[ \t]*(?=\n|\Z)"
    ),
)
_RIGHTS = re.compile(
    r"(?:©|\([cC]\)|\b[Cc]opyright)\s?(?:©\s?)?(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?,?\s)?"
    rf"(?P<name>{ENGLISH}|{CHINESE})"
)
_RIGHTS_BEHIND = re.compile(r"\s?版权所有")
_BEFORE_RIGHTS = re.compile(rf"(?:\A|[^\u3400-\u9fffA-Za-z·&])(?P<name>{CHINESE})\Z")
_NAME_CHARS = 40
_HOUSE = re.compile(rf"(?P<name>{CHINESE}|{ENGLISH_HOUSE})")
_LAST = re.compile(
    rf"(?P<name>{CHINESE}|{ENGLISH})(?:整理|测算|绘制|预测|制图|估算| estimates| analysis| compiled)?\s*\Z"
)
_SOURCE_LABEL = re.compile(r"\A[^:：]{0,16}[:：]\s*")
_BETWEEN_SOURCES = re.compile(r"[，,、;；。]")


def publisher_of(text: str, cleaned: str, author: str = "") -> str:
    """The publisher without legal form and department; empty where nothing plainly names one.

    `text` is the document before cleaning, for who speaks stands in disclaimers; `author` is what a program
    took for it, believed only of a house that the text mentions.
    """
    if len(text) > 2 * _CHARS:
        text = f"{text[:_CHARS]}\n{text[-_CHARS:]}"
    said = next((name for name in _said(text) if name), "")
    return (
        said or _of_figures(cleaned) or _on_title_page(cleaned) or _of_rights(text) or _author(author, text)
    )


def _said(text: str) -> Iterator[str]:
    for pattern in _SAYS:
        for found in pattern.finditer(text):
            yield short_name(found["name"])
    for pattern in _STORY:
        if story := pattern.search(text[:_STORY_HEAD]):
            yield short_name(story["name"])


def _of_figures(text: str) -> str:
    """The house that most of the figures name last as their source."""
    lines = [line for line in text.split("\n") if len(line) < _LONGEST_LINE and is_source(line)]
    counted = Counter(name for name in map(_last_source, lines) if name)
    if not counted:
        return ""
    name, n = counted.most_common(1)[0]
    return name if n >= max(_LEAST_FIGURES, _LEAST_SHARE * len(lines)) else ""


def _last_source(line: str) -> str:
    """The house that a line of sources names last; in `Source: Company data, North Research` the second."""
    parts = [part.strip() for part in _BETWEEN_SOURCES.split(line.rstrip(" 。.")) if part.strip()]
    found = _LAST.match(_SOURCE_LABEL.sub("", parts[-1])) if parts else None
    return short_name(found["name"]) if found else ""


def _on_title_page(cleaned: str) -> str:
    lines = [line.strip() for line in cleaned[:3_000].split("\n") if line.strip()][:_HEAD_LINES]
    houses = (_HOUSE.fullmatch(line) for line in lines if len(line) <= _LONGEST_TITLE)
    return next((name for house in houses if house and (name := short_name(house["name"]))), "")


def _of_rights(text: str) -> str:
    """Who holds the rights, if the text speaks of it besides: pages that host a document have such lines."""
    found = [match["name"] for match in _RIGHTS.finditer(text)]
    for behind in _RIGHTS_BEHIND.finditer(text):
        before = _BEFORE_RIGHTS.search(text[max(0, behind.start() - _NAME_CHARS) : behind.start()])
        found += [before["name"]] if before else []
    for name, n in Counter(filter(None, map(short_name, found))).items():
        if text.count(name) > n:
            return name
    return ""


def _author(author: str, text: str) -> str:
    name = short_name(author)
    return name if name and _HOUSE.fullmatch(name) and name in text else ""
