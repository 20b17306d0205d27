"""Asks for one line of text, with suggestions to pick from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input

from hopyard.tui.keymap import Keymap, bindings_for
from hopyard.tui.render import line
from hopyard.tui.widgets.line_input import LineInput
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.one_line import HintsLine, OneLine
from hopyard.tui.widgets.rows import RowsView


class PromptScreen(ModalScreen[str | None]):
    """A text field over the panes. Its result is the text, or None if it was left.

    What is typed wins; with nothing typed, enter takes the suggestion under the cursor.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("prompt")]

    def __init__(
        self,
        title: str,
        value: str = "",
        *,
        keys: Keymap,
        suggestions: Sequence[tuple[str, str]] = (),
    ) -> None:
        """`suggestions` are pairs of a question and why it is worth asking."""
        super().__init__()
        self._title = title
        self._keys = keys
        self._suggestions = suggestions
        self._input = LineInput(value, placeholder="Type a question", id="prompt-input")
        self._list = _Suggestions(id="prompt-list")
        self._hints = HintsLine(id="prompt-hints")

    def compose(self) -> ComposeResult:
        """Title, field, suggestions, keys."""
        with Vertical(id="prompt"):
            yield OneLine(id="prompt-title")
            yield self._input
            yield self._list
            yield self._hints

    def on_mount(self) -> None:
        """Fill in; the field has the focus."""
        self.query_one("#prompt-title", OneLine).show(line((self._title, "strong")))
        self._list.set_rows(
            [
                Row(str(n), line("- ", question, (f"  ({why})" if why else "", "muted")), hang=2, most=3)
                for n, (question, why) in enumerate(self._suggestions)
            ]
        )
        self._list.display = bool(self._suggestions)
        self.query_one("#prompt").set_class(bool(self._suggestions), "-with-list")
        hints = [("enter", "takes it"), (self._keys.shown("leave-field"), "back")]
        if self._suggestions:
            hints += [("up down", "choose"), ("tab", "puts it into the field")]
        self._hints.show(*(line((key, "strong"), (f" {words}", "muted")) for key, words in hints))
        self._input.focus()

    def on_key(self, event: Key) -> None:
        """What was typed before the field had the focus belongs into it all the same."""
        if event.is_printable and event.character is not None and not self._input.has_focus:
            event.stop()
            self._input.insert_text_at_cursor(event.character)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._take(event.value.strip() or self._picked())

    @on(Input.Changed)
    def _changed(self) -> None:
        self._hints.heard()

    @on(RowsView.Opened)
    def _opened(self, message: RowsView.Opened) -> None:
        message.stop()
        self._take(self._picked())

    def action_pick(self, direction: int) -> None:
        """Move the cursor in the suggestions while the field keeps the focus."""
        if direction > 0:
            self._list.action_down()
        else:
            self._list.action_up()

    def action_fill(self) -> None:
        """Put the suggestion under the cursor into the field, to change it."""
        if self._picked():
            self._input.value = self._picked()
            self._input.cursor_position = len(self._input.value)

    def action_leave(self) -> None:
        """Back without a text."""
        self.dismiss(None)

    def _picked(self) -> str:
        return self._suggestions[int(self._list.chosen)][0] if self._list.chosen else ""

    def _take(self, text: str) -> None:
        if text:
            self.dismiss(text)
        else:
            self._hints.say(f"Type a question first; {self._keys.shown('leave-field')} goes back.")


class _Suggestions(RowsView, can_focus=False):
    """The suggestions; the field keeps the focus, so that typing always types."""

    ALWAYS_MARKED = True
