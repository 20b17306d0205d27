"""An answer as plain text: sentences with numbers, then what each number stands for."""

from __future__ import annotations

from hopyard.core.citing import disagree_on, marks, numbers, references, verdict_of
from hopyard.core.standing import not_searched
from hopyard.core.state import State
from hopyard.tui.answer_table import table_rows
from hopyard.tui.references import place
from hopyard.tui.render import clean, plain

_CELLS = 100
"""How wide a table is printed."""


def answer_text(state: State) -> str:
    """The last answer of a session, with numbered references below."""
    answer = state.answer
    if answer is None:
        return "There is no answer yet."
    refs = references(answer)
    number_of = numbers(refs)
    lines = []
    if answer.table is not None:
        table = table_rows(answer.table, number_of, _CELLS)
        lines += [*(plain(row.line).rstrip() for row in table), ""]
    for sentence in answer.sentences:
        lines.append(
            f"{clean(sentence.text)} {marks(sentence.citations, number_of)}{verdict_of(sentence)}".rstrip()
        )
    if answer.note:
        lines.append(clean(answer.note))
    lines += (f"Not searched: {' '.join(clean(said).split())}" for said in not_searched(state))
    for near in answer.nearest:
        quote = " ".join(clean(near.quote).split())
        lines.append(f"Nearest, and not an answer: “{quote}” {marks([near], number_of)}")
    for found in answer.disagreements:
        sides = "; ".join(f"{clean(side.value)} {marks([side.citation], number_of)}" for side in found.sides)
        reason = f" ({clean(found.reason)})" if found.reason else ""
        begins, subject = disagree_on(found)
        lines.append(f"{begins}{clean(subject)}: {sides}{reason}")
    if refs:
        lines += ["", *(f"[{ref.number}] {place(ref, state)}" for ref in refs)]
    return "\n".join(lines)
