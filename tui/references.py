"""From a citation to its place: targets for the reader, and quotes to copy. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hopyard.core.citing import Reference, caveats, cited_as
from hopyard.core.state import State
from hopyard.core.values import Citation, Evidence, Source
from hopyard.tui.render import clean


class Target(NamedTuple):
    """A passage to show in its source; offsets are characters into the source's cleaned text."""

    source: str
    evidence: str
    """The evidence's id, to pin it."""
    location: str
    start: int
    end: int
    quote_start: int
    """Where the quoted words begin; `start` when the whole passage is meant."""
    quote_end: int


def target_of_evidence(kept: Evidence) -> Target:
    """The whole passage."""
    passage = kept.passage
    return Target(
        passage.source, kept.id, passage.location, passage.start, passage.end, passage.start, passage.end
    )


def target_of_citation(citation: Citation, state: State) -> Target:
    """The quote within the passage of its evidence; the quote alone if that is gone."""
    hop = state.hops.get(citation.evidence.rpartition("/")[0])
    kept = hop.evidence.get(citation.evidence) if hop is not None else None
    start, end = citation.start, citation.end
    if kept is not None and kept.passage.source == citation.source:
        start, end = min(start, kept.passage.start), max(end, kept.passage.end)
    return Target(
        citation.source, citation.evidence, citation.location, start, end, citation.start, citation.end
    )


def quote_text(quote: str, source: str, location: str, sources: Mapping[str, Source]) -> str:
    """A quote with its reference, to paste elsewhere."""
    known = sources.get(source)
    path = f" ({clean(known.path)})" if known is not None and known.path else ""
    return f"“{clean(quote).strip()}”\n{clean(cited_as(source, sources))}, {clean(location)}{path}"


def place(ref: Reference, state: State) -> str:
    """Where a reference leads, in words: title, location and path."""
    known = state.sources.get(ref.source)
    path = f" ({clean(known.path)})" if known is not None and known.path else ""
    told = caveats(ref.citations, state.sources)
    more = f"; {clean(told)}" if told else ""
    return f"{clean(cited_as(ref.source, state.sources))}, {clean(ref.location)}{path}{more}"
