"""Follows names from passage to passage: what a passage leads to, and from where a chain goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hopyard.core.index.chains.first import Search, is_rare
from hopyard.core.index.chains.view import View
from hopyard.core.index.facts import Facts, Key, parts_of

MAX_SEED_NAME = 12
"""A name that more passages go by, such as a company with a report, says too little to start from each."""
MAX_WITH_NAME = 150
"""A name in more passages than this links nothing."""
MIN_LINK_RARITY = 4.5
"""A name of one token must be so rare (idf) to link passages."""
_N_FURTHER = 5
"""Of what chains reach, the passages from which they go on."""
_GOES_BY = 0.3
"""What it is worth, in shares of the question, that a passage goes by the name which led to it."""
FOUND_PER_NAME = 8
_CALLED_PER_NAME = 6
_MENTIONS_PER_NAME = 10
_NAMES_PER_SEED = 14


class Link(NamedTuple):
    """A name that two passages share."""

    name: Key
    back: bool
    """Whether the first passage goes by it and the second mentions it, not the other way round."""


Links = dict[int, dict[int, list[Link]]]
"""Passage -> passage -> the names that lead from the one to the other, by document number."""


def followed(view: View, search: Search, seeds: Sequence[int]) -> Links:
    """What the seeds lead to by names; those of which nothing is known are left out."""
    facts = view.facts(seeds)
    view.named([part for seed in facts.values() for name in seed.mentions for part in parts_of(name)])
    asked = set(search.terms)
    links: Links = {}
    for seed, known in facts.items():
        reached: dict[int, list[Link]] = {}
        for document, link in _leads(view, search, asked, seed, known):
            reached.setdefault(document, []).append(link)
        links[seed] = reached
    return links


def going_on(view: View, search: Search, links: Links) -> list[int]:
    """The likeliest passages for the middle of a chain: those that a name leads to, best if they go by it."""
    promise: dict[int, float] = {}
    for reached in links.values():
        for document, by in reached.items():
            forward = [link.name for link in by if not link.back]
            if document not in links and forward:
                goes_by = any(document in view.named([name]).get(name, {}) for name in forward)
                worth = float(search.own[document]) + _GOES_BY * goes_by
                promise[document] = max(promise.get(document, 0.0), worth)
    return sorted(promise, key=lambda one: (-promise[one], view.passage(one)))[:_N_FURTHER]


def _leads(
    view: View, search: Search, asked: set[str], seed: int, facts: Facts
) -> Iterator[tuple[int, Link]]:
    """Where a seed leads: to passages called what it mentions, to others that mention it, and back."""
    for name in facts.mentions:
        for part in parts_of(name):
            documents: dict[int, float] = view.named([part]).get(part, {})
            if _links(view, part, asked) and 0 < len(documents) <= MAX_SEED_NAME:
                surest = sorted(
                    documents, key=lambda one: (-documents[one], -search.own[one], view.passage(one))
                )
                yield from ((one, Link(part, False)) for one in surest[:_CALLED_PER_NAME] if one != seed)
    for name in facts.mentions[:_NAMES_PER_SEED]:
        if _links(view, name, asked):
            yield from _mentioning(view, search, seed, Link(name, False), FOUND_PER_NAME + 1)
    for name, _ in facts.names:
        if len(name) > 1 or is_rare(view, name[0], MIN_LINK_RARITY):
            yield from _mentioning(view, search, seed, Link(name, True), _MENTIONS_PER_NAME)


def _links(view: View, name: Key, asked: set[str]) -> bool:
    """Whether a name says something that the question does not, and is rare enough to link by."""
    return not asked.issuperset(name) and (len(name) > 1 or is_rare(view, name[0], MIN_LINK_RARITY))


def _mentioning(view: View, search: Search, seed: int, link: Link, n: int) -> Iterator[tuple[int, Link]]:
    documents = view.holding(link.name)
    if (2 if not link.back else 1) <= len(documents) <= MAX_WITH_NAME:
        found = likeliest(view, search, documents.tolist(), n)
        yield from ((document, link) for document in found if document != seed)


def likeliest(view: View, search: Search, documents: Iterable[int], n: int) -> list[int]:
    """Those `n` that say most of the question, best first."""
    return sorted(documents, key=lambda one: (-search.own[one], view.passage(one)))[:n]
