"""Which place of a page stands for which passage, so that everything can lead there and back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from hopyard.core.citing import Reference, numbers
from hopyard.core.state import State
from hopyard.core.values import Citation, Evidence

MAX_HOPS = 1_000
"""Hops that are shown, the first ones."""
MAX_KEPT = 200
"""Passages that are shown although the answer does not cite them."""


class Anchors(NamedTuple):
    """The names of places in a page. None of them holds text of others."""

    references: Mapping[tuple[str, str], int]
    """The number of each reference, by source and location; `r1` is the place of the first."""
    evidence: Mapping[str, str]
    """The place of each piece of evidence, by id."""
    further: Sequence[Evidence]
    """Passages that were kept and not cited, in tree order; `e1` is the place of the first."""
    n_not_shown: int
    """How many more there are that have no place."""
    hops: Mapping[str, str]
    """The place of each hop, by id."""

    def of(self, citation: Citation) -> str:
        """The place of what is cited; empty if it has none."""
        number = self.references.get((citation.source, citation.location))
        return f"r{number}" if number is not None else self.evidence.get(citation.evidence, "")


def anchors(state: State, refs: Iterable[Reference]) -> Anchors:
    """The places of a session's page, whose answer has these references."""
    refs = list(refs)
    number_of = numbers(refs)
    evidence = {cited.evidence: f"r{ref.number}" for ref in reversed(refs) for cited in ref.citations}
    places: dict[tuple[str, int, int], str] = {}
    further: list[Evidence] = []
    n_not_shown = 0
    for hop in state.walk():
        for kept in hop.evidence.values():
            passage = kept.passage
            number = number_of.get((passage.source, passage.location))
            span = passage.source, passage.start, passage.end
            if kept.id in evidence:
                continue
            if number is not None:
                evidence[kept.id] = f"r{number}"
            elif span in places:
                evidence[kept.id] = places[span]
            elif len(further) < MAX_KEPT:
                further.append(kept)
                evidence[kept.id] = places[span] = f"e{len(further)}"
            else:
                n_not_shown += 1
    hops = {hop.id: f"h{n}" for n, hop in enumerate(islice(state.walk(), MAX_HOPS), start=1)}
    return Anchors(number_of, evidence, further, n_not_shown, hops)
