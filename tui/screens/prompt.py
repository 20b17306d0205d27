"""Asks for one line of text, with suggestions to pick from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input

from hopyard.tui.actions import bindings_for
from hopyard.tui.keymap import Keymap
from hopyard.tui.render import line
from hopyard.tui.widgets.line_input import LineInput
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.one_line import HintsLine, OneLine
from hopyard.tui.widgets.rows import RowsView

Refuse = Callable[[str], Awaitable[str]]
"""Says why a text cannot be taken; empty if it can, and then it may be taken already."""


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
        wanted: str = "a question",
        may_be_empty: bool = False,
        refuse: Refuse | None = None,
        hidden: bool = False,
    ) -> None:
        """`suggestions` are pairs of a question and why it is worth asking.

        `wanted` says what is to be typed; what `refuse` says keeps the prompt open. `hidden` shows
        dots for what is typed.
        """
        super().__init__()
        self._title = title
        self._keys = keys
        self._suggestions = suggestions
        self._wanted = wanted
        self._may_be_empty = may_be_empty
        self._refuse = refuse
        self._input = self.make_input(value)
        self._input.password = hidden
        self._list = _Suggestions(id="prompt-list")
        self._hints = HintsLine(id="prompt-hints")

    def make_input(self, value: str) -> LineInput:
        """The field."""
        return LineInput(value, placeholder=f"Type {self._wanted}", id="prompt-input")

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
        self._show_suggestions()
        self._list.display = bool(self._suggestions)
        self.query_one("#prompt").set_class(bool(self._suggestions), "-with-list")
        hints = [("enter", "takes it"), (self._keys.shown("leave-field"), "back")]
        if self._suggestions:
            hints += [("up down", "choose"), ("tab", "puts it into the field")]
        self._hints.show(*(line((key, "strong"), (f" {words}", "muted")) for key, words in hints))
        self._input.focus()

    def _show_suggestions(self) -> None:
        self._list.set_rows(
            [
                Row(str(n), line("- ", question, (f"  ({why})" if why else "", "muted")), hang=2, most=3)
                for n, (question, why) in enumerate(self._suggestions)
            ]
        )

    def on_key(self, event: Key) -> None:
        """What was typed before the field had the focus belongs into it all the same."""
        if event.is_printable and event.character is not None and not self._input.has_focus:
            event.stop()
            self._input.insert_text_at_cursor(event.character)

    @on(Input.Submitted)
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        await self._take(event.value.strip() or self._picked())

    @on(Input.Changed)
    def _changed(self) -> None:
        self._hints.heard()

    @on(RowsView.Opened)
    async def _opened(self, message: RowsView.Opened) -> None:
        message.stop()
        await self._take(self._picked())

    def action_pick(self, direction: int) -> None:
        """Move the cursor in the suggestions while the field keeps the focus."""
        if direction > 0:
            self._list.action_down()
        else:
            self._list.action_up()

    async def action_fill(self) -> None:
        """Put the suggestion under the cursor into the field, to change it."""
        if self._picked():
            self._input.value = self._picked()
            self._input.cursor_position = len(self._input.value)

    def action_leave(self) -> None:
        """Back without a text."""
        self.dismiss(None)

    def _picked(self) -> str:
        return self._suggestions[int(self._list.chosen)][0] if self._list.chosen else ""

    async def _take(self, text: str) -> None:
        if not text and not self._may_be_empty:
            self._hints.say(f"Type {self._wanted} first; {self._keys.shown('leave-field')} goes back.")
            return
        reason = await self._refuse(text) if self._refuse is not None else ""
        if reason:
            self._hints.say(reason, trouble=True)
        else:
            self.dismiss(text)


class _Suggestions(RowsView, can_focus=False):
    """The suggestions; the field keeps the focus, so that typing always types."""

    ALWAYS_MARKED = True
