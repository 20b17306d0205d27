"""From an answer to its numbered references, alike on the screen, in print and in every export. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hopyard.core.values import Answer, Citation, Source


class Reference(NamedTuple):
    """A numbered place that an answer cites: a source and where in it."""

    number: int
    source: str
    location: str
    citations: tuple[Citation, ...]


def citations_of(answer: Answer) -> list[Citation]:
    """The citations in reading order: of the sentences, of the disagreements, and what came nearest."""
    cited = [citation for sentence in answer.sentences for citation in sentence.citations]
    cited += [side.citation for found in answer.disagreements for side in found.sides]
    return [*cited, *answer.nearest]


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


def numbers_of(citations: Iterable[Citation], number_of: Mapping[tuple[str, str], int]) -> list[int]:
    """The citations' numbers, each once, in order."""
    return list(dict.fromkeys(number_of[citation.source, citation.location] for citation in citations))


def marks(citations: Iterable[Citation], number_of: Mapping[tuple[str, str], int]) -> str:
    """The citations' numbers as `[1][3]`, each once, in order."""
    return "".join(f"[{number}]" for number in numbers_of(citations, number_of))


def title_of(source: str, sources: Mapping[str, Source]) -> str:
    """How a source is called: its title, else its path, else its id."""
    known = sources.get(source)
    return (known.title or known.path or source) if known is not None else source


def published(source: str, sources: Mapping[str, Source]) -> str:
    """Who published a source and when, `port.example, 2025-03-04`, as far as it is known."""
    known = sources.get(source)
    parts = () if known is None else (known.publisher, known.published)
    return ", ".join(part for part in parts if part)


def cited_as(source: str, sources: Mapping[str, Source]) -> str:
    """What a source is called in a reference: its title, and who published it when."""
    by = published(source, sources)
    return f"{title_of(source, sources)} ({by})" if by else title_of(source, sources)
