"""The app of `hopyard replay`: one recording, with no library behind it."""

from __future__ import annotations

from collections.abc import Mapping

from hopyard.tui.keymap import keymap
from hopyard.tui.looks import Looks
from hopyard.tui.messages import GoOnRequested
from hopyard.tui.replaying import Replaying
from hopyard.tui.screens.replay import ReplayScreen
from hopyard.tui.shell import Shell


class ReplayApp(Shell):
    """Shows a replay. Going on live needs the library: the app leaves with that wish."""

    def __init__(
        self,
        replaying: Replaying,
        *,
        keys: Mapping[str, str] | None = None,
        looks: Looks | None = None,
        said: str = "",
    ) -> None:
        """`keys` are the person's own (action id to keys); `said` is a word to the person to begin with."""
        known = keymap(keys)
        super().__init__(known, looks)
        self.main = ReplayScreen(replaying, known)
        self._said = said
        self.look_after(replaying)

    def begin(self) -> None:
        """Say what is to be said."""
        super().begin()
        if self._said:
            self.say(self._said)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Library, settings and sessions are not there."""
        return False if action == "side" else super().check_action(action, parameters)

    async def on_go_on_requested(self, message: GoOnRequested) -> None:
        """The session is to go on, live."""
        await self.leave("going on live", wish=message.wish)
