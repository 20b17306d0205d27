"""The library that this run searches: its folders, what is left out and why, and how far indexing is."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.worker import Worker

from hopyard.core.errors import HopyardError
from hopyard.core.index.report import Folder
from hopyard.core.librarian import Job, Librarian, Standing
from hopyard.core.typed_paths import completions, trouble_with, typed_path, working_folder
from hopyard.tui.actions import Scope, bindings_for
from hopyard.tui.keymap import Keymap
from hopyard.tui.pace import Pace
from hopyard.tui.render import join, line
from hopyard.tui.screens.asking import ConfirmScreen
from hopyard.tui.screens.manage import ManageScreen
from hopyard.tui.screens.path import PathScreen
from hopyard.tui.screens.text import TextScreen
from hopyard.tui.widgets.library_rows import (
    FOLDER,
    PROBLEM,
    LibraryTable,
    counted,
    error_text,
    folder_facts,
    library_rows,
    problem_facts,
    totals,
    work_parts,
)
from hopyard.tui.widgets.rows import RowsView
from hopyard.tui.widgets.status import hint

PROGRESS_S = 0.1
"""Progress is shown at most this often."""
COUNTS_S = 2.0
"""The folders are counted anew at most this often while indexing runs."""


class LibraryScreen(ManageScreen):
    """Folders to add, take out and bring up to date. Indexing goes on when the screen is left."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("library")]
    PALETTE_SCOPES: ClassVar[tuple[Scope, ...]] = ("library", "manage")
    SIDE = "library"
    HINTS: ClassVar[Sequence[str]] = ("open", "library-add", "library-remove", "library-update")

    def __init__(self, librarian: Librarian, keys: Keymap) -> None:
        super().__init__(keys, LibraryTable(id="library-table"))
        self._librarian = librarian
        self._standing: Standing | None = None
        self._unlisten: Callable[[], None] = lambda: None
        self._progress = Pace(self, PROGRESS_S, self._show_work)
        self._counted_at = 0.0
        self._counting = self._stale = False

    def on_mount(self) -> None:
        """Count, and hear of what is done."""
        super().on_mount()
        whose = "temporary, for --docs" if self._librarian.temporary else "your own"
        if self._librarian.is_sample:
            whose = "the sample of hopyard demo"
        self._title.show(line(("Library", "strong")), right=line((whose, "muted")))
        self._detail.display = False
        self._unlisten = self._librarian.listen(self._changed)
        self._show_work()
        self._count()

    def on_unmount(self) -> None:
        """Hear no more of it."""
        self._unlisten()

    # showing

    def refill(self) -> None:
        """Fill the list."""
        if self._standing is not None:
            busy = self._librarian.job is not None
            rows = library_rows(self._standing, self.wanted, self._librarian.last, busy=busy)
            self._table.set_rows(rows)

    def _changed(self) -> None:
        """The librarian did something: show it soon, folding what comes close together into one."""
        if self._librarian.job is None:
            self._count()
        self._progress.soon()

    def _show_work(self) -> None:
        busy = self._librarian.job is not None
        stop = hint(self._keys, "library-stop", "stops it") if busy else ()
        self._work.show(*work_parts(self._librarian), right=stop)
        if busy and time.monotonic() - self._counted_at > COUNTS_S:
            self._count()

    def _count(self) -> None:
        if self._counting:
            self._stale = True  # it ended meanwhile: count once more
        else:
            self._counting = True
            # Not the coroutine itself: one that never begins, because the screen closes, would be warned of.
            _: Worker[None] = self.run_worker(self._counted, group="count", exit_on_error=False)

    async def _counted(self) -> None:
        try:
            self._stale = True
            while self._stale:
                self._stale = False
                self._standing = await self._librarian.standing()
        except HopyardError as error:
            self.say(error_text(error), trouble=True)
        finally:
            self._counting = False
            self._counted_at = time.monotonic()
        if self._standing is not None:
            size = totals(self._standing)
            self._place.show_path(self._standing.status.home, style="muted", right=join(size, ", "))
            self.refill()
            if not self._standing.folders and self._librarian.job is None:
                self.say(f"There is nothing to search yet: {self._keys.shown('library-add')} adds a folder.")

    # what is asked for

    def action_add(self) -> None:
        """Ask for a folder or a file to add."""
        complete = partial(completions, environ=os.environ, here=working_folder())
        prompt = PathScreen("Add a folder or a file", keys=self._keys, complete=complete, refuse=self._refuse)
        self.app.push_screen(prompt, self._add)

    async def _refuse(self, text: str) -> str:
        return await asyncio.to_thread(lambda: trouble_with(typed_path(text, os.environ, working_folder())))

    def _add(self, text: str | None) -> None:
        if not text:
            return
        path = typed_path(text, os.environ, working_folder())
        within = self._librarian.covering(path, self._folders())
        if within:
            self._librarian.do(Job("update", (Path(within),)))
            self.say(f"{path} is in the library already; looking for changed files.")
        else:
            self._librarian.do(Job("add", (path,)))
            if self._librarian.temporary:
                what = "the sample" if self._librarian.is_sample else "those paths"
                self.say(f"This library is for {self._named_by}: the next start searches {what} alone again.")

    def action_update(self) -> None:
        """Look for changed files in all folders."""
        if self._folders():
            self._librarian.do(Job("update"))
        else:
            self.say(f"There is no folder yet; {self._keys.shown('library-add')} adds one.")

    def action_rebuild(self) -> None:
        """Build the index again."""
        self._librarian.do(Job("rebuild"))

    def action_stop(self) -> None:
        """Stop what is being done."""
        if not self._librarian.stop():
            self.say("Nothing is being indexed.")

    def action_remove(self) -> None:
        """Take the folder under the cursor out, after a question."""
        folder = self._chosen_folder()
        if folder is None:
            self.say("The cursor is not on a folder.")
            return
        path = Path(folder.path)
        sentences = [
            f"No longer searched then: {counted(folder)}.",
            "The files themselves stay where they are.",
        ]
        if self._librarian.comes_back(path):
            place = self._named_by if self._librarian.temporary else "[library] paths of the configuration"
            sentences.append(f"It stands in {place}: the next start adds it again.")
        question = f"Take {folder.path} out of the library?"
        self.app.push_screen(
            ConfirmScreen(question, sentences, self._keys), lambda yes: self._remove(path, yes)
        )

    def _remove(self, path: Path, yes: bool | None) -> None:
        if yes:
            self._librarian.do(Job("remove", (path,)))

    @on(RowsView.Opened)
    def _opened(self, message: RowsView.Opened) -> None:
        message.stop()
        folder = self._chosen_folder()
        if folder is not None:
            rows = folder_facts(folder, self._comes_from(folder))
            self.app.push_screen(TextScreen("A folder of the library", rows, self._keys))
        elif self._standing is not None and message.key.startswith(PROBLEM):
            path = message.key.removeprefix(PROBLEM)
            problem = next((one for one in self._standing.status.problems if one.path == path), None)
            if problem is not None:
                self.app.push_screen(TextScreen("Left out", problem_facts(problem), self._keys))

    def _comes_from(self, folder: Folder) -> str:
        if self._librarian.comes_back(Path(folder.path)):
            return self._named_by if self._librarian.temporary else "[library] paths in the configuration"
        return "added by you"

    @property
    def _named_by(self) -> str:
        """What named the folders of a temporary library."""
        return "hopyard demo" if self._librarian.is_sample else "--docs"

    def _folders(self) -> Sequence[Folder]:
        return self._standing.folders if self._standing is not None else ()

    def _chosen_folder(self) -> Folder | None:
        path = self._table.chosen.removeprefix(FOLDER)
        found = (folder for folder in self._folders() if folder.path == path)
        return next(found, None) if self._table.chosen.startswith(FOLDER) else None
