"""Tells of an error that the person must know of: what happened, and what to do next."""

from __future__ import annotations

from hopyard.core.errors import HopyardError
from hopyard.tui.keymap import Keymap
from hopyard.tui.render import line
from hopyard.tui.screens.text import TextScreen
from hopyard.tui.widgets.lines import Row


class TroubleScreen(TextScreen):
    """An error over the panes; the panes keep what was shown."""

    def __init__(self, title: str, error: Exception, keys: Keymap) -> None:
        super().__init__(title, trouble_rows(error), keys)


def trouble_rows(error: Exception) -> list[Row]:
    """An error in words; one without a name is told with its type."""
    if isinstance(error, HopyardError):
        message, next_step = error.message, error.next_step
    else:
        message, next_step = (
            f"{type(error).__name__}: {error}",
            "This is a defect of hopyard; please report it.",
        )
    rows = [Row("message", line((message, "bad")))]
    return [*rows, Row("next", line(next_step))] if next_step else rows
