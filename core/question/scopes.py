"""Which documents a question is about: publishers, names, years and kinds of report that it names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hopyard.core.question.glossary import other_names, publishers, scope_ways
from hopyard.core.question.names import latin_names
from hopyard.core.question.periods import Ways, periods_in
from hopyard.core.question.segment import proper_names
from hopyard.core.question.words import CHINESE_FORM
from hopyard.core.text.tokens import CJK, fold, tokens

_BROKER = "(?:证券|研究所)?"
_CAPITALISED = r"[A-Z][\w&-]*(?:\s[A-Z][\w&-]*){0,3}"
_WORDINGS = (
    re.compile(
        rf"(?:按照?|根据|依据)?(?P<who>[{CJK}A-Za-z]{{2,8}}?){_BROKER}(?:的|那份|这份|在)?"
        r"[^，,。？?]{0,14}?(?:报告|研报)(?:里|中|的|给出)?"
    ),
    re.compile(
        rf"(?:按照|按|根据|依据|(?:^|[，,；;。？?])据)(?P<who>[{CJK}A-Za-z]{{2,8}}?){_BROKER}(?:的|在|，|,)"
    ),
    re.compile(
        rf"\b(?:according to|in|per|by|from|does)\s+(?:the\s+)?(?P<who>{_CAPITALISED})(?:'s|’s)?\s+"
        r"(?:\([^)]*\)\s*)?(?:report|research|note|estimate|rating|study|table|paper|filing|10-[KQ])"
        rf"|\baccording to\s+(?:the\s+)?(?P<who2>{_CAPITALISED})"
        r"|(?P<who3>[A-Z][\w&-]*)(?:'s|’s)\s+(?:\([^)]*\)\s*)?(?:estimate|report|rating|table|note)"
    ),
)
"""Wordings that say whose document is meant: `按国信报告`, `according to the Guosen report`."""
_ORGANISATION = re.compile(
    rf"[{CJK}]{{2,8}}?(?:公司|集团|股份|银行|证券|基金|保险|大学|学院|研究院|研究所|医院|农场|酒厂|工厂|协会|委员会)"
)
_KINDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"\b10-?k\b|\bannual report|年报|年度报告"), ("10-K", "annual report", "年报", "年度报告")),
    (
        re.compile(r"\b10-?q\b|\bquarterly report|季报|季度报告"),
        ("10-Q", "quarterly report", "季报", "季度报告"),
    ),
    (re.compile(r"\b8-?k\b"), ("8-K",)),
    (re.compile(r"\b20-?f\b"), ("20-F",)),
    (
        re.compile(r"\bhalf[- ]year(?:ly)? report|\binterim report|半年报|半年度报告|中期报告"),
        ("interim report", "half-year report", "半年报", "半年度", "中期报告"),
    ),
)
"""Kinds of report, and how each is called."""
_MAX = 12


def scopes_in(question: str) -> tuple[Ways, ...]:
    """What a question names by which a document can be told: each with the ways to write it.

    Publishers first, then kinds of report, years and quarters, names.
    """
    ways = [_ways(*scope_ways(publisher)) for publisher in publishers_meant(question)]
    folded = fold(question)
    ways += [_ways(*kinds) for pattern, kinds in _KINDS if pattern.search(folded)]
    ways += periods_in(question)
    ways += [_ways(name, *other_names(name)) for name in _names(question)]
    found: list[dict[tuple[str, ...], None]] = []
    for some in ways:
        same = next((one for one in found if not one.keys().isdisjoint(some)), None)
        if same is not None:
            same.update(dict.fromkeys(some))
        elif some:
            found.append(dict.fromkeys(some))
    return tuple(tuple(one) for one in found[:_MAX])


def _names(question: str) -> Iterator[str]:
    for start, name in latin_names(question):
        if start or not name[1:].islower():
            yield name
    for _, name in proper_names(question):
        yield name
    for found in _ORGANISATION.finditer(CHINESE_FORM.sub(" ", question)):
        yield found.group()


def _ways(*ways: str) -> Ways:
    keys = (tuple(dict.fromkeys(tokens(way))) for way in ways)
    return tuple(dict.fromkeys(key for key in keys if key))


def publishers_meant(text: str) -> tuple[str, ...]:
    """Words of a question that say whose document is meant, folded: `国信`, `guosen`."""
    found: dict[str, None] = {}
    for pattern in _WORDINGS:
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
