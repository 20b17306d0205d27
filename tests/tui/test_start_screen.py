"""The first picture: what is typed while the library is being opened is kept, in its order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.tui.screen_fakes import FakeLibrary, FakeReasoner, Stage
from textual.app import App
from textual.events import Key, Paste
from textual.pilot import Pilot

from hopyard.core.errors import LibraryError
from hopyard.core.values import Budget
from hopyard.core.workbench import Workbench
from hopyard.tui.app import HopyardApp
from hopyard.tui.over import Over, Tell
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.screens.start import StartScreen


class Door:
    """Opens when it is told to."""

    def __init__(self, notes: tuple[str, ...] = (), error: Exception | None = None) -> None:
        self.gate = asyncio.Event()
        self.tell: Tell = lambda far: None
        self.left = False
        self._notes = notes
        self._error = error

    async def open(self, tell: Tell) -> Over:
        self.tell = tell
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.left = True
            raise
        if self._error is not None:
            raise self._error
        bench = Workbench(retrievers=[FakeLibrary()], reasoner=FakeReasoner(), budget=Budget(), sessions=None)
        return Over(bench, "2 documents", notes=self._notes)


@asynccontextmanager
async def starting(door: Door, question: str = "", size: tuple[int, int] = (120, 40)) -> AsyncIterator[Stage]:
    app = HopyardApp(opening=door.open, question=question)
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot, FakeLibrary(), FakeReasoner())
        await stage.until(lambda: isinstance(app.screen, StartScreen) and stage.says("Question"))
        yield stage


async def opened(stage: Stage, door: Door) -> None:
    door.gate.set()
    await stage.until(lambda: type(stage.app.screen) is SessionScreen and not holds(stage.app))


def holds(app: HopyardApp) -> bool:
    return app._type_ahead.is_holding or app._type_ahead._on_the_way


def field(stage: Stage) -> str:
    return stage.main.typed


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_what_was_typed_stands_in_the_panes_with_its_cursor(size: tuple[int, int]) -> None:
    door = Door()
    async with starting(door, size=size) as stage:
        await stage.press(*"how manx", "backspace", *"y 冷水", "left")
        await stage.until(lambda: stage.says("how many 冷水"))
        await opened(stage, door)
        await stage.press("x")
        await stage.until(lambda: field(stage) == "how many 冷x水")
        assert stage.place == "question"
        assert stage.says("2 documents")


async def test_enter_and_all_after_it_wait_and_keep_their_order() -> None:
    door = Door()
    async with starting(door) as stage:
        await stage.press(*"How many", "enter", "2", "z")
        await stage.until(lambda: stage.says("Kept until the library is open"))
        assert stage.app.session is None
        await opened(stage, door)
        await stage.still()
        assert stage.state.question == "How many"
        await stage.until(lambda: stage.place == "steps")
        assert stage.says("[2 steps"), "zoomed: the panes are tabs"


async def test_a_question_that_was_given_is_shown_and_keys_are_for_the_panes() -> None:
    door = Door()
    async with starting(door, "How many chillers?") as stage:
        assert stage.says("How many chillers?")
        await stage.press("4")
        await opened(stage, door)
        await stage.still()
        await stage.until(lambda: stage.place == "answer")
        assert stage.state.question == "How many chillers?"


async def test_a_paste_is_taken_and_one_behind_enter_waits_its_turn() -> None:
    door = Door()
    async with starting(door) as stage:
        stage.app.post_message(Paste("多少台\n冷水机组"))
        await stage.until(lambda: stage.says("多少台 冷水机组"))
        await stage.press("enter", "i")
        stage.app.post_message(Paste("another"))
        await opened(stage, door)
        await stage.until(lambda: field(stage) == "another")
        assert stage.state.question == "多少台 冷水机组"


async def test_it_says_how_far_it_is_and_what_should_be_known() -> None:
    door = Door(notes=("3 files cannot be read.",))
    async with starting(door) as stage:
        assert stage.says("The library is being opened.")
        await stage.until(lambda: door.tell("Reading 3/12 [b]a.txt\x1b[31m") is None)
        await stage.until(lambda: stage.says("Reading 3/12 [b]a.txt"))
        await opened(stage, door)
        assert stage.says("3 files cannot be read.")


@pytest.mark.parametrize("question", ["", "How many?"])
async def test_leaving_does_not_wait_for_the_library(question: str) -> None:
    door = Door()
    async with starting(door, question) as stage:
        await stage.press("ctrl+l", "ctrl+q")
        await stage.until(lambda: door.left)
    assert stage.app.return_code == 0


async def test_a_library_that_cannot_be_opened_ends_the_app_and_its_error_is_kept() -> None:
    door = Door(error=LibraryError("It is damaged.", "Remove it."))
    async with starting(door) as stage:
        door.gate.set()
        await stage.until(lambda: stage.app.failure is not None)
    assert isinstance(stage.app.failure, LibraryError)


async def test_keys_typed_all_the_while_are_all_there() -> None:
    door = Door()
    text = "the quick brown fox 敏捷的狐狸 jumps over the lazy dog"
    async with starting(door) as stage:
        await typed(stage.app, stage.pilot, text[:20])
        door.gate.set()
        for char in text[20:]:
            await typed(stage.app, stage.pilot, char)
        await stage.until(lambda: type(stage.app.screen) is SessionScreen and field(stage) == text)


async def typed(app: App[Any], pilot: Pilot[Any], text: str) -> None:
    """As the driver does: without waiting for what a key causes."""
    for char in text:
        app.post_message(Key("space" if char == " " else char, char))
        await asyncio.sleep(0)
