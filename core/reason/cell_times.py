"""When something came out, by the wording of a sentence: the one time that is said of the thing. Pure."""

from __future__ import annotations

import re

from hopyard.core.reason.cell_picks import YEAR, Pick, places, written
from hopyard.core.reason.ranking import Candidate
from hopyard.core.reason.score import Scorer
from hopyard.core.reason.somebody import Subject
from hopyard.core.reason.statements import is_assumed
from hopyard.core.text.quantities import Mention, Period, parse
from hopyard.core.text.tokens import fold, spans

_JOINED = re.compile(r"[^，,。；;！!？?《：:\n\t]{0,16}")
"""Between `released` and what was released."""
_BUILT_ON = re.compile(r"(?:基于|采用|使用|利用|依托|搭载|结合|based on|using)[^的]*\Z")
"""Before what only something else builds upon."""
_CAME_OUT = frozenset(
    (
        "发布",
        "推出",
        "提出",
        "发表",
        "问世",
        "开源",
        "公布",
        "releas",
        "launch",
        "publish",
        "introduc",
        "announc",
    )
)
"""Words, as tokens, that a report uses for one another; who asks for one means any."""
_DONE_BY = re.compile(
    r"[^，,。；;！!？?\n\t]{0,24}|\.?\s?,\s(?:which\s)?(?:was\s|were\s)?(?:first\s)?"
    r"|\s(?:is|was)\s(?:an?|the|one)\s[^，,。；;！!？?\n\t]{0,100}"
)
"""Between a thing and what was done with it: `BERT 是谷歌 2018 年提出`, `A-1, which was launched`, `A-1 is a
listed maker of pumps that was founded`."""
_TO_ANOTHER = re.compile(
    r"了(?![，,。；;！!？?]|\Z)|(?<=[a-z])\s(?!(?:in|on|at|by|as|from|to|under|during)\b)\w"
)
"""Behind a verb whose object is another thing: 公司于 2021 年建立了, `A-1 established a` hotline."""
_SUFFERED = re.compile(r"\b(?:was|were|is|are|been|being)\b|,")
"""Between a thing and what was done with it, in English: then what stands behind the verb is no object."""
_FIRST_CLAUSE = re.compile(r"[^，；;]*")
"""Where a sentence begins with the subject and names several years, that of its first clause is its own."""
_NOT_THEN = re.compile(r"\s?(?:年)?(?:以来|以后|之后|以前|之前|起|后|前|底前|至今|[)）])")


def dated(one: Candidate, name: Subject, scorer: Scorer) -> Pick | None:
    """The one time of a sentence whose verb, as `released`, is said of the subject itself."""
    text = one.text
    if any(start == 0 for start, _ in places(text, name)):
        text = _FIRST_CLAUSE.findall(text)[0] if len(YEAR.findall(text)) > 1 else text
    if is_assumed(text) or len(YEAR.findall(text)) != 1:
        return None
    times = [found for found in parse(text) if isinstance(found.value, Period) and _is_when(found, text)]
    if len(times) != 1:
        return None
    own = set(name.tokens)  # 公司 of a company's name dates nothing
    said = [term for term in scorer.topic if not own.issuperset(term.ways[0])]
    asked = {word for term in said for way in term.ways for word in way}
    asked |= _CAME_OUT if asked & _CAME_OUT else frozenset()
    verbs = [(token.start, token.end) for token in spans(fold(text)) if token.text in asked]
    for start, end in places(text, name):
        before = any(last <= start and _JOINED.fullmatch(text, last, start) for _, last in verbs)
        before = before and not _BUILT_ON.search(text[max(0, start - 24) : start])
        behind = any(
            first >= end
            and _DONE_BY.fullmatch(text, end, first)
            and (_SUFFERED.search(text, end, first) or not _TO_ANOTHER.match(text, last))
            for first, last in verbs
        )
        if before or behind:
            return Pick(one.hit, one, times[0].value, written(one, times[0].start, times[0].end), True)
    return None


def _is_when(found: Mention, text: str) -> bool:
    """Whether a time is itself a moment, and not the end or beginning of a span."""
    value = found.value
    return (
        isinstance(value, Period)
        and value.year > 0
        and value.until is None
        and not value.decade
        and not _NOT_THEN.match(text, found.end)
    )
