"""Asks for a path, and says while it is typed what it may become."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from textual import on
from textual.widgets import Input

from hopyard.core.typed_paths import Completion, common_start
from hopyard.tui.keymap import Keymap
from hopyard.tui.screens.prompt import PromptScreen, Refuse

Complete = Callable[[str], Sequence[Completion]]
"""What a text may become; called in a thread, because a folder may be slow."""


class PathScreen(PromptScreen):
    """A prompt for a path: tab completes it, as far as it is certain, then with the row under the cursor."""

    def __init__(self, title: str, *, keys: Keymap, complete: Complete, refuse: Refuse) -> None:
        super().__init__(
            *(title,),
            keys=keys,
            suggestions=[("~/", "your home folder")],
            wanted="the path of a folder or file",
            refuse=refuse,
        )
        self._complete = complete

    def on_mount(self) -> None:
        """Begin with what is here."""
        super().on_mount()
        self._suggest_for("")

    @on(Input.Changed)
    def _suggest(self, event: Input.Changed) -> None:
        self._suggest_for(event.value)

    async def action_fill(self) -> None:
        """Complete the path as far as all rows agree, else with the row under the cursor."""
        text = self._input.value
        found = await asyncio.to_thread(self._complete, text)
        longer = common_start(text, found)
        if longer == text and found:
            picked = self._picked()
            # What is picked counts only if it is of the list for this very text.
            longer = picked if picked in (one.text for one in found) else found[0].text
        self._input.value = longer
        self._input.cursor_position = len(longer)

    def _picked(self) -> str:
        """With an empty field nothing is picked by enter: a folder must not be added by a slip."""
        return super()._picked() if self._input.value else ""

    def _suggest_for(self, text: str) -> None:
        self.run_worker(self._find(text), group="complete", exclusive=True, exit_on_error=False)

    async def _find(self, text: str) -> None:
        found = await asyncio.to_thread(self._complete, text)
        self._suggestions = [(one.text, "folder" if one.is_folder else "file") for one in found]
        if not text:
            self._suggestions.append(("~/", "your home folder"))
        self._show_suggestions()
