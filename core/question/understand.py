"""What a question is about and what it asks for, read off its wording. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from hopyard.core.question.asks import SHARES, Ask, asks_of, first_ask_at, focus_of, thing_of, units_of
from hopyard.core.question.names import latin_names
from hopyard.core.question.scopes import publishers_meant
from hopyard.core.question.words import THINGS, Word, content_words
from hopyard.core.text.tokens import CJK, fold, tokens


class Question(msgspec.Struct, frozen=True):
    """A question taken apart."""

    text: str
    names: tuple[str, ...]
    """What is named in Latin letters, quotes or book marks, as written: `GPT-3`, `Switch Transformer`."""
    subject: str
    """The name that the ask is about: the nearest one that is not itself what is asked for; may be empty."""
    owner: tuple[str, ...]
    """Tokens of what a Chinese question opens with before its first `的`: `文心一言` in `文心一言的能耗`."""
    words: tuple[Word, ...]
    """Its content in order of appearance, each word once."""
    asks: tuple[Ask, ...]
    """What would answer, the first ask first; at least one."""
    units: tuple[str, ...]
    """Units or measure words asked for by name: `颗`, `万美元`, `人`."""
    focus: tuple[str, ...]
    """Tokens of the thing whose number, time or name is asked: `参数` in `有多少参数`; may be empty."""
    thing: tuple[str, ...]
    """Tokens of what an English `what` or `which` asks for: `cash flow` in `what was the cash flow of`."""
    scopes: tuple[str, ...]
    """Words that say whose document is meant: `国信`, `guosen`."""
    chinese: bool
    """Whether it is asked in Chinese."""


QUOTED = re.compile(r"《([^《》]{2,60})》|“([^“”]{2,40})”|\"([^\"]{2,60})\"|「([^「」]{2,40})」")
_MAX_NAMES = 20
_MAX_NAME_CHARS = 60
"""Bounds for pasted text: each name is looked for in each sentence."""
_CJK_CHARS = re.compile(f"[{CJK}]")
_MAX_OWNER_CHARS = 10
_ONLY_TELLS_WHICH = re.compile(rf"\s?[A-Z《“「]|(?:那|这)?[家个款种位]?[{CJK}]{{0,4}}?(?:{THINGS})")
_OWNS_A_NAME = re.compile(r"['’]s [A-Z]")
"""`Baidu's Ernie` is about Ernie; a report need not say each time whose it is."""
_ACRONYMS = re.compile(r"\b([A-Z][A-Z0-9]+)s\b")


def understand(text: str) -> Question:
    """Take a question apart."""
    text = _ACRONYMS.sub(r"\1", text)
    chinese = is_chinese(text)
    scopes = publishers_meant(text)
    names = _names(text, chinese, scopes)
    focus = focus_of(text)
    asks = asks_of(text)
    return Question(
        text=text,
        names=names,
        subject=_subject(text, names, focus),
        owner=_owner(text, names),
        words=content_words(SHARES.sub(" ", text) if Ask.PERCENT in asks else text),
        asks=asks,
        units=units_of(text),
        focus=focus,
        thing=thing_of(text),
        scopes=scopes,
        chinese=chinese,
    )


def is_chinese(text: str) -> bool:
    """Whether a question is asked in Chinese: two characters of it are enough."""
    return len(_CJK_CHARS.findall(text)) >= 2


def _subject(text: str, names: Sequence[str], focus: Sequence[str]) -> str:
    asked_at = first_ask_at(text)
    others = [name for name in names if not set(tokens(name)) & set(focus)]
    return min(others, key=lambda name: abs(text.find(name) - asked_at), default="")


def _owner(text: str, names: Sequence[str]) -> tuple[str, ...]:
    lead, of, rest = text.partition("的")
    named = any(name in lead for name in names)
    # 微软的 Turing-NLG and 最早提出它的公司: what opens the question only tells which one is meant.
    if not of or named or len(lead) > _MAX_OWNER_CHARS or _ONLY_TELLS_WHICH.match(rest):
        return ()
    return tuple(token for word in content_words(lead) for token in word.tokens)


def _names(text: str, chinese: bool, scopes: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for start, name in latin_names(text):
        ordinary_first_word = not chinese and start == 0 and name[1:].islower()
        owns_a_name = _OWNS_A_NAME.match(text, start + len(name)) is not None
        if fold(name) not in scopes and not ordinary_first_word and not owns_a_name:
            found[name] = None
    for match in QUOTED.finditer(text):
        quoted = next(group for group in match.groups() if group)
        found[quoted.strip()] = None
    return tuple(name for name in found if len(name) <= _MAX_NAME_CHARS)[:_MAX_NAMES]
