"""The engine's side of what a reasoner tells while it asks models: what still counts, and what to warn of."""

from __future__ import annotations

from collections.abc import Callable

from hopyard.core import events as ev
from hopyard.core import spending
from hopyard.core.ports import Room
from hopyard.core.state import ROOT, State


class EngineDesk:
    """The `Desk` of one session."""

    def __init__(
        self, state: State, emit: Callable[[ev.Event], None], is_open: Callable[[], bool] = lambda: True
    ) -> None:
        """`emit` logs an event, applies it to `state` and shows it; not called once `is_open` says no."""
        self._state = state
        self._emit = emit
        self._is_open = is_open

    def tell(self, event: ev.Event) -> None:
        """As `Desk.tell`."""
        if not self._is_open():
            return
        match event:
            case ev.ModelUsed():
                before = spending.shares(self._state)
                self._emit(event)
                for warning in spending.warnings(before, self._state):
                    self._emit(ev.Noted(hop=ROOT, text=warning))
            case ev.BudgetReached(limit=limit):
                if limit not in self._state.limits_met:
                    self._emit(event)
            case ev.AnswerGrew():
                self._emit(event)
            case ev.ModelAsked() | ev.ModelCounted() | ev.ModelThought() | ev.ModelWaits() | ev.Noted():
                if event.hop == ROOT or event.hop in self._state.run_now:
                    self._emit(event)
            case _:
                raise ValueError(f"a reasoner does not tell of {type(event).__name__}")

    def room(self) -> Room:
        """As `Desk.room`."""
        return spending.room(self._state)
