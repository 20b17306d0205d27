"""An answer as plain text: sentences with numbers, then what each number stands for."""

from __future__ import annotations

from hopyard.core.state import State
from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.values import Citation


def answer_text(state: State) -> str:
    """The last answer of a session, with numbered references below."""
    answer = state.answer
    if answer is None:
        return "There is no answer yet."
    numbers: dict[tuple[str, int, int], int] = {}
    lines = []
    for sentence in answer.sentences:
        marks = "".join(f"[{_number(citation, numbers)}]" for citation in sentence.citations)
        verdict = "" if sentence.verdict == "supported" else f" ({sentence.verdict})"
        lines.append(f"{sanitize_line(sentence.text)} {marks}{verdict}")
    if answer.note:
        lines.append(sanitize_line(answer.note))
    if numbers:
        lines.append("")
    for (source_id, start, _), number in numbers.items():
        source = state.sources[source_id]
        where = _location(state, source_id, start)
        lines.append(f"[{number}] {sanitize_line(source.title)}, {where} ({sanitize_line(source.path)})")
    return "\n".join(lines)


def _number(citation: Citation, numbers: dict[tuple[str, int, int], int]) -> int:
    return numbers.setdefault((citation.source, citation.start, citation.end), len(numbers) + 1)


def _location(state: State, source: str, start: int) -> str:
    answer = state.answer
    assert answer is not None
    for sentence in answer.sentences:
        for citation in sentence.citations:
            if citation.source == source and citation.start == start:
                return citation.location
    return ""
