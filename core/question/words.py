"""Which words of a question carry its content, and which only its form, in Chinese and English. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hopyard.core.question.segment import Kind, segments
from hopyard.core.text.tokens import CJK, fold, is_cjk, spans, tokens

# Single characters stand here only if they are hardly ever part of a content word: taking 能 out of 能耗 or
# 里 out of 阿里 would lose more than it cleans.
_CHINESE_FORM = """
    请问 请告诉 告诉我 说明一下 介绍一下 列出 一下 多少 几个 几家 几款 几种 几名 几位 几年 几月 几日
    几分之几 百分之几 百分之多少 什么时候 什么样 什么 哪一年 哪一个 哪一家 哪一天 哪一种 哪一部分
    哪一位 哪些 哪个 哪家 哪年 哪月 哪天 哪种 哪几个 哪几家 哪两家 哪两个 哪里 哪位 哪份 哪 谁 何时 何地
    何种 如何 怎样 怎么样 怎么 为何 为什么 是否 有没有 吗 呢 吧 多大 多高 多长 多久 多快 多远 各是 各有
    各自 各为 分别 是不是 能不能 需要 大约 大概 约为 约合 折合 相当于 一共 总共 合计 共计 根据 按照
    依据 按 来看 来说 关于 对于 有关 其中 它们 它 他们 她 这个 这家 这种 这份 这篇 那个 那家 那份 那些
    是 的 了 和 与 以及 或者 所用 等等 之间 可以 里面 上面 其他 另外 此外 报告里 报告 研报 上面有
    里面有 文中 给出 提到 提及 指出 认为 表格里 表格 又是 的话 有多少 由谁 出自 有多大 有多高 有多长
    有多久 有多快 有几个 有哪些 有什么 名字 叫什么 叫做 说法 一样吗 当年 当时 后来 拿来 用来 具体 情况
    多少钱 目前 现在 如今 到底 究竟 分别是 如果用 如果 假如 的时候 时候
"""

CHINESE_FORM = re.compile("|".join(sorted(_CHINESE_FORM.split(), key=len, reverse=True)))
"""Phrases that are taken out of a Chinese question before its content is looked at; longest first."""
_CHINESE_RUN = re.compile(f"[{CJK}]+")

ENGLISH_FORM = frozenset(
    """
    a an the of in on at by for from to into onto with within without as and or nor but if then than
    that this these those it its itself they them their he she his her we our you your i my me is are
    was were be been being am do does did doing done has have had having will would can could shall
    should may might must not no who whom whose which what when where why how many much long large big
    often far old more most least less please tell give list describe explain say says said according
    report reports reported page pages table text document documents there here about between among per
    each both also only just such same other another any some all every during over under up down out
    off so too very get gets got use used uses using call called calls name named state stated states
    does need needs needed
    """.split()  # noqa: SIM905 - reads as a list of words
)
"""English words that do not count as content of a question."""

MONTHS = frozenset(
    """january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec""".split()  # noqa: SIM905
)
"""English month names: capitalised, but no names of things."""


THINGS = (
    "公司|机构|企业|团队|厂商|学者|作者|人物|人|模型|网络|方法|架构|系统|产品|芯片|论文|国家|大学|平台|品种"
    "|酒厂|农场|银行|城市|地区|项目|报告|技术|算法"
)
"""Kinds of thing that a Chinese question describes instead of naming: `最早提出...的公司`. For patterns."""


_YEAR = re.compile(r"(?:19|20)\d\d")


class Word(NamedTuple):
    """A content word of a question: its tokens, and what kind of word it is."""

    tokens: tuple[str, ...]
    kind: Kind


def content_words(text: str) -> tuple[Word, ...]:
    """The words of a question without those of its form, in order, each once.

    A lone Chinese character says too little, and so do the digits of `GPT-3` beside the whole; but `FY2018`
    is a year.
    """
    content = CHINESE_FORM.sub(" ", fold(text))
    found: dict[tuple[str, ...], Kind] = {}
    for _, token, kind in sorted((*_latin(content), *_chinese(content))):
        if kind is Kind.NAME and token[0][:1].isalpha() and token[0][-1:].isdigit():
            digits = re.sub("^[a-z]+", "", token[0])
            if not _YEAR.fullmatch(digits):
                found.pop((digits,), None)
        found.setdefault(token, kind)
    return tuple(Word(token, kind) for token, kind in found.items())


def _latin(content: str) -> Iterator[tuple[int, tuple[str, ...], Kind]]:
    for token in spans(content):
        plain = content[token.start : token.end]
        if is_cjk(token.text[:1]) or plain in ENGLISH_FORM or token.text in ENGLISH_FORM:
            continue
        if len(token.text) > 1 or token.text.isdigit():
            yield token.end, (token.text,), Kind.NAME


def _chinese(content: str) -> Iterator[tuple[int, tuple[str, ...], Kind]]:
    for run in _CHINESE_RUN.finditer(content):
        for part in segments(run.group()):
            word = run.group()[part.start : part.end]
            yield run.start() + part.end, tuple(tokens(word)), part.kind
