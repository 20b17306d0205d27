"""What a question is about and what it asks for, read off its wording. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from hopyard.core.reason.glossary import publishers
from hopyard.core.reason.words import CHINESE_FORM, ENGLISH_FORM, MONTHS
from hopyard.core.text.tokens import CJK, fold, spans, tokens


class Ask(StrEnum):
    """The kind of thing that would answer."""

    NUMBER = "number"
    PERCENT = "percent"
    TIME = "time"
    WHO = "who"
    OTHER = "other"


FIGURES = (Ask.NUMBER, Ask.PERCENT, Ask.TIME)
"""The asks that only a figure answers."""


class Question(msgspec.Struct, frozen=True):
    """A question taken apart."""

    text: str
    names: tuple[str, ...]
    """What is named in Latin letters, quotes or book marks, as written: `GPT-3`, `Switch Transformer`."""
    subject: str
    """The name that the ask is about: the nearest one that is not itself what is asked for; may be empty."""
    owner: tuple[str, ...]
    """Tokens of what a Chinese question opens with before its first `的`: `文心一言` in `文心一言的能耗`."""
    terms: tuple[str, ...]
    """Content tokens in order of appearance, each once."""
    asks: tuple[Ask, ...]
    """What would answer, the first ask first; at least one."""
    units: tuple[str, ...]
    """Units or measure words asked for by name: `颗`, `万美元`, `人`."""
    focus: tuple[str, ...]
    """Tokens of the thing whose number, time or name is asked: `参数` in `有多少参数`; may be empty."""
    scopes: tuple[str, ...]
    """Words that say whose document is meant: `国信`, `guosen`."""
    chinese: bool
    """Whether it is asked in Chinese."""


_NAME_WORD = (
    r"(?:[A-Z][A-Za-z0-9]*|[a-z]{1,3}[A-Z0-9][A-Za-z0-9]*|(?<=[A-Za-z] )\d{1,2}(?:\.\d+)?(?![\d.%,]))"
)
_NAME = re.compile(
    rf"(?<![A-Za-z0-9]){_NAME_WORD}(?:[-‐.&/+]?[A-Za-z0-9]+)*(?: {_NAME_WORD}(?:[-‐.&/+][A-Za-z0-9]+)*)*"
)
_QUOTED = re.compile(r"《([^《》]{2,60})》|“([^“”]{2,40})”|\"([^\"]{2,60})\"|「([^「」]{2,40})」")
_SCOPE_CHINESE = re.compile(
    rf"(?:按照?|根据|依据)?(?P<who>[{CJK}A-Za-z]{{2,8}}?)(?:证券|研究所)?(?:的|那份|这份|在)?[^，,。？?]{{0,14}}?(?:报告|研报)(?:里|中|的|给出)?"
)
_SCOPE_LED = re.compile(
    rf"(?:按照|按|根据|依据|(?:^|[，,；;。？?])据)(?P<who>[{CJK}A-Za-z]{{2,8}}?)(?:证券|研究所)?(?:的|在|，|,)"
)
_SCOPE_ENGLISH = re.compile(
    r"\b(?:according to|in|per|by|from|does)\s+(?:the\s+)?(?P<who>[A-Z][\w&-]*(?:\s[A-Z][\w&-]*){0,3})(?:'s|’s)?\s+"
    r"(?:\([^)]*\)\s*)?(?:report|research|note|estimate|rating|study|table|paper|filing|10-[KQ])"
    r"|\baccording to\s+(?:the\s+)?(?P<who2>[A-Z][\w&-]*(?:\s[A-Z][\w&-]*){0,3})"
    r"|(?P<who3>[A-Z][\w&-]*)(?:'s|’s)\s+(?:\([^)]*\)\s*)?(?:estimate|report|rating|table|note)"
)
_UNIT_WORDS = "万亿美元|亿美元|万美元|美元|亿元|万元|元|[块颗张台款种个名人位家次段倍件条项层吨页年月天日亿万]|小时|公顷"
_UNIT = re.compile(rf"(?:多少|几)(?P<unit>{_UNIT_WORDS})")
_FOCUS = re.compile(
    rf"(?:(?P<before>[{CJK}A-Za-z0-9]{{1,10}}?)(?:分别|各自|各)?(?:是|为|有|占|达到?|高达|约|大约|降到了?|升到了?)?)?"
    rf"(?:多少|百分之[几多少]+|多大|多高|几(?=[{CJK}]))(?:{_UNIT_WORDS})?的?\s?(?P<after>[{CJK}]{{0,6}}[A-Za-z0-9-]*)"
    r"|how\s+(?:many|much|large|long|big|high|old)\s+(?:(?:is|was|are|were)\s+(?:the\s+)?)?"
    r"(?P<english>(?:[\w-]+\s?){1,3})",
    re.IGNORECASE,
)
_VERB_END = re.compile(r"[到了用过]\Z")
"""Before `多少`, what ends so is what was done (`拿到`, `用了`), not what is counted."""
_MAX_OWNER_CHARS = 10
_ACRONYMS = re.compile(r"\b([A-Z]{2,})s\b")
_ASKS: tuple[tuple[Ask, re.Pattern[str]], ...] = (
    (
        Ask.PERCENT,
        re.compile(
            r"百分之几|百分之多少|百分比|几成|占[^，,。？?]{0,4}多|多[大高少](?:比例|比重|份额)|(?:率|占比|比例|比重|份额)[^，,。？?]{0,8}(?:多少|几|多高)|多少%|percent|what share|what rate|accuracy",
            re.I,
        ),
    ),
    (
        Ask.TIME,
        re.compile(
            r"哪一?年|哪一?天|哪一?月|何时|什么时候|几月|时间是|\bwhen\b|which year|what year|what date|which month",
            re.I,
        ),
    ),
    (
        Ask.WHO,
        re.compile(
            r"谁|哪一?家|哪[一几两三]?[家位个](?:公司|机构|人|企业|团队)|哪[几两三]家|\bwho\b|\bwhom\b|which (?:compan|firm|institut|person|team)",
            re.I,
        ),
    ),
    (
        Ask.NUMBER,
        re.compile(
            r"多少|几[个颗块张台款种名位家次倍天年]|几分之几|多大|多高|多长|多久|数量|总量|规模|金额|how (?:many|much|large|long|big|high|far|old|fast)|\b(?:number|count|counts|amount|size) of",
            re.I,
        ),
    ),
)


def understand(text: str) -> Question:
    """Take a question apart."""
    text = _ACRONYMS.sub(r"\1", text)
    chinese = len(re.findall(f"[{CJK}]", text)) >= 2
    scopes = _scopes(text)
    names = _names(text, chinese, scopes)
    focus = _focus(text)
    return Question(
        text=text,
        names=names,
        subject=_subject(text, names, focus),
        owner=_owner(text, names),
        terms=content_tokens(text),
        asks=_asks(text),
        units=_units(text),
        focus=focus,
        scopes=scopes,
        chinese=chinese,
    )


def _subject(text: str, names: Sequence[str], focus: Sequence[str]) -> str:
    asked_at = min(
        (match.start() for _, pattern in _ASKS for match in pattern.finditer(text)), default=len(text)
    )
    others = [name for name in names if not set(tokens(name)) & set(focus)]
    return min(others, key=lambda name: abs(text.find(name) - asked_at), default="")


def _owner(text: str, names: Sequence[str]) -> tuple[str, ...]:
    lead, of, _ = text.partition("的")
    named = any(name in lead for name in names)
    return content_tokens(lead) if of and len(lead) <= _MAX_OWNER_CHARS and not named else ()


def latin_names(text: str) -> list[tuple[int, str]]:
    """Names in Latin letters with their places: words with a capital or a digit in them, as long as they run."""
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split(" ")
        start = match.start()
        while words and words[0].lower() in ENGLISH_FORM | MONTHS:
            start += len(words.pop(0)) + 1
        name = " ".join(words)
        if re.search("[A-Za-z]", name):
            found.append((start, name))
    return found


def _names(text: str, chinese: bool, scopes: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for start, name in latin_names(text):
        ordinary_first_word = not chinese and start == 0 and name[1:].islower()
        if fold(name) not in scopes and not ordinary_first_word:
            found[name] = None
    for match in _QUOTED.finditer(text):
        quoted = next(group for group in match.groups() if group)
        found[quoted.strip()] = None
    return tuple(found)


def content_tokens(text: str) -> tuple[str, ...]:
    """The tokens of a question without its form words, in order, each once.

    A lone Chinese character says too little, and so do the digits of `GPT-3` beside the whole.
    """
    content = CHINESE_FORM.sub(" ", fold(text))
    found: dict[str, None] = {}
    for token in spans(content):
        word = token.text
        plain = content[token.start : token.end]
        if plain in ENGLISH_FORM or word in ENGLISH_FORM or (len(word) == 1 and not word.isdigit()):
            continue
        if word[:1].isalpha() and word[-1:].isdigit() and word.isascii():
            found.pop(re.sub("^[a-z]+", "", word), None)
        found[word] = None
    return tuple(found)


def _asks(text: str) -> tuple[Ask, ...]:
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


def _units(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.group("unit") for match in _UNIT.finditer(text)))


def _focus(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for match in _FOCUS.finditer(text):
        after = match.group("after") or match.group("english") or ""
        before = match.group("before") or ""
        if _VERB_END.search(before):
            before = ""
        for noun in (after, "" if content_tokens(after) else before.rpartition("的")[2]):
            found.update(dict.fromkeys(content_tokens(noun)))
    return tuple(found)


def _scopes(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for pattern in (_SCOPE_CHINESE, _SCOPE_LED, _SCOPE_ENGLISH):
        for match in pattern.finditer(text):
            who = next((group for group in match.groups() if group), "")
            who = fold(CHINESE_FORM.sub("", who)).strip()
            if len(who) >= 2:
                found[who] = None
    folded = fold(text)
    for names in publishers():
        for name in names:
            if re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", folded) and not any(
                name in one for one in found
            ):
                found[name] = None
    return tuple(found)
