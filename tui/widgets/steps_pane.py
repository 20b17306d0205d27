"""The reasoning steps, live: of one hop or of all."""

from __future__ import annotations

from hopyard.core import events as ev
from hopyard.core.state import ROOT, State
from hopyard.core.steps import Step, describe
from hopyard.tui.render import line
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.rows import RowsView

_STYLE = {
    "plan": "",
    "work": "muted",
    "result": "",
    "answer": "strong",
    "person": "strong",
    "trouble": "warn",
}
_TIME_CELLS = 6


def step_row(step: Step) -> Row:
    """Time, hop, and what happened."""
    where = "" if step.hop == ROOT else f"{step.hop} "
    return Row(
        str(step.seq),
        line((f"{step.at:{_TIME_CELLS}.1f} ", "muted"), (where, "strong"), (step.text, _STYLE[step.tone])),
        hang=_TIME_CELLS + 1,
    )


class StepsPane(RowsView):
    """The steps; a cursor on the last one follows what comes."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(follow=True, id=id, classes=classes)
        self._state: State | None = None
        self._told: list[tuple[str, Row] | None] = []

    def show(self, state: State, hop: str) -> None:
        """Show the steps of one hop, or all for `root`. A step once told stays as it was told."""
        if self._state is None or self._state.session != state.session:
            self._told = []
        self._state = state
        del self._told[len(state.steps) :]  # a replay that went back
        for event in state.steps[len(self._told) :]:
            step = describe(event, state)
            self._told.append((step.hop, step_row(step)) if step is not None else None)
        self.set_rows([told[1] for told in self._told if told is not None and hop in (ROOT, told[0])])

    @property
    def event(self) -> ev.Event | None:
        """The event the cursor is on."""
        if self._state is None or not self.chosen:
            return None
        seq = int(self.chosen)
        return next((event for event in reversed(self._state.steps) if event.seq == seq), None)

    @property
    def hop(self) -> str:
        """The hop of the step the cursor is on."""
        told = (one for one in reversed(self._told) if one is not None)
        found = next((of for of, row in told if row.key == self.chosen), "")
        return found or ROOT
