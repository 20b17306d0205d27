"""What the library and the settings have in common: a list under a title, a filter, words and hints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from hopyard.tui.actions import Scope, bindings_for
from hopyard.tui.keymap import Keymap
from hopyard.tui.kinds import Telling
from hopyard.tui.render import Line, join
from hopyard.tui.widgets.line_input import LineInput
from hopyard.tui.widgets.lines import TextView
from hopyard.tui.widgets.one_line import HintsLine, OneLine, PathLine
from hopyard.tui.widgets.rows import RowsView
from hopyard.tui.widgets.status import hint
from hopyard.tui.widgets.table import TableView


class FilterInput(LineInput):
    """The words that rows must hold; the arrow keys go back to the list."""

    def on_key(self, event: Key) -> None:
        """Down means: enough typed, to the rows."""
        if event.key == "down":
            event.stop()
            self.post_message(self.Submitted(self, self.value))


class ManageScreen(Screen[None], Telling):
    """A list to look after, in place of the panes."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("manage")]
    PALETTE_SCOPES: ClassVar[tuple[Scope, ...]] = ("manage",)
    SIDE: ClassVar[str] = ""
    """Which of them it is."""
    HINTS: ClassVar[Sequence[str]] = ()
    # Textual's own paints the whole screen anew whenever the focus moves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, keys: Keymap, table: TableView) -> None:
        super().__init__()
        self._keys = keys
        self._title = OneLine(classes="manage-title")
        self._place = PathLine(classes="manage-place")
        self._work = OneLine(classes="manage-work")
        self._table = table
        self._detail = TextView(classes="manage-detail")
        self._detail.can_focus = False
        self._filter = FilterInput(placeholder="Words that the rows hold", id="manage-filter")
        self._hints = HintsLine(classes="manage-hints")

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._title
        yield self._place
        yield self._work
        yield self._table
        yield self._detail
        yield self._filter
        yield self._hints

    def on_mount(self) -> None:
        """The list has the focus."""
        self._filter.display = False
        self._table.focus()
        self.show_hints()

    @property
    def wanted(self) -> str:
        """The words that rows must hold."""
        return self._filter.value

    def refill(self) -> None:
        """Fill the list again; called when the filter changes."""

    def show_detail(self) -> None:
        """Tell more of the row under the cursor; called when that moves."""

    def say(self, text: str, *, trouble: bool = False) -> None:
        """A word to the person in the place of the hints, until the next key."""
        self._hints.say(text, trouble=trouble)

    def heard(self) -> None:
        """A key was pressed: the word to the person has been read."""
        self._hints.heard()

    def show_hints(self) -> None:
        """The keys worth knowing."""
        back = hint(self._keys, "leave-screen", "all rows" if self._filters() else "back")
        always: Line = join([back, hint(self._keys, "help")], "  ")
        self._hints.show(*(hint(self._keys, name) for name in (*self.HINTS, "filter-list")), right=always)

    def action_filter(self) -> None:
        """Type words that rows must hold."""
        self._filter.display = True
        self._filter.action_select_all()  # other words replace those that are there
        self.set_focus(self._filter)  # at once: `focus()` would come after keys that are waiting
        self.show_hints()

    def action_back(self) -> None:
        """Show all rows again; if all are shown, back to where the person came from."""
        if self._filters():
            self._filter.value = ""
            self._filter.display = False
            self.set_focus(self._table)
            self.show_hints()
        else:
            self.dismiss(None)

    def _filters(self) -> bool:
        return self._filter.display or bool(self._filter.value)

    @on(Input.Changed, "#manage-filter")
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        self.refill()

    @on(Input.Submitted, "#manage-filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        self._filter.display = bool(self._filter.value)
        self.set_focus(self._table)
        self.show_hints()

    @on(RowsView.Moved)
    def _moved(self, message: RowsView.Moved) -> None:
        message.stop()
        self.show_detail()
