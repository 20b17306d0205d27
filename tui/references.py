"""From a citation to its place: numbered references, targets for the reader, and quotes to copy. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hopyard.core.state import State
from hopyard.core.values import Answer, Citation, Evidence, Source
from hopyard.tui.render import clean


class Reference(NamedTuple):
    """A numbered place that an answer cites: a source and where in it."""

    number: int
    source: str
    location: str
    citations: tuple[Citation, ...]


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


def citations_of(answer: Answer) -> list[Citation]:
    """The citations in reading order: those of the sentences, then those of the disagreements."""
    cited = [citation for sentence in answer.sentences for citation in sentence.citations]
    return cited + [side.citation for found in answer.disagreements for side in found.sides]


def references(answer: Answer) -> list[Reference]:
    """The places that an answer cites, numbered from 1 in reading order, each once."""
    places: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations_of(answer):
        places.setdefault((citation.source, citation.location), []).append(citation)
    return [
        Reference(number, source, location, tuple(cited))
        for number, ((source, location), cited) in enumerate(places.items(), start=1)
    ]


def numbers(refs: Iterable[Reference]) -> Mapping[tuple[str, str], int]:
    """The number of each place, by source and location."""
    return {(ref.source, ref.location): ref.number for ref in refs}


def marks(citations: Iterable[Citation], number_of: Mapping[tuple[str, str], int]) -> str:
    """The citations' numbers as `[1][3]`, each once, in order."""
    found = dict.fromkeys(number_of[citation.source, citation.location] for citation in citations)
    return "".join(f"[{number}]" for number in found)


def title_of(source: str, sources: Mapping[str, Source]) -> str:
    """How a source is called: its title, else its path, else its id."""
    known = sources.get(source)
    return (known.title or known.path or source) if known is not None else source


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
    return f"“{clean(quote).strip()}”\n{clean(title_of(source, sources))}, {clean(location)}{path}"


def answer_markdown(state: State) -> str:
    """The last answer as Markdown: the question, the sentences with their numbers, the references."""
    answer = state.answer
    if answer is None:
        return ""
    refs = references(answer)
    number_of = numbers(refs)
    parts = [f"# {clean(state.question)}", ""]
    for sentence in answer.sentences:
        verdict = "" if sentence.verdict == "supported" else f" ({sentence.verdict})"
        cited = "".join(f" {mark}" for mark in [marks(sentence.citations, number_of)] if mark)
        parts.append(f"{clean(sentence.text)}{cited}{verdict}  ")
    if answer.note:
        parts += ["", clean(answer.note)]
    for found in answer.disagreements:
        sides = "; ".join(f"{clean(side.value)} {marks([side.citation], number_of)}" for side in found.sides)
        parts += ["", f"Sources disagree on {clean(found.subject)}: {sides}"]
    if refs:
        parts += ["", "## References", ""]
        parts += [f"[{ref.number}] {place(ref, state)}  " for ref in refs]
    return "\n".join(parts) + "\n"


def place(ref: Reference, state: State) -> str:
    """Where a reference leads, in words: title, location and path."""
    known = state.sources.get(ref.source)
    path = f" ({clean(known.path)})" if known is not None and known.path else ""
    return f"{clean(title_of(ref.source, state.sources))}, {clean(ref.location)}{path}"
