"""Gathers the passages worth ranking: what a search finds, what the question names, and where those lead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.best import best
from hopyard.core.index.chains.first import Named, Search, added_up
from hopyard.core.index.chains.links import (
    FOUND_PER_NAME,
    MAX_SEED_NAME,
    MAX_WITH_NAME,
    MIN_LINK_RARITY,
    Links,
    followed,
    going_on,
    likeliest,
)
from hopyard.core.index.chains.view import View
from hopyard.core.index.chains.wanted import Wanted, only_its_own
from hopyard.core.index.facts import Key

N_FOUND = 30
"""Passages of the first search that are ranked."""
N_ALIKE = 30
"""Passages most alike to the question in meaning that are ranked with them, if that is asked for."""
N_SEEDS = 10
"""Of these, the ones from which chains may start."""
_SEEDS_PER_NAME = 3
_OPEN_PER_SEED = 8
_TITLE_SHARE = 0.3
_JOINS = frozenset(("and", "or", "和", "与", "或", "跟", "及"))
_APART = 8
"""Tokens between two names that are asked about together."""


class Candidates(NamedTuple):
    """What is ranked for a question."""

    documents: NDArray[np.intp]
    """Document numbers, by passage id; shape (n,)."""
    seeds: tuple[int, ...]
    """The documents from which chains start."""
    links: Links
    """Seed -> document -> the names that lead from one to the other."""
    called: dict[int, float]
    """Documents that go by a name in the question, with how surely and how telling it is, 0 to 1."""
    sides: tuple[frozenset[str], ...]
    """For each thing asked about, the tokens that only it has; empty if there is one."""


def gather(
    view: View, wanted: Wanted, named: Sequence[Named], search: Search, passages: NDArray[np.uint64]
) -> Candidates:
    """The passages worth ranking for a question; `passages` orders ties, by document."""
    found = list(dict.fromkeys((*best(search.own, passages, N_FOUND), *_in_scope(search, passages))))
    by_name = {name.key: name.documents for name in named}
    called: dict[int, float] = {}
    for key, owners in by_name.items():
        telling = min(1.0, view.rarity(key) / 12)
        for document, weight in owners.items():
            called[document] = max(called.get(document, 0.0), weight * telling)
    seeds = _seeds(view, search, found, by_name)
    documents: dict[int, None] = dict.fromkeys(found)
    documents.update(dict.fromkeys(_holding_names(view, wanted, search)))
    documents.update(dict.fromkeys(called))
    if search.alike is not None:
        documents.update(dict.fromkeys(best(search.alike, passages, N_ALIKE)))
    links = followed(view, search, seeds)
    documents.update(dict.fromkeys(one for reached in links.values() for one in reached))
    for seed in links:
        documents.update(dict.fromkeys(_open_after(view, search, seed, passages)))
    further = followed(view, search, going_on(view, search, links))
    documents.update(dict.fromkeys(one for reached in further.values() for one in reached))
    links |= further
    ordered = sorted(documents, key=view.passage)
    sides = _sides(view, wanted, named)
    return Candidates(np.array(ordered, dtype=np.intp), tuple(links), links, called, sides)


def _in_scope(search: Search, passages: NDArray[np.uint64]) -> list[int]:
    """The best passages of the reports that are meant."""
    if search.scope is None:
        return []
    return best(search.own * search.scope, passages, N_FOUND)


def _together(wanted: Wanted, named: Sequence[Named]) -> bool:
    """Whether two of the names are asked about together: `A and B`, `A 或 B`, with little between."""
    return any(
        two.start - one.end <= _APART and not _JOINS.isdisjoint(wanted.running[one.end : two.start])
        for one, two in pairwise(named)
    )


def _sides(view: View, wanted: Wanted, named: Sequence[Named]) -> tuple[frozenset[str], ...]:
    """What passages go by tells better than wording which things a question names."""
    telling = [name for name in named if view.rarity(name.key) >= MIN_LINK_RARITY]
    if not _together(wanted, telling):
        return wanted.sides
    sides = only_its_own([frozenset(name.key) for name in telling])
    return sides if len(sides) > 1 else wanted.sides


def _seeds(
    view: View, search: Search, found: Sequence[int], by_name: dict[Key, dict[int, float]]
) -> list[int]:
    said = dict(zip(search.terms, search.idf, strict=True))
    facts = view.facts(found)

    def promise(document: int) -> float:
        called = facts[document].called if document in facts else ()
        whole = view.rarity(called)
        share = sum(float(said.get(term, 0.0)) for term in set(called)) / whole if whole else 0.0
        return float(search.own[document]) + _TITLE_SHARE * share

    seeds = sorted(found, key=lambda document: (-promise(document), view.passage(document)))[:N_SEEDS]
    for documents in by_name.values():
        if len(documents) <= MAX_SEED_NAME:
            seeds += likeliest(view, search, documents, _SEEDS_PER_NAME)
    return _leaving_some_open(view, search, list(dict.fromkeys(seeds)))


def _leaving_some_open(view: View, search: Search, seeds: list[int]) -> list[int]:
    """The seeds that do not say all that is asked: from the others no chain need start."""
    open_terms = (view.matrix(search.terms, np.array(seeds, dtype=np.intp)) <= 0).sum(axis=0)
    return [seed for seed, n_open in zip(seeds, open_terms.tolist(), strict=True) if n_open]


def _holding_names(view: View, wanted: Wanted, search: Search) -> Iterator[int]:
    """The likeliest passages that hold a name written out in the question."""
    for key in wanted.names:
        documents = view.holding(key)
        if 1 <= len(documents) <= MAX_WITH_NAME:
            yield from likeliest(view, search, documents.tolist(), FOUND_PER_NAME)


def _open_after(view: View, search: Search, seed: int, passages: NDArray[np.uint64]) -> list[int]:
    """The passages that say most of what the seed leaves unsaid."""
    there = view.matrix(search.terms, np.array([seed]))[:, 0]
    return best(added_up(view, search.terms, search.idf * (1 - there)), passages, _OPEN_PER_SEED)
