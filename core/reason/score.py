"""How well a sentence carries a question: its words, its names, and what would answer it. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from hopyard.core.question.asks import Ask
from hopyard.core.question.names import Name
from hopyard.core.question.understand import Question
from hopyard.core.reason.figures import answering, has_unit
from hopyard.core.reason.weights import Frequencies, Term, in_a_name, in_english, weigh
from hopyard.core.text.lines import starts_unit
from hopyard.core.text.numbers import mentions
from hopyard.core.text.tokens import fold, spans, tokens

_CONTEXT_SHARE = 0.8
"""What a term or name counts that stands only in the heading or in the sentence before."""
_PART_SHARE = 0.5
"""What a word counts of which only a part is said."""
_HEAD_SHARE = 0.6
"""What is asked for counts at least this where its last word is said: `算力` of `单芯片算力`."""
_MEASURE_SHARE = 0.5
"""What is asked for counts at least this where a figure has its measure word: `19 家` for `多少家机构`."""
_PASSAGE_SHARE = 0.5
"""What a name counts for an item of a list that stands elsewhere in its passage: what the list is about."""
_FAR_SHARE = 0.3
"""What a figure counts that does not stand near what the ask is about."""
_BY_DISTANCE = ((12, 1.0), (30, 0.7), (1_000_000, _FAR_SHARE))
"""Shares by the characters between a figure and what the ask is about."""
_BY_NAME_DISTANCE = ((30, 1.0), (1_000_000, 0.9))
"""The same between a figure and the subject's name, where the sentence names it."""
_BREVITY_CHARS = 120
_BREVITY = 0.1
"""A long sentence loses up to this share: of two that say the same, the shorter one is easier to check."""
_MOSTLY_ADDRESS = 0.2
"""What a line counts that is an address or a reference to one."""
_ADDRESS = re.compile(r"https?://|www\.|\A\[\d{1,3}\]")
_SPEAKS_OF_IT = re.compile(
    r"该(?:[模平公产系机方项企算网框芯]\w|报告)|(?:\A|[，,;；])(?:其|它)(?![中他实余次])|\A(?:It|Its|They|Their)\b"
)
_SUBJECT_WEIGHT = 2.0
"""The name that the ask is about counts as much as this many others."""


class Score(NamedTuple):
    """How a sentence answers a question, each part from 0 to 1."""

    total: float
    coverage: float
    """Share of the question's content, by weight, in the sentence or its context."""
    own: float
    """The same for the sentence alone, without what stands around it."""
    topic: float
    """The same for the words that are no part of a name: what is said of what is named."""
    owner: float
    """How much of what a Chinese question opens with (`文心一言的...`) is there."""
    names: float
    """How many of the question's names are there, a variant counting less."""
    focus: float
    """How much of what the ask is about (`参数` in `多少参数`) is there."""
    thing: float
    """How much of what a `what` or `which` asks for is there; 1 where nothing is named."""
    ask: float
    """Whether the kind of thing asked for is there, less if far from what it is about."""


@lru_cache(maxsize=50_000)
def words(text: str) -> frozenset[str]:
    """The set of a text's tokens; kept, because hops read the same sentences again and again."""
    return frozenset(tokens(text))


class Scorer:
    """Scores sentences against one question."""

    def __init__(self, question: Question, frequencies: Frequencies, n_passages: int) -> None:
        self.question = question
        self.terms = weigh(question, frequencies, n_passages)
        self.topic = [term for term in self.terms if not in_a_name(term.ways[0][0], question)]
        self.focus = [term for term in self.terms if any(word in question.focus for word in term.ways[0])]
        thing = question.thing if question.thing and in_english(frequencies, n_passages) else ()
        self._thing = [term for term in self.terms if any(word in thing for word in term.ways[0])]
        self._owner = [term for term in self.terms if any(word in question.owner for word in term.ways[0])]
        self._names = [Name(name) for name in question.names]
        self._subject = question.subject

    def score(
        self, sentence: str, above: Sequence[str] = (), before: Sequence[str] = (), passage: str = ""
    ) -> Score:
        """Score one sentence of a passage; `above` are the title and heading over it, `before` the sentences
        before it.

        A table's row has its columns' names above it, but nothing to do with the row before. What a sentence
        leaves unnamed was mostly named in the one right before it.
        """
        is_row = "\t" in sentence
        context = above if is_row else (*above, *before)
        here = words(sentence).union(*self._named_in(sentence))
        around = here.union(*(words(text) for text in context))
        coverage = _share(self.terms, here, around)
        topic = _share(self.topic, here, around)
        owner = _share(self._owner, here, around)
        close = above if is_row else (*above, *before[-1:])
        names = self._name_share(sentence, close, "" if is_row or not _goes_on(sentence) else passage)
        focus = _share(self.focus, here, around)
        if self.focus and self.focus[-1].said_in(here):
            focus = max(focus, _HEAD_SHARE)
        if self.question.units and self._has_measure(sentence):
            focus = max(focus, _MEASURE_SHARE)
        ask = max(self._ask(kind, sentence, is_row) for kind in self.question.asks)
        total = coverage * (0.4 + 0.6 * names) * (0.5 + 0.5 * focus) * (0.55 + 0.45 * ask)
        total *= 1 - _BREVITY * (1 - math.exp(-len(sentence) / _BREVITY_CHARS))
        if _ADDRESS.search(sentence):
            total *= _MOSTLY_ADDRESS
        own, thing = _share(self.terms, here, frozenset()), _share(self._thing, here, around)
        return Score(total, coverage, own, topic, owner, names, focus, thing, ask)

    def _ask(self, kind: Ask, sentence: str, is_row: bool) -> float:
        """How well an ask is met: fully by a figure close to what the ask is about and to the subject.

        In a table's row the columns say what a figure is about, so that distance tells nothing.
        """
        met = answering(kind, self.question, sentence)
        if is_row or not met:
            return max((share for _, share in met), default=0.0)
        about = self._focus_places(sentence)
        subject = [
            place for name in self._names if name.name == self._subject for place in name.places_in(sentence)
        ]
        best = 0.0
        for number, share in met:
            if number is None:
                return share
            span = (number.start, number.end)
            bound = bool(self.question.units) and has_unit(number, self.question.units)
            near = 1.0 if bound or not self.focus else _by_distance(span, about, _BY_DISTANCE)
            best = max(
                best, share * near * (_by_distance(span, subject, _BY_NAME_DISTANCE) if subject else 1.0)
            )
        return best

    def _has_measure(self, sentence: str) -> bool:
        return any(has_unit(number, self.question.units) for number in mentions(sentence))

    def _focus_places(self, sentence: str) -> list[tuple[int, int]]:
        focus = {word for term in self.focus for way in term.ways for word in way}
        return [(token.start, token.end) for token in spans(fold(sentence)) if token.text in focus]

    def _named_in(self, sentence: str) -> Iterator[Sequence[str]]:
        """The tokens of the names that stand in a sentence, even if it has lost the space behind them."""
        for name in self._names:
            if name.share_in(sentence) == 1.0:
                yield name.tokens

    def _name_share(self, sentence: str, context: Sequence[str], passage: str) -> float:
        """The share of the question's names that are there, the subject's counting double."""
        whole = said = 0.0
        for name in self._names:
            share = name.share_in(sentence)
            if share < 1.0 and not name.has_rival_in(sentence):
                close = max((name.share_in(text) for text in context), default=0.0)
                share = max(share, _CONTEXT_SHARE * close, _PASSAGE_SHARE * name.share_in(passage))
            weight = _SUBJECT_WEIGHT if name.name == self._subject else 1.0
            whole += weight
            said += weight * share
        return said / whole if whole else 1.0


def _goes_on(sentence: str) -> bool:
    """Whether a sentence goes on about what was named before: an item of a list, or one with `该平台`."""
    return starts_unit(sentence) or _SPEAKS_OF_IT.search(sentence) is not None


def _by_distance(
    figure: tuple[int, int], places: Sequence[tuple[int, int]], shares: Sequence[tuple[int, float]]
) -> float:
    """The share that belongs to the distance from a figure to the nearest of the places."""
    if not places:
        return shares[-1][1]
    distance = min(max(start - figure[1], figure[0] - end, 0) for start, end in places)
    return next(share for within, share in shares if distance <= within)


def _share(terms: Sequence[Term], here: frozenset[str], around: frozenset[str]) -> float:
    """The share of the terms' weight that is said here, or, counting less, around; 1 if there are none."""
    whole = sum(term.weight for term in terms)
    if not whole:
        return 1.0
    said = 0.0
    for term in terms:
        if term.said_in(here):
            said += term.weight
        else:
            elsewhere = _CONTEXT_SHARE if term.said_in(around) else 0.0
            said += term.weight * max(elsewhere, _PART_SHARE * term.partly_said_in(here))
    return said / whole
