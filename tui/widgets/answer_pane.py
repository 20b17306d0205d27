"""The answer: sentences with their numbers, verdicts in words, what is in dispute, and the references."""

from __future__ import annotations

from collections.abc import Mapping

from textual.events import Resize

from hopyard.core.citing import (
    Reference,
    caveats,
    citations_of,
    cited_as,
    disagree_on,
    marks,
    numbers,
    references,
    verdict_of,
)
from hopyard.core.standing import not_searched
from hopyard.core.state import ROOT, State
from hopyard.core.tables import numeric_columns
from hopyard.core.values import Answer, Cell, CellValue, Citation
from hopyard.tui.answer_table import chart_rows, table_rows, value_at
from hopyard.tui.render import clean, line
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.rows import RowsView

_VERDICT_STYLE = {"computed": "accent", "disputed": "warn", "unsupported": "warn"}
_VERDICT_MARK = {"supported": "  ", "computed": "= ", "disputed": "! ", "unsupported": "? "}


def shown_answer(state: State) -> Answer | None:
    """The last answer, or what came of the one that a model writes; without any, of one that broke off."""
    if state.draft and (state.writes or state.answer is None) and (drafted := state.drafted()):
        return Answer(len(state.answers) + 1, drafted, answered=True)
    return state.answer


def answer_rows(state: State, answer: Answer | None, cells: int = 80, drawn: int | None = None) -> list[Row]:
    """An answer as rows; `s0`, `u0`, `p0`, `d0`, `r1` are its sentences, what could not be searched, what
    came nearest, its disagreements and its references.

    A table stands before them, as wide as `cells` allow, and a chart of its column `drawn` behind it.
    """
    if answer is None:
        return [Row("none", line((_why_none(state), "muted")))]
    refs = references(answer)
    number_of = numbers(refs)
    rows = [] if answer.answered else [_row("n0", ("Not answered. ", "warn"), answer.note)]
    if answer.version > len(state.answers):
        rows = [Row("w0", line((_how_far(state, len(answer.sentences)), "muted")))]
    if answer.table is not None:
        found = table_rows(answer.table, number_of, cells)
        if drawn is not None:
            found += chart_rows(answer.table, drawn, number_of, cells)
        rows += (Row(one.key, one.line, one.hang, choosable=one.choosable) for one in found)
    for n, sentence in enumerate(answer.sentences):
        cited = marks(sentence.citations, number_of)
        rows.append(
            _row(
                f"s{n}",
                (_VERDICT_MARK[sentence.verdict], _VERDICT_STYLE.get(sentence.verdict, "")),
                " ".join(sentence.text.split()),
                (f" {cited}" if cited else "", "accent"),
                (verdict_of(sentence), _VERDICT_STYLE.get(sentence.verdict, "warn")),
            )
        )
    if answer.answered and answer.note:
        rows.append(_row("n0", ("Note: ", "muted"), answer.note))
    if answer is state.answer:
        rows += _stopped_rows(state)
        lacking = enumerate(not_searched(state))
        rows += (_row(f"u{n}", ("Not searched: ", "warn"), said) for n, said in lacking)
    for n, near in enumerate(answer.nearest):
        quote = " ".join(near.quote.split())
        rows.append(_row(f"p{n}", ("Nearest: ", "muted"), quote, (f" {marks([near], number_of)}", "accent")))
    rows += _disagreement_rows(answer, number_of)
    return rows + _reference_rows(refs, state)


def _stopped_rows(state: State) -> list[Row]:
    """After a stop: how many hops were not done."""
    left = [hop for hop in state.walk() if hop.run_status == "proposed" and not state.is_pruned(hop)]
    if not state.stopped or not left:
        return []
    hops = "1 hop was" if len(left) == 1 else f"{len(left)} hops were"
    return [_row("w1", ("Stopped ", "warn"), f"before {hops} done.")]


def _how_far(state: State, n: int) -> str:
    came = "1 sentence" if n == 1 else f"{n} sentences"
    if state.writes:
        return f"Being written: {came} so far, each checked."
    return f"What came of an answer that is not there yet: {came}, each checked."


def _why_none(state: State) -> str:
    if state.writes:
        return "No answer yet: a model writes it, and each sentence is shown when it is checked."
    if state.paused:
        return "No answer yet: the session is paused."
    return "No answer yet; it comes when the hops are done."


def _disagreement_rows(answer: Answer, number_of: Mapping[tuple[str, str], int]) -> list[Row]:
    rows = []
    for n, found in enumerate(answer.disagreements):
        begins, subject = disagree_on(found)
        parts: list[str | tuple[str, str]] = [(begins, "warn"), f"{subject}: "]
        for side in found.sides:
            parts += [side.value, (f" {marks([side.citation], number_of)}", "accent"), "; "]
        parts[-1] = (f" ({found.reason})", "muted") if found.reason else ""
        rows.append(_row(f"d{n}", *parts))
    return rows


def _reference_rows(refs: list[Reference], state: State) -> list[Row]:
    if not refs:
        return []
    rows = [Row("blank", (), choosable=False), Row("refs", line(("References", "muted")), choosable=False)]
    for ref in refs:
        told = caveats(ref.citations, state.sources)
        rows.append(
            _row(
                f"r{ref.number}",
                (f"[{ref.number}] ", "accent"),
                f"{cited_as(ref.source, state.sources)}, {ref.location}",
                (f"; {told}" if told else "", "muted"),
            )
        )
    return rows


def _row(key: str, *parts: str | tuple[str, str]) -> Row:
    return Row(key, line(*parts), hang=2)


def _cited_by(answer: Answer, kind: str, number: int) -> tuple[Citation, ...]:
    """What a row outside the table cites: a sentence, a disagreement, what came nearest, or a reference."""
    match kind:
        case "s":
            return answer.sentences[number].citations
        case "d":
            return tuple(side.citation for side in answer.disagreements[number].sides)
        case "p":
            return (answer.nearest[number],)
        case _:
            return references(answer)[number - 1].citations


class AnswerPane(RowsView):
    """The last version of the answer, or what came of the next one."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._answer: Answer | None = None
        self._state: State | None = None
        self._drawn: int | None = None
        """The column of the table of which a chart is drawn."""

    def show(self, state: State) -> None:
        """Show this state's answer."""
        self._answer, self._state = shown_answer(state), state
        if self._drawn not in self._drawable:
            self._drawn = None
        self.set_rows(answer_rows(state, self._answer, self._cells, self._drawn))

    def next_chart(self) -> str:
        """Draw the table's first numeric column, then the next ones, then none; what is drawn, in words."""
        columns: list[int | None] = [None, *self._drawable]
        if self._state is None or self._answer is None or self._answer.table is None or len(columns) == 1:
            return "There is no table with figures to draw."
        self._drawn = columns[(columns.index(self._drawn) + 1) % len(columns)]
        self.show(self._state)
        begins = "chart" if self._drawn is not None else self.rows[0].key
        place = next(n for n, row in enumerate(self.rows) if row.key == begins)
        self.call_after_refresh(self.scroll_line, self.top_of(place))
        if self._drawn is None:
            return "The chart is off."
        return f"Chart of {clean(self._answer.table.columns[self._drawn].name)}."

    @property
    def _drawable(self) -> list[int]:
        table = self._answer.table if self._answer is not None else None
        return numeric_columns(table) if table is not None else []

    @property
    def _cells(self) -> int:
        return self.scrollable_content_region.width or 80

    def on_resize(self, event: Resize) -> None:
        """A table is laid out for the width there is."""
        super().on_resize(event)
        if self._answer is not None and self._answer.table is not None and self._state is not None:
            self.show(self._state)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the row under the cursor cites."""
        if self._answer is None or not self.chosen:
            return ()
        kind, place = self.chosen[0], self.chosen[1:]
        if kind in "tcb" and self._answer.table is not None:
            return tuple(citation for value in self._values(kind, place) for citation in value.citations)
        return _cited_by(self._answer, kind, int(place)) if kind in "sdpr" else ()

    def _values(self, kind: str, place: str) -> list[CellValue]:
        """The values of the table that the row under the cursor shows."""
        assert self._answer is not None
        assert self._answer.table is not None
        if kind == "b":
            value = value_at(self._answer.table, self._drawn or 0, place)
            return [value] if value is not None else []
        return [value for cell in self._cells_at(place) for value in cell.values]

    def _cells_at(self, place: str) -> tuple[Cell, ...]:
        """The cells of a row `0`, or the one cell `0.1`."""
        if self._answer is None or self._answer.table is None:
            return ()
        row, _, column = place.partition(".")
        cells = self._answer.table.cells[int(row)]
        return (cells[int(column)],) if column else cells

    @property
    def all_citations(self) -> list[Citation]:
        """What the answer cites, in reading order; on a row of its table, what that row cites."""
        if self._answer is None:
            return []
        return list(self.citations) if self.chosen[:1] == "t" else citations_of(self._answer)

    @property
    def hop(self) -> str:
        """The hop whose finding the sentence, or whose cell the table's row, under the cursor states."""
        if self._answer is None or not self.chosen:
            return ROOT
        kind, place = self.chosen[0], self.chosen[1:]
        if kind == "s":
            return self._answer.sentences[int(place)].hop or ROOT
        cells = (
            self._cells_at(place)
            if kind in "tc"
            else self._cells_at(place.partition(".")[0])
            if kind == "b"
            else ()
        )
        return next((cell.hop for cell in cells if cell.hop), ROOT)
