"""Whether a sentence turns round what a text says: denies it, makes a fact of a plan, swaps sides. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from hopyard.core.question.words import Word
from hopyard.core.reason.support.bound import names_in, same_figure
from hopyard.core.reason.support.marks import CONDITION, NEGATION, PLAN, POSSIBLE, Mark, sides
from hopyard.core.reason.support.parts import Reading
from hopyard.core.reason.support.words import Bag, bag, has, shown, words_of
from hopyard.core.text.tokens import CJK

_OPEN = frozenset({PLAN, POSSIBLE})
_AND = re.compile(r"(?:\b(?:and|but)\s|[并且而]且?)\Z")
_CLAUSE = re.compile(r"[;；，]|,(?!\d)|\b(?:but|while|whereas)\b")
_BEFORE_NAME = re.compile(
    rf"(?:\b(?P<en>from|to|by)\s(?:the\s)?"
    rf"|(?P<han>[从向给由被])[{CJK}]{{0,4}})\Z",
    re.IGNORECASE,
)


class _Scope(NamedTuple):
    mark: Mark
    start: int
    """Where it begins: at the mark, or before it where nothing is behind the mark."""
    words: tuple[Word, ...]
    bag: Bag


def _scopes(reading: Reading, kinds: frozenset[str]) -> list[_Scope]:
    """What each mark bears on: the rest of its part, or what is before it there if nothing is behind it."""
    found = []
    for mark in reading.marks:
        if mark.kind not in kinds:
            continue
        part = reading.parts[reading.part_at(mark.start)] if reading.parts else None
        if part is None:
            continue
        start, text = mark.start, reading.text[mark.end : _scope_end(reading, mark, part.end)]
        if not words_of(text):
            start, text = part.start, reading.text[part.start : mark.start]
        found.append(_Scope(mark, start, words_of(text), bag(text)))
    return found


def _scope_end(reading: Reading, mark: Mark, end: int) -> int:
    """Where a mark ceases to bear: `not given up and may try`."""
    for other in reading.marks:
        if other.bears and mark.end < other.start < end and _AND.search(reading.text, mark.end, other.start):
            return other.start
    return end


def _unmet(claim: Reading, text: Reading, kinds: frozenset[str]) -> Iterator[Mark]:
    """The marks of a text that bear on words of the other one where it has no such mark on them.

    Words that stand in the text without a mark on them as well say nothing.
    """
    claimed = _scopes(claim, kinds)
    scopes = _scopes(text, kinds)
    if not scopes:
        return
    free = bag(_without(text, scopes))
    for scope in scopes:
        if _is_hit(scope, claim, free) and not any(
            has(one.bag, word) for one in claimed for word in scope.words
        ):
            yield scope.mark


def _is_hit(scope: _Scope, claim: Reading, free: Bag) -> bool:
    """Whether what a mark bears on is said in the other text: its first word, or more than half of all."""
    hits = [word for word in words_of(claim.text) if has(scope.bag, word) and not has(free, word)]
    if not hits or not scope.words:
        return bool(hits)
    head = scope.words[0]
    place = bag(claim.text)
    return (has(place, head) and not has(free, head)) or len(hits) * 2 > len(scope.words)


def _without(text: Reading, scopes: list[_Scope]) -> str:
    """The text without the rest of the parts in which marks stand."""
    pieces, at = [], 0
    for scope in scopes:
        end = text.parts[text.part_at(scope.mark.start)].end
        if scope.start >= at:
            pieces.append(text.text[at : scope.start])
        at = max(at, end)
    pieces.append(text.text[at:])
    return " ".join(pieces)


def turned(claim: Reading, text: Reading) -> str:
    """How the sentence turns round what the text says; empty if it does not."""
    negation = frozenset({NEGATION})
    if next(_unmet(claim, text, negation), None):
        return "the passage denies what the sentence says"
    if next(_unmet(text, claim, negation), None):
        return "the sentence denies what the passage says"
    return _unsure(claim, text) or opposed(claim, text) or _exchanged(claim, text) or _patched(claim, text)


def _patched(claim: Reading, text: Reading) -> str:
    """Whether the first word of a part, its subject as a rule, stands only behind what is said of another."""
    clauses = [text.text[start:end] for start, end in pairwise(_clause_edges(text))]
    if len(clauses) < 2:
        return ""
    places = [bag(clause) for clause in clauses]
    for part in claim.parts:
        words = words_of(claim.bare(part))
        if part.figures or len(words) < 2:
            continue
        first = [at for at, place in enumerate(places) if has(place, words[0])]
        others = [[at for at, place in enumerate(places) if has(place, word)] for word in words[1:]]
        known = [at for found in others for at in found]
        if first and known and all(others) and min(first) > max(known):
            return f"the passage does not say this of “{shown(words[0])}”"
    return ""


def _clause_edges(text: Reading) -> list[int]:
    edges = [found.start() for found in _CLAUSE.finditer(text.text)]
    return [0, *edges, len(text.text)]


def _unsure(claim: Reading, text: Reading) -> str:
    kinds = {mark.kind for mark in claim.marks}
    for mark in _unmet(claim, text, _OPEN):
        if not kinds & _OPEN or (mark.kind == POSSIBLE and POSSIBLE not in kinds):
            return "the passage speaks of a plan or a guess, the sentence of a fact"
    there = {mark.kind for mark in text.marks}
    if kinds & _OPEN and not there & _OPEN:
        return "the passage states a fact, the sentence a plan or a guess"
    if CONDITION in there and CONDITION not in kinds:
        return "the sentence leaves out a condition that the passage makes"
    return ""


def opposed(claim: Reading, text: Reading, *, across: bool = False) -> str:
    """Which direction of the sentence is not the text's; empty if all are.

    `across` languages words like `all` and 均 are left out: each language has them in places of its own.
    """
    said = sides(claim.marks, 0, len(claim.text))
    there = sides(text.marks, 0, len(text.text))
    for kind, ways in said.items():
        word = next(claim.text[mark.start : mark.end] for mark in claim.marks if mark.kind == kind)
        if across and kind == "every":
            continue
        if kind not in there:
            return f"the passage does not say “{word}”"
        if not set(ways) <= set(there[kind]):
            return f"the passage says the opposite of “{word}”"
        if len(set(there[kind])) > 1 and not _in_order(claim, text, kind):
            return f"the passage says “{word}” of something else"
    return "the passage compares the other way round" if "compare" in said and _reversed(claim, text) else ""


def _reversed(claim: Reading, text: Reading) -> bool:
    """Whether what is compared stands in the other order: `A above 50 than B below 50`."""
    said = [(one.start, one.value) for one in claim.figures]
    there = {one.value: one.start for one in text.figures}
    order = [there[value] for _, value in said if value in there]
    named = [name for name in names_in(claim) if name in text.text]
    places = [text.text.find(name) for name in sorted(named, key=claim.text.find)]
    return any(len(row) > 1 and row == sorted(row, reverse=True) for row in (order, places))


def _in_order(claim: Reading, text: Reading, kind: str) -> bool:
    """Where the text has both sides of a pair: whether each stands with the words it has in the sentence."""
    ways = sides(claim.marks, 0, len(claim.text))[kind]
    there = sides(text.marks, 0, len(text.text))[kind]
    if len(ways) > 1:
        return ways == there
    mark = next(mark for mark in claim.marks if mark.kind == kind)
    words = words_of(claim.bare(claim.parts[claim.part_at(mark.start)]))
    figures = claim.parts[claim.part_at(mark.start)].figures

    def fit(other: Mark) -> tuple[bool, int]:
        part = text.parts[text.part_at(other.start)]
        place = bag(text.cut(part))
        same = any(same_figure(one, two) for one in figures for two in part.figures)
        return same, sum(has(place, word) for word in words)

    best = max((other for other in text.marks if other.kind == kind), key=fit)
    return best.side == mark.side


def _exchanged(claim: Reading, text: Reading) -> str:
    """Whether those who do and those to whom it is done have changed places: `A from B`, `A by B`."""
    names = names_in(claim)
    said = {name: _roles(name, claim.text) for name in names}
    there = {name: _roles(name, text.text) for name in names}
    doers = [name for name in names if there[name] == {"by"}]
    for name in names:
        one, two = said[name], there[name]
        moved = one.isdisjoint(two) and bool((one | two) & {"from", "to"})
        if one and two and moved:
            return f"“{name}” stands in another place in the passage"
        others = [doer for doer in doers if doer != name and name not in doer]
        if others and two and ("by" in one or _before(claim, name, others[0], said)):
            return f"the passage says that “{others[0]}” does it"
    return ""


def _before(claim: Reading, name: str, doer: str, said: dict[str, set[str]]) -> bool:
    """Whether a sentence without a `by` has a name as its subject, and the one who does it behind it."""
    plain = said[name] == {""} and said[doer] == {""}
    return plain and claim.text.find(name) < claim.text.find(doer)


_ROLE_NAMES = {"从": "from", "向": "to", "给": "to", "由": "by", "被": "by", "获": "by"}


def _roles(name: str, text: str) -> set[str]:
    if name not in text and " " in name:
        name = name.rpartition(" ")[2]  # Brandt, where the sentence says Olaf Brandt
    found, at = set(), text.find(name)
    while at >= 0:
        before = _BEFORE_NAME.search(text, max(0, at - 10), at)
        word = (before["en"] or before["han"]).lower() if before else ""
        found.add(_ROLE_NAMES.get(word, word))
        at = text.find(name, at + 1)
    return found
