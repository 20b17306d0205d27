"""Text from outside is data: nothing of it is obeyed by the terminal or by Textual, in any widget."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from tests.tui.replay_fakes import recorded, replayed
from tests.tui.screen_fakes import SIZES, FakeLibrary, FakeReasoner, Stage, staged
from textual.events import Paste

from hopyard.core.errors import LogError, SearchError
from hopyard.core.ports import HopTask, Reading
from hopyard.core.sessions.log import EVENTS_FILE
from hopyard.core.values import Budget, Hit, Source
from hopyard.core.workbench import Workbench
from hopyard.tui.looks import Looks
from hopyard.tui.screens.prompt import PromptScreen
from hopyard.tui.screens.reader import ReaderScreen
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.screens.trouble import TroubleScreen
from hopyard.tui.widgets.line_input import LineInput

MARKUP = "[@click=app.quit]go[/] [b]bold[/b] [red on"
EVIL = (
    "\x1b]52;c;RVZJTA==\x07\x1b[31;5m\x9b31m\x9d0;title\x9c\x1bP1$q\x1b\\\u202e\u2066\u200b"
    f"{MARKUP}\x00\x08\r\n\x1b[2J"
)


def clean_screen(stage: Stage) -> None:
    """No rendered line holds a control or a format character."""
    for number, strip in enumerate(stage.strips()):
        for segment in strip:
            for char in segment.text:
                assert unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co"), (number, segment.text)
    text = stage.text()
    for leftover in ("52;c;", "RVZJTA", "31;5m", "0;title", "$q"):
        assert leftover not in text


class EvilLibrary(FakeLibrary):
    """Everything it returns is hostile."""

    name = f"lib{EVIL}"

    def __init__(self) -> None:
        super().__init__(titles=(f"One {EVIL}", f"二 {EVIL}"), paths=f"/docs/{EVIL}/{{}}.txt")
        self.texts = {name: f"{EVIL}\n{text}{EVIL}" for name, text in self.texts.items()}
        self.sources = [
            Source(source.id, source.title, source.path, EVIL, len(self.texts[source.id]))
            for source in self.sources
        ]

    async def search(self, query: str, k: int) -> list[Hit]:
        if "broken" in query:
            raise SearchError(f"It broke {EVIL}", f"Mend it {EVIL}")
        hits = list(await super().search(query, k))
        return [self._with_evil_place(hit) for hit in hits]

    def _with_evil_place(self, hit: Hit) -> Hit:
        text = self.texts[hit.source.id][: len(EVIL) + 40]
        passage = type(hit.passage)(hit.source.id, 0, len(text), text, f"line 1 {EVIL}")
        return Hit(passage, hit.source, hit.score)


class EvilReasoner(FakeReasoner):
    """Plans, suggests, answers and fails in hostile words."""

    name = f"reasoner{EVIL}"

    def __init__(self) -> None:
        plan = (f"part {EVIL}", f"broken {EVIL}", f"crash {EVIL}")
        super().__init__(plan=plan, suggests=[f"more {EVIL}?"], sentence=lambda text: f"{text} {EVIL}")
        self.disagrees = True

    async def read(self, task: HopTask, hits: object) -> Reading:
        if "crash" in task.question:
            raise RuntimeError(f"boom {EVIL}")
        return await super().read(task, hits)  # type: ignore[arg-type]  # the same hits as FakeReasoner's


def evil_stage(size: tuple[int, int]):  # type: ignore[no-untyped-def]  # the context manager of `staged`
    return staged(
        size,
        question=f"why {EVIL}",
        library=EvilLibrary(),
        reasoner=EvilReasoner(),
        budget=Budget(hops=3),
        keys={f"evil{EVIL}": f"p{EVIL}"},
        library_words=f"2 documents {EVIL}",
    )


@pytest.mark.parametrize("size", SIZES)
async def test_every_pane_shows_hostile_text_as_it_reads(size: tuple[int, int]) -> None:
    async with evil_stage(size) as stage:
        await stage.still()
        for pane in ("hops", "steps", "sources", "answer"):
            await stage.goes(pane)
            clean_screen(stage)
            assert stage.says("[@click=app.quit]go[/]"), pane
            assert stage.says("[b]bold[/b]"), pane
        for pane, rows in [
            ("hops", "tree"),
            ("steps", "steps"),
            ("sources", "sources"),
            ("answer", "answer"),
        ]:
            await stage.goes(pane)
            for _ in range(len(stage.rows(rows))):
                await stage.press("j")
                clean_screen(stage)
        assert stage.app.is_running


@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_over_the_panes_does_too(size: tuple[int, int]) -> None:
    async with evil_stage(size) as stage:
        await stage.still()
        await stage.press("j")
        for key in ("enter", "e", "E"):
            await stage.press(key)
            assert not isinstance(stage.app.screen, SessionScreen)
            clean_screen(stage)
            assert stage.says("[b]bold[/b]"), key
            await stage.press("escape")
        await stage.press("question_mark", "G")
        clean_screen(stage)
        assert stage.says("[b]bold[/b]"), "the help names settings that were left out"
        await stage.press("escape", "3", "enter")
        assert isinstance(stage.app.screen, ReaderScreen)
        clean_screen(stage)
        assert stage.says("[@click=app.quit]go[/]")
        await stage.press("n", "y", "G")
        clean_screen(stage)


async def test_a_hostile_error_is_told_and_the_app_stays() -> None:
    class NoRoom(Workbench):
        def start(self, question: str):  # type: ignore[no-untyped-def]  # it never returns
            raise LogError(f"No room {EVIL}", f"Free some {EVIL}")

    bench = NoRoom(retrievers=[], reasoner=FakeReasoner(), budget=Budget(), sessions=None)
    async with staged(workbench=bench) as stage:
        await stage.press("q", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, TroubleScreen))
        clean_screen(stage)
        assert stage.says("No room [@click=app.quit]go[/]")
        await stage.press("escape")
        assert isinstance(stage.app.screen, SessionScreen)


async def test_refusals_examples_and_pasted_text_too() -> None:
    async with staged(examples=[f"What? {EVIL}"], looks=Looks(theme=f"no {EVIL}")) as stage:
        clean_screen(stage)
        assert stage.says("What? [@click=app.quit]go[/]")
        field = stage.main.query_one("#question", LineInput)
        field.post_message(Paste(EVIL))
        await stage.until(lambda: field.value)
        clean_screen(stage)
        assert MARKUP in field.value
        await stage.press("enter")
        await stage.still()
        clean_screen(stage)


async def test_what_is_copied_holds_no_controls() -> None:
    async with evil_stage((120, 40)) as stage:
        await stage.still()
        for pane in ("hops", "steps", "sources", "answer"):
            await stage.goes(pane)
            await stage.press("y")
            copied = stage.app.clipboard
            assert copied
            assert all(char == "\n" or unicodedata.category(char) not in ("Cc", "Cf") for char in copied), (
                pane
            )


@pytest.mark.parametrize("size", SIZES)
async def test_a_replay_of_a_hostile_log_obeys_nothing_of_it(tmp_path: Path, size: tuple[int, int]) -> None:
    work = Workbench(
        retrievers=[EvilLibrary()], reasoner=EvilReasoner(), budget=Budget(hops=3), sessions=tmp_path
    )
    folder = await recorded(tmp_path, question=f"why {EVIL}", work=work, steered=())
    async with replayed(folder, size) as stage:
        for _ in range(stage.replaying.recording.n):
            clean_screen(stage)
            await stage.press(".")
        for pane in ("2", "3", "4", "1"):
            await stage.press(pane)
            clean_screen(stage)
            assert stage.says("[@click=app.quit]go[/]"), pane
        await stage.press("S")
        stage.app.screen.query_one(LineInput).value = f"none {EVIL}"
        await stage.press("enter")
        assert stage.says("is nowhere in this session")
        clean_screen(stage)
        await stage.press("t")
        stage.app.screen.query_one(LineInput).value = EVIL
        await stage.press("enter")
        assert isinstance(stage.app.screen, PromptScreen)
        clean_screen(stage)
        await stage.press("escape", "3", "enter")
        clean_screen(stage)
        assert stage.app.is_running


@pytest.mark.parametrize("size", [*SIZES, (60, 15)])
async def test_hostile_sessions_are_listed_as_they_read(tmp_path: Path, size: tuple[int, int]) -> None:
    work = Workbench(
        retrievers=[EvilLibrary()], reasoner=EvilReasoner(), budget=Budget(hops=3), sessions=tmp_path
    )
    folder = await recorded(tmp_path, question=f"why {EVIL}", work=work, steered=())
    log = folder / EVENTS_FILE
    first, *rest = log.read_text(encoding="utf-8").splitlines()
    head = json.loads(first) | {"created": EVIL, "origin": EVIL}
    log.write_text("\n".join([json.dumps(head), *rest, ""]), encoding="utf-8")
    (folder / "about.json").write_text(json.dumps({"title": f"T {EVIL}", "tags": [EVIL]}), encoding="utf-8")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / EVENTS_FILE).write_text(f"{EVIL}\n", encoding="utf-8")
    async with staged(size, workbench=work) as stage:
        await stage.press("ctrl+s")
        await stage.until(lambda: stage.says("[@click=app.quit]go[/]"))
        for key in ("j", "j", "k", "r", "escape", "t", "escape", "x", "u"):
            await stage.press(key)
            clean_screen(stage)
        assert stage.app.is_running
