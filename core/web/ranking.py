"""Ranks the passages of pages that were just read, which no index holds. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hopyard.core.question.words import content_words
from hopyard.core.text.rarity import idf
from hopyard.core.text.tokens import tokens
from hopyard.core.values import Hit, Passage, Source

_K1, _B = 1.2, 0.75
_NAMES = 0.5
"""What a word counts that stands in the page's title or the passage's heading, not in its text."""


class FoundPassages(NamedTuple):
    """A page with its passages, and why it is here."""

    source: Source
    passages: Sequence[Passage]
    why: str


def rank_passages(query: str, pages: Sequence[FoundPassages], k: int) -> list[Hit]:
    """The best `k` passages of all pages, best first; those that say no word of the query are left out.

    Of equals those of the page that comes first in `pages` come first.

    Source: BM25, k1=1.2, b=0.75; Robertson and Zaragoza 2009. How rare a word is, is told by these passages.
    """
    in_words = (token for word in content_words(query) for token in word.tokens)
    terms = list(dict.fromkeys(in_words)) or list(dict.fromkeys(tokens(query)))
    read = [Hit(passage, page.source, 0.0, page.why) for page in pages for passage in page.passages]
    said = [_said(hit) for hit in read]
    lengths = [sum(counts.values()) for counts in said]
    mean = sum(lengths) / max(1, len(lengths)) or 1.0
    rarity = {term: idf(sum(term in counts for counts in said), len(said)) for term in terms}
    hits = []
    for hit, counts, length in zip(read, said, lengths, strict=True):
        short = _K1 * (1 - _B + _B * length / mean)
        there = [(rarity[term], counts[term]) for term in terms if term in counts]
        score = sum(rare * count * (_K1 + 1) / (count + short) for rare, count in there)
        if score > 0:
            hits.append(msgspec.structs.replace(hit, score=round(score, 4)))
    return sorted(hits, key=lambda hit: -hit.score)[:k]


def _said(hit: Hit) -> dict[str, float]:
    """How often a passage says each token."""
    counts = {token: float(count) for token, count in Counter(tokens(hit.passage.text)).items()}
    for token in {*tokens(hit.source.title), *tokens(hit.passage.heading)}:
        counts[token] = counts.get(token, 0.0) + _NAMES
    return counts
