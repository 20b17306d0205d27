"""The signs by which candidates are ranked, as numbers: of each passage, and of each pair of passages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.chains.candidates import Candidates
from hopyard.core.index.chains.first import Search
from hopyard.core.index.chains.links import Link
from hopyard.core.index.chains.phrases import phrases
from hopyard.core.index.chains.view import View
from hopyard.core.index.chains.wanted import Wanted
from hopyard.core.index.facts import YEAR, Facts, Key, content

_BEFORE, _BEHIND = 8, 6
"""Tokens around a name within which what is said counts as said of it."""
_MAX_TERM = 6.0
_ENOUGH = 8.0
"""Idf of the question's words near a name that says all there is to say; and what one word may add to it."""
_RELATION = 0.4
"""What a word adds that tells the relation asked for."""
_MAX_NAME_RARITY = 12.0


class Pair(NamedTuple):
    """What a seed adds to every candidate; arrays of shape (n candidates,)."""

    seed: int
    """Its place among the candidates."""
    gain: NDArray[np.float32]
    title_gain: NDArray[np.float32]
    near: NDArray[np.float32]
    leads: NDArray[np.float32]
    rare: NDArray[np.float32]
    back: NDArray[np.float32]
    names: dict[int, Key]
    """Candidate -> the name that links it to the seed best."""


class SaidOf(NamedTuple):
    """What candidates say of each term of the question."""

    weights: NDArray[np.float32]
    """What each term is worth, together 1; shape (n terms, 1)."""
    shares: NDArray[np.float32]
    """How well each candidate says each term, 0 to 1; shape (n terms, n)."""
    titles: NDArray[np.float32]
    """Whether each term is in the name that each candidate goes by; shape (n terms, n)."""

    def beyond(self, there: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What each candidate says beyond what is there already, and what its name does; each of shape (n,).

        `there` is how well each term is said already, 0 to 1; shape (n terms, 1).
        """
        more = (self.weights * np.maximum(0.0, self.shares - there)).sum(0)
        in_name = (self.weights * (1 - there) * self.titles).sum(0)
        return more, in_name


class Signs(NamedTuple):
    """Arrays of shape (n candidates,) if not said otherwise."""

    own: NDArray[np.float32]
    said: NDArray[np.float32]
    called: NDArray[np.float32]
    title: NDArray[np.float32]
    written: NDArray[np.float32]
    years: NDArray[np.float32]
    kind: NDArray[np.float32]
    scope: NDArray[np.float32]
    phrase: NDArray[np.float32]
    like: NDArray[np.float32]
    told: NDArray[np.bool_]
    """Whether each holds a word that tells the relation asked for."""
    said_of: SaidOf
    pairs: tuple[Pair, ...]
    sides: NDArray[np.float32]
    """How far each serves each side of the question, 0 to 1; shape (n sides, n)."""
    apart: bool
    """Whether no side leads to another."""
    called_alike: tuple[Key, ...]
    """What each goes by first."""


def signs_of(view: View, wanted: Wanted, search: Search, candidates: Candidates) -> Signs:
    """All signs of the candidates for a question."""
    documents = candidates.documents
    n = len(documents)
    whole = max(float(search.idf.sum()), 1e-9)
    idf = search.idf[:, None]
    said = search.said(view, documents)
    places = {document: place for place, document in enumerate(documents.tolist())}
    known = view.facts(places)
    facts = [known.get(document) for document in documents.tolist()]
    words = [one.words.split(" ") if one else [] for one in facts]
    own = search.own[documents].astype(np.float32)
    titles = _titles(search.terms, facts)
    rarity = np.array([view.rarity(one.called) if one else 0.0 for one in facts], dtype=np.float32)
    title = np.where(rarity > 0, (idf * titles).sum(0) / np.maximum(rarity, 1e-9), 0.0)
    said_of = SaidOf(idf / whole, said, titles)
    pairs = [
        _pair(view, wanted, candidates, facts, words, said_of, rarity, places, seed)
        for seed in candidates.seeds
    ]
    return Signs(
        own=own,
        said=(idf * (said > 0)).sum(0) / whole,
        called=_array(candidates.called.get(document, 0.0) for document in documents.tolist()),
        title=np.minimum(1.0, title).astype(np.float32) * own,
        written=_written(view, wanted, search, documents),
        years=_array(_years(wanted, one) for one in facts),
        kind=_array(_kind(wanted, one) for one in facts) * own,
        scope=_array([0.0] * n if search.scope is None else search.scope[documents]),
        phrase=phrases(view, wanted, search, documents, words),
        like=_array([0.0] * n if search.alike is None else search.alike[documents]),
        told=np.array([not wanted.told_by.isdisjoint(there) for there in words], dtype=np.bool_),
        said_of=said_of,
        pairs=tuple(pairs),
        sides=_sides(candidates.sides, search, said, n),
        apart=wanted.apart,
        called_alike=tuple(one.called if one and one.called else (str(at),) for at, one in enumerate(facts)),
    )


def _array(values: Iterable[float]) -> NDArray[np.float32]:
    return np.fromiter(values, dtype=np.float32)


def _titles(terms: Sequence[str], facts: Sequence[Facts | None]) -> NDArray[np.float32]:
    """Whether each term is in the name that each candidate goes by; shape (n terms, n)."""
    called = [frozenset(one.called) if one else frozenset() for one in facts]
    return np.array([[term in words for words in called] for term in terms], dtype=np.float32).reshape(
        len(terms), len(facts)
    )


def _written(view: View, wanted: Wanted, search: Search, documents: NDArray[np.intp]) -> NDArray[np.float32]:
    held = np.zeros(len(documents))
    whole = 0.0
    for key in wanted.names:
        weight = min(_MAX_NAME_RARITY, view.rarity(key))
        whole += weight
        itself = np.isin(documents, view.holding(key), assume_unique=True)
        held += weight * np.maximum(itself, search.lends(key, documents))
    return (held / max(whole, 1e-9)).astype(np.float32)


def _years(wanted: Wanted, facts: Facts | None) -> float:
    if not wanted.years or facts is None or not facts.years:
        return 0.0
    held = len(wanted.years.intersection(facts.years)) / len(wanted.years)
    named = [word for word in facts.called if YEAR.fullmatch(word)]
    if named and wanted.years.isdisjoint(named):
        return 0.0 if held else -1.0  # a report of 2019 also tells of 2018
    return held or -1.0


def _kind(wanted: Wanted, facts: Facts | None) -> float:
    if facts is None:
        return 0.0
    if wanted.asks_time:
        return float(facts.dated)
    return float(wanted.asks_figure and facts.counted)


def _sides(
    sides: Sequence[frozenset[str]], search: Search, said: NDArray[np.float32], n: int
) -> NDArray[np.float32]:
    rows = []
    for side in sides:
        there = [at for at, term in enumerate(search.terms) if term in side]
        if there:
            weights = search.idf[there]
            served = (weights[:, None] * said[there]).sum(0) / max(float(weights.sum()), 1e-9)
            rows.append(np.minimum(1.0, served / max(float(served.max(initial=0.0)), 1e-9)))
    return np.array(rows, dtype=np.float32).reshape(len(rows), n)


def _pair(
    view: View,
    wanted: Wanted,
    candidates: Candidates,
    facts: Sequence[Facts | None],
    words: Sequence[list[str]],
    said_of: SaidOf,
    rarity: NDArray[np.float32],
    places: dict[int, int],
    seed: int,
) -> Pair:
    n = len(candidates.documents)
    place = places[seed]
    gain, title_gain = said_of.beyond(said_of.shares[:, place : place + 1])
    near, leads, rare, back = (np.zeros(n, dtype=np.float32) for _ in range(4))
    names: dict[int, Key] = {}
    contexts: dict[Key, float] = {}
    for document, links in candidates.links.get(seed, {}).items():
        at = places[document]
        other = facts[at]
        best = 0.0
        for link in links:
            if link.back:
                back[at] = 1.0
                names.setdefault(at, link.name)
                continue
            if link.name not in contexts:
                contexts[link.name] = _said_near(view, wanted, words[place], link)
            rareness = 1 / (1 + 0.5 * math.log(max(1, len(view.holding(link.name)))))
            goes_by = other is not None and content(link.name) <= set(other.called) and rarity[at] > 0
            share = min(1.0, view.rarity(link.name) / float(rarity[at])) if goes_by else 0.0
            value = rareness * contexts[link.name] + share + 0.3 * rareness
            if value > best:
                best = value
                near[at], leads[at], rare[at] = rareness * contexts[link.name], share, rareness
                names[at] = link.name
    return Pair(
        seed=place,
        gain=gain,
        title_gain=title_gain,
        near=near,
        leads=leads,
        rare=rare,
        back=back,
        names=names,
    )


def _said_near(view: View, wanted: Wanted, words: list[str], link: Link) -> float:
    """How much of what is asked stands close to a name: 0 to 1, and a little more for the relation."""
    best = 0.0
    length = len(link.name)
    asked = set(wanted.words)
    at = -1
    for _ in range(words.count(link.name[0])):
        at = words.index(link.name[0], at + 1)
        if tuple(words[at : at + length]) != link.name:
            continue
        around = {*words[max(0, at - _BEFORE) : at], *words[at + length : at + length + _BEHIND]}
        value = min(1.0, sum(min(_MAX_TERM, view.idf(word)) for word in around & asked) / _ENOUGH)
        if around & wanted.told_by:
            value += _RELATION
        best = max(best, value)
    return best
