"""Makes one list out of what several providers found: each page once, those found by many first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import msgspec

from hopyard.core.rank_fusion import worth
from hopyard.core.web.port import WebHit
from hopyard.core.web.urls import canonical

_ENOUGH = 60
"""Letters of a snippet by which two pages are told to be the same; shorter ones may be alike by chance."""
_COMPARED = 400
_TITLE_COMPARED = 12
"""Letters of a title: what comes after them is often the name of the site."""
_NOT_LETTERS = re.compile(r"[\W_]+")


class FoundPage(msgspec.Struct, frozen=True):
    """A page, and who found it."""

    hit: WebHit
    """As the first provider has it, with what it lacks taken from the others."""
    providers: tuple[str, ...]
    """Their names, in the order in which they were asked."""
    score: float
    also_at: tuple[str, ...] = ()
    """Further addresses of the same page or text."""


def merge(found: Sequence[tuple[str, Sequence[WebHit]]]) -> list[FoundPage]:
    """One ranking out of the hits of each provider, best first.

    Two hits are one page when their addresses are the same in canonical form, or when their texts are the
    same: a mirror, or an agency's report on many sites. A provider counts once for a page, by its best rank.
    """
    groups = _Groups()
    for provider, hits in found:
        for rank, hit in enumerate(hits, start=1):
            groups.add(provider, rank, hit)
    pages = groups.pages()
    # Of equals the one found first stays first: sorting keeps their order.
    return sorted(pages, key=lambda page: -page.score)


class _Group:
    def __init__(self) -> None:
        self.hits: list[WebHit] = []
        self.ranks: dict[str, int] = {}


class _Groups:
    """Hits that are one page, by their signs."""

    def __init__(self) -> None:
        self._groups: list[_Group] = []
        self._by_sign: dict[str, _Group] = {}

    def add(self, provider: str, rank: int, hit: WebHit) -> None:
        signs = _signs(hit)
        known = {id(group): group for sign in signs if (group := self._by_sign.get(sign)) is not None}
        if known:
            # By its address the hit may belong to one page and by its text to another: then they are one.
            group, *others = sorted(known.values(), key=self._groups.index)
            for other in others:
                self._join(group, other)
        else:
            group = _Group()
            self._groups.append(group)
        group.hits.append(hit)
        group.ranks[provider] = min(rank, group.ranks.get(provider, rank))
        for sign in signs:
            self._by_sign[sign] = group

    def pages(self) -> list[FoundPage]:
        return [
            FoundPage(
                hit=_completed(group.hits),
                providers=tuple(group.ranks),
                score=worth(group.ranks.values()),
                also_at=tuple(dict.fromkeys(hit.url for hit in group.hits if hit.url != group.hits[0].url)),
            )
            for group in self._groups
        ]

    def _join(self, into: _Group, other: _Group) -> None:
        into.hits += other.hits
        for provider, rank in other.ranks.items():
            into.ranks[provider] = min(rank, into.ranks.get(provider, rank))
        self._groups.remove(other)
        self._by_sign = {sign: into if group is other else group for sign, group in self._by_sign.items()}


def _signs(hit: WebHit) -> list[str]:
    signs = [f"at {canonical(hit.url) or hit.url}"]
    letters = _letters(hit.text or hit.snippet)
    if len(letters) >= _ENOUGH:
        signs.append(f"says {_letters(hit.title)[:_TITLE_COMPARED]} {letters[:_COMPARED]}")
    return signs


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text[: 4 * _COMPARED]).casefold())


def _completed(hits: Sequence[WebHit]) -> WebHit:
    """The first hit, with the longest snippet and what it does not have taken from the others."""
    first = hits[0]
    return msgspec.structs.replace(
        first,
        snippet=first.snippet or max((hit.snippet for hit in hits), key=len),
        published=first.published or next((hit.published for hit in hits if hit.published), ""),
        authors=first.authors or next((hit.authors for hit in hits if hit.authors), ()),
        text=first.text or next((hit.text for hit in hits if hit.text), ""),
    )
