"""The first picture: the question line, there before the library is open and the panes are loaded.

It looks as the main screen does around its panes, so that nothing jumps when that takes its place. Kept
small, and made of Textual's plainest parts: the time to the first picture is the time to load and lay out
this. `TypeAhead` keeps what is typed beyond the question for the main screen.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from hopyard.tui.actions import ACTIONS
from hopyard.tui.keymap import Keymap
from hopyard.tui.kinds import Telling
from hopyard.tui.render import clean
from hopyard.tui.widgets.line_input import LineInput

EDITS = frozenset(key for binding in LineInput.BINDINGS for key in binding.key.split(",")) - {"enter"}  # type: ignore[union-attr]  # all are Bindings
"""Keys that change the line, beside those that type a character."""
_EVERYWHERE = tuple(action.id for action in ACTIONS if action.priority)
_OPENING = "The library is being opened."
_KEPT = "Kept until the library is open."


class StartScreen(Screen[None], Telling):
    """A question line, and how far opening the library is."""

    # Textual's own paints the whole screen anew whenever the focus moves.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, keys: Keymap, question: str = "", *, asked: bool = False) -> None:
        """`question` is what the line begins with; with `asked` it is asked once the library is open."""
        super().__init__()
        self._asked = asked
        self._edits = EDITS - {key for name in _EVERYWHERE for key in keys.textual_keys(name)}
        self._field = LineInput(question, placeholder="What do you want to know?", id="question")
        self._field.can_focus = not asked
        self._far = Static(_OPENING, id="opening", markup=False)
        quits = keys.shown("quit-now")
        self._said = Static(f"{quits} quit", id="start-hints", markup=False)
        self._hint = f"{quits} quit"

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        with Horizontal(id="ask"):
            yield Static("Question ", id="ask-label", markup=False)
            yield self._field
        yield self._far
        yield self._said

    def on_mount(self) -> None:
        """The question has the focus."""
        if not self._asked:
            self.set_focus(self._field)

    @property
    def typed(self) -> tuple[str, int]:
        """What stands in the line, and before which character its cursor."""
        return self._field.value, self._field.cursor_position

    def takes(self, event: Key) -> bool:
        """Whether the key changes the line, and does nothing else."""
        return not self._asked and (event.key in self._edits or event.is_printable)

    def tell(self, far: str) -> None:
        """How far opening the library is."""
        self._far.update(Content(clean(far)))

    def kept(self) -> None:
        """A key was pressed that waits for the main screen."""
        self.say(_KEPT)

    def say(self, text: str, *, trouble: bool = False) -> None:
        """A word to the person in the place of the hints, until the next key."""
        self._said.update(Content(clean(text)))

    def heard(self) -> None:
        """A key was pressed: the word to the person has been read."""
        self._said.update(Content(self._hint))
