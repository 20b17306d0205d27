"""What the program asks of the screens on its stack, so that it need not load them before it shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hopyard.core.state import State
    from hopyard.tui.on_show import OnShow, Watch


class Telling:
    """A screen with a line for a word to the person."""

    def say(self, text: str, *, trouble: bool = False) -> None:
        """Show a word to the person, until the next key."""
        raise NotImplementedError

    def heard(self) -> None:
        """A key was pressed: the word to the person has been read."""
        raise NotImplementedError


class Showing(Telling):
    """A screen that shows the state of the session on show."""

    def show(self, state: State, watch: Watch) -> None:
        """Show a state, and the time that `watch` says."""
        raise NotImplementedError


class Panes(Showing):
    """A screen that has a session on show."""

    session: OnShow | None

    def tick(self) -> None:
        """A second went by."""
        raise NotImplementedError

    def draw_lean(self, lean: bool) -> None:
        """Draw as little as possible, or as much as there is to see."""
        raise NotImplementedError
