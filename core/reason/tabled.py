"""How a hop of a table is planned, searched and read: for each of its cells by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hopyard.core.ports import Draft, DraftQuote, HopTask, Kept, Reading
from hopyard.core.question.agreement import agreement
from hopyard.core.question.grid import Grid, grid_of, lookups
from hopyard.core.reason.called import Asked, picks_of_cell
from hopyard.core.reason.mismatched import notes_for
from hopyard.core.reason.operand_figures import ScorerOf
from hopyard.core.reason.ranking import Candidate, rank
from hopyard.core.reason.somebody import makers_in
from hopyard.core.reason.table import best_of_sources, covers
from hopyard.core.values import Hit, Suggestion

_PER_CELL = 4
"""Passages that may fill a cell, and are kept for it."""
_MOST_HITS = 60
"""Passages that are read for a hop's cells: those that its searches found first."""
_NEAR = 2
"""Passages kept beside them, for the reader to look at."""


def table_plan(question: str) -> list[Suggestion]:
    """The hops of a table; none if the question asks for none."""
    grid = grid_of(agreement(question).rest)
    if grid is None:
        return []
    found = []
    for lookup in lookups(grid):
        rows = list(dict.fromkeys(grid.subjects[row] for row, _ in lookup.cells))
        n = len(lookup.cells)
        found.append(Suggestion(lookup.question, f"{n} cell{'s' * (n > 1)} of the table: {', '.join(rows)}"))
    return found


def cells_of(task: HopTask) -> tuple[Grid, tuple[tuple[int, int], ...]] | None:
    """The table that a hop belongs to and its cells in it; None if it is a hop like others."""
    grid = grid_of(agreement(task.root).rest)
    cells = covers(grid, task.question) if grid is not None else ()
    return (grid, cells) if grid is not None and cells else None


async def read_cells(
    grid: Grid, cells: Sequence[tuple[int, int]], hits: Sequence[Hit], scorer_of: ScorerOf
) -> Reading:
    """What the hits say to each cell: the sentences that fill one are findings, others are only kept.

    Others have their turn between two cells.
    """
    hits = hits[:_MOST_HITS]
    found = _Found()
    makers = makers_in(hit.passage.text for hit in hits)
    for row, column in cells:
        await asyncio.sleep(0)
        scorer = scorer_of(grid.question(row, column))
        what = f"{grid.subjects[row]}, {grid.attributes[column].name}"
        ranked = rank(scorer, hits)
        chosen = picks_of_cell(Asked(grid, row, column), makers, scorer_of, hits, ranked)
        for n, pick in enumerate(best_of_sources(chosen, [hit.source.id for hit in hits], _PER_CELL)):
            found.keep(pick.candidate, f"quoted: {what}", quoted=n == 0)
        if not chosen:
            found.notes.append(f"nothing fills the cell {what}")
        found.near += [(one, f"near: {what}") for one in ranked[:_NEAR]]
    return found.reading(hits)


class _Found:
    """What is gathered over the cells of a hop."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.near: list[tuple[Candidate, str]] = []
        self._drafts: dict[str, Draft] = {}
        self._kept: dict[int, Kept] = {}

    def keep(self, one: Candidate, why: str, *, quoted: bool) -> None:
        """Keep a sentence's passage, and have the sentence among the findings if it is `quoted`."""
        self._kept.setdefault(one.hit, Kept(one.hit, one.score.total, why))
        if quoted:
            quote = DraftQuote(one.hit, one.start, one.end)
            self._drafts.setdefault(one.text, Draft(one.text, (quote,), one.score.total))

    def reading(self, hits: Sequence[Hit]) -> Reading:
        for one, why in self.near:
            self.keep(one, why, quoted=False)
        notes = [*self.notes, *notes_for([hits[hit].passage for hit in self._kept])]
        return Reading(tuple(self._kept.values()), tuple(self._drafts.values()), (), tuple(notes))
