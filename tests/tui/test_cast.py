"""A recording, played by a terminal emulator, shows what the screen shows."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pyte
import pytest
from tests.core.export.export_kit import folder_of, session

from hopyard.core.sessions.replay import Recording
from hopyard.tui.cast import CastApp, recorded
from hopyard.tui.looks import Looks

Cell = tuple[str, str, str, bool, bool, bool]


class Terminal:
    """What a player of recordings draws on."""

    def __init__(self, width: int, height: int) -> None:
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.Stream(self.screen)

    def feed(self, data: str) -> None:
        self._stream.feed(data)

    @property
    def cells(self) -> list[list[Cell]]:
        """Each cell's text, colours, boldness, underlining, and whether it is reversed."""
        buffer = self.screen.buffer
        rows = [[buffer[y][x] for x in range(self.screen.columns)] for y in range(self.screen.lines)]
        return [
            [(one.data, one.fg, one.bg, one.bold, one.underscore, one.reverse) for one in row] for row in rows
        ]


async def final_cells(folder: Path, size: tuple[int, int], looks: Looks) -> list[list[Cell]]:
    """The cells of the last screen, drawn afresh in one go."""
    app = CastApp(looks)
    async with app.run_test(size=size) as pilot:
        lines = await app.shows(Recording(folder).last, pilot)
    terminal = Terminal(*size)
    for number, line in enumerate(lines):
        terminal.feed(f"\x1b[{number + 1};1H{line}\x1b[0m")
    return terminal.cells


def played(text: str) -> tuple[Terminal, list[list[Any]]]:
    """The recording played to its end, and its events."""
    head, *rest = map(json.loads, text.splitlines())
    assert head["version"] == 2
    terminal = Terminal(head["width"], head["height"])
    for _, kind, data in rest:
        if kind == "o":
            terminal.feed(data)
    return terminal, rest


@pytest.mark.parametrize(("size", "theme"), [((120, 40), ""), ((80, 24), "hopyard-light")])
async def test_a_recording_ends_in_the_final_screen(
    tmp_path: Path, size: tuple[int, int], theme: str
) -> None:
    folder = folder_of(tmp_path, session(evil="好的"))
    looks = Looks(theme=theme, still=True)
    text = await recorded(folder, size=size, speed=2.0, idle=2.0, looks=looks)
    terminal, events = played(text)
    assert terminal.cells == await final_cells(folder, size, looks)
    shown = "".join("".join(terminal.screen.display).split())
    assert "Howmanytonnes?压榨多少吨？好的" in shown
    assert "pruned" in shown
    times = [at for at, _, _ in events]
    assert times == sorted(times)
    frames = [data for _, kind, data in events if kind == "o"]
    assert len(frames) > 30
    assert sum(map(len, frames[1:-1])) / len(frames[1:-1]) < len(frames[0]), (
        "frames after the first are parts"
    )
    labels = [label for _, kind, label in events if kind == "m"]
    assert "1: runs: tonnes" in labels
    assert "1.1: pruned by you, with all under it" in labels


async def test_a_recording_is_the_same_each_time(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, session())
    texts = {await recorded(folder, size=(120, 40), speed=2.0, idle=1.0, looks=Looks()) for _ in range(2)}
    assert len(texts) == 1


async def test_hostile_text_is_not_obeyed_by_a_players_terminal(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, session())
    text = await recorded(folder, size=(120, 40), speed=1.0, idle=1.0, looks=Looks())
    terminal, events = played(text)
    assert terminal.screen.title == terminal.screen.icon_name == ""
    for _, _, data in events:
        assert isinstance(data, str)
        bare = data.replace("\x1b[?25l", "").replace("\x1b[2J", "")
        sequences = bare.split("\x1b[")
        assert all(part.lstrip("0123456789;")[:1] in ("m", "H", "X", "C") for part in sequences[1:])
        assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co") for char in "".join(sequences))


async def test_a_session_of_one_event_can_be_recorded(tmp_path: Path) -> None:
    from tests.core.session_strategies import started

    folder = folder_of(tmp_path, started())
    terminal, events = played(await recorded(folder, size=(60, 15), speed=1.0, idle=1.0, looks=Looks()))
    assert len(events) == 2
    assert "q?" in terminal.screen.display[0]
