"""The reasoning steps, live: of one hop or of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hopyard.core import events as ev
from hopyard.core.state import ROOT, State
from hopyard.core.steps import Step, describe, is_told
from hopyard.tui.at_leisure import FEW, MANY, AtLeisure
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
_THOUGHT_CHARS = 200
"""Of what a model thinks that are shown while it does."""


def step_row(step: Step) -> Row:
    """Time, hop, and what happened."""
    where = "" if step.hop == ROOT else f"{step.hop} "
    return Row(
        str(step.seq),
        line((f"{step.at:{_TIME_CELLS}.1f} ", "muted"), (where, "strong"), (step.text, _STYLE[step.tone])),
        hang=_TIME_CELLS + 1,
    )


def thought_row(thought: ev.ModelThought) -> Row:
    """What a model thinks just now: the end of it, in the place where the whole will be a step."""
    tail = " ".join(thought.text[-2 * _THOUGHT_CHARS :].split())
    cut = tail if len(tail) <= _THOUGHT_CHARS else f"…{tail[-_THOUGHT_CHARS:]}"
    return step_row(Step(thought.seq, thought.at, thought.hop, "work", f"thinks: {cut}"))


class _Told(NamedTuple):
    """A step that has its row."""

    hop: str
    row: Row


class StepsPane(RowsView):
    """The steps; a cursor on the last one follows what comes.

    Of very many that come at once the last are told first, and those before them at leisure.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(follow=True, id=id, classes=classes)
        self._state: State | None = None
        self._of = ROOT
        self._told: list[_Told | None] = []
        """For each event that is a step; None where the row is still to be made."""
        self._events: list[ev.Event] = []
        """The events of `_told`."""
        self._n_seen = 0
        """How many of the state's events these were taken from."""
        self._leisure = AtLeisure(self)

    def show(self, state: State, hop: str) -> None:
        """Show the steps of one hop, or all for `root`. A step once told stays as it was told."""
        if self._state is None or self._state.session != state.session or len(state.steps) < self._n_seen:
            self._keep(state.steps if self._is_same(state) else [])
        self._state, self._of = state, hop
        new = [event for event in state.steps[self._n_seen :] if is_told(event)]
        self._n_seen = len(state.steps)
        self._events += new
        n_later = len(new) - FEW if len(new) > MANY else 0
        self._told += [None] * n_later
        self._told += [self._tell(event) for event in new[n_later:]]
        if n_later:
            self._leisure.begin(self._tell_rest())
        self._show_told()

    def complete(self) -> None:
        """Tell at once what is still to be told."""
        self._leisure.finish()

    @property
    def n_rows(self) -> int:
        """How many steps there are; of one hop, those that have been told."""
        return len(self._told) if self._of == ROOT else super().n_rows

    def _is_same(self, state: State) -> bool:
        return self._state is not None and self._state.session == state.session

    def _keep(self, steps: Sequence[ev.Event]) -> None:
        """Keep what was told of these, which are the first of those there were: a replay went back."""
        n = sum(map(is_told, steps))
        del self._told[n:], self._events[n:]
        self._n_seen = len(steps)

    def _tell(self, event: ev.Event) -> _Told:
        assert self._state is not None
        step = describe(event, self._state)
        assert step is not None, event
        return _Told(step.hop, step_row(step))

    def _tell_rest(self) -> Iterator[None]:
        """Tell what was left out, the last first, and show it all at the end."""
        at = len(self._told)
        while at > 0:
            at = min(at, len(self._told)) - 1
            if at >= 0 and self._told[at] is None:
                told = self._told[at] = self._tell(self._events[at])
                self.measure(told.row)
                yield
        self._show_told()

    def _show_told(self) -> None:
        of = self._of
        rows = [told.row for told in self._told if told is not None and of in (ROOT, told.hop)]
        self.set_rows([*rows, *(thought_row(one) for one in self._thoughts if of in (ROOT, one.hop))])

    @property
    def _thoughts(self) -> list[ev.ModelThought]:
        """What models think just now."""
        return [] if self._state is None else list(self._state.thoughts.values())

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
        found = next((one.hop for one in told if one.row.key == self.chosen), "")
        thinking = next((one.hop for one in self._thoughts if str(one.seq) == self.chosen), "")
        return found or thinking or ROOT
