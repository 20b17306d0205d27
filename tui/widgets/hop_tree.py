"""The question and its tree of hops: rows out of the state, and the list that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from textual.binding import BindingType

from hopyard.core import spending
from hopyard.core.citing import title_of
from hopyard.core.standing import searched_in, standing, why
from hopyard.core.state import ROOT, Hop, State
from hopyard.core.values import Evidence
from hopyard.tui.actions import bindings_for
from hopyard.tui.render import line, restyle, width
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.rows import RowsView

_ROW_LINES = 2
"""Lines that a hop may take in the tree; the details below it have the rest."""
_QUESTION_LINES = 3
DETAIL_LINES = 3
"""Lines below the tree; the style sheet gives them."""


_STYLES = {"x": "muted", ">": "accent", "o": "", "!": "bad", "-": "muted", "+": "good"}
"""Of the marks of `standing`."""


class TreeView(NamedTuple):
    """How the tree is looked at; no part of the session."""

    folded: frozenset[str] = frozenset()
    """Hops under which nothing is shown."""
    hides_pruned: bool = False
    now: float | None = None
    """Seconds since the session began, for the hops that run; None where time is not shown."""


def hop_rows(state: State, view: TreeView = TreeView()) -> list[Row]:  # noqa: B008 - it is frozen
    """The question, then the hops in tree order."""
    question = Row(ROOT, line(("? ", "muted"), (state.question, "strong")), hang=2, most=_QUESTION_LINES)
    return [question, *_rows_under(state, ROOT, view)]


def _rows_under(state: State, hop_id: str, view: TreeView) -> Iterator[Row]:
    waiting = [(child, False) for child in reversed(state.children(hop_id))]
    while waiting:
        name, cut = waiting.pop()
        hop = state.hops[name]
        pruned = cut or state.is_pruned(hop)
        if pruned and view.hides_pruned:
            continue
        yield _hop_row(state, hop, view, pruned=pruned)
        if name not in view.folded:
            waiting += ((child, pruned) for child in reversed(hop.children))


def _hop_row(state: State, hop: Hop, view: TreeView, *, pruned: bool) -> Row:
    stands = standing(state, hop, pruned=pruned)
    style = _STYLES[stands.mark]
    indent = "  " * (hop.depth - 1)
    hidden = sum(1 for _ in state.walk(hop.id)) if hop.id in view.folded else 0
    runs = hop.run_status == "running" and not pruned and view.now is not None
    pieces = line(
        indent,
        (f"{stands.mark} ", style),
        (hop.id, "strong"),
        (f" {stands.words}", style or "muted"),
        (f" {max(0.0, (view.now or 0.0) - hop.started_at):.0f} s" if runs else "", "muted"),
        (f" [+{hidden} folded]" if hidden else "", "muted"),
        ("  yours: " if hop.origin == "person" else "  ", "muted"),
        state.question_of(hop),
    )
    return Row(
        hop.id,
        restyle(pieces, "muted") if pruned else pieces,
        hang=len(indent) + 2,
        most=_ROW_LINES,
        below=() if pruned else line((_chain(state, hop), "muted")),
    )


def _chain(state: State, hop: Hop) -> str:
    """How the passage was reached that the first finding rests on, or that was kept first."""
    cited = [citation.evidence for finding in hop.findings[:1] for citation in finding.citations]
    kept = (hop.evidence.get(name) for name in cited or list(hop.evidence)[:1])
    reached = next((one for one in kept if one is not None and one.via), None)
    return f"{title_of(reached.passage.source, state.sources)}: {reached.via}" if reached is not None else ""


def detail_rows(state: State, hop_id: str, cells: int = 0) -> list[Row]:
    """A few lines on the hop under the cursor: its question in full, why it exists, what went wrong.

    Where the question takes one line of `cells`, the rest has its second one too.
    """
    hop = state.hops.get(hop_id)
    if hop is None:
        hops, sources = _count(len(state.hops), "hop"), _count(len(state.sources), "source")
        return [Row("about", line((f"{hops}, {sources}, {_searched(state)}", "muted")), most=1)]
    question = line((f"{hop.id} ", "strong"), state.question_of(hop))
    most = DETAIL_LINES - (1 if width(question) <= cells else 2)
    rows = [Row("question", question, hang=2, most=2)]
    if hop.error:
        return [*rows, Row("error", line(("failed: ", "bad"), hop.error), hang=2, most=most)]
    reworded = state.question_of(hop) != hop.question
    told = f"reworded by you; at first: {hop.question}" if reworded else f"why: {why(hop)}"
    return [*rows, Row("why", line((f"{_used(hop)}{told}", "muted")), hang=2, most=most)]


def _searched(state: State) -> str:
    """What was searched, is being searched, or is going to be."""
    where = searched_in(state) or "nothing"
    begun = any(hop.searches for hop in state.hops.values())
    if state.settled or state.ended:
        return f"searched {where}" if begun else "nothing searched"
    return f"searching {where}" if begun or state.running() else f"to be searched: {where}"


def _used(hop: Hop) -> str:
    """What a hop that ran to its end cost."""
    if hop.run_status != "done":
        return ""
    return f"{hop.ended_at - hop.started_at:.1f} s, {_count(len(hop.searches), 'search', 'searches')}; "


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def hop_details(state: State, hop_id: str) -> list[Row]:
    """All about one hop, or about the session for `root`, to read."""
    hop = state.hops.get(hop_id)
    if hop is None:
        rows = [("question", state.question), ("session", state.session), ("asked", state.created)]
        rows += [("reasoner", state.reasoner), ("searches in", searched_in(state))]
        if used := spending.in_words(state.spent):
            rows.append(("models", used))
        return [_named(str(n), name, text) for n, (name, text) in enumerate(rows)]
    stands = standing(state, hop)
    seconds = f" in {hop.ended_at - hop.started_at:.1f} s" if hop.run_status == "done" else ""
    facts = [("question", state.question_of(hop)), ("status", stands.words + seconds), ("why", why(hop))]
    if state.question_of(hop) != hop.question:
        facts.append(("at first", hop.question))
    if hop.error:
        facts.append(("error", hop.error))
    if used := spending.in_words(hop.spent):
        facts.append(("models", used))
    facts += [(f"search of {search.retriever}", search.query) for search in hop.searches]
    facts += [("kept", _told(state, kept)) for kept in hop.evidence.values()]
    facts += [("finding", finding.text) for finding in hop.findings]
    facts += [("suggests", f"{item.question} ({item.why})") for item in hop.suggestions]
    return [_named(str(n), name, text) for n, (name, text) in enumerate(facts)]


def _told(state: State, kept: Evidence) -> str:
    """A piece of evidence in a line: where it stands, and why it was kept."""
    place = f"{title_of(kept.passage.source, state.sources)}, {kept.passage.location}"
    return "; ".join(part for part in (place, kept.reason, kept.via) if part)


def _named(key: str, name: str, text: str) -> Row:
    return Row(key, line((f"{name}: ", "muted"), text), hang=2)


class HopTree(RowsView):
    """The hops. Folding is the screen's own affair and is not logged."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("hops")]
    ALWAYS_MARKED = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._state: State | None = None
        self._view = TreeView()

    @property
    def hides_pruned(self) -> bool:
        """Whether pruned hops are left out."""
        return self._view.hides_pruned

    @property
    def n_hidden(self) -> int:
        """How many pruned hops are left out."""
        if self._state is None or not self._view.hides_pruned:
            return 0
        return sum(self._state.is_pruned(hop) for hop in self._state.hops.values())

    def show(self, state: State, now: float | None = None) -> None:
        """Show the hops of this state, at `now` seconds of the session."""
        if self._state is None or self._state.session != state.session:
            self._view = TreeView(hides_pruned=self._view.hides_pruned)
        self._state = state
        self._look(self._view._replace(now=now))

    def toggle_pruned(self) -> None:
        """Leave pruned hops out, or show them."""
        self._look(self._view._replace(hides_pruned=not self._view.hides_pruned))

    def _look(self, view: TreeView) -> None:
        self._view = view
        if self._state is not None:
            self.set_rows(hop_rows(self._state, view))

    def action_fold(self) -> None:
        """Fold the hop; on one that has nothing to fold, go to the hop above."""
        if self._state is None or not self.chosen:
            return
        hop = self._state.hops.get(self.chosen)
        if hop is not None and hop.children and hop.id not in self._view.folded:
            self._look(self._view._replace(folded=self._view.folded | {hop.id}))
        elif hop is not None:
            self.choose(hop.parent)

    def action_unfold(self) -> None:
        """Show again what hangs under the hop."""
        self._look(self._view._replace(folded=self._view.folded - {self.chosen}))
