"""Small questions over a screen: yes or no, or one of a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from hopyard.tui.actions import bindings_for
from hopyard.tui.keymap import Keymap
from hopyard.tui.render import line
from hopyard.tui.widgets.lines import Row, TextView
from hopyard.tui.widgets.one_line import OneLine
from hopyard.tui.widgets.rows import RowsView
from hopyard.tui.widgets.status import hint


class ConfirmScreen(ModalScreen[bool]):
    """A question with what it means; its result is the answer."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("confirm")]

    def __init__(self, question: str, sentences: Sequence[str], keys: Keymap) -> None:
        super().__init__()
        self._question = question
        self._sentences = sentences
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Question, what it means, keys."""
        with Vertical(id="confirm", classes="box"):
            yield TextView(id="confirm-body")
            yield OneLine(id="confirm-hints")

    def on_mount(self) -> None:
        """Fill in. Nothing has the focus, so that the keys are the screen's."""
        body = self.query_one("#confirm-body", TextView)
        body.can_focus = False
        rows = [Row("question", line((self._question, "strong")), hang=2)]
        body.set_rows([*rows, *(Row(str(n), line(text)) for n, text in enumerate(self._sentences))])
        self.query_one("#confirm-hints", OneLine).show(
            hint(self._keys, "confirm-yes"), hint(self._keys, "confirm-no")
        )

    def action_answer(self, yes: bool) -> None:
        """Give the answer."""
        self.dismiss(yes)


class ChoiceScreen(ModalScreen[str | None]):
    """A few values to pick from; its result is the one picked, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("help")]

    def __init__(
        self, title: str, choices: Sequence[str], now: str, keys: Keymap, *, empty: str = ""
    ) -> None:
        """`now` is the present value; `empty` says what an empty choice means."""
        super().__init__()
        self._title = title
        self._choices = choices
        self._now = now
        self._keys = keys
        self._empty = empty

    def compose(self) -> ComposeResult:
        """Title, choices, keys."""
        with Vertical(id="choice", classes="box"):
            yield OneLine(id="choice-title")
            yield RowsView(id="choice-list")
            yield OneLine(id="choice-hints")

    def on_mount(self) -> None:
        """The cursor stands on the present value."""
        self.query_one("#choice-title", OneLine).show(line((self._title, "strong")))
        view = self.query_one("#choice-list", RowsView)
        view.set_rows(
            [
                Row(str(n), line(choice or self._empty, (" (now)" * (choice == self._now), "muted")), hang=2)
                for n, choice in enumerate(self._choices)
            ]
        )
        if self._now in self._choices:
            view.choose(str(self._choices.index(self._now)))
        view.focus()
        self.query_one("#choice-hints", OneLine).show(
            line((self._keys.shown("open"), "strong"), (" takes it", "muted")),
            line((self._keys.shown("close-help"), "strong"), (" back", "muted")),
        )

    @on(RowsView.Opened)
    def _opened(self, message: RowsView.Opened) -> None:
        message.stop()
        self.dismiss(self._choices[int(message.key)])

    def action_back(self) -> None:
        """Back without a choice."""
        self.dismiss(None)
