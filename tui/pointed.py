"""What the cursor stands on, and what enter, copying, opening and steering mean there. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hopyard.core import events as ev
from hopyard.core.export.markdown import answer_markdown
from hopyard.core.state import State
from hopyard.core.values import Citation, Evidence
from hopyard.tui.intents import Where
from hopyard.tui.references import (
    Target,
    quote_text,
    target_of_citation,
    target_of_evidence,
)
from hopyard.tui.widgets.status import PaneName


class Pointed(NamedTuple):
    """The cursor of the active pane."""

    state: State
    pane: PaneName
    hop: str
    """The hop it is on; `root` for the question and for what has no hop."""
    text: str = ""
    """The row it is on, in words."""
    event: ev.Event | None = None
    """In the steps: what happened there."""
    kept: Evidence | None = None
    """In the sources: what it is on."""
    listed: Sequence[Evidence] = ()
    """In the sources: all that is listed."""
    cited: tuple[Citation, ...] = ()
    """In the answer: what the row cites."""
    all_cited: Sequence[Citation] = ()
    """In the answer: all that it cites, in reading order."""


def where(pointed: Pointed) -> Where:
    """What a steering key would act on."""
    if pointed.pane == "sources" and pointed.kept is not None:
        kept = pointed.kept
        return Where(pointed.state, kept.hop, kept.id, (kept.passage.source,))
    if pointed.pane == "answer" and pointed.cited:
        sources = tuple(dict.fromkeys(citation.source for citation in pointed.cited))
        return Where(pointed.state, pointed.hop, pointed.cited[0].evidence, sources)
    return Where(pointed.state, pointed.hop)


def opened(pointed: Pointed) -> tuple[list[Target], int] | str | None:
    """What enter means: passages to read and which of them first, or a hop to tell about."""
    event = pointed.event
    if pointed.pane == "answer":
        return _cited(pointed.state, pointed.all_cited, pointed.cited)
    if pointed.pane == "sources" and pointed.kept is not None:
        at = [kept.id for kept in pointed.listed].index(pointed.kept.id)
        return [target_of_evidence(kept) for kept in pointed.listed], at
    if isinstance(event, ev.EvidenceKept):
        return [target_of_evidence(event.evidence)], 0
    if isinstance(event, ev.FindingMade):
        return _cited(pointed.state, event.finding.citations, event.finding.citations)
    return pointed.hop


def copied(pointed: Pointed) -> tuple[str, str] | None:
    """What copying means: the text, and what it is; None where there is nothing."""
    if pointed.pane == "answer":
        text = answer_markdown(pointed.state)
        return (text, "the answer as Markdown") if text else None
    if pointed.pane == "sources":
        if pointed.kept is None:
            return None
        passage = pointed.kept.passage
        text = quote_text(passage.text, passage.source, passage.location, pointed.state.sources)
        return text, "the passage with its reference"
    return (pointed.text, "the line") if pointed.text else None


def place(pointed: Pointed) -> tuple[str, str] | None:
    """The source to open outside, and where in it; None where there is none."""
    match opened(pointed):
        case (targets, index):
            return targets[index].source, targets[index].location
        case _:
            return None


def _cited(
    state: State, among: Sequence[Citation], cited: Sequence[Citation]
) -> tuple[list[Target], int] | None:
    if not cited:
        return None
    places = {_span(citation): citation for citation in reversed(among)}
    once = [citation for citation in among if places[_span(citation)] is citation]
    targets = [target_of_citation(citation, state) for citation in once]
    return targets, [_span(citation) for citation in once].index(_span(cited[0]))


def _span(citation: Citation) -> tuple[str, int, int]:
    return citation.source, citation.start, citation.end
