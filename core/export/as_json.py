"""A session as JSON, in the shape of `shapes`. Pure.

Texts are what the log holds, to the letter, so that quotes equal the source's text. What a terminal could
obey is written as `\\u` escapes, which JSON reads back as what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from hopyard.core.citing import numbers, references
from hopyard.core.events import Searched, SearchFailed
from hopyard.core.export import shapes
from hopyard.core.export.material import Branch, Material, deeds, left_out, steps, tree
from hopyard.core.state import State
from hopyard.core.text.about.alike import same_texts
from hopyard.core.text.sanitize import sanitize
from hopyard.core.values import Answer, Cell, Citation, Spent, Table, Worked

_NOT_PLAIN = re.compile(r"[^\n -~\u00a1-\u00ac\u00ae-\u02ff\u4e00-\u9fff\u3001-\u3011\uff01-\uff60]")
"""What is looked at twice: all but the characters that make up most texts, none of which is unsafe."""


def as_json(material: Material) -> str:
    """The whole session as one JSON object, indented."""
    encoded = msgspec.json.format(msgspec.json.encode(session(material)), indent=2)
    return _NOT_PLAIN.sub(_safe, encoded.decode()) + "\n"


def _safe(char: re.Match[str]) -> str:
    """The character, or its escape if it is none to show. Only strings hold such characters."""
    if sanitize(char.group()) == char.group():
        return char.group()
    units = char.group().encode("utf-16-be")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))


def session(material: Material) -> shapes.Session:
    """The whole session as values."""
    state = material.state
    maker = _Maker(state)
    answers = [maker.answer(answer) for answer in state.answers]
    return shapes.Session(
        format=shapes.FORMAT,
        version=shapes.VERSION,
        question=state.question,
        session=_about(material),
        answer=answers[-1] if answers else None,
        references=tuple(
            shapes.Reference(
                ref.number, ref.source, ref.location, tuple(dict.fromkeys(one.quote for one in ref.citations))
            )
            for ref in material.references
        ),
        earlier_answers=tuple(answers[:-1]),
        hops=tuple(maker.hop(branch) for branch in tree(state)),
        sources=tuple(_sources(state)),
        steering=tuple(shapes.Deed(*deed) for deed in deeds(state)),
        left_out=tuple(shapes.LeftOut(*one) for one in left_out(state)),
        steps=tuple(shapes.Step(*step) for _, step in steps(state)),
        usage=_usage(state),
    )


def _usage(state: State) -> shapes.Usage:
    each = tuple(shapes.UsedBy(*_used(spent), name) for name, spent in state.spent_by.items())
    return shapes.Usage(*_used(state.spent), each)


def _used(spent: Spent) -> tuple[int, int, int, int, int, int, int, float | None, float]:
    """In the order of `shapes.Used`."""
    used = spent.usage
    return (
        used.tokens,
        spent.estimated_tokens,
        used.input,
        used.cached,
        used.cache_written,
        used.output,
        used.requests,
        None if spent.unpriced else round(spent.usd, 6),
        round(spent.saved_usd, 6),
    )


def _about(material: Material) -> shapes.About:
    state = material.state
    return shapes.About(
        id=state.session,
        title=material.title,
        tags=material.tags,
        created=state.created,
        origin=state.origin,
        reasoner=state.reasoner,
        retrievers=state.retrievers,
        docs=state.docs,
        budget=state.budget,
        n_events=state.seq + 1,
        running_s=round(state.busy_s, 3),
        stale=state.stale,
        ended=state.ended,
    )


def _sources(state: State) -> Iterable[shapes.Source]:
    alike = same_texts(state.sources)
    for one in state.sources.values():
        dropped, pinned = one.id in state.marks.dropped, one.id in state.marks.pinned
        yield shapes.Source(
            *(one.id, one.title, one.path, one.kind, one.n_chars, dropped, pinned),
            published=one.published,
            publisher=one.publisher,
            genre=one.genre,
            dated_by=one.dated_by,
            boilerplate=one.boilerplate,
            same_text=tuple(alike[one.id]),
        )


class _Maker:
    """Makes the values that need the session's state to be looked up in."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._number_of: Mapping[tuple[str, str], int] = (
            numbers(references(state.answer)) if state.answer is not None else {}
        )

    def answer(self, answer: Answer) -> shapes.Answer:
        sentences = tuple(
            shapes.Sentence(
                one.text,
                one.verdict,
                one.hop,
                self._citations(one.citations),
                self._calculation(one.calculation),
                one.reason,
            )
            for one in answer.sentences
        )
        disagreements = tuple(
            shapes.Disagreement(
                found.subject,
                tuple(shapes.Side(side.value, self._citation(side.citation)) for side in found.sides),
                found.reason,
            )
            for found in answer.disagreements
        )
        text = answer.text
        return shapes.Answer(
            answer.version,
            answer.answered,
            text,
            answer.note,
            sentences,
            disagreements,
            self._table(answer.table),
            answer.missing,
            answer.searched,
            self._citations(answer.nearest),
        )

    def _table(self, table: Table | None) -> shapes.Table | None:
        if table is None:
            return None
        columns = tuple(shapes.Column(one.name, one.numeric, one.unit) for one in table.columns)
        cells = tuple(tuple(self._cell(table, cell) for cell in row) for row in table.cells)
        return shapes.Table(table.rows, columns, cells)

    def _cell(self, table: Table, cell: Cell) -> shapes.Cell:
        values = tuple(
            shapes.CellValue(one.text, one.amount, one.shown, self._citations(one.citations))
            for one in cell.values
        )
        return shapes.Cell(table.says(cell), cell.verdict, values, cell.reason, cell.hop)

    def _calculation(self, worked: Worked | None) -> shapes.Calculation | None:
        if worked is None:
            return None
        operands = tuple(
            shapes.Operand(one.name, one.value, self._citation(one.citation)) for one in worked.operands
        )
        return shapes.Calculation(
            worked.operation, operands, worked.expression, worked.result, worked.rounded
        )

    def _citations(self, citations: Iterable[Citation]) -> tuple[shapes.Citation, ...]:
        return tuple(map(self._citation, citations))

    def _citation(self, one: Citation) -> shapes.Citation:
        known = self._state.sources.get(one.source)
        title, path = (known.title, known.path) if known is not None else ("", "")
        number = self._number_of.get((one.source, one.location), 0)
        return shapes.Citation(
            *(one.source, title, path, one.location, one.start, one.end, one.quote, one.evidence, number),
            stands=one.stands,
            also=one.also,
        )

    def hop(self, branch: Branch) -> shapes.Hop:
        state, hop = self._state, branch.hop
        return shapes.Hop(
            id=hop.id,
            parent=hop.parent,
            depth=hop.depth,
            question=state.question_of(hop),
            first_question=hop.question,
            origin=hop.origin,
            why=hop.why,
            status="pruned" if branch.cut else hop.run_status,
            left_out=branch.cut_by,
            outcome=hop.outcome,
            error=hop.error,
            started_at=hop.started_at,
            ended_at=hop.ended_at,
            searches=tuple(map(_search, hop.searches)),
            evidence=tuple(self._evidence(branch)),
            findings=tuple(
                shapes.Finding(one.id, one.text, one.score, self._citations(one.citations))
                for one in hop.findings
            ),
            suggestions=tuple(shapes.Suggestion(one.question, one.why) for one in hop.suggestions),
        )

    def _evidence(self, branch: Branch) -> Iterable[shapes.Evidence]:
        marks = self._state.marks
        for kept in branch.hop.evidence.values():
            passage = kept.passage
            yield shapes.Evidence(
                id=kept.id,
                source=passage.source,
                location=passage.location,
                start=passage.start,
                end=passage.end,
                quote=passage.text,
                score=kept.score,
                reason=kept.reason,
                via=kept.via,
                dropped=passage.source in marks.dropped,
                pinned=kept.id in marks.pinned or passage.source in marks.pinned,
            )


def _search(search: Searched | SearchFailed) -> shapes.Search:
    if isinstance(search, Searched):
        return shapes.Search(search.retriever, search.query, search.found, search.elapsed_s, "")
    return shapes.Search(search.retriever, search.query, 0, 0.0, search.error)
