"""A session as Markdown: answer, numbered references with quotes, hop tree, what was left out. Pure.

Text of others is escaped so that every reader of CommonMark shows it as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hopyard.core.citing import (
    Reference,
    caveats,
    cited_as,
    described,
    disagree_on,
    marks,
    numbers,
    references,
    verdict_of,
)
from hopyard.core.export.material import PERSON, Material, deeds, facts, left_out, tree
from hopyard.core.standing import standing, why
from hopyard.core.state import ROOT, State
from hopyard.core.tables import empty_by_reason
from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.values import Answer, Cell, Table

_ACTIVE = re.compile(
    r"[\\`*_{}\[\]<>|~$&#^]"  # some readers know tables, mathematics, struck-out text and tags
    r"|:(?=//)|(?<=[Ww]{3})\.|(?<=\w)@(?=\w)"  # addresses that some readers make links of
)
_AT_START = re.compile(r"(?:[-+=:]|[0-9]{1,9}(?=[.)]))")


def escape(text: str) -> str:
    """Text of others on one line of Markdown, to be read as it stands."""
    shown = _ACTIVE.sub(r"\\\g<0>", sanitize_line(text))
    start = _AT_START.match(shown)
    if start is None:
        return shown
    number = start.group().isdigit()
    return f"{start.group()}\\{shown[start.end() :]}" if number else f"\\{shown}"


def answer_markdown(state: State) -> str:
    """The last answer alone: question, sentences with their numbers, references; empty without one."""
    answer = state.answer
    if answer is None:
        return ""
    refs = references(answer)
    parts = [f"# {escape(state.question)}", "", *_answer(answer, numbers(refs))]
    if refs:
        parts += ["", "## References", "", *(f"{_reference(ref, state)}  " for ref in refs)]
    return "\n".join(parts) + "\n"


def markdown(material: Material) -> str:
    """The whole session."""
    state, answer, refs = material.state, material.state.answer, material.references
    parts = [f"# {escape(state.question)}", ""]
    parts += _answer(answer, numbers(refs)) if answer is not None else ["*There is no answer yet.*"]
    if refs:
        parts += ["", "## References"]
        for ref in refs:
            about = described(ref.source, state.sources)
            known = [f"{_inner(about[0].upper() + about[1:])}.", ""] if about else []
            parts += ["", _reference(ref, state), "", *known, *_quotes(ref)]
    parts += ["", "## Hops", "", *_hops(state)]
    if done := deeds(state):
        parts += ["", f"## What {PERSON} did", ""]
        for deed in done:
            of = f"hop {_inner(deed.hop)}: " if deed.hop != ROOT else ""
            parts.append(f"- {deed.at:.1f} s, {of}{_inner(deed.text)}{'' if deed.holds else ' (undone)'}")
    if out := left_out(state):
        parts += ["", "## Left out of the answer", ""]
        parts += [f"- {_inner(one.what)} ({_inner(one.by)})" for one in out]
    parts += ["", "## About this session", ""]
    parts += [f"- {name}: {_inner(value)}" for name, value in facts(material)]
    return "\n".join(parts) + "\n"


def _answer(answer: Answer, number_of: Mapping[tuple[str, str], int]) -> list[str]:
    lines = [] if answer.answered else ["**Not answered.**", ""]
    if answer.table is not None:
        lines += [*_table(answer.table, number_of), ""]
    for sentence in answer.sentences:
        cited = "".join(f" {mark}" for mark in [marks(sentence.citations, number_of)] if mark)
        lines.append(f"{escape(sentence.text)}{cited}{verdict_of(sentence)}  ")
    if answer.note:
        lines += [""] * bool(answer.sentences) + [escape(answer.note)]
    for near in answer.nearest:
        quote = _inner(" ".join(near.quote.split()))
        lines += ["", f"Nearest, and not an answer: “{quote}” {marks([near], number_of)}"]
    for found in answer.disagreements:
        sides = "; ".join(f"{_inner(side.value)} {marks([side.citation], number_of)}" for side in found.sides)
        reason = f" ({_inner(found.reason)})" if found.reason else ""
        begins, subject = disagree_on(found)
        lines += ["", f"{begins}{_inner(subject)}: {sides}{reason}"]
    return lines


def _table(table: Table, number_of: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """A table as most readers of Markdown know it; below it why cells are empty."""
    yield _piped(["", *(_inner(column.name) for column in table.columns)])
    yield _piped(["---"] * (len(table.columns) + 1))
    for name, row in zip(table.rows, table.cells, strict=True):
        yield _piped([f"**{_inner(name)}**", *(_cell(table, cell, number_of) for cell in row)])
    for reason, where in empty_by_reason(table).items():
        yield ""
        yield f"{table.not_found}: {_inner(', '.join(where))}: {_inner(reason)}"


def _piped(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(table: Table, cell: Cell, number_of: Mapping[tuple[str, str], int]) -> str:
    if not cell.values:
        return f"*{table.not_found}*"
    said = (f"{_inner(one.said)} {marks(one.citations, number_of)}" for one in cell.values)
    return " / ".join(said) + (" (disputed)" if cell.verdict == "disputed" else "")


def _reference(ref: Reference, state: State) -> str:
    known = state.sources.get(ref.source)
    path = f" ({_inner(known.path)})" if known is not None and known.path else ""
    title = _inner(cited_as(ref.source, state.sources)) or "untitled"
    told = caveats(ref.citations, state.sources)
    return f"[{ref.number}] **{title}**, {_inner(ref.location)}{path}{f'; {_inner(told)}' if told else ''}"


def _quotes(ref: Reference) -> Iterator[str]:
    quotes = dict.fromkeys(citation.quote for citation in ref.citations)
    for n, quote in enumerate(quotes):
        if n:
            yield ">"
        yield f"> {escape(quote)}"


def _hops(state: State) -> Iterator[str]:
    if not state.hops:
        yield "There are none."
    for hop, level, cut, cut_by in tree(state):
        indent = "  " * level
        words = cut_by or standing(state, hop, pruned=cut).words
        asked = _inner(state.question_of(hop))
        yield f"{indent}- **{_inner(hop.id)}** {_inner(words)}: {asked}  "
        error = f"; failed: {_inner(hop.error)}" if hop.error else ""
        yield f"{indent}  {_inner(why(hop, PERSON))}{error}"


def _inner(text: str) -> str:
    """Escaped text that does not begin a line."""
    return _ACTIVE.sub(r"\\\g<0>", sanitize_line(text))
