"""How well a sentence carries a question: which of its terms and names it holds, and what would answer it. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from hopyard.core.reason.glossary import Alternative, alternatives, longest
from hopyard.core.reason.question import Ask, Question
from hopyard.core.text.numbers import NumberKind, mentions
from hopyard.core.text.tokens import is_cjk, tokens

Frequencies = Callable[[Iterable[str]], Mapping[str, int]]
"""In how many of the library's passages each token occurs."""

_CONTEXT_SHARE = 0.8
"""What a term counts that stands in the heading or the sentence before, not in the sentence itself."""
_UNKNOWN_SHARE = 0.15
"""What a Chinese pair counts that the library does not know: mostly it straddles two words."""
_STRADDLING_SHARE = 0.15
"""What a Chinese pair counts that straddles two words, as its neighbours tell."""
_MAIN_RUN = 0.25
"""A run of words is a main one if it carries at least this share of the question's weight."""
_VARIANT_SHARE = 0.4
"""What a name counts that stands there only as part of a longer one: `PaLM` in `PaLM-E`."""

_FAR_SHARE = 0.6
"""What an ask counts that is met in another clause than the one that speaks of its focus."""
_CLAUSE_END = re.compile(r"[，,；;。！!？?]\s*(?!\d)")


class Term(NamedTuple):
    """A content term of a question: ways to say it, and its weight."""

    ways: tuple[Alternative, ...]
    weight: float


class Score(NamedTuple):
    """How a sentence answers a question, each part from 0 to 1."""

    total: float
    coverage: float
    """Share of the question's content, by weight, in the sentence or its context."""
    topic: float
    """The same for the words that are no part of a name: what is said of what is named."""
    weakest: float
    """The share of the weightiest run of words that is said least: a subject that is missing shows here."""
    names: float
    """How many of the question's names are there, a variant counting less."""
    focus: float
    """How much of what the ask is about (`参数` in `多少参数`) is there."""
    ask: float
    """Whether the kind of thing asked for is there, less if far from what it is about."""


class Scorer:
    """Scores sentences against one question."""

    def __init__(self, question: Question, frequencies: Frequencies, n_passages: int) -> None:
        self.question = question
        self.terms = weigh(question, frequencies, n_passages)
        whole = sum(term.weight for term in self.terms)
        self.runs = [
            run
            for words in question.runs
            if (run := [term for term in self.terms if term.ways[0][0] in words])
            and sum(term.weight for term in run) >= _MAIN_RUN * whole
        ]
        self.topic = [term for term in self.terms if not _in_a_name(term.ways[0][0], question)]
        self.focus = [term for term in self.terms if any(word in question.focus for word in term.ways[0])]
        self._names = [_name_pattern(name) for name in question.names]

    def score(self, sentence: str, context: str = "") -> Score:
        """Score one sentence; `context` is what stands around it and above it."""
        here = frozenset(tokens(sentence))
        around = frozenset(tokens(context)) | here if context else here
        coverage = _share(self.terms, here, around)
        topic = _share(self.topic, here, around)
        weakest = min((_share(run, here, around) for run in self.runs), default=1.0)
        names = self._name_share(sentence, context)
        focus = _share(self.focus, here, around)
        ask = max(self._ask(kind, sentence) for kind in self.question.asks)
        total = coverage * (0.4 + 0.6 * names) * (0.5 + 0.5 * focus) * (0.55 + 0.45 * ask)
        return Score(total, coverage, topic, weakest, names, focus, ask)

    @staticmethod
    def says(term: Term, words: frozenset[str]) -> bool:
        """Whether the words of a sentence say a term in any of its ways."""
        return any(all(word in words for word in way) for way in term.ways)

    def _ask(self, kind: Ask, sentence: str) -> float:
        """Full marks for an ask met in the clause that speaks of its focus, less for one met elsewhere."""
        somewhere = satisfies(kind, self.question, sentence)
        if somewhere == 0.0 or not self.focus:
            return somewhere
        near = [
            satisfies(kind, self.question, clause)
            for clause in _CLAUSE_END.split(sentence)
            if _share(self.focus, frozenset(tokens(clause)), frozenset()) > 0
        ]
        return max([_FAR_SHARE * somewhere, *near])

    def _name_share(self, sentence: str, context: str) -> float:
        if not self._names:
            return 1.0
        shares = []
        for name, patterns in zip(self.question.names, self._names, strict=True):
            here = max(mention(pattern, sentence) for pattern in patterns)
            if here < 1.0 and context:
                here = max(here, _CONTEXT_SHARE * max(mention(pattern, context) for pattern in patterns))
            if not here:
                here = _partly(name, sentence)
            shares.append(here)
        return sum(shares) / len(shares)


def weigh(question: Question, frequencies: Frequencies, n_passages: int) -> list[Term]:
    """The question's terms with their weights: rarer ones count more.

    Source: inverse document frequency as in BM25, ln(1 + (N - n + 0.5) / (n + 0.5)); Robertson 2009.
    """
    grouped = _with_alternatives(question.terms)
    words = {word for ways in grouped for way in ways for word in way}
    known = frequencies(words)
    straddling = _straddling(question.terms, known)
    terms = []
    for ways in grouped:
        n = max(min((known.get(word, 0) for word in way), default=0) for way in ways)
        rarity = math.log(1 + (n_passages - n + 0.5) / (n + 0.5))
        word = ways[0][0]
        if word in straddling:
            weight = _STRADDLING_SHARE * min(rarity, 6.0)
        elif n:
            weight = min(rarity, 6.0)
        elif all(is_cjk(char) for char in word):
            weight = _UNKNOWN_SHARE * min(rarity, 6.0)
        elif word.isalpha() and not _in_a_name(word, question):
            foreign = not question.chinese and _mostly_other_language(grouped, known)
            weight = 0.0 if foreign and word not in question.focus else 3.0
        else:
            weight = 6.0
        if weight and not _is_scope(word, question):
            terms.append(Term(ways, weight))
    return terms


def _straddling(words: Sequence[str], known: Mapping[str, int]) -> set[str]:
    """The Chinese pairs that straddle two words: both neighbours, overlapping them, are much more common."""
    found = set()
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        overlap = len(word) == len(before) == len(after) == 2 and before[1] == word[0] and word[1] == after[0]
        if overlap and known.get(word, 0) * 2 <= min(known.get(before, 0), known.get(after, 0)):
            found.add(word)
    return found


def _with_alternatives(words: Sequence[str]) -> list[tuple[Alternative, ...]]:
    """The terms in order, those of a known phrase together with the ways to say it in the other language."""
    grouped: list[tuple[Alternative, ...]] = []
    i = 0
    while i < len(words):
        for length in range(min(longest(), len(words) - i), 0, -1):
            phrase = tuple(words[i : i + length])
            others = alternatives(phrase)
            if others or length == 1:
                grouped.append((phrase, *others))
                i += length
                break
    return grouped


def _in_a_name(word: str, question: Question) -> bool:
    return any(word in tokens(name) for name in question.names)


def _is_scope(word: str, question: Question) -> bool:
    return any(word in tokens(scope) for scope in question.scopes)


def _mostly_other_language(grouped: Sequence[tuple[Alternative, ...]], known: Mapping[str, int]) -> bool:
    """Whether an English question meets documents that hardly know its plain words."""
    plain = [ways[0][0] for ways in grouped if ways[0][0].isalpha()]
    unknown = sum(not known.get(word) for word in plain)
    return bool(plain) and unknown * 2 > len(plain)


def _share(terms: Sequence[Term], here: frozenset[str], around: frozenset[str]) -> float:
    """The share of the terms' weight that is said here, or, counting less, around; 1 if there are none."""
    whole = sum(term.weight for term in terms)
    if not whole:
        return 1.0
    said = sum(
        term.weight
        * (1.0 if Scorer.says(term, here) else _CONTEXT_SHARE if Scorer.says(term, around) else 0.0)
        for term in terms
    )
    return said / whole


def satisfies(ask: Ask, question: Question, sentence: str) -> float:
    """Whether a sentence holds the kind of thing asked for, from 0 to 1."""
    if ask is Ask.OTHER or ask is Ask.WHO:
        return 1.0
    found = list(mentions(sentence))
    if ask is Ask.TIME:
        return float(any(number.kind is NumberKind.TIME for number in found))
    if ask is Ask.PERCENT:
        parts = any(number.kind is NumberKind.PERCENT or "分之" in number.unit for number in found)
        return 1.0 if parts else 0.3 if found else 0.0
    quantities = [number for number in found if number.kind is not NumberKind.TIME]
    if question.units and any(_has_unit(number.unit, number.digits, question.units) for number in quantities):
        return 1.0
    if not quantities:
        return 0.0
    return 0.7 if question.units else 1.0


_COUNTED_ALIKE = ("块颗张枚片", "人名位", "款种", "台部套", "家所", "次回")
"""Chinese measure words that count the same things; 个 counts anything."""


def _has_unit(unit: str, digits: str, wanted: Sequence[str]) -> bool:
    for one in wanted:
        alike = next((group for group in _COUNTED_ALIKE if one in group), one)
        if (
            unit.startswith(one)
            or (len(one) == 1 and unit[:1] in alike and unit)
            or one in f"{digits}{unit}"[1:]
        ):
            return True
    return False


@cache
def _name_pattern(name: str) -> tuple[re.Pattern[str], ...]:
    """Patterns for a name and for what the glossary says it is called otherwise."""
    ways = [name, *("".join(way) for way in alternatives(tuple(tokens(name))) if _pairs(way))]
    return tuple(_one_pattern(way) for way in ways if way)


def _pairs(way: Alternative) -> bool:
    return len(way) == 1


def _one_pattern(name: str) -> re.Pattern[str]:
    pieces = re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+", name)
    body = r"[\s\-‐.]*".join(re.escape(piece) for piece in pieces)
    # Reports lose spaces: a name that ends in a digit may run into a word, A100GPU; one that begins with a
    # letter and has a letter before it may be part of another, and counts as a variant.
    end = r"(?!\d)" if name[-1:].isdigit() else r"(?![A-Za-z0-9])"
    return re.compile(
        rf"(?P<before>[A-Za-z0-9]-|[A-Z](?=[A-Z]))?(?<![a-z]){body}{end}(?P<after>[-‐]?\s?\d|[-‐.][A-Za-z\d])?",
        re.IGNORECASE,
    )


def mention(pattern: re.Pattern[str], text: str) -> float:
    """1 where the name stands by itself, less where only as part of a longer name, else 0."""
    best = 0.0
    for found in pattern.finditer(text):
        if not found.group("before") and not found.group("after"):
            return 1.0
        best = _VARIANT_SHARE
    return best


def _partly(name: str, sentence: str) -> float:
    """A name of several words, some of which are there: up to half."""
    words = name.split()
    if len(words) < 2:
        return 0.0
    there = sum(mention(_one_pattern(word), sentence) == 1.0 for word in words)
    return 0.5 * there / len(words)
