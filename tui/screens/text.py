"""A text to read over the panes: the keys, or all about a hop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from hopyard.tui.actions import ACTIONS, Scope, bindings_for
from hopyard.tui.keymap import Keymap
from hopyard.tui.render import line
from hopyard.tui.widgets.lines import Row, TextView
from hopyard.tui.widgets.one_line import OneLine

_SCOPE_TITLES: tuple[tuple[Scope, str], ...] = (
    ("session", "Steering and going about"),
    ("replay", "In a replay"),
    ("list", "In a list or a text"),
    ("hops", "In the tree of hops"),
    ("reader", "Reading a source"),
    ("prompt", "In a text field over the panes"),
    ("library", "In the library"),
    ("settings", "In the settings"),
    ("sessions", "In the sessions"),
    ("manage", "In the library, the settings and the sessions"),
    ("confirm", "When a question is asked"),
    ("app", "Everywhere"),
)
_KEY_CELLS, _ID_CELLS = 14, 18


class TextScreen(ModalScreen[None]):
    """Rows under a title."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("help")]

    def __init__(self, title: str, rows: Sequence[Row], keys: Keymap) -> None:
        super().__init__()
        self._title = title
        self._rows = rows
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        with Vertical(id="text"):
            yield OneLine(id="text-title")
            yield TextView(id="text-body")
            yield OneLine(id="text-hints")

    def on_mount(self) -> None:
        """Fill in."""
        self.query_one("#text-title", OneLine).show(line((self._title, "strong")))
        body = self.query_one("#text-body", TextView)
        body.set_rows(self._rows)
        body.focus()
        keys = self._keys
        self.query_one("#text-hints", OneLine).show(
            line((keys.shown("close-help"), "strong"), (" closes", "muted")),
            line((f"{keys.shown('up')} {keys.shown('down')}", "strong"), (" scroll", "muted")),
        )

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)


def help_rows(keys: Keymap) -> list[Row]:
    """Every action with its keys, its name for `[keys]` in the configuration, and what it does."""
    rows = [
        _paragraph(
            "about",
            'The middle column is an action\'s name: [keys] name = "key" in the configuration moves it.',
        )
    ]
    for scope, title in _SCOPE_TITLES:
        rows += [_paragraph(f"{scope} gap", ""), Row(scope, line((title, "strong")))]
        for action in ACTIONS:
            if action.scope == scope:
                keys_shown = keys.all_shown(action.id).ljust(_KEY_CELLS)
                parts = line((keys_shown, "accent"), (action.id.ljust(_ID_CELLS), "muted"), action.title)
                rows.append(Row(action.id, parts, hang=_KEY_CELLS + _ID_CELLS))
    if keys.problems:
        rows += [_paragraph("problems gap", ""), Row("problems", line(("Settings left out", "strong")))]
        rows += [Row(f"problem {n}", line((text, "warn")), hang=2) for n, text in enumerate(keys.problems)]
    return rows


def _paragraph(key: str, text: str) -> Row:
    return Row(key, line((text, "muted")))
