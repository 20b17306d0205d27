"""Finds what a document is called: what its format says, else its first heading, else its first telling line.

Reports begin with what every report begins with, the kind of paper, date, rating, names and numbers of
analysts; none of that tells one from another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hopyard.core.text.headings import heading_kind
from hopyard.core.text.lines import is_table_row, width
from hopyard.core.text.raw import HeadingLine
from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.text.tokens import CJK

TITLE_CELLS = 80
_LEAST_CELLS = 10
_LINES_LOOKED_AT = 40
_PARAGRAPH_CELLS = 120
_DEEPEST_TITLE = 4
"""Deeper headings are bold lines, any of them."""

_FILE_ENDING = re.compile(r"\.(?:pdf|docx?|pptx?|xlsx?|txt|md|html?|epub)\Z", re.IGNORECASE)
_KIND_OF_PAPER = re.compile(
    r"[^\s，。：:,.]{0,8}?(?:证券|行业|公司|宏观|策略|深度|专题|系列|投资|海外|固收|金工|晨会)"
    r"(?:[·\w]{0,8}?(?:研究|报告|专题|点评|周报|月报|日报|晨报|系列|深度|策略|纪要)[·\w]{0,4}){1,3}(?:[(（]\w{1,3}[)）])?"
    r"|(?:equity |credit |market |industry |company |sector |investment |global )*"
    r"(?:research|report|update|note|review)s?(?: report)?",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"\S{2,16}(?:研究所|研究院|研究部|证券|经纪行|公司|集团|资产管理|事务所)"
    r"|[\w&.,'’ -]{2,40}\s"
    r"(?:research|securities|commodities|capital|partners|brokers|advisors|ltd\.?|inc\.?|llc|llp|gmbh)",
    re.IGNORECASE,
)
_RATING = re.compile(
    r"(?:投资评级|行业评级|评级)?[:：\s]*(?:买入|增持|中性|减持|推荐|谨慎推荐|强烈推荐|超配|标配|低配|看好|强于大市|同步大市|维持)"
    r"[\s(（|·].{0,16}|(?:首次|维持|上调|下调|评级|买入|增持|推荐)+",
)
_DATE = re.compile(
    r"[\s\d年月日./-]+|(?:\d{1,2}\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s[\d\s,]+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:证券|首席|资深)?(?:分析师|研究员|联系人|作者|研究助理|邮箱|电话|传真|执业|证书|日期|发布|来源|编号|版本|地址|网址|股票代码|"
    r"收盘价|评级|机构|单位|报告人)[^，。]{0,12}[:：(（]|(?:authors?|analysts?|date|e-?mail|tel|phone|fax|source|version|isbn|doi|"
    r"contact|url)\b\W",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[\w.]+@[\w.]+|https?://|www\.|\d{3,4}-\d{7,8}|(?:S|SAC|A)\d{9,}|arxiv:", re.IGNORECASE
)
_SENTENCE = re.compile(r"[。；！]|[，、,]\s*\Z|[.;!]\s*\Z")
_SEGMENT_END = re.compile(rf"\s*[|｜]\s*|(?<=[{CJK})）]) +|  +| +(?=[{CJK}])")
_CUT_AT = re.compile(r"[，。；：、,;:.!?！？)）》】\]|—]|\s")


def find_title(stated: str, text: str, headings: Sequence[HeadingLine], name: str) -> str:
    """The title, at most 80 cells wide, cut at a natural boundary; `name` when nothing better is found.

    `headings` are those that the format or markdown marks, with offsets into `text`.
    """
    return (
        cut_title(stated) or _first_heading(text, headings) or _first_telling(text) or cut_title(name) or name
    )


def cut_title(text: str) -> str:
    """A text as a title: one line, no file ending, at most 80 cells."""
    line = _FILE_ENDING.sub("", " ".join(sanitize_line(text).split()))
    if width(line) <= TITLE_CELLS:
        return line
    end = cells = 0
    while cells + width(line[end]) <= TITLE_CELLS:
        cells += width(line[end])
        end += 1
    marks = [
        found
        for found in _CUT_AT.finditer(line, 0, end + 1)
        if width(line[: found.start()]) >= TITLE_CELLS // 2
    ]
    return (line[: marks[-1].start()] if marks else line[:end]).rstrip()


def _first_heading(text: str, headings: Sequence[HeadingLine]) -> str:
    shallow = sorted(
        (heading for heading in headings if heading.level <= _DEEPEST_TITLE),
        key=lambda heading: heading.level > 1,
    )
    for heading in shallow:
        line = text[heading.offset : heading.offset + 400].split("\n", maxsplit=1)[0]
        if heading_kind(line) is None and width(line.strip()) > 2:
            return cut_title(line)
    return ""


def _first_telling(text: str) -> str:
    lines = [line.strip() for line in text[:20_000].split("\n")]
    shown = [number for number, line in enumerate(lines) if line][:_LINES_LOOKED_AT]
    for number in shown:
        line = lines[number]
        if width(line) > _PARAGRAPH_CELLS:
            segment = _telling_segment(line)
            if segment:
                return cut_title(segment)
            break
        if _tells(line):
            return _with_second_line(line, lines[number + 1 : number + 2])
    heads = [lines[number] for number in shown]
    readable = [line for line in heads if width(line) >= _LEAST_CELLS and not _says_little(line)]
    return cut_title((readable or [line for line in heads if not _DATE.fullmatch(line)] or [""])[0])


def _with_second_line(line: str, below: list[str]) -> str:
    """The title with a short line right below it, as in `Growers' Cooperative` over `Annual Report 2022`."""
    title = cut_title(line)
    second = below[0] if below else ""
    belongs = width(second) <= TITLE_CELLS and _tells(second) and not _FILE_ENDING.search(line)
    return cut_title(f"{title} {second}") if belongs else title


def _tells(line: str) -> bool:
    return (
        width(_FILE_ENDING.sub("", line)) >= _LEAST_CELLS
        and not _SENTENCE.search(_FILE_ENDING.sub("", line))
        and not _says_little(line)
        and heading_kind(line) is None
        and not is_table_row(line)
    )


def _says_little(line: str) -> bool:
    return bool(
        _KIND_OF_PAPER.fullmatch(line)
        or _HOUSE.fullmatch(line)
        or _RATING.fullmatch(line)
        or _DATE.fullmatch(line)
        or _LABEL.match(line)
        or _ADDRESS.search(line)
    )


def _telling_segment(line: str) -> str:
    """In a line that holds a whole title page: the first piece that tells, after some that do not."""
    for number, segment in enumerate(_SEGMENT_END.split(line[:1000])):
        if number and _tells(segment):
            return segment if width(segment) <= _PARAGRAPH_CELLS else ""
        if not _says_little(segment) and width(segment) >= _LEAST_CELLS:
            return ""
    return ""
