"""The last line of a replay: where it is, how it goes, and the keys worth knowing. Pure but for the class."""

from __future__ import annotations

from textual.events import Click
from textual.message import Message

from hopyard.core.sessions.playhead import Playhead
from hopyard.core.sessions.replay import Recording
from hopyard.tui.keymap import Keymap
from hopyard.tui.places import clock
from hopyard.tui.render import Line, line, width
from hopyard.tui.widgets.one_line import GAP, HintsLine
from hopyard.tui.widgets.status import hint

BAR_CELLS, SHORT_BAR_CELLS, LEAST_BAR_CELLS = 20, 10, 4
WIDE_FROM, NARROW_BELOW = 100, 80
"""In a line of so many cells the bar has its full length; in one of fewer it leaves room for a key."""
_KEYS = ("replay-play", "replay-fork", "replay-next", "replay-hop", "replay-act", "replay-go-to")
_MORE_KEYS = ("replay-faster", "replay-search")


def bar(share: float, cells: int) -> str:
    """How far it is, in plain characters: `[====------]`; the last is filled only at the end."""
    full = cells if share >= 1.0 else min(cells - 1, int(cells * max(0.0, share)))
    return f"[{'=' * full}{'-' * (cells - full)}]"


def standing(recording: Recording, head: Playhead, cells: int) -> list[Line]:
    """How it goes, the bar, event and time, in a line of so many cells; the bar is the second part."""
    if head.follows and head.at_end and head.plays:
        doing = ("following", "accent")
    elif head.plays:
        doing = (f"> {head.speed:g}x", "accent")
    else:
        doing = (f"at the end, {head.speed:g}x" if head.at_end else f"paused, {head.speed:g}x", "strong")
    total = max(recording.seconds, head.time)
    share = 1.0 if head.at_end else head.time / total if total else 0.0
    length = BAR_CELLS if cells >= WIDE_FROM else SHORT_BAR_CELLS
    length = length if cells >= NARROW_BELOW else LEAST_BAR_CELLS
    return [
        line(doing),
        line((bar(share, length), "accent")),
        line(f"{head.n:,}/{recording.n:,}"),
        line(f"{clock(head.time)}/{clock(total)}"),
    ]


def keys_worth_knowing(keys: Keymap, *, plays: bool, searched: bool) -> list[Line]:
    """The keys of a replay, most useful first."""
    found = [hint(keys, name, "pause" if name == "replay-play" and plays else "") for name in _KEYS]
    if searched:
        found.insert(1, hint(keys, "replay-match"))
    return found + [hint(keys, name) for name in _MORE_KEYS]


class ReplayBar(HintsLine, can_focus=False):
    """The line; a click on its bar goes there."""

    class Clicked(Message):
        """The bar was clicked; `share` is from 0 to 1."""

        def __init__(self, share: float) -> None:
            super().__init__()
            self.share = share

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._bar = (0, 0)

    def show_standing(self, parts: list[Line], keys: list[Line], right: Line) -> None:
        """Show `standing` and the keys."""
        self._bar = (width(parts[0]) + GAP, width(parts[1]))
        self.show(*parts, *keys, right=right)

    def on_click(self, event: Click) -> None:
        """Where in the bar, if it is the bar and no word stands in its place."""
        offset = event.get_content_offset(self)
        start, cells = self._bar
        if offset is None or self.says_something or not 0 < offset.x - start < cells - 1:
            return
        self.post_message(self.Clicked((offset.x - start - 1) / (cells - 3)))
