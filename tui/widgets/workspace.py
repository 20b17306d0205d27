"""The four panes together: which is active, which hop they tell of, and what the cursor stands on."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.events import DescendantFocus
from textual.message import Message

from hopyard.core.state import ROOT, State
from hopyard.tui.at_rest import AtRest
from hopyard.tui.keymap import Keymap
from hopyard.tui.pointed import Pointed
from hopyard.tui.render import line, plain
from hopyard.tui.widgets.answer_pane import AnswerPane
from hopyard.tui.widgets.hop_tree import HopTree, detail_rows
from hopyard.tui.widgets.lines import Row, TextView
from hopyard.tui.widgets.one_line import TitleLine
from hopyard.tui.widgets.rows import RowsView
from hopyard.tui.widgets.shares import Shares, Side
from hopyard.tui.widgets.sources_pane import SourcesPane
from hopyard.tui.widgets.status import PANES, PaneName, PaneTitle, pane_titles
from hopyard.tui.widgets.steps_pane import StepsPane

EXAMPLE = "example:"
"""Begins the keys of the rows that offer a question to ask."""


class _Detail(TextView, can_focus=False):
    """A few lines on the hop under the tree's cursor."""


class Workspace(Container):
    """The panes. Wide and high enough, all are in sight; else one at a time."""

    class Changed(Message):
        """The cursor or the active pane changed: hints and tabs are to follow."""

        def can_replace(self, message: Message) -> bool:
            """Only the last change counts."""
            return isinstance(message, Workspace.Changed)

    def __init__(self, keys: Keymap, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys = keys
        self.active: PaneName = "hops"
        self._as_tabs = True
        self._all = False
        self._shares = Shares()
        self._state: State | None = None
        self.rest_s = 0.0
        self._to_follow = AtRest(self, self._follow)
        self._followed: tuple[State | None, str] = None, ROOT
        self._tree = HopTree(id="tree")
        self._detail = _Detail(id="detail")
        self._steps = StepsPane(id="steps")
        self._sources = SourcesPane(id="sources")
        self._answer = AnswerPane(id="answer")
        self._titles = {name: TitleLine(classes="pane-title") for name in PANES}

    def compose(self) -> ComposeResult:
        """The four panes in the order of their keys."""
        views = {
            "hops": (self._tree, self._detail),
            "steps": (self._steps,),
            "sources": (self._sources,),
            "answer": (self._answer,),
        }
        for name in PANES:
            yield Vertical(self._titles[name], *views[name], id=f"pane-{name}", classes="pane")

    def on_mount(self) -> None:
        """One pane is active from the start."""
        self._activate("hops")

    @property
    def shown_hop(self) -> str:
        """The hop whose steps and sources are shown; `root` for all."""
        chosen = self._tree.chosen
        return ROOT if self._all or self._state is None or chosen not in self._state.hops else chosen

    @property
    def titles(self) -> list[PaneTitle]:
        """What the panes hold, in words."""
        n_steps, n_sources = self._steps.n_rows, self._sources.n_rows
        found = pane_titles(self._state, self.shown_hop, n_steps, n_sources, self._tree.n_hidden)
        return [
            title.with_filter(self._focusable(name).filter) for name, title in zip(PANES, found, strict=True)
        ]

    def offer(self, examples: Sequence[str]) -> None:
        """Before the first question: questions to begin with."""
        rows = [Row("hello", line(("Type a question above and press enter.", "muted")), choosable=False)]
        if examples:
            rows.append(Row("or", line(("Or take one of these:", "muted")), choosable=False))
        rows += [Row(f"{EXAMPLE}{question}", line("- ", question), hang=2) for question in examples]
        self._tree.set_rows(rows)
        self.retitle()

    def show(self, state: State, now: float) -> None:
        """Show a state in all panes, at `now` seconds of the session."""
        if self._state is None or self._state.session != state.session:
            self._all = False
            for name in PANES:
                self._focusable(name).show_only("")
        self._state = state
        self._tree.show(state, now)
        self._answer.show(state)
        self._show_hop()

    def draw_lean(self, lean: bool, rest_s: float) -> None:
        """Over a slow line, follow the tree's cursor only when it rests so long, and turn pages."""
        self.rest_s = rest_s if lean else 0.0
        for name in PANES:
            self._focusable(name).turns_pages = lean

    def show_time(self, now: float) -> None:
        """Only time went by."""
        if self._state is not None:
            self._tree.show(self._state, now)

    def toggle_all(self) -> None:
        """Steps and sources of all hops, or of the one the tree's cursor is on."""
        self._all = not self._all
        self._show_hop()

    def show_as_tabs(self, as_tabs: bool) -> None:
        """Show the active pane alone, or all of them."""
        self._as_tabs = as_tabs
        self._show_panes()

    def go_to(self, name: PaneName) -> None:
        """Make a pane the active one and give it the focus."""
        self._activate(name)
        self.screen.set_focus(self._focusable(name))

    def go_on(self, direction: int) -> bool:
        """To the next pane or the one before; False behind the last or before the first."""
        index = PANES.index(self.active) + direction
        if not 0 <= index < len(PANES):
            return False
        self.go_to(PANES[index])
        return True

    @property
    def hop(self) -> str:
        """The hop the cursor of the active pane is on; `root` for the question and for what has no hop."""
        if self._state is None:
            return ROOT
        hops = {
            "hops": self._tree.chosen,
            "steps": self._steps.hop,
            "sources": self._sources.hop,
            "answer": self._answer.hop,
        }
        hop = hops[self.active]
        return hop if hop in self._state.hops else ROOT

    def pointed(self) -> Pointed | None:
        """What the cursor stands on; None before the first question."""
        if self._state is None:
            return None
        pane = self._focusable(self.active)
        row = pane.rows[pane.cursor] if pane.cursor >= 0 else None
        return Pointed(
            self._state,
            self.active,
            self.hop,
            text=plain(row.line).strip() if row is not None else "",
            event=self._steps.event if self.active == "steps" else None,
            kept=self._sources.evidence,
            listed=self._sources.all_evidence,
            cited=self._answer.citations,
            all_cited=self._answer.all_citations,
        )

    @property
    def answer_row(self) -> str:
        """The key of the answer's row under its cursor; empty if another pane is active."""
        return (self._answer.chosen or "") if self.active == "answer" else ""

    @property
    def filter(self) -> str:
        """What the rows of the active pane must hold to be shown; empty for all."""
        return self._focusable(self.active).filter

    def show_only(self, text: str) -> None:
        """Show only those rows of the active pane that hold a text; all if it is empty."""
        self._focusable(self.active).show_only(text)
        self.retitle()

    def toggle_pruned(self) -> bool:
        """Leave pruned hops out of the tree, or show them; whether they are left out now."""
        self._tree.toggle_pruned()
        self.retitle()
        return self._tree.hides_pruned

    def next_chart(self) -> str:
        """Draw the next numeric column of the answer's table, and go there; what is drawn, in words."""
        said = self._answer.next_chart()
        if said.startswith("Chart"):
            self.go_to("answer")
        return said

    def resize_panes(self, side: Side, direction: int) -> None:
        """Give a side a step more room, or less."""
        self._shares = self._shares.moved(side, direction)
        self.styles.grid_columns = self._shares.columns
        self.styles.grid_rows = self._shares.rows

    @on(RowsView.Moved)
    def _moved(self, message: RowsView.Moved) -> None:
        if message.view is self._tree and self._state is not None:
            self._show_detail()
            self._to_follow.soon(self.rest_s)
        self.post_message(self.Changed())

    def _show_detail(self) -> None:
        if self._state is not None:
            cells = self._detail.scrollable_content_region.width
            self._detail.set_rows(detail_rows(self._state, self._tree.chosen, cells))

    def on_resize(self) -> None:
        """Fewer or more lines are left beside a hop's question."""
        self.call_after_refresh(self._show_detail)

    def _follow(self) -> None:
        if self._followed != (self._state, self.shown_hop):
            self._show_hop()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The pane that has the focus is the active one."""
        for name in PANES:
            if event.widget is self._focusable(name):
                self._activate(name)

    def _activate(self, name: PaneName) -> None:
        self.active = name
        self._to_follow.now()
        self._show_panes()
        self.retitle()
        self.post_message(self.Changed())

    def _show_panes(self) -> None:
        for name in PANES:
            shown = name == self.active or not self._as_tabs
            pane = self.query_one(f"#pane-{name}")
            if pane.display != shown:  # even an unchanged one would have the screen laid out anew
                pane.display = shown

    def _focusable(self, name: PaneName) -> RowsView:
        return {"hops": self._tree, "steps": self._steps, "sources": self._sources, "answer": self._answer}[
            name
        ]

    def _show_hop(self) -> None:
        assert self._state is not None
        self._followed = self._state, self.shown_hop
        self._steps.show(self._state, self.shown_hop)
        self._sources.show(self._state, self.shown_hop)
        self._show_detail()
        self.retitle()

    def retitle(self) -> None:
        """Say anew what the panes hold, and their keys."""
        for name, title in zip(PANES, self.titles, strict=True):
            key = self._keys.shown(f"pane-{name}")
            self._titles[name].show_title(f"{key} {title.full}", active=name == self.active)
