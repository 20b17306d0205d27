"""From an answer to its numbered references, alike on the screen, in print and in every export. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from hopyard.core.values import Answer, Citation, Disagreement, Sentence, Source, Table

_WORTH_SAYING = 0.05
"""Less boilerplate than this share is what any document has."""
_MOST_NAMED = 3


class Reference(NamedTuple):
    """A numbered place that an answer cites: a source and where in it."""

    number: int
    source: str
    location: str
    citations: tuple[Citation, ...]


def citations_of(answer: Answer) -> list[Citation]:
    """The citations in reading order: of sentences, disagreements and a table, then what came nearest."""
    cited = [citation for sentence in answer.sentences for citation in sentence.citations]
    cited += [side.citation for found in answer.disagreements for side in found.sides]
    return [*cited, *cited_in(answer.table), *answer.nearest]


def cited_in(table: Table | None) -> list[Citation]:
    """The citations of a table, row by row; none without one."""
    if table is None:
        return []
    return [citation for row in table.cells for cell in row for citation in cell.citations]


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


def described(source: str, sources: Mapping[str, Source]) -> str:
    """What is known of a source besides its publisher and date: `report, dated by its file name, 12 %
    boilerplate`; empty where nothing is.
    """
    known = sources.get(source)
    if known is None:
        return ""
    share = known.boilerplate
    parts = (
        known.genre,
        f"dated by its {known.dated_by}" if known.dated_by in ("file name", "metadata") else "",
        f"{round(100 * share)} % boilerplate" if share is not None and share >= _WORTH_SAYING else "",
    )
    return ", ".join(part for part in parts if part)


def caveats(citations: Iterable[Citation], sources: Mapping[str, Source]) -> str:
    """What to know of quoted words: that a table was damaged, and in which other sources they stand.

    `from a damaged table; also in: Grid Review`; empty where there is nothing to say.
    """
    cited = list(citations)
    own = {title_of(one.source, sources) for one in cited}
    others = dict.fromkeys(other for one in cited for other in one.also)
    names = [_told_apart(other, own, sources) for other in others]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    parts = (
        "from a damaged table" if is_damaged(cited) else "",
        f"also in: {', '.join(names[:_MOST_NAMED])}{more}" if names else "",
    )
    return "; ".join(part for part in parts if part)


def _told_apart(source: str, taken: Collection[str], sources: Mapping[str, Source]) -> str:
    """A source's title, or the last part of its path if what it copies is called the same."""
    title = title_of(source, sources)
    known = sources.get(source)
    return known.path.rstrip("/").rpartition("/")[2] or title if known and title in taken else title


def is_damaged(citations: Iterable[Citation]) -> bool:
    """Whether all quotes that say something stand in damaged tables."""
    standings = [one.stands for one in citations]
    return bool(standings) and all(stands == "damaged table" for stands in standings)


def verdict_of(sentence: Sentence) -> str:
    """The words in brackets behind a sentence: its verdict, unless plain, and a damaged table."""
    words = [] if sentence.verdict == "supported" else [str(sentence.verdict)]
    words += ["from a damaged table"] if is_damaged(sentence.citations) else []
    return f" ({', '.join(words)})" if words else ""


def disagree_on(found: Disagreement) -> tuple[str, str]:
    """How a disagreement begins, and what it is on: `Sources disagree on `, `number of chillers`.

    A report that states two values is told apart from two reports that do.
    """
    alone = len({side.citation.source for side in found.sides}) == 1
    begins = "One source disagrees with itself on " if alone else "Sources disagree on "
    return begins, found.subject.rstrip("?？ ")
