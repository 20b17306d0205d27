"""Which names are somebody's, by what the passages at hand themselves say: no list of companies. Pure.

A name is somebody's where a passage has it make or publish something, or where its ending says so:
`X 发布了`, `X 旗下`, `X、Y 等公司`, `developed by X`, `X Labs`, `X 研究院`.
What is itself said to be published is a product.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from hopyard.core.question.glossary import other_names
from hopyard.core.question.names import Name
from hopyard.core.question.segment import Kind, proper_names, segments
from hopyard.core.question.words import ENGLISH_FORM
from hopyard.core.text.tokens import CJK, fold

TIME = (
    r"(?:\s?(?:于|在)?\s?(?:\d{4}\s?年)?(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?(?:底|初|末)?\s?"
    r"(?:[于在][^，,。；;]{1,12}?上)?)"
)
"""When and where, between a maker and what it did."""
SUFFIX = "(?:公司|团队|研究院|实验室|AI|集团|等人)?"
_VERB = "(?:发布|推出|提出|开源|研发|开发|发表|公布)"
MADE = rf"(?:对外|首次|率先|正式|最早|又|再次|重磅)?{_VERB}"
"""What a maker does with a thing, in Chinese."""
RELEASED = "(?:released|launched|developed|introduced|published|built|made|unveiled)"
"""The same in English."""

_LATIN = r"(?<![A-Za-z0-9-])(?P<who>[A-Z][A-Za-z&]+(?:\s[A-Z][A-Za-z&]+)?)"
_HAN = rf"(?:(?<![{CJK}])|(?<=[由如和与及年月日]))(?![年月日])(?P<who>[{CJK}]{{2,4}}?)"
_AFTER_VERB = "[后以来之时前于的会者，,。；;、）)]"
_DOES = rf"{SUFFIX}{TIME}(?:{MADE}|(?:正式)?(?:开放|上线))(?!{_AFTER_VERB}|\s?\Z)|\s?(?:旗下|自研)"
_USES = (
    re.compile(rf"{_LATIN}(?:\s?{_DOES})"),
    re.compile(rf"{_HAN}(?:\s?{_DOES})"),
    re.compile(rf"由(?P<who>[{CJK}]{{2,4}}?|[A-Z][A-Za-z&]+)\s?{SUFFIX}{TIME}{MADE}"),
    re.compile(
        rf"{_LATIN}\s(?:has\s|have\s|also\s|first\s)*(?:{RELEASED}|announced)\s(?!in\b|on\b|by\b|at\b)"
    ),
    re.compile(rf"\b{RELEASED}\s(?:in\s[\w ]{{3,14}}\s)?by\s{_LATIN[_LATIN.index('(?P') :]}"),
)
_ONE = rf"(?:[A-Z][A-Za-z&]+|[{CJK}]{{2,4}})"
_LISTED = re.compile(
    rf"(?:(?<![{CJK}A-Za-z])|(?<=[由如和与及]))(?P<all>{_ONE}(?:(?:、|和|与|及){_ONE}){{1,9}})\s?(?:等|[两三四五六]家)"
    rf"[{CJK}]{{0,6}}?(?:公司|厂商|企业|巨头|机构|大厂)"
)
"""Several that are together called companies."""
_MADE_THING = re.compile(
    rf"(?:{_VERB}(?:了|的)?|\b{RELEASED}(?:\sthe)?)\s?(?P<what>[A-Z][A-Za-z&]+)(?![\w-]|\s?[A-Z]|['’]s)"
)
"""A name that something says was published: a product, though it may `发布` things in another sentence."""
_ENDING = re.compile(
    r"(?:公司|集团|研究院|研究所|实验室|大学|\b(?:Inc|Corp|Ltd|Co|LLC|Labs?|Laborator(?:y|ies)|Corporation|Company|Group"
    r"|University|Institute)\.?)\Z"
)
_NOBODY = re.compile(
    "公司|团队|等人|我们|作者|模型|该|本|其|机构|产品|报告|近日|目前|国内|国外|海外|正式|预训练|全面|相继|陆续|联合|自主|独立"
    "|共同|先后|即将|已经|持续|不断|公开|最新|此后|随后|同时|技术|科技\\Z|大会|首次|对外|开源|场景|市场|企业|证券|\\d|[去今明]年|\\A[年月日]"
)
"""Words before a verb of making that are nobody."""


class Subject(Name):
    """What a row of a table is about, with the names that the passages know as somebody's."""

    def __init__(self, name: str, makers: frozenset[str] = frozenset()) -> None:
        super().__init__(name)
        self.makers = makers

    def knows(self, text: str) -> bool:
        """Whether a word is somebody's name, in this spelling or in the other language's."""
        folded = fold(text)
        if folded in self.makers or _ENDING.search(text.strip()):
            return True
        return not self.makers.isdisjoint(other_names(folded))


def makers_in(texts: Iterable[str]) -> frozenset[str]:
    """The names, folded, that texts use as those of makers, without those they use as what was made."""
    makers: set[str] = set()
    made: set[str] = set()
    for text in texts:
        of_one, made_in_one = _uses(text)
        makers |= of_one
        made |= made_in_one
    return frozenset(makers - made)


@lru_cache(maxsize=2_000)
def _uses(text: str) -> tuple[frozenset[str], frozenset[str]]:
    makers = {fold(name) for pattern in _USES for name in _names(pattern, text)}
    for found in _LISTED.finditer(text):
        listed = re.split("[、和与及]", found["all"])
        makers.update(fold(one) for one in listed if one.isascii() or _is_name(one))
    return frozenset(makers), frozenset(fold(found["what"]) for found in _MADE_THING.finditer(text))


def _names(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for found in pattern.finditer(text):
        who = found["who"].strip()
        if who.isascii():
            if who.lower() not in ENGLISH_FORM:
                yield who
        elif _is_name(who):
            yield who


def _is_name(text: str) -> bool:
    """Whether Chinese words are known to be nobody's by no part of them: no particle, no adverb, no verb."""
    covered = {at for part in segments(text) for at in range(part.start, part.end)}
    return may_be_somebody(text) and (len(covered) == len(text) or _is_proper(text))


def _is_proper(text: str) -> bool:
    return any(len(word) == len(text) for _, word in proper_names(text))


def may_be_somebody(text: str) -> bool:
    """Whether Chinese words before a verb of making may name who makes: no verb and no common noun."""
    return not _NOBODY.search(text) and Kind.VERB not in [part.kind for part in segments(text)]
