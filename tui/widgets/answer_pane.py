"""The answer: sentences with their numbers, verdicts in words, what is in dispute, and the references."""

from __future__ import annotations

from collections.abc import Mapping

from hopyard.core.citing import Reference, citations_of, cited_as, marks, numbers, references
from hopyard.core.state import ROOT, State
from hopyard.core.values import Answer, Citation
from hopyard.tui.render import line
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.rows import RowsView

_VERDICT_STYLE = {"computed": "accent", "disputed": "warn", "unsupported": "warn"}
_VERDICT_MARK = {"supported": "  ", "computed": "= ", "disputed": "! ", "unsupported": "? "}


def answer_rows(state: State) -> list[Row]:
    """The last answer as rows.

    `s0`, `p0`, `d0`, `r1` are its sentences, what came nearest, its disagreements and its references.
    """
    answer = state.answer
    if answer is None:
        return [Row("none", line((_why_none(state), "muted")))]
    refs = references(answer)
    number_of = numbers(refs)
    rows = [] if answer.answered else [_row("n0", ("Not answered. ", "warn"), answer.note)]
    for n, sentence in enumerate(answer.sentences):
        verdict = "" if sentence.verdict == "supported" else f" ({sentence.verdict})"
        cited = marks(sentence.citations, number_of)
        rows.append(
            _row(
                f"s{n}",
                (_VERDICT_MARK[sentence.verdict], _VERDICT_STYLE.get(sentence.verdict, "")),
                " ".join(sentence.text.split()),
                (f" {cited}" if cited else "", "accent"),
                (verdict, _VERDICT_STYLE.get(sentence.verdict, "")),
            )
        )
    if answer.answered and answer.note:
        rows.append(_row("n0", ("Note: ", "muted"), answer.note))
    for n, near in enumerate(answer.nearest):
        quote = " ".join(near.quote.split())
        rows.append(_row(f"p{n}", ("Nearest: ", "muted"), quote, (f" {marks([near], number_of)}", "accent")))
    rows += _disagreement_rows(answer, number_of)
    return rows + _reference_rows(refs, state)


def _why_none(state: State) -> str:
    if state.paused:
        return "No answer yet: the session is paused."
    return "No answer yet; it comes when the hops are done."


def _disagreement_rows(answer: Answer, number_of: Mapping[tuple[str, str], int]) -> list[Row]:
    rows = []
    for n, found in enumerate(answer.disagreements):
        parts: list[str | tuple[str, str]] = [("Sources disagree on ", "warn"), f"{found.subject}: "]
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
        rows.append(
            _row(
                f"r{ref.number}",
                (f"[{ref.number}] ", "accent"),
                f"{cited_as(ref.source, state.sources)}, {ref.location}",
            )
        )
    return rows


def _row(key: str, *parts: str | tuple[str, str]) -> Row:
    return Row(key, line(*parts), hang=2)


class AnswerPane(RowsView):
    """The last version of the answer."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._answer: Answer | None = None

    def show(self, state: State) -> None:
        """Show this state's answer."""
        self._answer = state.answer
        self.set_rows(answer_rows(state))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the row under the cursor cites."""
        if self._answer is None or not self.chosen:
            return ()
        kind, place = self.chosen[0], self.chosen[1:]
        if kind == "s":
            return self._answer.sentences[int(place)].citations
        if kind == "d":
            return tuple(side.citation for side in self._answer.disagreements[int(place)].sides)
        if kind == "p":
            return (self._answer.nearest[int(place)],)
        if kind == "r":
            return references(self._answer)[int(place) - 1].citations
        return ()

    @property
    def all_citations(self) -> list[Citation]:
        """What the answer cites, in reading order."""
        return citations_of(self._answer) if self._answer is not None else []

    @property
    def hop(self) -> str:
        """The hop whose finding the sentence under the cursor states."""
        if self._answer is not None and self.chosen.startswith("s"):
            return self._answer.sentences[int(self.chosen[1:])].hop or ROOT
        return ROOT
