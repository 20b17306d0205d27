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
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from hopyard.core import commands as cmd
from hopyard.core.state import ROOT, State
from hopyard.core.steering import open_suggestions
from hopyard.tui.intents import MEANINGS
from hopyard.tui.keymap import Keymap, bindings_for
from hopyard.tui.messages import CopyRequested, QuestionAsked, ReadingRequested, SteeringRequested
from hopyard.tui.render import line
from hopyard.tui.screens.prompt import PromptScreen
from hopyard.tui.screens.text import TextScreen
from hopyard.tui.widgets.hop_tree import hop_details
from hopyard.tui.widgets.line_input import LineInput
from hopyard.tui.widgets.one_line import HintsLine, OneLine
from hopyard.tui.widgets.rows import RowsView
from hopyard.tui.widgets.status import PaneName, Place, budget_parts, hints, tabs_line
from hopyard.tui.widgets.workspace import EXAMPLE, Workspace

WIDE, HIGH = 100, 24
"""From this size on all panes are in sight; below, they are tabs."""
TINY_WIDE, TINY_HIGH = 60, 15
"""Below this size nothing useful fits."""
_NO_SESSION = "Ask a question first."


class SessionScreen(Screen[None]):
    """Question, hops, steps, sources, answer."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("session")]
    # Textual's own paints the whole screen anew whenever the focus moves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    # Textual declares the two as variables of the instance.
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny-wide"), (TINY_WIDE, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-tiny-high"), (TINY_HIGH, "-low"), (HIGH, "-high")]  # noqa: RUF012

    def __init__(self, keys: Keymap, *, library: str, examples: Sequence[str]) -> None:
        super().__init__()
        self._keys = keys
        self._library = library
        self._examples = examples
        self._state: State | None = None
        self._busy_s = 0.0
        self._version_seen = 0
        self._question = LineInput(placeholder="What do you want to know?", id="question")
        self._tabs = OneLine(id="tabs")
        self._workspace = Workspace(keys, id="workspace")
        self._budget = OneLine(id="budget")
        self._hints = HintsLine(id="hints")

    def compose(self) -> ComposeResult:
        """From top to bottom; the last covers all when the window is too small."""
        with Horizontal(id="ask"):
            yield Static("Question ", id="ask-label", markup=False)
            yield self._question
        yield self._tabs
        yield self._workspace
        yield self._budget
        yield self._hints
        yield Static("Make the window larger (60 x 15 at least).", id="too-small", markup=False)

    def on_mount(self) -> None:
        """The question has the focus at the start."""
        self._workspace.offer(self._examples)
        self._question.focus()
        self._show_lines()

    # showing

    def show(self, state: State, busy_s: float) -> None:
        """Show a state; `busy_s` is the running time used so far, in seconds."""
        self._state, self._busy_s = state, busy_s
        self._workspace.show(state)
        self._show_lines()

    def show_busy(self, busy_s: float) -> None:
        """Only time went by."""
        self._busy_s = busy_s
        self._show_budget()

    def set_question(self, question: str) -> None:
        """Put a question into the question line and go to the hops."""
        self._question.value = question
        self._version_seen = 0
        self._workspace.go_to("hops")

    def say(self, text: str, *, trouble: bool = False) -> None:
        """A word to the person in the place of the hints, until the next key."""
        self._hints.say(text, trouble=trouble)

    def heard(self) -> None:
        """A key was pressed: the word to the person has been read."""
        self._hints.heard()

    @property
    def place(self) -> Place:
        """Where the focus is."""
        if self._question.has_focus:
            return "question"
        return self._workspace.active

    @on(Workspace.Changed)
    def _show_lines(self) -> None:
        version = self._state.answer.version if self._state is not None and self._state.answer else 0
        if self._workspace.active == "answer" or self.has_class("-wide", "-high"):
            self._version_seen = version
        unread = version > self._version_seen
        self._tabs.show(tabs_line(self._workspace.titles, self._workspace.active, self._keys, unread=unread))
        self._show_budget()
        self._show_hints()

    def _show_budget(self) -> None:
        library = line((self._library, "muted"))
        if self._state is None:
            self._budget.show(library)
        else:
            self._budget.show(*budget_parts(self._state, self._busy_s, self._keys), library)

    def _show_hints(self) -> None:
        found = hints(self.place, self._workspace.hop, self._state, self._keys)
        self._hints.show(*found.here, right=found.always)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Other keys are worth knowing elsewhere."""
        self._show_hints()

    def on_resize(self, event: Resize) -> None:
        """All panes where there is room for them; what is in sight counts as read."""
        self._workspace.show_as_tabs(event.size.width < WIDE or event.size.height < HIGH)
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

    @on(Input.Submitted, "#question")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(QuestionAsked(event.value))

    @on(RowsView.Opened)
    def _opened(self, message: RowsView.Opened) -> None:
        message.stop()
        if message.key.startswith(EXAMPLE):
            self.post_message(QuestionAsked(message.key.removeprefix(EXAMPLE)))
        elif self._state is not None:
            self._open(self._state)

    def _open(self, state: State) -> None:
        match self._workspace.opened():
            case (targets, index):
                self.post_message(ReadingRequested(targets, index))
            case str(hop):
                title = "The session" if hop == ROOT else f"Hop {hop}"
                self.app.push_screen(TextScreen(title, hop_details(state, hop), self._keys))
            case None:
                self.say("Nothing is cited here.")

    # steering

    def action_steer(self, action_id: str) -> None:
        """Send the command that the key means where the cursor stands."""
        where = self._workspace.where()
        if where is None:
            self.say(_NO_SESSION)
            return
        meaning = MEANINGS[action_id](where)
        if isinstance(meaning, str):
            self.say(meaning)
        else:
            self.post_message(SteeringRequested(meaning))

    def action_expand(self) -> None:
        """Ask for a further question under the hop, typed or picked from what was suggested."""
        if self._state is None:
            self.say(_NO_SESSION)
            return
        hop = self._workspace.hop
        under = "the question" if hop == ROOT else f"hop {hop}"
        prompt = PromptScreen(
            f"A further question under {under}",
            suggestions=open_suggestions(self._state, hop),
            keys=self._keys,
        )
        self.app.push_screen(prompt, lambda text: self._expand(hop, text))

    def action_edit(self) -> None:
        """Ask for another wording of the hop's question."""
        hop = None if self._state is None else self._state.hops.get(self._workspace.hop)
        if self._state is None or hop is None:
            self.say(
                f"There is no hop under the cursor; {self._keys.shown('question')} changes the question."
            )
            return
        prompt = PromptScreen(
            f"Another wording for hop {hop.id}", self._state.question_of(hop), keys=self._keys
        )
        self.app.push_screen(prompt, lambda text: self._edit(hop.id, text))

    def action_copy(self) -> None:
        """Copy what the active pane holds: the answer, a quote with its reference, a question, a step."""
        copied = self._workspace.copied()
        if copied is None:
            self.say("There is nothing to copy here.")
        else:
            self.post_message(CopyRequested(*copied))

    def _expand(self, hop: str, text: str | None) -> None:
        if text:
            self.post_message(SteeringRequested(cmd.ExpandHop(hop, text)))

    def _edit(self, hop: str, text: str | None) -> None:
        if text:
            self.post_message(SteeringRequested(cmd.EditHop(hop, text)))
