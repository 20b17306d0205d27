"""The table that a question asks for, out of what its hops kept. Pure.

A cell takes from the hop that looked it up and from those under that, and from no other: pruning it empties
its cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hopyard.core.ports import Brief, BriefHop
from hopyard.core.question.attributes import ColumnKind
from hopyard.core.question.glossary import other_names
from hopyard.core.question.grid import Grid, cells_named, lookups
from hopyard.core.question.names import Name
from hopyard.core.question.understand import is_chinese
from hopyard.core.reason.called import Asked, picks_of_cell
from hopyard.core.reason.cell_picks import Pick
from hopyard.core.reason.column_units import in_one_unit
from hopyard.core.reason.disagree import MAX_SIDES, grouped, reason_of
from hopyard.core.reason.operand_figures import ScorerOf
from hopyard.core.reason.ranking import hits_of
from hopyard.core.reason.somebody import makers_in
from hopyard.core.reason.statements import Statement
from hopyard.core.reason.telling import tell
from hopyard.core.text.quantities import Quantity
from hopyard.core.text.tokens import fold
from hopyard.core.values import Cell, CellValue, Disagreement, Side, Table, TableColumn

FIGURES = (ColumnKind.NUMBER, ColumnKind.PERCENT)
_MOST_BESIDE = 3
"""Further values that are told of a cell."""
_MOST_CITATIONS = 2
"""Citations of one value: a second source that says the same is worth seeing, a fifth is not."""


class Filled(NamedTuple):
    """A table, and the cells in which sources disagree as disagreements, with their hops."""

    table: Table
    disputed: list[tuple[BriefHop, Disagreement]]
    also: list[str]
    """What one source states of a cell beside what stands in it: `A-1 (yield): 3 t`."""


class _Content(NamedTuple):
    """A cell before its column's unit is known: the sides, each with those that agree."""

    hop: str
    sides: tuple[tuple[Statement, ...], ...] = ()
    reason: str = ""
    also: tuple[str, ...] = ()
    """What was stated and is on no side."""


def filled(grid: Grid, brief: Brief, scorer_of: ScorerOf) -> Filled:
    """The table with what the surviving hops carry; empty cells say why they are."""
    covering = _covering(grid, brief)
    chinese = is_chinese(brief.question)
    contents = {
        (row, column): _content(grid, row, column, covering.get((row, column), []), brief, scorer_of)
        for row in range(len(grid.subjects))
        for column in range(len(grid.attributes))
    }
    columns, cells = [], []
    for n, attribute in enumerate(grid.attributes):
        column, made = _column(
            attribute.name, attribute.kind, [contents[row, n] for row in range(len(grid.subjects))], chinese
        )
        columns.append(column)
        cells.append(made)
    table = Table(
        grid.subjects, tuple(columns), tuple(zip(*cells, strict=True)), "未找到" if chinese else "not found"
    )
    by_id = {hop.id: hop for hop in brief.hops}
    disputed = [
        (by_id[content.hop], _disagreement(grid.question(*place), content))
        for place, content in contents.items()
        if len(content.sides) > 1
    ]
    also = [
        f"{grid.subjects[row]} ({grid.attributes[column].name}): {', '.join(content.also)}"
        for (row, column), content in contents.items()
        if content.also
    ]
    return Filled(table, disputed, also)


def covers(grid: Grid, question: str) -> tuple[tuple[int, int], ...]:
    """The cells that a hop of this question looks up."""
    planned = next((one.cells for one in lookups(grid) if one.question == question), None)
    return planned if planned is not None else cells_named(grid, question)


def _covering(grid: Grid, brief: Brief) -> dict[tuple[int, int], list[BriefHop]]:
    """The hops that each cell may take from, those that looked it up before those under them."""
    found: dict[tuple[int, int], list[BriefHop]] = {}
    cells_of: dict[str, tuple[tuple[int, int], ...]] = {}
    for hop in brief.hops:
        cells = covers(grid, hop.question) or cells_of.get(hop.parent, ())
        cells_of[hop.id] = cells
        for cell in cells:
            found.setdefault(cell, []).append(hop)
    return found


def _content(
    grid: Grid, row: int, column: int, hops: Sequence[BriefHop], brief: Brief, scorer_of: ScorerOf
) -> _Content:
    chinese = is_chinese(brief.question)
    if not hops:
        return _Content("", reason=tell(chinese, "no hop that stands looked it up"))
    kind, subject = grid.attributes[column].kind, grid.subjects[row]
    makers = makers_in(kept.passage.text for hop in brief.hops for kept in hop.evidence)
    named = False
    for hop in hops:
        hits = hits_of(hop, brief)
        found = picks_of_cell(Asked(grid, row, column), makers, scorer_of, hits)
        named = named or any(Name(subject).share_in(hit.passage.text) == 1.0 for hit in hits)
        if not found:
            continue
        stated = [one.statement(hop.evidence[one.hit]) for one in found]
        sides = grouped(stated) if kind in FIGURES or kind is ColumnKind.TIME else _same_names(stated, kind)
        if len(sides) > MAX_SIDES or not sides:
            several = "several values are stated for it, and none can be told to be the one"
            return _Content(hop.id, reason=tell(chinese, several))
        reason = reason_of(sides, chinese) if len(sides) > 1 else ""
        also = _beside(stated, sides) if kind in FIGURES or kind is ColumnKind.TIME else ()
        return _Content(hop.id, tuple(map(tuple, sides)), reason, also)
    why = "no sentence found states it of this subject itself" if named else "no passage found names it"
    return _Content(hops[0].id, reason=tell(chinese, why))


def _beside(stated: Sequence[Statement], sides: Sequence[Sequence[Statement]]) -> tuple[str, ...]:
    """Values that a source states beside those of the sides, as that is no disagreement between sources."""
    told = {one.written for side in sides for one in side}
    return tuple(dict.fromkeys(one.written for one in stated if one.written not in told))[:_MOST_BESIDE]


def _same_names(stated: Sequence[Statement], kind: ColumnKind) -> list[list[Statement]]:
    """The statements of the name that most of them give; none if two are given as often."""
    groups: dict[str, list[Statement]] = {}
    for one in stated:
        ways = {fold(one.written), *other_names(one.written)}
        key = next(
            (known for known in groups if known in ways or ways & {known, *other_names(known)}),
            fold(one.written),
        )
        groups.setdefault(key, []).append(one)
    weights = sorted(((_weight(group), -n) for n, group in enumerate(groups.values())), reverse=True)
    ranked = [list(groups.values())[-n] for _, n in weights]
    if kind is ColumnKind.WHO and len(ranked) > 1 and weights[0][0] == weights[1][0]:
        return []
    return ranked[:1]


def _weight(group: Sequence[Statement]) -> tuple[int, int]:
    """How often a name is given; in the text rather than in a table, which may have been misread."""
    return len(group), sum(not one.in_table for one in group)


def _column(
    name: str, kind: ColumnKind, contents: Sequence[_Content], chinese: bool
) -> tuple[TableColumn, list[Cell]]:
    """A column with its cells, its figures in one unit."""
    values = [
        side[0].value if kind in FIGURES and isinstance(side[0].value, Quantity) else None
        for content in contents
        for side in content.sides
    ]
    unified = in_one_unit(values, chinese=chinese)
    amounts = iter(unified.amounts)
    cells = [
        Cell(
            "not found" if not content.sides else "supported" if len(content.sides) == 1 else "disputed",
            tuple(_value(side, *next(amounts)) for side in content.sides),
            content.reason,
            content.hop,
        )
        for content in contents
    ]
    numeric = any(value.amount is not None for cell in cells for value in cell.values)
    return TableColumn(name, numeric, unified.unit.strip()), cells


def _value(side: Sequence[Statement], amount: float | None, shown: str) -> CellValue:
    by_source = {one.citation.source: one.citation for one in reversed(side)}
    cited = [side[0].citation, *(one for one in by_source.values() if one.source != side[0].citation.source)]
    return CellValue(side[0].written, tuple(cited[:_MOST_CITATIONS]), amount, shown.strip())


def _disagreement(question: str, content: _Content) -> Disagreement:
    sides = tuple(Side(side[0].written, side[0].citation) for side in content.sides)
    return Disagreement(question, sides, content.reason)


def has_values(table: Table) -> bool:
    """Whether any cell is filled."""
    return any(cell.values for row in table.cells for cell in row)


def cells_missing(tabled: Filled, chinese: bool) -> list[str]:
    """The notes on cells that are empty, and on what sources state beside those that are not."""
    cells = [cell for row in tabled.table.cells for cell in row]
    n = sum(not cell.values for cell in cells)
    notes = []
    if n:
        text = "One of the table's {1} cells is empty." if n == 1 else "{} of the table's {} cells are empty."
        notes.append(tell(chinese, text, str(n), str(len(cells))))
    if tabled.also:
        notes.append(tell(chinese, "Stated in the same sources too: {}.", "; ".join(tabled.also)))
    return notes


def best_of_sources(found: Sequence[Pick], sources: Sequence[str], most: int) -> Iterator[Pick]:
    """The best pick of each source, then the next ones, `most` in all; `sources` by number of hit."""
    first: dict[str, Pick] = {}
    for pick in found:
        first.setdefault(sources[pick.hit], pick)
    chosen = [*first.values(), *(pick for pick in found if pick not in first.values())]
    yield from chosen[:most]
