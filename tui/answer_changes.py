"""What changed from one version of the answer to the next, as rows to read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from hopyard.core.citing import marks, numbers, references, title_of
from hopyard.core.state import State
from hopyard.core.values import Answer, Citation, Sentence
from hopyard.tui.render import line
from hopyard.tui.widgets.lines import Row


class Part(NamedTuple):
    """A sentence, source or note, and whether it was taken out (-), is new (+) or stayed."""

    mark: Literal["-", "+", " "]
    text: str
    label: str = ""


_MARK_STYLE = {"-": "bad", "+": "good", " ": "muted"}


def change_rows(state: State, before: Answer, after: Answer) -> list[Row]:
    """What was taken out, what is new and what stayed, with a count first."""
    found = [
        *_sentences(before, after),
        *_cells(before, after),
        *_sources(state, before, after),
        *_notes(before, after),
    ]
    out, new = (sum(part.mark == mark for part in found) for mark in "-+")
    head = f"{out} out (-), {new} new (+)" if out or new else "Nothing changed."
    return [Row("head", line((head, "muted"))), *_rows(found)]


def _sentences(before: Answer, after: Answer) -> Iterator[Part]:
    """A sentence that moved is out at its old place and new at the other."""
    old, new = ([_key(sentence) for sentence in answer.sentences] for answer in (before, after))
    for tag, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (Part("-", _said(before, sentence)) for sentence in before.sentences[i:j])
        mark: Literal["+", " "] = " " if tag == "equal" else "+"
        yield from (Part(mark, _said(after, sentence)) for sentence in after.sentences[m:n])


def _key(sentence: Sentence) -> tuple[str, str, tuple[Citation, ...]]:
    return sentence.text, sentence.verdict, sentence.citations


def _said(answer: Answer, sentence: Sentence) -> str:
    verdict = "" if sentence.verdict == "supported" else f" ({sentence.verdict})"
    cited = marks(sentence.citations, numbers(references(answer)))
    return f"{sentence.text} {cited}{verdict}"


def _cells(before: Answer, after: Answer) -> Iterator[Part]:
    """Cells of the table that say something else now, or were there only before, or are there only now."""
    old, new = (dict(_cells_said(answer)) for answer in (before, after))
    for place in dict.fromkeys([*old, *new]):
        if old.get(place) != new.get(place):
            if place in old:
                yield Part("-", old[place], f"{place}: ")
            if place in new:
                yield Part("+", new[place], f"{place}: ")


def _cells_said(answer: Answer) -> Iterator[tuple[str, str]]:
    if answer.table is None:
        return
    for name, row in zip(answer.table.rows, answer.table.cells, strict=True):
        for column, cell in zip(answer.table.columns, row, strict=True):
            yield f"{name}, {column.name}", answer.table.says(cell)


def _sources(state: State, before: Answer, after: Answer) -> Iterator[Part]:
    old, new = ({ref.source: None for ref in references(answer)} for answer in (before, after))
    yield from (Part("-", title_of(one, state.sources), "source: ") for one in old if one not in new)
    yield from (Part("+", title_of(one, state.sources), "source: ") for one in new if one not in old)


def _notes(before: Answer, after: Answer) -> Iterator[Part]:
    if before.note != after.note:
        if before.note:
            yield Part("-", before.note, "note: ")
        if after.note:
            yield Part("+", after.note, "note: ")


def _rows(parts: Sequence[Part]) -> Iterator[Row]:
    for n, part in enumerate(parts):
        style = _MARK_STYLE[part.mark]
        said = (" ".join(part.text.split()), "muted" if part.mark == " " else "")
        yield Row(str(n), line((f"{part.mark} ", style), (part.label, "muted"), said), hang=2)
