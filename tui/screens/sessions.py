"""What was asked before: found by its words, gone on with, replayed, named, binned and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import ClassVar

import msgspec
from textual import on
from textual.binding import BindingType
from textual.worker import Worker

from hopyard.core.errors import HopyardError
from hopyard.core.sessions.about import About, Summary, read_about, write_about
from hopyard.core.sessions.shelf import Shelf
from hopyard.tui.actions import Scope, bindings_for
from hopyard.tui.at_rest import AtRest
from hopyard.tui.keymap import Keymap
from hopyard.tui.messages import GoOnRequested, ReplayRequested
from hopyard.tui.on_show import GoOn
from hopyard.tui.render import clean, line
from hopyard.tui.screens.manage import ManageScreen
from hopyard.tui.screens.prompt import PromptScreen
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.rows import RowsView
from hopyard.tui.widgets.session_rows import SESSION, SessionsTable, session_details, session_rows

TYPING_S = 0.2
"""The logs are searched when nothing was typed for so long."""
AT_ONCE = 25
"""So many sessions are read before they are shown."""


@dataclass
class _Found:
    """The sessions that hold the words in the filter, as far as they were read."""

    text: str = ""
    sessions: list[Summary] = field(default_factory=list)
    all_read: bool = False


class SessionsScreen(ManageScreen):
    """The sessions on the shelf, the latest first."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("sessions")]
    PALETTE_SCOPES: ClassVar[tuple[Scope, ...]] = ("sessions", "manage")
    SIDE = "sessions"
    HINTS: ClassVar[Sequence[str]] = (
        "open",
        "session-replay",
        "session-rename",
        "session-tag",
        "session-delete",
        "session-undo",
    )

    def __init__(self, shelf: Shelf, keys: Keymap, *, live: Callable[[], str]) -> None:
        """`live` says the id of the session that runs here; empty if none does."""
        super().__init__(keys, SessionsTable(id="sessions-table"))
        self._shelf = shelf
        self._live = live
        self._found = _Found()
        self._deleted: list[str] = []
        self._search = AtRest(self, self._read)

    def on_mount(self) -> None:
        """Textual calls the method of `ManageScreen` too, and `on_screen_resume` after it."""
        self._place.show_path(str(self._shelf.folder), style="muted")
        self._work.display = False

    def on_screen_resume(self) -> None:
        """Read them anew: one may have gone on meanwhile."""
        self._read()

    # showing

    def refill(self) -> None:
        """Search the logs for what is typed, once typing rests."""
        self._search.soon(TYPING_S)

    def show_detail(self) -> None:
        """Tell more of the session under the cursor."""
        one = self._chosen()
        self._detail.set_rows(session_details(one) if one is not None else [])

    @property
    def is_reading(self) -> bool:
        """Whether there are logs that were not read yet."""
        return not self._found.all_read

    def _read(self) -> None:
        # Not the coroutine itself: one that never begins, because the screen closes, would be warned of.
        _: Worker[None] = self.run_worker(self._fill, group="read", exclusive=True, exit_on_error=False)

    async def _fill(self) -> None:
        """Read the logs in a thread, and show what is found a few at a time."""
        found = _Found(self.wanted)
        self._found.all_read = False
        summaries = self._shelf.summaries(found.text)
        while some := await asyncio.to_thread(lambda: list(islice(summaries, AT_ONCE))):
            found.sessions += some
            self._found = found
            self._show()
        found.all_read = True
        self._found = found
        self._show()

    def _show(self) -> None:
        sessions, text = self._found.sessions, self._found.text
        self._table.set_rows(session_rows(sessions, self._live()) or [self._none(text)])
        n = f"{len(sessions):,}{'' if self._found.all_read else ' so far'}"
        self._title.show(line(("Sessions", "strong")), right=line((n, "muted")))
        self.show_detail()

    def _none(self, text: str) -> Row:
        said = "No session holds that." if text else "There are no sessions yet: ask a question."
        return Row("none", line((said, "muted")), choosable=False)

    # what is asked for

    @on(RowsView.Opened)
    def _opened(self, message: RowsView.Opened) -> None:
        message.stop()
        if (folder := self._folder()) is not None:
            self.post_message(GoOnRequested(GoOn(folder)))

    def action_replay(self) -> None:
        """Replay the session under the cursor."""
        if (folder := self._folder()) is not None:
            self.post_message(ReplayRequested(folder))

    def action_rename(self) -> None:
        """Ask for a title."""
        if (one := self._chosen()) is not None:
            self._ask(one, "A title for this session; an empty one takes it away", one.title, _titled)

    def action_tag(self) -> None:
        """Ask for tags."""
        if (one := self._chosen()) is not None:
            self._ask(one, "Tags for this session, with blanks between them", " ".join(one.tags), _tagged)

    def action_delete(self) -> None:
        """Put the session under the cursor into the bin."""
        one, folder = self._chosen(), self._folder()
        if one is None or folder is None:
            return
        if one.id == self._live():
            self.say("This session is on show; ask another question first.")
            return
        try:
            self._shelf.delete(folder)
        except HopyardError as error:
            self.say(str(error), trouble=True)
            return
        self._deleted.append(one.id)
        self._found.sessions.remove(one)
        self._show()
        self.say(f"{one.id} is in the bin; {self._keys.shown('session-undo')} takes it out.")

    def action_undo(self) -> None:
        """Take what was deleted last out of the bin."""
        if not self._deleted:
            self.say("Nothing was deleted since this list was opened.")
            return
        try:
            self._shelf.restore(self._deleted[-1])
        except HopyardError as error:
            self.say(str(error), trouble=True)
        else:
            self.say(f"{self._deleted[-1]} is back.")
            self._read()
        self._deleted.pop()

    def _ask(self, one: Summary, title: str, value: str, change: Callable[[About, str], About]) -> None:
        prompt = PromptScreen(title, value, keys=self._keys, wanted="some words", may_be_empty=True)
        self.app.push_screen(prompt, lambda text: self._write(one, text, change))

    def _write(self, one: Summary, text: str | None, change: Callable[[About, str], About]) -> None:
        folder = self._shelf.folder / one.id
        if text is None:
            return
        about = change(read_about(folder), clean(text))
        try:
            write_about(folder, about)
        except HopyardError as error:
            self.say(str(error), trouble=True)
            return
        self._found.sessions = [
            msgspec.structs.replace(each, title=about.title, tags=about.tags) if each.id == one.id else each
            for each in self._found.sessions
        ]
        self._show()

    def _chosen(self) -> Summary | None:
        name = self._table.chosen.removeprefix(SESSION)
        return next((one for one in self._found.sessions if one.id == name), None)

    def _folder(self) -> Path | None:
        """Where the session under the cursor lies; None, and said so, if there is none."""
        one = self._chosen()
        if one is None:
            self.say("There is no session under the cursor.")
        elif one.problem:
            self.say(one.problem, trouble=True)
        return self._shelf.folder / one.id if one is not None else None


def _titled(about: About, text: str) -> About:
    return about.titled(text)


def _tagged(about: About, text: str) -> About:
    return about.tagged(*(tag.lstrip("#") for tag in text.replace("，", " ").replace(",", " ").split()))
