"""The main screen: shows a session's state, and turns keys into messages for the app."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import DescendantFocus, Resize
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from hopyard.core.state import State
from hopyard.tui.actions import Scope, bindings_for
from hopyard.tui.keymap import Keymap
from hopyard.tui.kinds import Panes
from hopyard.tui.messages import QuestionAsked
from hopyard.tui.on_show import OnShow, Watch
from hopyard.tui.render import clean, line
from hopyard.tui.screens.acting import ActingScreen
from hopyard.tui.widgets.line_input import LineInput
from hopyard.tui.widgets.one_line import OneLine
from hopyard.tui.widgets.rows import RowsView
from hopyard.tui.widgets.shares import Side
from hopyard.tui.widgets.status import PaneName, Place, budget_parts, hint, hints, tabs_line
from hopyard.tui.widgets.workspace import EXAMPLE, Workspace

WIDE, HIGH = 100, 24
"""From this size on all panes are in sight; below, they are tabs."""
TINY_WIDE, TINY_HIGH = 60, 15
"""Below this size nothing useful fits."""
LEAN_REST_S = 0.3


class SessionScreen(ActingScreen, Panes):
    """Question, hops, steps, sources, answer."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("session")]
    PALETTE_SCOPES: ClassVar[tuple[Scope, ...]] = ("session",)
    # Textual's own paints the whole screen anew whenever the focus moves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    # Textual declares the two as variables of the instance.
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny-wide"), (TINY_WIDE, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-tiny-high"), (TINY_HIGH, "-low"), (HIGH, "-high")]  # noqa: RUF012

    def __init__(self, keys: Keymap, *, library: str, examples: Sequence[str], sends: str = "") -> None:
        """`sends` says in a few words what other machines are sent for models."""
        super().__init__(keys)
        self._sends = sends
        self.library = library
        self._examples = examples
        self.session: OnShow | None = None
        """Whose state it shows; the app puts it here."""
        self._busy_s = self._now = 0.0
        self._version_seen = 0
        self._unread = False
        self._zoomed = False
        self._has_room = False
        self._question = LineInput(placeholder="What do you want to know?", id="question")
        self._tabs = OneLine(id="tabs")
        self._budget = OneLine(id="budget")
        self._filter = LineInput(placeholder="Show only rows that hold this text", id="filter")

    def compose(self) -> ComposeResult:
        """From top to bottom; the last covers all when the window is too small."""
        with Horizontal(id="ask"):
            yield Static("Question ", id="ask-label", markup=False)
            yield self._question
            if self._sends:
                yield Static(f" {clean(self._sends)}", id="sends", markup=False)
        yield self._tabs
        yield self._workspace
        yield self._budget
        yield self._filter
        yield self._hints
        yield Static("Make the window larger (60 x 15 at least).", id="too-small", markup=False)

    def on_mount(self) -> None:
        """The question has the focus at the start."""
        self._filter.display = False
        if self.session is None:
            self._workspace.offer(self._examples)
        self.set_focus(self._question)
        self._show_lines()

    # showing

    def show(self, state: State, watch: Watch) -> None:
        """Show a state, and the time that `watch` says."""
        if self._state is None or self._state.session != state.session:
            self._close_filter()
        self._state, self._busy_s, self._now = state, watch.seconds, watch.now
        self._workspace.show(state, watch.now)
        self._show_lines()

    def show_time(self, watch: Watch) -> None:
        """Only time went by."""
        self._busy_s, self._now = watch.seconds, watch.now
        self._workspace.show_time(watch.now)
        self._show_budget()

    def draw_lean(self, lean: bool) -> None:
        """Draw as little as possible, or as much as there is to see."""
        self._workspace.draw_lean(lean, LEAN_REST_S)

    def tick(self) -> None:
        """A second went by."""
        if self.session is not None and self.session.watch.runs and not self.session.dead:
            self.show_time(self.session.watch)

    @property
    def typed(self) -> str:
        """What stands in the question line."""
        return self._question.value

    def type_into(self, text: str, at: int) -> None:
        """Go on with what was typed, the cursor before character `at`."""
        self._question.value = text
        self._question.cursor_position = at
        self.set_focus(self._question)

    def set_question(self, question: str) -> None:
        """Put a question into the question line and go to the hops."""
        self._question.value = question
        self._version_seen = 0
        self._workspace.go_to("hops")

    def set_library(self, words: str) -> None:
        """What is searched now, in a few words."""
        self.library = words
        self._show_budget()

    @property
    def place(self) -> Place:
        """Where the focus is."""
        if self._question.has_focus:
            return "question"
        return self._workspace.active

    @on(Workspace.Changed)
    def _show_lines(self) -> None:
        version = self._state.answer.version if self._state is not None and self._state.answer else 0
        in_sight = self._workspace.active == "answer" or (self._has_room and not self._zoomed)
        self._version_seen = version if in_sight else min(version, self._version_seen)
        self._unread = version > self._version_seen
        titles, active = self._workspace.titles, self._workspace.active
        self._tabs.show(tabs_line(titles, active, self._keys, unread=self._unread))
        self._show_budget()
        self._show_hints()

    def _show_budget(self) -> None:
        state = self._state
        used = [] if state is None else budget_parts(state, self._busy_s, self._keys, self._now)
        self._budget.show(*used, line((self.library, "muted")))

    def _show_hints(self) -> None:
        if self._filter.has_focus:
            leave = hint(self._keys, "leave", "shows all rows")
            self._hints.show(line(("enter", "strong"), (" keeps these rows", "muted")), leave)
            return
        hop, unread = self._workspace.hop, self._unread
        found = hints(self.place, hop, self._state, self._keys, unread=unread)
        filtered = self.place != "question" and bool(self._workspace.filter)
        all_rows = [hint(self._keys, "leave", "all rows")] if filtered else []
        self._hints.show(*all_rows, *found.here, right=found.always)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Other keys are worth knowing elsewhere."""
        self._show_hints()

    def on_resize(self, event: Resize) -> None:
        """All panes where there is room for them; what is in sight counts as read."""
        self._has_room = event.size.width >= WIDE and event.size.height >= HIGH
        self._share_room()

    def _share_room(self) -> None:
        self.set_class(self._zoomed, "-zoomed")
        self._workspace.show_as_tabs(self._zoomed or not self._has_room)
        self.call_after_refresh(self._show_lines)

    # going about

    def action_question(self) -> None:
        """Go to the question line: typing replaces what it holds, the arrow keys edit it."""
        self._question.action_select_all()
        self.set_focus(self._question)  # at once: `focus()` would come after keys that are waiting

    def action_show(self, pane: PaneName) -> None:
        """Go to a pane."""
        self._workspace.go_to(pane)

    def action_pane(self, direction: int) -> None:
        """To the next or the previous pane; the question line stands before the first and after the last."""
        if self._question.has_focus:
            self._workspace.go_to("hops" if direction > 0 else "answer")
        elif not self._workspace.go_on(direction):
            self._question.action_end()
            self.set_focus(self._question)

    def action_all(self) -> None:
        """Steps and sources of all hops, or of the one chosen."""
        if self._state is not None:
            self._workspace.toggle_all()
            self._show_lines()

    def action_filter(self) -> None:
        """Ask, in a line below, what text the rows of the active pane must hold."""
        self._filter.value = self._workspace.filter
        self._filter.action_end()
        self._filter.display = True
        self.set_focus(self._filter)

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        self._workspace.show_only(event.value)
        self._show_lines()

    @on(Input.Submitted, "#filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        self._close_filter()

    def _close_filter(self) -> None:
        if self._filter.display:
            had_focus = self._filter.has_focus
            self._filter.display = False
            if had_focus:
                self._workspace.go_to(self._workspace.active)

    def action_leave(self) -> None:
        """Leave the line that is typed into; in a pane, show all its rows again."""
        if self._question.has_focus:
            self._workspace.go_to(self._workspace.active)
            return
        self._workspace.show_only("")
        self._close_filter()
        self._show_lines()

    def action_hide_pruned(self) -> None:
        """Leave pruned hops out of the tree, or show them."""
        hidden = self._workspace.toggle_pruned()
        self._show_lines()
        self.say(f"Pruned hops are {'hidden' if hidden else 'shown'}.")

    def action_zoom(self) -> None:
        """Show the active pane alone, or all panes where there is room for them."""
        self._zoomed = not self._zoomed
        self._share_room()

    def action_resize(self, side: Side, direction: int) -> None:
        """Give the column of hops, or the answer, a step more room, or less."""
        if self._zoomed or not self._has_room:
            self.say("One pane fills the screen; there is nothing to share.")
        else:
            self._workspace.resize_panes(side, direction)

    @on(Input.Submitted, "#question")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(QuestionAsked(event.value))

    @on(RowsView.Opened)
    def _opened(self, message: RowsView.Opened) -> None:
        message.stop()
        if message.key.startswith(EXAMPLE):
            self.post_message(QuestionAsked(message.key.removeprefix(EXAMPLE)))
        elif (pointed := self._workspace.pointed()) is not None:
            self.open(pointed)
