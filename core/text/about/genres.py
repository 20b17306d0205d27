"""What a document is, from a report to a table of data, where format or text plainly say so. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from hopyard.core.values import Genre

_HEAD = 1_500
_ENDS = 4_000
_LEAST_SIGNS = 2
_SLIDE_PROGRAMS = re.compile(r"powerpoint|keynote|impress|演示|beamer|google slides", re.IGNORECASE)
_FILING = re.compile(
    r"(?:证券|股票|公司)(?:代码|简称)\s?[:：][^\n]{0,80}(?:公告)?编号\s?[:：]"
    r"|有限公司\s{0,3}(?:(?:19|20)\d\d\s?年(?:年度|度|半年度|第[一二三四]季度)\s?报告|首次公开发行|招股(?:说明|意向)书|募集说明书)"
    r"|\bFORM\s(?:10-[KQ]|20-F|8-K|6-K|S-1)\b|SECURITIES AND EXCHANGE COMMISSION",
)
_PAPER = re.compile(r"\barxiv:\s?\d{4}\.\d{4,5}|中图分类号|文献标识码", re.IGNORECASE)
_ABSTRACT = re.compile(r"^[ \t#*]*(?:abstract\b|摘\s{0,4}要)", re.IGNORECASE | re.MULTILINE)
_KEYWORDS = re.compile(
    r"^[ \t#*]*(?:key\s?words|index terms|关\s?键\s?[词字])[ \t*]*[:：—–-]", re.IGNORECASE | re.MULTILINE
)
_REFERENCES = re.compile(
    r"^[ \t#*\d.]*(?:references|bibliography|参考文献)[ \t:：*]*$", re.IGNORECASE | re.MULTILINE
)
_ACCOUNT = re.compile(r"本(?:微信)?(?:订阅号|公众号)|mp\.weixin\.qq\.com/s|阅读原文|扫码关注")
_REPORT = re.compile(
    r"^[^\n，。：:]{0,24}(?:研究|深度|分析|调研|调查|专题|发展|评估|咨询|策略|行业)报告"
    r"(?:[（(][^\n]{1,12}[）)])?[ \t]*$"
    r"|^[^\n，。：:]{0,24}[白蓝]皮书[ \t]*$"
    r"|^[^\n]{0,60}\b(?:equity research|(?:research|industry|market|annual|technical) report|white paper"
    r"|research note|initiating coverage)\b[^\n.]{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)
_REPORT_SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"(?:分析师|分析员|研究员)[^\n]{0,30}(?:SAC|执业|证书|[:：])|\banalysts?:",
        r"(?:行业|投资|公司|股票)评级|(?:买入|增持|推荐|超配)[（(](?:维持|首次)|\brating:",
        r"^[\d.、 \t#-]*风险提示",
        r"本报告[^。\n]{0,40}(?:投资|客户|参考|研究所)|this report[^.\n]{0,60}(?:invest|clients)",
        r"(?:资料|数据)来源\s?[:：][^\n]{0,80}(?:研究所|研究院|证券)",
    )
)
_NEWS = re.compile(
    r"(?:\A|\n)\s*(?:[\u3400-\u9fff]{2,5}社[\u3400-\u9fff]{2,6}\d{1,2}月\d{1,2}日(?:电|讯)|本报讯"
    r"|[\u3400-\u9fff]{2,8}讯\s?[（(](?:记者|通讯员))"
    r"|(?:本报记者|[（(]记者)\s?[\u3400-\u9fff]{2,4}(?:[）)]|\s|报道|摄)"
    r"|(?:\A|\n)\s*(?:[A-Z][A-Z .,]{2,40}|[A-Z][A-Za-z ]{2,30}, [A-Z][a-z]{2,8}\.? )"
    r"(?:[A-Z][a-z]{2,8}\.? )?(?:\d{1,2},? (?:(?:19|20)\d\d )?)?\([A-Z][\w &]{1,30}\)\s?[-–—]\s"
    r"|(?:\A|\n)\s*[A-Z][A-Z .]{2,30}, [A-Z][a-z]{2,8}\.? \d{1,2}(?:, (?:19|20)\d\d)? ?[-–—]"
)


class _Look(NamedTuple):
    """What is looked at of a document."""

    kind: str
    program: str
    head: str
    """Of the cleaned text: its title page."""
    ends: str
    """Of the text before cleaning: title page, disclaimers and all."""
    text: str


def genre_of(kind: str, program: str, text: str, cleaned: str) -> Genre:
    """What a document is; empty where nothing plainly says.

    `kind` is its format, `program` what it was made with, `text` itself before cleaning.
    """
    ends = f"{text[:_ENDS]}\n{text[-_ENDS:]}"
    look = _Look(kind, program, cleaned[:_HEAD], ends, text)
    return next((genre for genre, fits in _IN_ORDER if fits(look)), "")


def _is_paper(look: _Look) -> bool:
    if _PAPER.search(look.head):
        return True
    if not _ABSTRACT.search(look.head):
        return False
    return bool(_KEYWORDS.search(look.text[:_ENDS]) or _REFERENCES.search(look.text))


def _is_report(look: _Look) -> bool:
    signs = sum(sign.search(look.ends) is not None for sign in _REPORT_SIGNS)
    return signs >= _LEAST_SIGNS or _REPORT.search(look.head) is not None


_IN_ORDER: tuple[tuple[Genre, Callable[[_Look], bool]], ...] = (
    ("data table", lambda look: look.kind in ("csv", "tsv")),
    ("slides", lambda look: _SLIDE_PROGRAMS.search(look.program) is not None),
    ("filing", lambda look: _FILING.search(look.head) is not None),
    ("paper", _is_paper),
    ("report", lambda look: "证券研究报告" in look.ends),
    ("news", lambda look: _NEWS.search(look.head) is not None),
    ("web page", lambda look: look.kind == "html" or _ACCOUNT.search(look.ends) is not None),
    ("report", _is_report),
)
"""The surest first: a report that was posted on a page is known by the words that brokers must print."""
