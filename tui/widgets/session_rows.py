"""The sessions as rows: when, what was asked, and what came of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from hopyard.core.sessions.about import Summary, in_words
from hopyard.tui.render import line
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.table import Column, TableView, cells_of

SESSION = "session:"
"""How the keys of rows begin; the id follows."""
_MINUTE = len("2026-11-22T08:15")
_HEAD = ("when, in UTC", "what was asked", "outcome", "hops", "sources", "seconds", "tags")


def session_rows(found: Sequence[Summary], live: str = "") -> list[Row]:
    """A head and a row for each session; `live` is the id of the one that runs here."""
    head = Row(SESSION, cells_of(*((name, "muted") for name in _HEAD)), choosable=False)
    return [head, *(_row(one, one.id == live) for one in found)] if found else []


def _row(one: Summary, live: bool) -> Row:
    outcome = ("answered", "good") if one.answered else ("not answered", "muted")
    if one.problem:
        outcome = ("cannot read", "bad")
    elif live:
        outcome = ("on show", "accent")
    pieces = cells_of(
        one.created[:_MINUTE].replace("T", " ") or one.id,
        one.title or one.question or one.problem,
        outcome,
        *((text, "muted") for text in ("" if one.problem else f"{n:,}" for n in (one.hops, one.sources))),
        ("" if one.problem else f"{one.seconds:.1f}", "muted"),
        (" ".join(f"#{tag}" for tag in one.tags), "accent"),
    )
    return Row(SESSION + one.id, pieces)


def session_details(one: Summary) -> list[Row]:
    """All about a session in a few lines: its question in full, what came of it, where it came from."""
    title = [Row("title", line((one.title, "strong")), hang=2)] if one.title else []
    if one.problem:
        return [*title, Row("problem", line(("cannot be read: ", "bad"), one.problem), hang=2)]
    tags = "".join(f" #{tag}" for tag in one.tags)
    origin = f", branched off {one.origin}" if one.origin else ""
    about = line((f"{one.id}: {in_words(one)}{origin}", "muted"), (tags, "accent"))
    return [*title, Row("question", line(one.question), hang=2), Row("about", about, hang=2)]


class SessionsTable(TableView):
    """Sessions in columns."""

    COLUMNS: ClassVar[Mapping[str, Sequence[Column]]] = {
        "session": (
            Column(16),
            Column(20, share=3),
            Column(12),
            Column(5, right=True, from_cells=80),
            Column(7, right=True, from_cells=100),
            Column(8, right=True, from_cells=80),
            Column(8, share=1, from_cells=100),
        )
    }
