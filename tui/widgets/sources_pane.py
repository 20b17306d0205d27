"""The evidence and where it stands: title, location, score, and how the passage begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hopyard.core.citing import title_of
from hopyard.core.state import ROOT, State
from hopyard.core.values import Evidence
from hopyard.tui.at_leisure import FEW, MANY, AtLeisure
from hopyard.tui.render import line, restyle
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.rows import RowsView

_SNIPPET_CHARS = 240


def shown_evidence(state: State, hop_id: str) -> list[Evidence]:
    """The evidence of one hop, or for `root` of all that survive; that of dropped sources stays in sight."""
    hop = state.hops.get(hop_id)
    hops = list(state.surviving()) if hop is None else [hop]
    return [kept for hop in hops for kept in hop.evidence.values()]


class Marked(NamedTuple):
    """What the person did to a piece of evidence, or to what it comes from."""

    dropped: bool
    pinned: bool
    pruned: bool


def marked(state: State, kept: Evidence) -> Marked:
    """How a piece of evidence is marked."""
    source, marks = kept.passage.source, state.marks
    hop = state.hops.get(kept.hop)
    pruned = hop is not None and state.is_pruned(hop)
    return Marked(source in marks.dropped, kept.id in marks.pinned or source in marks.pinned, pruned)


def evidence_row(state: State, kept: Evidence, marks: Marked | None = None) -> Row:
    """One piece of evidence; a dropped source's is dimmed and says so. `marks` are its marks, if known."""
    passage = kept.passage
    dropped, pinned, pruned = marks or marked(state, kept)
    mark = "x " if dropped or pruned else "* " if pinned else "  "
    words = " dropped" * dropped + " pruned" * pruned + " pinned" * pinned
    head = line(
        mark,
        (title_of(passage.source, state.sources), "strong"),
        (f", {passage.location}", ""),
        (f"  {kept.id}, score {kept.score:.2f}", "muted"),
        (words, "warn" if dropped or pruned else "accent"),
    )
    snippet = " ".join(passage.text[:_SNIPPET_CHARS].split())
    below = line((f"{kept.via}: " if kept.via else "", "accent"), (snippet, "muted"))
    dim = dropped or pruned
    return Row(kept.id, restyle(head, "muted") if dim else head, hang=2, most=2, below=below, below_most=2)


class SourcesPane(RowsView):
    """The evidence of one hop or of all; of very much the first is shown first, and the rest at leisure."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._shown: dict[str, Evidence] = {}
        self._made: dict[str, tuple[Evidence, Marked, Row]] = {}
        self._leisure = AtLeisure(self)

    def show(self, state: State, hop: str) -> None:
        """Show the evidence of one hop, or of all for `root`."""
        self._shown = {kept.id: kept for kept in shown_evidence(state, hop)}
        kept_now = list(self._shown.values())
        self._leisure.drop()
        if sum(kept.id not in self._made for kept in kept_now) > MANY:
            self._leisure.begin(self._make_rest(state, kept_now))
            kept_now = kept_now[:FEW]
        self.set_rows([self._row(state, kept) for kept in kept_now])

    def complete(self) -> None:
        """Make at once the rows that are still to be made."""
        self._leisure.finish()

    @property
    def n_rows(self) -> int:
        """How many pieces of evidence there are."""
        return len(self._shown)

    def _make_rest(self, state: State, kept_now: Sequence[Evidence]) -> Iterator[None]:
        """Make the rows of these, and show them all at the end."""
        rows = []
        for kept in kept_now:
            rows.append(self._row(state, kept))
            self.measure(rows[-1])
            yield
        self.set_rows(rows)

    def _row(self, state: State, kept: Evidence) -> Row:
        """The row as it was made before, unless its marks changed: thousands are shown again and again."""
        marks = marked(state, kept)
        made = self._made.get(kept.id)
        if made is None or made[0] is not kept or made[1] != marks:
            made = self._made[kept.id] = kept, marks, evidence_row(state, kept, marks)
        return made[2]

    @property
    def evidence(self) -> Evidence | None:
        """What the cursor is on."""
        return self._shown.get(self.chosen)

    @property
    def all_evidence(self) -> list[Evidence]:
        """What is listed, in order."""
        return list(self._shown.values())

    @property
    def hop(self) -> str:
        """The hop that kept what the cursor is on."""
        kept = self.evidence
        return kept.hop if kept is not None else ROOT
