"""Which passages a model is given: the best ones, as many as fit. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from hopyard.core.models.rendering import document_text
from hopyard.core.models.tokens import estimate
from hopyard.core.ports import Brief, Reading
from hopyard.core.reason.modelled.requests import document
from hopyard.core.values import Evidence, Hit, Passage, Source

Span = tuple[str, int, int]
"""A passage by its source, and where it begins and ends there."""
READ_TOKENS = 6_000
"""Of passages that one hop's reading is given."""
ANSWER_TOKENS = 9_000
"""Of evidence that an answer is written from."""


def to_read(
    hits: Sequence[Hit], plain: Reading, most: int = READ_TOKENS, in_vain: Collection[Span] = ()
) -> list[int]:
    """The positions of the hits to read: those the no-model way keeps, then the others by their rank, without
    those that were read `in_vain` before.

    One that does not fit is passed over, so that a long passage does not shut out those after it.
    """
    ranked = dict.fromkeys([*(kept.hit for kept in plain.kept), *range(len(hits))])
    return _fitting(((n, hits[n]) for n in ranked if span(hits[n].passage) not in in_vain), most)


def span(passage: Passage) -> Span:
    """Which passage it is."""
    return passage.source, passage.start, passage.end


def to_answer(brief: Brief, most: int = ANSWER_TOKENS) -> list[Evidence]:
    """The evidence to answer from: what is pinned, what findings cite, then the best of the rest; in tree
    order, each passage once."""
    everything = {kept.id: kept for hop in brief.hops for kept in hop.evidence}
    cited = [one.evidence for hop in brief.hops for finding in hop.findings for one in finding.citations]
    by_score = sorted(everything, key=lambda name: -everything[name].score)
    ranked = dict.fromkeys(name for name in (*brief.pinned, *cited, *by_score) if name in everything)
    once: dict[Span, str] = {}
    for name in ranked:
        once.setdefault(span(everything[name].passage), name)
    names = list(once.values())
    sources = {
        name: Source("", brief.titles.get(everything[name].passage.source, ""), "", "", 0) for name in names
    }
    hits = (Hit(everything[name].passage, sources[name], 0.0) for name in names)
    chosen = {names[n] for n in _fitting(enumerate(hits), most)}
    return [kept for name, kept in everything.items() if name in chosen]


def _fitting(hits: Iterable[tuple[int, Hit]], most: int) -> list[int]:
    chosen = []
    left = most
    for n, hit in hits:
        tokens = estimate(document_text(document("00/00", hit)))
        if tokens <= left:
            chosen.append(n)
            left -= tokens
    return chosen
