"""A session's outcome as plain data: the last line of `ask --json`, and what evaluations look at. Pure."""

from __future__ import annotations

from typing import Any

from hopyard.core.events import Searched
from hopyard.core.state import State
from hopyard.core.text.about.alike import same_texts
from hopyard.core.values import Cell, Citation, Disagreement, Evidence, Sentence, Source, Spent, Table, Worked


def result(state: State) -> dict[str, Any]:
    """The outcome of a session so far, ready for JSON.

    Each `quote` equals the source's cleaned text at [start:end]; `location` is a page, heading, line or row.
    """
    answer = state.answer
    return {
        "type": "result",
        "question": state.question,
        "answer": {
            "version": answer.version if answer else 0,
            "text": answer.text if answer else "",
            "note": answer.note if answer else "",
            "sentences": [_sentence(state, sentence) for sentence in answer.sentences] if answer else [],
            "table": _table(state, answer.table) if answer and answer.table else None,
            "missing": list(answer.missing) if answer else [],
            "searched": list(answer.searched) if answer else [],
            "nearest": [_citation(state, one) for one in answer.nearest] if answer else [],
        },
        "answered": bool(answer and answer.answered),
        "evidence": [_evidence(state, kept) for kept in state.evidence()],
        "sources": _sources(state),
        "hops": len(state.hops),
        "disagreements": [_disagreement(state, one) for one in answer.disagreements] if answer else [],
        "elapsed_s": state.at,
        "usage": usage(state),
        "session": state.session,
    }


def usage(state: State) -> dict[str, Any]:
    """What the session used of its budget, and what each model did of it."""
    searches = sum(isinstance(search, Searched) for hop in state.walk() for search in hop.searches)
    return {
        "hops_started": state.n_started,
        "searches": searches,
        "seconds": state.at,
        **_spent(state.spent),
        "models": [{"model": name, **_spent(spent)} for name, spent in state.spent_by.items()],
    }


def _spent(spent: Spent) -> dict[str, Any]:
    """`input` leaves out what models read from or wrote to a server's cache; `estimated_tokens` are those of
    all `tokens` that the server did not count; `usd` is None if a price is not known.
    """
    used = spent.usage
    return {
        "tokens": used.tokens,
        "estimated_tokens": spent.estimated_tokens,
        "input": used.input,
        "cached": used.cached,
        "cache_written": used.cache_written,
        "output": used.output,
        "requests": used.requests,
        "estimated": used.estimated,
        "usd": None if spent.unpriced else round(spent.usd, 6),
        "saved_usd": round(spent.saved_usd, 6),
    }


def _sentence(state: State, sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "verdict": sentence.verdict,
        "reason": sentence.reason,
        "hop": sentence.hop,
        "citations": [_citation(state, citation) for citation in sentence.citations],
        "calculation": _calculation(state, sentence.calculation),
    }


def _table(state: State, table: Table) -> dict[str, Any]:
    return {
        "rows": list(table.rows),
        "columns": [
            {"name": column.name, "numeric": column.numeric, "unit": column.unit} for column in table.columns
        ],
        "cells": [[_cell(state, table, cell) for cell in row] for row in table.cells],
    }


def _cell(state: State, table: Table, cell: Cell) -> dict[str, Any]:
    return {
        "text": table.says(cell),
        "verdict": cell.verdict,
        "values": [
            {
                "text": value.text,
                "amount": value.amount,
                "shown": value.shown,
                "citations": [_citation(state, citation) for citation in value.citations],
            }
            for value in cell.values
        ],
        "reason": cell.reason,
        "hop": cell.hop,
    }


def _calculation(state: State, worked: Worked | None) -> dict[str, Any] | None:
    if worked is None:
        return None
    return {
        "operation": worked.operation,
        "operands": [
            {"name": one.name, "value": one.value, "citation": _citation(state, one.citation)}
            for one in worked.operands
        ],
        "expression": worked.expression,
        "result": worked.result,
        "rounded": worked.rounded,
    }


def _citation(state: State, citation: Citation) -> dict[str, Any]:
    title, path = _called(state, citation.source)
    return {
        "source": citation.source,
        "title": title,
        "path": path,
        "location": citation.location,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "evidence": citation.evidence,
        "stands": citation.stands,
        "also": list(citation.also),
    }


def _called(state: State, source: str) -> tuple[str, str]:
    """A source's title and path; empty for one that the log of a stranger cites and does not name."""
    known = state.sources.get(source)
    return (known.title, known.path) if known is not None else ("", "")


def _evidence(state: State, kept: Evidence) -> dict[str, Any]:
    passage = kept.passage
    title, path = _called(state, passage.source)
    return {
        "id": kept.id,
        "source": passage.source,
        "title": title,
        "path": path,
        "location": passage.location,
        "start": passage.start,
        "end": passage.end,
        "quote": passage.text,
        "hop": kept.hop,
        "score": kept.score,
        "reason": kept.reason,
    }


def _sources(state: State) -> list[dict[str, Any]]:
    """The sources of the surviving evidence, in its order."""
    met = dict.fromkeys(kept.passage.source for kept in state.evidence())
    alike = same_texts(state.sources)
    return [_source(state.sources[name], alike[name]) for name in met if name in state.sources]


def _source(source: Source, alike: list[str]) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "path": source.path,
        "kind": source.kind,
        "genre": source.genre,
        "publisher": source.publisher,
        "published": source.published,
        "dated_by": source.dated_by,
        "boilerplate": source.boilerplate,
        "same_text": alike,
    }


def _disagreement(state: State, one: Disagreement) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "sides": [{"value": side.value, "citation": _citation(state, side.citation)} for side in one.sides],
        "reason": one.reason,
    }
