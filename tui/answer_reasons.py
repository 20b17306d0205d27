"""Why the sentence under the cursor stands: its verdict, the reason, the operands, the quotes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hopyard.core.citing import cited_as, marks, numbers, references
from hopyard.core.state import State
from hopyard.core.values import Answer, Citation, Sentence, Table
from hopyard.tui.render import line
from hopyard.tui.widgets.answer_pane import shown_answer
from hopyard.tui.widgets.lines import Row

_UNTOLD = "This session was made before reasons were told."
_STYLES = {"supported": "good", "computed": "accent", "disputed": "warn", "unsupported": "warn"}
_CELLS = re.compile(r"[tcb](?P<row>\d+)(?:\.(?P<column>\d+))?")
_Part = str | tuple[str, str]


def reason_rows(state: State, chosen: str) -> list[Row]:
    """The sentence of an answer's row (`s0`), the cells of a table's (`t0`, one `c0.1`, a bar `b0.1`), or
    every sentence where none of these is chosen.

    Without an answer there are no rows.
    """
    answer = shown_answer(state)
    if answer is None:
        return []
    cells = _CELLS.fullmatch(chosen)
    if cells is not None and answer.table is not None:
        column = int(cells["column"]) if cells["column"] and chosen.startswith("c") else None
        parts = _told_of_cells(answer, answer.table, (int(cells["row"]), column), state)
        return [Row(str(n), line(*one), hang=2) for n, one in enumerate(parts)]
    at = int(chosen[1:]) if chosen[:1] == "s" and chosen[1:].isdigit() else -1
    picked = answer.sentences[at : at + 1] if 0 <= at < len(answer.sentences) else answer.sentences
    found: list[tuple[_Part, ...]] = []
    for sentence in picked:
        found += [("",)] if found else []
        found += _told(sentence, answer, state)
    if answer.missing and len(picked) != 1:
        found += [("",)] if found else []
        found += [(("Not in your sources: ", "warn"), "; ".join(answer.missing))]
    if not answer.answered:
        found += [(("Not answered. ", "warn"), answer.note)]
    return [Row(str(n), line(*parts), hang=2) for n, parts in enumerate(found)]


def _told(sentence: Sentence, answer: Answer, state: State) -> Iterator[tuple[_Part, ...]]:
    number_of = numbers(references(answer))
    yield (" ".join(sentence.text.split()), (f" {marks(sentence.citations, number_of)}", "accent"))
    yield ((f"{sentence.verdict.capitalize()}: ", _STYLES[sentence.verdict]), sentence.reason or _UNTOLD)
    if sentence.hop:
        yield (("Found by hop ", "muted"), sentence.hop)
    worked = sentence.calculation
    for operand in worked.operands if worked is not None else ():
        where = marks([operand.citation], number_of)
        yield (("Operand: ", "muted"), f"{operand.name} = {operand.value}", (f" {where}", "accent"))
    for citation in sentence.citations:
        yield _quoted(citation, number_of, state)


def _told_of_cells(
    answer: Answer, table: Table, place: tuple[int, int | None], state: State
) -> Iterator[tuple[_Part, ...]]:
    """Why the cells of a table's row hold what they do, or are empty; one cell where its column is given."""
    number_of = numbers(references(answer))
    row, only = place
    for n, (column, cell) in enumerate(zip(table.columns, table.cells[row], strict=True)):
        if only not in (None, n):
            continue
        if n and only is None:
            yield ("",)
        said = (table.says(cell), (f" {marks(cell.citations, number_of)}", "accent") if cell.values else "")
        yield ((f"{table.rows[row]}, {column.name}: ", "strong"), *said)
        if not cell.values:
            yield (("Empty: ", "warn"), cell.reason)
        elif cell.verdict == "disputed":
            yield (("Disputed: ", "warn"), cell.reason or "the sources state different values.")
        else:
            yield (("Supported: ", "good"), "the quoted sentence states it of this row itself.")
        if cell.hop:
            yield (("Looked up by hop ", "muted"), cell.hop)
        for citation in cell.citations:
            yield _quoted(citation, number_of, state)


def _quoted(citation: Citation, number_of: Mapping[tuple[str, str], int], state: State) -> tuple[_Part, ...]:
    quote = f"“{' '.join(citation.quote.split())}” "
    return (f"{marks([citation], number_of)} ", "accent"), quote, (_where(citation, state), "muted")


def _where(citation: Citation, state: State) -> str:
    return f"{cited_as(citation.source, state.sources)}, {citation.location}"
