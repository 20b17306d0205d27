"""How the room is shared among the panes when all are in sight. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple

Side = Literal["column", "answer"]

_STEP = 5
_LEAST, _MOST = 20, 75


class Shares(NamedTuple):
    """In per cent of the width and of the height."""

    column: int = 40
    """The column of hops."""
    answer: int = 38

    def moved(self, side: Side, direction: int) -> Shares:
        """One step more (1) or less (-1) for a side; no pane is ever squeezed out."""
        share = self.column if side == "column" else self.answer
        share = max(_LEAST, min(_MOST, share + direction * _STEP))
        return self._replace(column=share) if side == "column" else self._replace(answer=share)

    @property
    def columns(self) -> str:
        """As Textual's `grid-columns`."""
        return f"{self.column}fr {100 - self.column}fr"

    @property
    def rows(self) -> str:
        """As Textual's `grid-rows`: steps, sources, answer."""
        return f"{100 - self.answer}fr {100 - self.answer}fr {2 * self.answer}fr"
