"""What goes wrong behind the screen is told on it, and the app stays usable."""

from __future__ import annotations

from pathlib import Path

from tests.tui.screen_fakes import FakeLibrary, FakeReasoner, staged

from hopyard.core.engine import Engine
from hopyard.core.errors import LogError
from hopyard.core.events import Event, SessionEnded
from hopyard.core.sessions.log import MemoryLog
from hopyard.core.sessions.reading import read_log
from hopyard.core.state import State
from hopyard.core.values import Budget
from hopyard.core.workbench import Workbench
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.screens.trouble import TroubleScreen


class FullDisk(MemoryLog):
    """A log that can no more be written after some events."""

    def __init__(self, room: int, error: Exception) -> None:
        super().__init__()
        self.room = room
        self.error = error

    def append(self, event: Event) -> None:
        if len(self.lines) >= self.room:
            raise self.error
        super().append(event)


class OnFullDisk(Workbench):
    """Starts its first session on a full disk, the others on a good one."""

    error: Exception = LogError("No room left for the session.", "Free some space, then resume it.")
    n_started = 0

    def start(self, question: str) -> Engine:
        self.n_started += 1
        if self.n_started > 1:
            return super().start(question)
        log = FullDisk(8, self.error)
        engine = Engine(state=State(), log=log, retrievers=self.retrievers, reasoner=self.reasoner)
        engine.begin("s", question, self.budget)
        return engine


def full_disk() -> OnFullDisk:
    return OnFullDisk(retrievers=[FakeLibrary()], reasoner=FakeReasoner(), budget=Budget(), sessions=None)


async def test_a_log_that_cannot_be_written_is_told_and_another_question_works() -> None:
    async with staged(workbench=full_disk(), question="first") as stage:
        await stage.until(lambda: isinstance(stage.app.screen, TroubleScreen))
        assert stage.says("No room left for the session.")
        assert stage.says("Free some space, then resume it.")
        await stage.press("q")
        assert isinstance(stage.app.screen, SessionScreen)
        assert stage.rows("tree")[0] == "? first"
        assert "the session has ended" in stage.rows("budget")[0]
        assert stage.app.session is not None
        assert not stage.app.session.watch.runs
        await stage.press("u")
        assert stage.says("This session has ended; ask a question.")
        await stage.press("i", "enter")
        await stage.still()
        assert stage.state.answer is not None


async def test_a_defect_of_the_engine_is_told_as_one() -> None:
    bench = full_disk()
    bench.error = ZeroDivisionError("by the log")
    async with staged(workbench=bench, question="first") as stage:
        await stage.until(lambda: isinstance(stage.app.screen, TroubleScreen))
        assert stage.says("ZeroDivisionError: by the log")
        assert stage.says("please report it")
        await stage.press("escape")
        assert stage.app.is_running


async def test_a_session_is_kept_with_all_that_was_shown(tmp_path: Path) -> None:
    bench = Workbench(retrievers=[FakeLibrary()], reasoner=FakeReasoner(), budget=Budget(), sessions=tmp_path)
    async with staged(workbench=bench, question="q") as stage:
        await stage.still()
        seq = stage.state.seq
        await stage.press("q")
        await stage.until(lambda: stage.app._exit)
    (folder,) = tmp_path.iterdir()  # noqa: ASYNC240 - the app is over
    kept = read_log(folder).events
    assert len(kept) > seq + 1
    assert isinstance(kept[-1], SessionEnded)
