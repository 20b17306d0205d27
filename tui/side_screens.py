"""Opens the library, the settings and the sessions over the panes, and carries on what happens there."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from textual.screen import ModalScreen, Screen

from hopyard.core.config.schema import ScreenTable
from hopyard.core.config.settings import Settings
from hopyard.core.documents.limits import MIB, ReadLimits
from hopyard.core.errors import HopyardError
from hopyard.core.librarian import Librarian, Outcome, in_words
from hopyard.core.wiring import way_to_the_web
from hopyard.core.workbench import Workbench
from hopyard.tui.keymap import Keymap, keymap
from hopyard.tui.looks import in_c_locale, looks_for
from hopyard.tui.pace import Pace
from hopyard.tui.render import plain
from hopyard.tui.screens.manage import ManageScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.widgets.library_rows import outcome_line, short_work
from hopyard.tui.widgets.workspace import Workspace

if TYPE_CHECKING:
    from hopyard.tui.app import HopyardApp

WORDS_S = 0.5
"""How far indexing is, the panes say at most this often."""
Side = Literal["library", "settings", "sessions"]


class SideScreens:
    """Opens them, and hears what becomes of it."""

    def __init__(
        self,
        app: HopyardApp,
        workbench: Workbench,
        main: SessionScreen,
        keys: Keymap,
        librarian: Librarian | None,
        settings: Settings | None,
    ) -> None:
        self._app = app
        self._workbench = workbench
        self._main = main
        self._keys = keys
        self._librarian = librarian
        self._settings = settings
        self._screen_table = settings.config.screen if settings is not None else None
        self._words = Pace(app, WORDS_S, self._tell_work)
        self._told: Outcome | None = None
        self._unlisten: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Hear what the librarian does; where there is nothing to search, begin with the library."""
        if self._librarian is not None:
            self._unlisten = self._librarian.listen(self._changed)
            if self._librarian.is_empty():
                self.toggle("library")

    async def close(self) -> None:
        """End what the librarian does, and hear no more of it."""
        if self._librarian is not None:
            self._unlisten()
            await self._librarian.close()

    def toggle(self, name: Side) -> None:
        """Show the library, the settings or the sessions; if that is on top, leave it."""
        top, stack = self._app.screen, self._app.screen_stack
        if _is(top, name):
            top.dismiss(None)
        elif not isinstance(top, ModalScreen) and not any(_is(one, name) for one in stack):
            screen = self._screen(name)
            if screen is None:
                self._app.say("That is not there in this run.")
            else:
                self._app.push_screen(screen)

    def _screen(self, name: Side) -> ManageScreen | None:
        # Imported when they are asked for: the first picture need not wait for them.
        if name == "library":
            from hopyard.tui.screens.library import LibraryScreen  # noqa: PLC0415

            return LibraryScreen(self._librarian, self._keys) if self._librarian is not None else None
        if name == "sessions":
            from hopyard.tui.screens.sessions import SessionsScreen  # noqa: PLC0415

            shelf = self._workbench.shelf
            return SessionsScreen(shelf, self._keys, live=self._app.work.live) if shelf is not None else None
        if self._settings is None:
            return None
        from hopyard.tui.screens.settings import SettingsScreen  # noqa: PLC0415

        themes = sorted(self._app.available_themes)
        return SettingsScreen(self._settings, self._keys, themes=themes, changed=self._configure)

    def _configure(self) -> None:
        """Take over what of a changed configuration takes effect at once."""
        assert self._settings is not None
        config = self._settings.config
        self._keys.become(keymap(config.keys))
        self._app.set_keymap(dict(self._keys.changed))
        panes = self._main.query_one(Workspace)
        panes.retitle()
        panes.post_message(panes.Changed())
        self._app.dress(config.screen.theme)
        self._redraw(config.screen)
        self._workbench.budget = config.budget
        self._workbench.open_web = way_to_the_web(config, os.environ)
        if self._librarian is not None:
            self._librarian.limits = ReadLimits(max_file_bytes=config.library.max_file_mb * MIB)

    def _redraw(self, screen: ScreenTable) -> None:
        """Draw as the configuration says where it says something new: `f9` holds while it does not."""
        before, self._screen_table = self._screen_table, screen
        looks = looks_for(screen, os.environ, c_locale=in_c_locale())
        if before is None or before.lean != screen.lean:
            self._app.draw_lean(looks.lean)
        if before is None or before.ascii != screen.ascii:
            self._app.draw_ascii(looks.ascii)

    def _changed(self) -> None:
        librarian = self._librarian
        assert librarian is not None
        if librarian.job is None and librarian.last is not None and librarian.last is not self._told:
            self._told = librarian.last
            self._app.run_worker(self._tell_end(librarian, librarian.last), exit_on_error=False)
        else:
            self._words.soon()

    def _tell_work(self) -> None:
        if self._librarian is not None and (said := short_work(self._librarian)):
            self._main.set_library(said)

    async def _tell_end(self, librarian: Librarian, outcome: Outcome) -> None:
        """Say what is searched now, and to a person who looks elsewhere how it ended."""
        try:
            standing = await librarian.standing()
        except HopyardError as error:
            self._app.say(str(error), trouble=True)
            return
        if librarian.job is None:
            self._main.set_library(in_words(standing.status.n_sources, standing.status.n_passages))
        if not _is(self._app.screen, "library"):
            self._app.say(f"Library: {plain(outcome_line(outcome))}", trouble=outcome.error is not None)


def _is(screen: Screen[Any], name: Side) -> bool:
    return isinstance(screen, ManageScreen) and name == screen.SIDE
