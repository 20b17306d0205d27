"""What a key does where the cursor stands: opens, steers, copies, compares."""

from __future__ import annotations

from textual.screen import Screen

from hopyard.core import commands as cmd
from hopyard.core.state import ROOT, State
from hopyard.core.steering import open_suggestions
from hopyard.tui.answer_changes import change_rows
from hopyard.tui.answer_reasons import reason_rows
from hopyard.tui.intents import MEANINGS
from hopyard.tui.keymap import Keymap
from hopyard.tui.messages import CopyRequested, ReadingRequested, SourceRequested, SteeringRequested
from hopyard.tui.pointed import Pointed, copied, opened, place, where
from hopyard.tui.screens.prompt import PromptScreen
from hopyard.tui.screens.text import TextScreen
from hopyard.tui.widgets.hop_tree import hop_details
from hopyard.tui.widgets.one_line import HintsLine
from hopyard.tui.widgets.workspace import Workspace

_NO_SESSION = "Ask a question first."


class ActingScreen(Screen[None]):
    """A screen with panes, a state and a line for words to the person; subclasses lay it out."""

    def __init__(self, keys: Keymap) -> None:
        super().__init__()
        self._keys = keys
        self._state: State | None = None
        self._workspace = Workspace(keys, id="workspace")
        self._hints = HintsLine(id="hints")

    def say(self, text: str, *, trouble: bool = False) -> None:
        """A word to the person in the place of the hints, until the next key."""
        self._hints.say(text, trouble=trouble)

    def heard(self) -> None:
        """A key was pressed: the word to the person has been read."""
        self._hints.heard()

    def open(self, pointed: Pointed) -> None:
        """Show what is under the cursor: passages, or all about a hop."""
        match opened(pointed):
            case (targets, index):
                self.post_message(ReadingRequested(targets, index))
            case str(hop):
                title = "The session" if hop == ROOT else f"Hop {hop}"
                self.app.push_screen(TextScreen(title, hop_details(pointed.state, hop), self._keys))
            case None:
                self.say("Nothing is cited here.")

    def action_steer(self, action_id: str) -> None:
        """Send the command that the key means where the cursor stands."""
        pointed = self._workspace.pointed()
        if pointed is None:
            self.say(_NO_SESSION)
            return
        meaning = MEANINGS[action_id](where(pointed))
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
        pointed = self._workspace.pointed()
        found = copied(pointed) if pointed is not None else None
        if found is None:
            self.say("There is nothing to copy here.")
        else:
            self.post_message(CopyRequested(*found))

    def action_open_source(self) -> None:
        """Open the source under the cursor outside hopyard, or say where it is."""
        pointed = self._workspace.pointed()
        found = place(pointed) if pointed is not None else None
        if found is None:
            self.say("There is no source under the cursor; go to the sources or the answer.")
        else:
            self.post_message(SourceRequested(*found))

    def _expand(self, hop: str, text: str | None) -> None:
        if text:
            self.post_message(SteeringRequested(cmd.ExpandHop(hop, text)))

    def _edit(self, hop: str, text: str | None) -> None:
        if text:
            self.post_message(SteeringRequested(cmd.EditHop(hop, text)))

    def action_why(self) -> None:
        """Show the verdict on the answer's sentence under the cursor, and its reason; else on all of them."""
        state = self._state
        rows = [] if state is None else reason_rows(state, self._workspace.answer_row)
        if rows:
            self.app.push_screen(TextScreen("Why the answer says this", rows, self._keys))
        else:
            self.say("There is no answer yet to give reasons for.")

    def action_diff(self) -> None:
        """Show what changed from the version before to the last one."""
        answers = self._state.answers if self._state is not None else []
        if self._state is None or len(answers) < 2:
            self.say("There is no earlier version of the answer to compare with.")
            return
        before, after = answers[-2:]
        title = f"Answer v{before.version} to v{after.version}"
        self.app.push_screen(TextScreen(title, change_rows(self._state, before, after), self._keys))

    def action_chart(self) -> None:
        """Draw a numeric column of the answer's table, then the next one, then none."""
        self.say(self._workspace.next_chart())
