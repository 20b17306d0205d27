"""What a question asks for: the kind of thing, its unit, and what it is the number or time of. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from hopyard.core.question.segment import Kind
from hopyard.core.question.words import Word, content_words
from hopyard.core.text.tokens import CJK


class Ask(StrEnum):
    """The kind of thing that would answer."""

    NUMBER = "number"
    PERCENT = "percent"
    TIME = "time"
    WHO = "who"
    OTHER = "other"


FIGURES = (Ask.NUMBER, Ask.PERCENT, Ask.TIME)
"""The asks that only a figure answers."""


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile("|".join(wordings), re.IGNORECASE)


_ASKS: tuple[tuple[Ask, re.Pattern[str]], ...] = (
    (
        Ask.PERCENT,
        _any(
            r"百分之几|百分之多少|百分比|几成|多少%|占[^，,。？?]{0,4}多",
            r"多[大高少](?:比例|比重|份额)|(?:率|[确精]度|占比|比例|比重|份额)[^，,。？?]{0,8}(?:多少|几|多高)(?!倍)",
            r"percent|what share|what rate|accuracy",
        ),
    ),
    (
        Ask.TIME,
        _any(
            r"哪一?年|哪一?天|哪一?月|哪一?日|哪个季度|何时|什么时候|几月|时间是",
            r"\bwhen\b|which year|what year|what date|which month",
        ),
    ),
    (
        Ask.WHO,
        _any(
            r"谁|哪一?家|哪[一几两三]?[家位个](?:公司|机构|人|企业|团队)|哪[几两三]家",
            r"\bwho\b|\bwhom\b|which (?:compan|firm|institut|person|team)",
        ),
    ),
    (
        Ask.NUMBER,
        _any(
            r"多少|几[个颗块张台款种名位家次倍天年]|几分之几|多大|多高|多长|多久|数量|总量|规模|金额",
            r"how (?:many|much|large|long|big|high|far|old|fast)|\b(?:number|count|counts|amount|size) of",
        ),
    ),
)
_UNIT_WORDS = (
    "万亿美元|亿美元|万美元|美元|亿元|万元|元|小时|公顷"
    "|[块颗张台款种个名人位家次段倍件条项层吨页年月天日亿万道份座架只支辆套组篇本笔轮届]"
)
_UNIT = re.compile(rf"(?:多少|几)(?P<unit>{_UNIT_WORDS})")
_BEFORE = rf"(?P<before>[{CJK}A-Za-z0-9]{{1,10}}?)(?:分别|各自|各)?"
_COPULA = "(?:是|为|有|占|从|由|达到?|高达|约|大约|[降升跌涨]到了?)?"
_HOW_MANY = rf"(?:多少|百分之[几多少]+|多大|多高|几(?=[{CJK}]))(?:{_UNIT_WORDS})?的?"
_FOCUS = re.compile(
    rf"(?:{_BEFORE}{_COPULA})?{_HOW_MANY}\s?(?P<after>[{CJK}]{{0,6}}[A-Za-z0-9-]*)"
    r"|(?i:how\s+(?:many|much|large|long|big|high|old)\s+(?:(?:is|was|are|were)\s+(?:the\s+)?)?)"
    r"(?P<english>(?:(?!(?i:did|do|does|is|are|was|were|has|have|had|will|would|can|could|make)\b)[\w-]+\s?){1,3})"
)
# Ignoring case is kept to the English: over ranges of Chinese it takes a tenth of a second to compile.
SHARES = re.compile("比例|比重|占比|份额|百分比|程度")
"""What only names the kind of figure asked for, and is said in many ways."""
_GOES_ON = re.compile("[在是被能会用要来于为给把]")
"""Where the thing that is counted ends and what is said of it begins: `多少家机构|在...`."""
_OWNS = re.compile(r"['’]s\b")
"""Behind a word that only says whose the thing is: `how large is Kettlefen|'s press`."""
_VERB_END = re.compile(r"[到了用过]\Z")
"""Before `多少`, what ends so is what was done (`拿到`, `用了`), not what is counted."""


def asks_of(text: str) -> tuple[Ask, ...]:
    """The kinds of thing asked for, in order, each once; at least one."""
    placed = [(match.start(), ask) for ask, pattern in _ASKS for match in pattern.finditer(text)]
    kinds: dict[Ask, None] = {}
    taken: set[int] = set()
    for start, ask in sorted(placed, key=lambda item: item[0]):
        if ask is Ask.NUMBER and start in taken:
            continue
        taken.add(start)
        kinds[ask] = None
    if Ask.PERCENT in kinds and Ask.NUMBER in kinds and len(re.findall("多少|几|how", text)) < 2:
        del kinds[Ask.NUMBER]
    return tuple(kinds) or (Ask.OTHER,)


def units_of(text: str) -> tuple[str, ...]:
    """The units and measure words asked for by name: `颗`, `万美元`."""
    return tuple(dict.fromkeys(match.group("unit") for match in _UNIT.finditer(text)))


def focus_of(text: str) -> tuple[str, ...]:
    """Tokens of the thing whose number or share is asked: `参数` in `有多少参数`; may be empty."""
    found: dict[str, None] = {}
    if asks_of(text) == (Ask.TIME,):
        return ()
    for match in _FOCUS.finditer(text):
        after = match.group("after") or match.group("english") or ""
        if _OWNS.match(text, match.end()):
            after = after.rpartition(" ")[0]
        before = match.group("before") or ""
        if _VERB_END.search(before):
            before = ""
        if SHARES.fullmatch(after):
            after = ""
        counted = _things(_GOES_ON.split(after)[0]) or _things(before.rpartition("的")[2])
        found.update(dict.fromkeys(token for word in counted for token in word.tokens))
    return tuple(found)


_PHRASE = r"(?:(?:the|a|an|its|their|his|her)\s)?(?P<thing>(?:[a-z][\w-]*\s){0,4}?[a-z][\w-]*)"
_WHAT = re.compile(
    rf"\b(?:what|which)\s(?:(?:is|was|are|were)\s{_PHRASE}(?=\s(?:of|for|by|at|in|that|distributed|paid|declared)\b)"
    r"|(?P<kind>(?:[a-z][\w-]*\s){0,3}?[a-z][\w-]*)(?=\s(?:did|does|do|has|have|had|is|was|are|were|will)\b))",
    re.IGNORECASE,
)
_NO_THING = frozenset(
    """
    impact impacts effect effects outcome outcomes result results role purpose reason reasons way ways
    difference differences consequence consequences significance importance meaning benefit benefits
    measures measure kind type name names company companies firm person people one ones what date time year
    month day place country city organization organisation institution team model models status statuses
    thing things part parts total overall main key major new specific listing establishment
    """.split()  # noqa: SIM905 - reads as a list of words
)
"""What only says how to answer, or is told by the answer itself: no text need say it."""


def thing_of(text: str) -> tuple[str, ...]:
    """Tokens of what an English question asks for by name: `cash flow` in `what was the cash flow of ...`.

    A text that answers says it, or something that it is also called. Empty where the question names none.
    """
    found = _WHAT.search(text)
    if found is None:
        return ()
    words = [word for word in (found["thing"] or found["kind"]).lower().split() if word not in _NO_THING]
    return tuple(dict.fromkeys(token for word in content_words(" ".join(words)) for token in word.tokens))


def _things(text: str) -> list[Word]:
    return [word for word in content_words(text) if word.kind in (Kind.NAME, Kind.NOUN)]


def first_ask_at(text: str) -> int:
    """Where the question begins to ask; its length if it does not."""
    return min((match.start() for _, pattern in _ASKS for match in pattern.finditer(text)), default=len(text))
