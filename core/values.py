"""The values that events carry: frozen, comparable, written to the log as they are.

`gc=False` keeps them out of Python's search for cycles, which nothing frozen can be part of: with 100,000
events in memory that search would take longer than folding them.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Verdict = Literal["supported", "computed", "disputed", "unsupported"]
"""What our own check says of a sentence of an answer."""

CellVerdict = Literal["supported", "disputed", "not found"]
"""What is said of a cell of a table."""

Origin = Literal["plan", "follow", "person"]
"""Who asked for a hop: the plan, an earlier hop's finding, or the person."""

Outcome = Literal["found", "nothing"]
"""How a hop that ran to its end ended."""

MAX_QUESTION_CHARS = 10_000
"""A longer question is refused: it is a document, not a question."""


ModelJob = Literal["plan", "read", "answer"]
"""What a model is asked to do."""

ModelOutcome = Literal["answered", "cut off", "cancelled", "failed", "unknown"]
"""How a request to a model ended; `unknown` if the session broke off before it did."""

WebUse = Literal["none", "off", "on"]
"""Whether hops search the web; `none` if no provider of it is set up."""

Genre = Literal["", "report", "paper", "web page", "filing", "news", "slides", "data table"]
"""What a source is, where it is plain; empty where it is not."""

Standing = Literal["", "sentence", "table", "damaged table"]
"""What quoted words stand in: running text, a table, or one whose figures may have lost their places; empty
where nobody looked."""


class Source(msgspec.Struct, frozen=True, gc=False):
    """A document, local file or web page, named by the hash of its cleaned text."""

    id: str
    title: str
    path: str
    """The file's path or the page's address, as a person would open it."""
    kind: str
    """The format it was read from: `pdf`, `txt`, `html`, ..."""
    n_chars: int
    """Length of the cleaned text in characters."""
    published: str = ""
    """ISO 8601, as far as it is known; empty where nothing is."""
    publisher: str = ""
    """Who published it: of a page, its site; empty where nothing is known."""
    genre: Genre = ""
    dated_by: str = ""
    """Where `published` was found in a file: `text`, `file name` or `metadata`; empty for pages."""
    boilerplate: float | None = None
    """The share of its text, as it was read, that is disclaimers, repeated page lines and lists of contents;
    None where it was not counted."""
    sketch: str = ""
    """By which texts that are nearly the same are known (`core/text/about/sketches.py`); may be empty."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """From `offset` on, until the next place, a person finds the text at `location` (`p. 3`, `row 7`)."""

    offset: int
    location: str


class Passage(msgspec.Struct, frozen=True, gc=False):
    """A span of a source: `text` is the source's cleaned text at [start:end]."""

    source: str
    start: int
    end: int
    text: str
    location: str
    """Where a person finds it: `p. 12`, `line 40`, `row 7`."""
    heading: str = ""
    """The heading it stands under, or a table's caption and column names; may be empty."""
    places: tuple[Place, ...] = ()
    """The further locations it reaches into, ascending, in offsets into the source's cleaned text."""

    def location_at(self, offset: int) -> str:
        """Where a person finds the text at `offset`."""
        found = self.location
        for place in self.places:
            if place.offset > offset:
                break
            found = place.location
        return found


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A passage as a retriever returned it; `score` is higher for better, with no fixed range."""

    passage: Passage
    source: Source
    score: float
    why: str = ""
    """How it was reached if not by the query's words; empty if by them."""


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """A passage that a hop kept, with score and reason."""

    id: str
    """`1.2/3` is the third passage that hop 1.2 kept."""
    hop: str
    passage: Passage
    score: float
    reason: str
    via: str = ""
    """How it was reached if not by the words of the search; empty if by them."""

    def cited(self, start: int, end: int) -> Citation:
        """What stands in its passage at [start:end] of the source, as a citation."""
        passage = self.passage
        quote = passage.text[start - passage.start : end - passage.start]
        return Citation(self.id, passage.source, start, end, quote, passage.location_at(start))


class Citation(msgspec.Struct, frozen=True, gc=False):
    """A quote out of a piece of evidence: `quote` is the source's cleaned text at [start:end]."""

    evidence: str
    source: str
    start: int
    end: int
    quote: str
    location: str
    stands: Standing = ""
    """In an answer: what the quote stands in."""
    also: tuple[str, ...] = ()
    """In an answer: further sources that hold the same words, or are nearly the same text."""


class Finding(msgspec.Struct, frozen=True, gc=False):
    """What a hop concluded, with the evidence it rests on."""

    id: str
    """`1.2/f1` is the first finding of hop 1.2."""
    hop: str
    text: str
    citations: tuple[Citation, ...]
    score: float = 0.0


class Suggestion(msgspec.Struct, frozen=True, gc=False):
    """A sub-question worth asking, and why."""

    question: str
    why: str


class WorkedOperand(msgspec.Struct, frozen=True, gc=False):
    """A quantity that a calculation takes, and where it is stated."""

    name: str
    """What it is the quantity of, in the question's words."""
    value: str
    """As it stands in the quote."""
    citation: Citation


class Worked(msgspec.Struct, frozen=True, gc=False):
    """The calculation behind a sentence that no source states."""

    operation: str
    """`ratio`, `difference`, `share`, `growth`, `sum`, `per unit`, `times` or `multiply`."""
    operands: tuple[WorkedOperand, ...]
    expression: str
    """`1558颗 [1] ÷ 195台 [1]`, with the numbers of the references."""
    result: str
    """`7.99 颗/台`."""
    rounded: bool
    """Whether `result` says less than the operands give."""

    @property
    def chain(self) -> str:
        """The expression and what it gives."""
        return f"{self.expression} = {self.result}"


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """One sentence of an answer, with the quotes that carry it."""

    text: str
    verdict: Verdict
    citations: tuple[Citation, ...]
    hop: str = ""
    """The hop whose finding it states."""
    calculation: Worked | None = None
    """How it was calculated; only where its verdict is `computed`."""
    reason: str = ""
    """Why its verdict is what it is, for a person; empty in logs of before this was told."""


class Side(msgspec.Struct, frozen=True, gc=False):
    """One side of a disagreement: a value and where it is stated."""

    value: str
    citation: Citation


class Disagreement(msgspec.Struct, frozen=True, gc=False):
    """The same quantity of the same subject, stated differently by different sources."""

    subject: str
    sides: tuple[Side, ...]
    reason: str = ""
    """Why they may differ, where the texts show it; empty where they do not."""


class CellValue(msgspec.Struct, frozen=True, gc=False):
    """A value in a cell of a table, with the quotes that carry it."""

    text: str
    """As it stands in the first quote."""
    citations: tuple[Citation, ...]
    amount: float | None = None
    """In the unit of its column; None for a name, a time, a range, or a value in a unit that does not fit."""
    shown: str = ""
    """The same value in the unit of the column, where the quote has another: `5400亿` of `540B`."""

    @property
    def said(self) -> str:
        """The quoted text, with the value in the unit of the column behind it where that is another."""
        return f"{self.text} = {self.shown}" if self.shown else self.text


class Cell(msgspec.Struct, frozen=True, gc=False):
    """What a table says of one row's subject in one column."""

    verdict: CellVerdict
    values: tuple[CellValue, ...] = ()
    """One; several where sources disagree; none where nothing was found."""
    reason: str = ""
    """Why nothing was found, or why sources may differ; may be empty."""
    hop: str = ""
    """The hop that looked it up; empty if none did."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All of its values'."""
        return tuple(citation for value in self.values for citation in value.citations)


class TableColumn(msgspec.Struct, frozen=True, gc=False):
    """What is asked of every row."""

    name: str
    numeric: bool = False
    """Whether its values are figures that can be drawn."""
    unit: str = ""
    """What the amounts are counted in, `亿`; empty for plain numbers."""


class Table(msgspec.Struct, frozen=True, gc=False):
    """Several things, each told the same of; `cells[row][column]`."""

    rows: tuple[str, ...]
    columns: tuple[TableColumn, ...]
    cells: tuple[tuple[Cell, ...], ...]
    not_found: str = "not found"
    """What an empty cell says, in the question's language."""

    def says(self, cell: Cell) -> str:
        """A cell as text, without the numbers of its references."""
        return " / ".join(value.said for value in cell.values) or self.not_found

    @property
    def text(self) -> str:
        """The table as plain text: a line for its head and one for each row."""
        lines = [" | ".join(["", *(column.name for column in self.columns)]).strip()]
        for name, cells in zip(self.rows, self.cells, strict=True):
            lines.append(" | ".join([name, *map(self.says, cells)]))
        return "\n".join(lines)


class Answer(msgspec.Struct, frozen=True, gc=False):
    """A version of the answer to the session's question."""

    version: int
    sentences: tuple[Sentence, ...]
    answered: bool
    note: str = ""
    """What is missing, or why there is no answer; empty when nothing is."""
    disagreements: tuple[Disagreement, ...] = ()
    table: Table | None = None
    """The answer as a table, where the question asks for several things of several; it says no less."""
    missing: tuple[str, ...] = ()
    """The parts of the question that the sources found do not carry, as they were asked."""
    searched: tuple[str, ...] = ()
    """Of an answer that is none: what was searched for."""
    nearest: tuple[Citation, ...] = ()
    """Of an answer that is none: what came nearest, the nearest first."""

    @property
    def text(self) -> str:
        """The sentences as one text, each on a line of its own, and the table behind them."""
        lines = [sentence.text for sentence in self.sentences]
        return "\n".join([*lines, self.table.text] if self.table is not None else lines)


class Budget(msgspec.Struct, frozen=True, gc=False):
    """What one question may use. Every limit is on by default."""

    hops: int = 12
    """Hops that may run."""
    depth: int = 3
    """Levels of hops under the question."""
    breadth: int = 4
    """Follow-ups admitted under one hop, and sub-questions under the question."""
    concurrency: int = 4
    """Hops that run at once."""
    seconds: float = 300.0
    """Running time; waiting for a person does not count."""
    tokens: int = 200_000
    """Tokens of a model, input and output; unused without one."""
    usd: float = 0.50
    """Money for a model, where its price is configured; unused without one."""
    requests: int = 30
    """Requests to models, further tries included; unused without one."""


class Usage(msgspec.Struct, frozen=True, gc=False):
    """Tokens that were used. `input` leaves out what was read from or written to the server's cache."""

    input: int = 0
    cached: int = 0
    """Input tokens that the server had kept."""
    cache_written: int = 0
    """Input tokens that the server began to keep."""
    output: int = 0
    requests: int = 0
    estimated: bool = False
    """Whether a part of it is our own count, because the server did not say."""

    def plus(self, other: Usage) -> Usage:
        """Both together."""
        return Usage(
            self.input + other.input,
            self.cached + other.cached,
            self.cache_written + other.cache_written,
            self.output + other.output,
            self.requests + other.requests,
            self.estimated or other.estimated,
        )

    @property
    def tokens(self) -> int:
        """All of them: what the budget counts."""
        return self.input + self.cached + self.cache_written + self.output


class Spent(msgspec.Struct, frozen=True, gc=False):
    """What models used and what that cost."""

    usage: Usage = Usage()
    usd: float = 0.0
    """US dollars, of the requests whose price is known."""
    unpriced: int = 0
    """Requests whose price is not known."""
    estimated_tokens: int = 0
    """Of all tokens those of requests of which the server did not say everything; the others it counted."""
    saved_usd: float = 0.0
    """What it would have cost more, had the servers kept nothing; as far as prices are known."""

    def plus(self, usage: Usage, usd: float | None, saved_usd: float = 0.0) -> Spent:
        """With one more use; `usd` None where its price is not known."""
        unpriced = usage.requests if usd is None else 0
        estimated = usage.tokens if usage.estimated else 0
        return Spent(
            self.usage.plus(usage),
            self.usd + (usd or 0.0),
            self.unpriced + unpriced,
            self.estimated_tokens + estimated,
            self.saved_usd + saved_usd,
        )
