"""Whether a sentence has the sides of a verb in each other's place: `B acquired A` for `A acquired B`. Pure.

No name has to be known and no grammar: what stands directly before some words in the sentence stands directly
behind the same words in the text, and the other way round. `B was acquired by A` has another word between
and is no swap; nor are lists, and words that go both ways (`met`, 合作).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from hopyard.core.reason.support.parts import Reading, blanked
from hopyard.core.text.tokens import CJK, fold

_TOKEN = re.compile(rf"[{CJK}]|[^\W_{CJK}](?:[^\s{CJK},;:、，；：]*[^\W_{CJK}])?|[,、/|]")
_END = re.compile(r"[;；。!?！？:：\n\t]|\.(?=\s|$)")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LEFT_OUT = _set("the a an has have had also then later 了 已 曾 经")
_EMPTY = _set(
    "is are was were be been in on at of to for by as with from than and or but while its it that which who"
    " 是 为 在 的 和 与 及 或 以 于 由 对 从 向 到 把 被 将 而 也 则 其 之 地 得 上 中"
)
_JOINS = _set(", 、 / | and or but while whereas 和 与 及 或 跟 同")
_PLACES = _set("in on at of to for by as with from through into onto over under across near during since")
"""What begins words that may stand before a verb or behind it: `through Dovel flows`."""
_COPULAS = _set("is are was were 是 为")
_OF = _set("of 的")
_BOTH_WAYS = re.compile(
    r"\b(?:met|meet|merg|partner|cooperat|collaborat|compet|border|adjoin|differ|equal|resembl|known|call|marr"
    r"|shar|alongside|together|versus|vs|between|neighbour|neighbor|similar|same|agre|join)"
    r"|合 ?作|合 ?并|相 ?邻|接 ?壤|毗 ?邻|结 ?婚|[又也简] ?称|等 ?于|相 ?当|不 ?同|竞 ?争|会 ?[谈见晤]|签"
    r"|联 ?[合手]|携 ?手|相 ?同|相 ?似|一 ?致|之 ?间|并 ?列|同 ?时|交 ?换|通 ?婚"
)
_MOST = 150
"""Words and Chinese characters of a sentence, and twice as many of a text, that are looked at."""
_SIDE = 12
"""Of them on one side that are shown."""
_ENDINGS = ("ing", "ed", "es", "s", "d", "e")


def swapped(claim: Reading, text: Reading) -> tuple[str, str] | None:
    """What stands before the verb in the sentence and behind it in the text, and the other; None: nothing."""
    for said in _clauses(claim):
        for there in _clauses(text):
            if len(said) <= _MOST and len(there) <= 2 * _MOST and (found := _exchanged(said, there)):
                return found
    return None


def _clauses(reading: Reading) -> tuple[tuple[str, ...], ...]:
    """The words of each sentence, times left out: they may stand anywhere."""
    return _words(blanked(reading.text, 0, len(reading.text), reading.times))


@lru_cache(2048)
def _words(text: str) -> tuple[tuple[str, ...], ...]:
    pieces = (tuple(_stem(one) for one in _TOKEN.findall(fold(piece).lower())) for piece in _END.split(text))
    kept = (tuple(word for word in piece if word not in _LEFT_OUT) for piece in pieces)
    return tuple(piece for piece in kept if len(piece) > 2)


def _stem(word: str) -> str:
    """A word without an ending that tense and number change, on both sides alike."""
    if len(word) < 5 or not word.isascii():
        return word
    return next((word[: -len(end)] for end in _ENDINGS if word.endswith(end)), word)


def _exchanged(said: Sequence[str], there: Sequence[str]) -> tuple[str, str] | None:
    for at, to, n in _common(said, there):
        between = said[at : at + n]
        before = _shared(said, at, there, to + n)
        behind = _shared(there, to, said, at + n)
        if not (before and behind):
            continue
        one, two = said[at - before : at], said[at + n : at + n + behind]
        if not (_is_something(one) and _is_something(two)) or one == two:
            continue
        around = said[: at - before], there[: to - behind], said[at + n + behind :], there[to + n + before :]
        if not _is_one_way(between, *around):
            continue
        if not _contains(there, said[at - before : at + n + behind]):
            return _shown(one), _shown(two)
    return None


def _common(said: Sequence[str], there: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """The longest runs that both have: where each begins in one and in the other, and how long it is."""
    places = defaultdict(list)
    for to, word in enumerate(there):
        places[word].append(to)
    for at, word in enumerate(said):
        for to in places.get(word, ()):
            if at and to and said[at - 1] == there[to - 1]:
                continue  # a longer one begins before
            n = 1
            while at + n < len(said) and to + n < len(there) and said[at + n] == there[to + n]:
                n += 1
            yield at, to, n


def _shared(one: Sequence[str], end: int, other: Sequence[str], start: int) -> int:
    """How many of the words before `end` in one, as many as can be, stand in the other from `start` on."""
    most = min(end, len(other) - start)
    return next((n for n in range(most, 0, -1) if one[end - n : end] == other[start : start + n]), 0)


def _is_something(words: Sequence[str]) -> bool:
    """Whether words name something: one that is not empty, of two characters at least; no list, no place."""
    if not _JOINS.isdisjoint(words) or words[0] in _PLACES:
        return False
    return any(word not in _EMPTY for word in words) and sum(map(len, words)) > 1


def _is_one_way(
    between: Sequence[str],
    before: Sequence[str],
    there_before: Sequence[str],
    behind: Sequence[str],
    there_behind: Sequence[str],
) -> bool:
    """Whether what is said between two things, or around them, is not as true the other way round."""
    if not _JOINS.isdisjoint(between) or _BOTH_WAYS.search(" ".join(between)):
        return False
    if any(word not in _EMPTY for word in between):
        return True
    if behind and there_behind and behind[0] == there_behind[0] and behind[0] not in _EMPTY | _JOINS:
        return True  # A为B提供服务
    # `The capital of A is B`.
    of = bool(before and there_before) and before[-1] in _OF and there_before[-1] in _OF
    return of and not _COPULAS.isdisjoint(between)


def _contains(there: Sequence[str], run: Sequence[str]) -> bool:
    return any(there[at : at + len(run)] == run for at in range(len(there) - len(run) + 1))


def _shown(words: Sequence[str]) -> str:
    """Words as a person reads them, as far as stems can be."""
    blank = " " if words[0][0].isascii() else ""
    return blank.join(words[:_SIDE])
