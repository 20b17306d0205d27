"""Records the real screen as it shows a session again, for players of terminal recordings.

The screen of the app is driven without a terminal, event by event as they came; what it would show is taken
line by line from what Textual composed, and only lines that changed are written.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from textual.pilot import Pilot

from hopyard.core.export.cast import LAST_S, Moment, Painter, header, marker, moments, output
from hopyard.core.reducer import fold
from hopyard.core.sessions.replay import Recording, begins_hop, is_act
from hopyard.core.state import State
from hopyard.core.steps import describe
from hopyard.core.text.sanitize import sanitize_line
from hopyard.tui.drawn_app import DrawnApp
from hopyard.tui.keymap import keymap
from hopyard.tui.lean_output import leaner
from hopyard.tui.looks import Looks
from hopyard.tui.running import Stopwatch
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.themes import theme_for

_ALL_COLORS = 1 << 24


class CastApp(DrawnApp[None]):
    """Shows states of a session one after the other; nobody types."""

    CSS_PATH = "styles/hopyard.tcss"

    def __init__(self, looks: Looks) -> None:
        """Without a theme in `looks` the colours are those of whoever plays the recording."""
        super().__init__(looks)
        self._session = SessionScreen(keymap({}), library="", examples=())
        self._asked = False
        self._console = Console(
            file=io.StringIO(), force_terminal=True, color_system="truecolor", legacy_windows=False
        )

    def dress(self, name: str) -> None:
        """Take a theme by its name; there is no terminal that could not show it."""
        self.theme = theme_for(
            name, self.available_themes, no_color=self.no_color, n_colors=_ALL_COLORS, light=self.looks.light
        )

    def on_mount(self) -> None:
        """Show the screen."""
        self.push_screen(self._session)

    async def shows(self, state: State, pilot: Pilot[None]) -> list[str]:
        """The screen's lines with this state, each as wide as the screen, with styles as escape sequences."""
        if not self._asked:
            self._asked = True
            self._session.set_question(state.question)
        watch = Stopwatch(clock=lambda: 0.0)  # time stands still between two events
        watch.note(state)
        self._session.show(state, watch)
        await pilot.pause()
        # Textual has no public way to the composed lines; `export_screenshot` goes the same way.
        strips = self._session._compositor.render_strips()
        return [strip.simplify().render(self._console) for strip in strips]


async def recorded(folder: Path, *, size: tuple[int, int], speed: float, idle: float, looks: Looks) -> str:
    """The session in a folder as an asciicast: columns and lines, times faster, longest wait in seconds.

    Raises: LogError if the session cannot be read.
    """
    recording = Recording(folder)
    shown = moments([event.at for event in recording.events], speed, idle)
    title = sanitize_line(recording.last.question)
    lines = [header(*size, title=title, created=recording.last.created)]
    app, painter = CastApp(looks), Painter()
    state = State()
    async with app.run_test(size=size) as pilot:
        for moment in shown:
            lines += _markers(recording, state.seq + 1, moment)
            fold(recording.events[state.seq + 1 : moment.n], state)
            if data := painter.paint(await app.shows(state, pilot)):
                lines.append(output(moment.at, leaner(data)))
    lines.append(output(shown[-1].at + LAST_S, ""))
    return "\n".join(lines) + "\n"


def _markers(recording: Recording, first: int, moment: Moment) -> Iterator[str]:
    """Where hops begin and the person steers, for players that can go there."""
    for event in recording.events[first : moment.n]:
        step = describe(event, recording.last)
        if step is not None and (begins_hop(event) or is_act(event)):
            yield marker(moment.at, f"{step.hop}: {sanitize_line(step.text)}")
