"""The shape of a session as JSON: the one place that says it, from which the schema file is made.

`session.schema.json` beside this module is `schema_text()`; a test holds the two together. Fields may be
added within a version; none is renamed, removed or given another meaning without a higher `version`.
"""

from __future__ import annotations

import json
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from hopyard.core.state import HopStatus
from hopyard.core.steps import Tone
from hopyard.core.values import Budget, CellVerdict, Genre, Origin, Outcome, Standing, Verdict

FORMAT: Final = "hopyard-session"
VERSION: Final = 1

_Seconds = Annotated[float, Meta(description="Seconds since the session began.")]
_Seq = Annotated[int, Meta(description="The number of the event in the session's log, from 0.")]
_Number = Annotated[int, Meta(description="The number of the reference in the last answer; 0 if none.")]
_SourceId = Annotated[str, Meta(description="A source's id: 128 bits of its cleaned text's SHA-256, in hex.")]


class Citation(msgspec.Struct, frozen=True):
    """Quoted words and where they stand: `quote` is the source's cleaned text at [start:end]."""

    source: _SourceId
    title: str
    path: Annotated[str, Meta(description="The file's path or the page's address.")]
    location: Annotated[str, Meta(description="Where a person finds it: a page, heading, line or row.")]
    start: int
    end: int
    quote: str
    evidence: Annotated[str, Meta(description="The id of the evidence that it is taken from.")]
    reference: _Number
    stands: Annotated[Standing, Meta(description="What the quote stands in; empty where nobody looked.")] = ""
    also: Annotated[
        tuple[_SourceId, ...],
        Meta(description="Other sources with the same words, or of nearly the same text."),
    ] = ()


class Operand(msgspec.Struct, frozen=True):
    """A quantity that a calculation takes, and where it is stated."""

    name: Annotated[str, Meta(description="What it is the quantity of, in the question's words.")]
    value: Annotated[str, Meta(description="As it stands in the quote.")]
    citation: Citation


class Calculation(msgspec.Struct, frozen=True):
    """The calculation behind a sentence that no source states."""

    operation: Annotated[str, Meta(description="`ratio`, `difference`, `share`, `growth`, `sum`, ...")]
    operands: tuple[Operand, ...]
    expression: Annotated[str, Meta(description="With the numbers of the answer's references.")]
    result: str
    rounded: Annotated[bool, Meta(description="Whether the result says less than the operands give.")]


class Sentence(msgspec.Struct, frozen=True):
    """A sentence of an answer."""

    text: str
    verdict: Verdict
    hop: Annotated[str, Meta(description="The hop whose finding it states; may be empty.")]
    citations: tuple[Citation, ...]
    calculation: Annotated[Calculation | None, Meta(description="How it was calculated; null if it was not.")]
    reason: Annotated[str, Meta(description="Why its verdict is what it is; empty in older sessions.")]


class Side(msgspec.Struct, frozen=True):
    """A value and where it is stated."""

    value: str
    citation: Citation


class Disagreement(msgspec.Struct, frozen=True):
    """The same quantity of the same subject, stated differently by different sources."""

    subject: str
    sides: tuple[Side, ...]
    reason: Annotated[str, Meta(description="Why they may differ, where the texts show it; may be empty.")]


class CellValue(msgspec.Struct, frozen=True):
    """A value in a cell of a table."""

    text: Annotated[str, Meta(description="As it stands in the first quote.")]
    amount: Annotated[float | None, Meta(description="In the unit of the column; null where it has none.")]
    shown: Annotated[str, Meta(description="The value in the column's unit, where the quote has another.")]
    citations: tuple[Citation, ...]


class Cell(msgspec.Struct, frozen=True):
    """What a table says of a row's subject in a column."""

    text: Annotated[str, Meta(description="The whole cell in words, also where nothing was found.")]
    verdict: CellVerdict
    values: Annotated[tuple[CellValue, ...], Meta(description="Several where sources disagree.")]
    reason: Annotated[str, Meta(description="Why nothing was found, or why sources differ; may be empty.")]
    hop: Annotated[str, Meta(description="The hop that looked it up; may be empty.")]


class Column(msgspec.Struct, frozen=True):
    """What is asked of every row."""

    name: str
    numeric: bool
    unit: Annotated[str, Meta(description="What the amounts are counted in; may be empty.")]


class Table(msgspec.Struct, frozen=True):
    """The answer as a table: `cells[row][column]`."""

    rows: tuple[str, ...]
    columns: tuple[Column, ...]
    cells: tuple[tuple[Cell, ...], ...]


class Answer(msgspec.Struct, frozen=True):
    """A version of the answer."""

    version: int
    answered: bool
    text: str
    note: Annotated[str, Meta(description="What is missing, or why there is no answer; may be empty.")]
    sentences: tuple[Sentence, ...]
    disagreements: tuple[Disagreement, ...]
    table: Annotated[Table | None, Meta(description="Where several things were asked of several; or null.")]
    missing: Annotated[
        tuple[str, ...], Meta(description="Parts of the question that the sources found do not carry.")
    ]
    searched: Annotated[tuple[str, ...], Meta(description="If not answered: what was searched for.")]
    nearest: Annotated[tuple[Citation, ...], Meta(description="If not answered: what came nearest.")]


class Reference(msgspec.Struct, frozen=True):
    """A place that the last answer cites."""

    number: _Number
    source: _SourceId
    location: str
    quotes: tuple[str, ...]


class Search(msgspec.Struct, frozen=True):
    """One query to one retriever."""

    retriever: str
    query: str
    found: int
    elapsed_s: float
    error: Annotated[str, Meta(description="Why it failed; empty if it did not.")]


class Evidence(msgspec.Struct, frozen=True):
    """A passage that a hop kept: `quote` is the source's cleaned text at [start:end]."""

    id: str
    source: _SourceId
    location: str
    start: int
    end: int
    quote: str
    score: float
    reason: str
    via: Annotated[str, Meta(description="How another passage led to it; empty if the search did.")]
    dropped: Annotated[bool, Meta(description="Whether the person dropped its source.")]
    pinned: Annotated[bool, Meta(description="Whether the person pinned it.")]


class Finding(msgspec.Struct, frozen=True):
    """What a hop concluded."""

    id: str
    text: str
    score: float
    citations: tuple[Citation, ...]


class Suggestion(msgspec.Struct, frozen=True):
    """A further question that a hop suggests."""

    question: str
    why: str


class Hop(msgspec.Struct, frozen=True):
    """A sub-question and what came of it; parents come before children, in tree order."""

    id: str
    parent: Annotated[str, Meta(description="The id of the hop above, or `root`.")]
    depth: Annotated[int, Meta(description="1 directly under the question.")]
    question: Annotated[str, Meta(description="As the person reworded it last.")]
    first_question: Annotated[str, Meta(description="As it was first proposed.")]
    origin: Origin
    why: str
    status: HopStatus
    left_out: Annotated[str, Meta(description="By whom it was cut, in words; empty if not, or from above.")]
    outcome: Outcome | None
    error: str
    started_at: _Seconds
    ended_at: _Seconds
    searches: tuple[Search, ...]
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    suggestions: tuple[Suggestion, ...]


class Source(msgspec.Struct, frozen=True):
    """A document or page that the session met."""

    id: _SourceId
    title: str
    path: str
    kind: Annotated[str, Meta(description="The format that it was read from: `pdf`, `html`, ...")]
    n_chars: int
    dropped: bool
    pinned: bool
    published: Annotated[str, Meta(description="ISO 8601, as far as it is known; may be empty.")]
    publisher: Annotated[str, Meta(description="Of a page its site; empty where nothing is known.")]
    genre: Annotated[Genre, Meta(description="What it is, where that is plain; else empty.")] = ""
    dated_by: Annotated[str, Meta(description="Where a file's date was found: `text`, `file name`, ...")] = ""
    boilerplate: Annotated[
        float | None,
        Meta(description="The share of the text as read that is boilerplate; null if not counted."),
    ] = None
    same_text: Annotated[tuple[_SourceId, ...], Meta(description="Sources of nearly the same text.")] = ()


class Deed(msgspec.Struct, frozen=True):
    """What the person did to steer."""

    seq: _Seq
    at: _Seconds
    hop: Annotated[str, Meta(description="The hop it concerns, or `root`.")]
    text: str
    holds: Annotated[bool, Meta(description="False if it was undone.")]


class LeftOut(msgspec.Struct, frozen=True):
    """Something found or planned that is not in the answer, and by whom it was left out."""

    what: str
    by: str


class Step(msgspec.Struct, frozen=True):
    """An event in words."""

    seq: _Seq
    at: _Seconds
    hop: str
    tone: Tone
    text: str


class Used(msgspec.Struct, frozen=True):
    """What models used and cost; all is 0 where none was asked."""

    tokens: Annotated[int, Meta(description="All of them, read and written.")]
    estimated_tokens: Annotated[int, Meta(description="Of these, those that no server counted.")]
    input: Annotated[int, Meta(description="Tokens read, without those of a server's cache.")]
    cached: Annotated[int, Meta(description="Tokens read that a server had kept.")]
    cache_written: Annotated[int, Meta(description="Tokens read that a server began to keep.")]
    output: int
    requests: Annotated[int, Meta(description="Further tries included.")]
    usd: Annotated[float | None, Meta(description="US dollars; null where a price is not known.")]
    saved_usd: Annotated[float, Meta(description="What it would have cost more without servers' caches.")]


class UsedBy(Used, frozen=True):
    """What one model used and cost."""

    model: Annotated[str, Meta(description="Its name in the configuration.")]


class Usage(Used, frozen=True):
    """What models used and cost, together and each."""

    models: tuple[UsedBy, ...]


class About(msgspec.Struct, frozen=True):
    """The session as a whole."""

    id: str
    title: Annotated[str, Meta(description="As the person called it; may be empty.")]
    tags: tuple[str, ...]
    created: Annotated[str, Meta(description="UTC, ISO 8601.")]
    origin: Annotated[str, Meta(description="Of a fork: the other session's id, `@`, an event's number.")]
    reasoner: str
    retrievers: tuple[str, ...]
    docs: Annotated[tuple[str, ...], Meta(description="The paths given with --docs; none: the library.")]
    budget: Budget
    n_events: int
    running_s: Annotated[float, Meta(description="Running time in seconds, without waiting for a person.")]
    stale: Annotated[bool, Meta(description="Whether something happened that the answer does not know.")]
    ended: bool


class Session(msgspec.Struct, frozen=True):
    """A session of hopyard, exported from its log."""

    format: Literal["hopyard-session"]
    version: Literal[1]
    question: str
    session: About
    answer: Annotated[Answer | None, Meta(description="The last version; null if there is none.")]
    references: tuple[Reference, ...]
    earlier_answers: Annotated[tuple[Answer, ...], Meta(description="The versions before, oldest first.")]
    hops: tuple[Hop, ...]
    sources: tuple[Source, ...]
    steering: tuple[Deed, ...]
    left_out: tuple[LeftOut, ...]
    steps: tuple[Step, ...]
    usage: Usage


def schema_text() -> str:
    """The JSON Schema (2020-12) of a session."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A session of hopyard",
        **msgspec.json.schema(Session),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
