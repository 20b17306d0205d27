"""The few screens whose look is the point, as pictures: fixed size, time and theme, a session made here.

`pytest tests/tui/test_snapshots.py --snapshot-update` makes them anew; look at them before committing them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench.terminal_programs import ScriptedWorkbench, numbered
from tests.tui.library_fakes import FakeShelf, keeper
from tests.tui.screen_fakes import FakeLibrary, FakeReasoner
from textual.app import App
from textual.pilot import Pilot

from hopyard.core import events as ev
from hopyard.core.events import encode
from hopyard.core.sessions.log import EVENTS_FILE
from hopyard.core.sessions.replay import Recording
from hopyard.core.state import ROOT
from hopyard.core.values import (
    Answer,
    Budget,
    Citation,
    Evidence,
    Finding,
    Passage,
    Sentence,
    Source,
    Suggestion,
    Verdict,
)
from hopyard.core.workbench import Workbench
from hopyard.tui.app import HopyardApp
from hopyard.tui.looks import Looks
from hopyard.tui.replay_app import ReplayApp
from hopyard.tui.replaying import Replaying
from hopyard.tui.screens.sessions import SessionsScreen
from hopyard.tui.shell import Shell
from hopyard.tui.widgets.lines import LinesView

Compare = Callable[..., bool]
QUESTION = "Which plant used more water in 2023, 北站 or the South Yard, and by how much?"
WIDE, NARROW = (120, 40), (80, 24)
DARK = Looks(theme="hopyard-dark", still=True)
PAUSES = 200
"""So often it is looked whether a screen is ready."""
_REPORT = Source("a" * 16, "South Yard: water report 2023", "/reports/south yard.txt", "txt", 4_000)
_CHINESE = Source("b" * 16, "北站2023年用水年报", "/reports/北站.pdf", "pdf", 6_000)


@pytest.fixture(autouse=True)
def same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours and widths depend on these."""
    for name in ("NO_COLOR", "SSH_CONNECTION", "COLORFGBG", "TMUX", "COLUMNS", "LINES", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


def kept(hop: str, number: int, source: Source, text: str, score: float) -> Evidence:
    passage = Passage(source.id, 10 * number, 10 * number + len(text), text, f"line {number}")
    return Evidence(f"{hop}/{number}", hop, passage, score, "carries the terms")


SOUTH = kept("1", 1, _REPORT, "The South Yard drew 41,200 m3 of water in 2023, a tenth less.", 8.4)
NORTH = kept("2", 1, _CHINESE, "2023年北站全年用水38,900立方米，比上年减少4%。", 8.1)
LOSS = kept("2.1", 1, _CHINESE, "管网漏损约占北站用水量的6%，计入全年用水。", 5.2)
LONG = kept(
    "2.1", 2, _REPORT, "Water that leaked from the ring main is in the figure for the year. " * 4, 3.9
)


def cited(*found: Evidence) -> tuple[Citation, ...]:
    return tuple(
        Citation(one.id, one.passage.source, one.passage.start, one.passage.end, one.passage.text, "line 1")
        for one in found
    )


HOPS = {
    "1": "How much water did the South Yard use in 2023?",
    "2": "北站2023年用了多少水？",
    "2.1": "Are losses of the network in that figure?",
    "3": "How large are the two plants?",
}


def script(session: str = "20261122-081500-000001", question: str = QUESTION) -> Iterator[ev.Event]:
    yield ev.SessionStarted(
        schema=ev.SCHEMA,
        session=session,
        question=question,
        created="2026-11-22T08:15:00+00:00",
        budget=Budget(),
        reasoner="script",
        retrievers=("library",),
    )
    yield ev.SourceFound(source=_REPORT)
    yield ev.SourceFound(source=_CHINESE)
    for hop, asked in HOPS.items():
        parent = hop.rpartition(".")[0] or ROOT
        why = "a part of the question" if parent == ROOT else "the report names losses"
        yield ev.HopAdded(hop=hop, parent=parent, question=asked, why=why, origin="plan")
    for hop, found in {"1": [SOUTH], "2": [NORTH], "2.1": [LOSS, LONG]}.items():
        yield ev.HopStarted(hop=hop, question=HOPS[hop])
        yield ev.Searched(
            hop=hop, retriever="library", query="用水 water 2023", found=len(found), elapsed_s=0.02
        )
        yield from (ev.EvidenceKept(evidence=one) for one in found)
        finding = Finding(f"{hop}/f1", hop, found[0].passage.text, cited(found[0]))
        yield ev.FindingMade(finding=finding)
        yield ev.HopFinished(hop=hop, outcome="found", suggestions=(Suggestion("前一年呢？", "left open"),))
    yield ev.HopPruned(hop="3")
    sentences: list[tuple[str, Verdict, tuple[Citation, ...], str]] = [
        (SOUTH.passage.text, "supported", cited(SOUTH), "1"),
        (NORTH.passage.text, "supported", cited(NORTH), "2"),
        ("The South Yard used 2,300 m3 more than 北站.", "computed", cited(SOUTH, NORTH), "2"),
        ("漏损是否计入，两份报告说法不一。", "disputed", cited(LOSS, LONG), "2.1"),
        ("Both will use less in 2024.", "unsupported", (), "1"),
    ]
    answer = Answer(1, tuple(Sentence(*one) for one in sentences), answered=True)
    yield ev.AnswerWritten(answer=answer)
    yield ev.TreeSettled()


def numbered_script(**more: str) -> list[ev.Event]:
    return list(numbered(script(**more), 4))


def live(looks: Looks = DARK) -> HopyardApp:
    """The app over the session, which is settled."""
    told = numbered_script()
    work = ScriptedWorkbench(len(told), lambda: iter(told))
    work.prepare()
    return HopyardApp(work, question=QUESTION, library="2 sources, 214 passages", looks=looks)  # type: ignore[arg-type]  # stands in


def written(home: Path, name: str, question: str) -> Path:
    """The folder of the session's log."""
    folder = home / name
    folder.mkdir(parents=True)
    events = numbered_script(session=name, question=question)
    (folder / EVENTS_FILE).write_bytes(b"".join(encode(event) + b"\n" for event in events))
    return folder


def pressing(*keys: str, shows: str, settled: bool = True) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Presses keys once the panes are there, and waits until a text is to be seen and nothing changes."""

    async def run(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, Shell)
        await ready(pilot, lambda: app.session is None or app.session.state.settled or not settled)
        await pilot.press(*keys)
        await ready(pilot, lambda: shows in text_of(app) and not app.is_refreshing and not reads(app))
        await pilot.pause()

    return run


def reads(app: App[Any]) -> bool:
    return isinstance(app.screen, SessionsScreen) and app.screen.is_reading


async def ready(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    for _ in range(PAUSES):
        await pilot.pause(0.01)
        if condition():
            return
    raise AssertionError(text_of(pilot.app))


def text_of(app: App[Any]) -> str:
    views = app.screen.query(LinesView)
    return "\n".join(
        "".join(part.text for part in (*row.line, *row.below)) for view in views for row in view.rows
    )


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_settled_session(snap_compare: Compare, size: tuple[int, int]) -> None:
    keys = ["1", "j", "j"] if size == WIDE else ["4", "j", "j"]
    assert snap_compare(live(), terminal_size=size, run_before=pressing(*keys, shows="done"))


def test_lean_and_ascii_in_the_terminals_own_colours(snap_compare: Compare) -> None:
    looks = Looks(lean=True, ascii=True, still=True)
    assert snap_compare(live(looks), terminal_size=WIDE, run_before=pressing("3", shows="done"))


def test_the_keys(snap_compare: Compare) -> None:
    assert snap_compare(
        live(), terminal_size=WIDE, run_before=pressing("?", shows="Steering and going about")
    )


def test_the_library(snap_compare: Compare) -> None:
    bench = Workbench(retrievers=[FakeLibrary()], reasoner=FakeReasoner(), budget=Budget(), sessions=None)
    app = HopyardApp(bench, librarian=keeper(FakeShelf()), looks=DARK)
    assert snap_compare(app, terminal_size=WIDE, run_before=pressing("ctrl+l", "j", shows="华东区年报"))


def test_the_sessions(snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the screen says where they are
    home = Path("sessions")
    questions = [QUESTION, "哪个站用水更多？", "[b]Which[/b] site leaks most?"]
    for n, question in enumerate(questions):
        written(home, f"2026112{n}-081500-00000{n}", question)
    bench = Workbench(retrievers=[FakeLibrary()], reasoner=FakeReasoner(), budget=Budget(), sessions=home)
    app = HopyardApp(bench, looks=DARK)
    assert snap_compare(app, terminal_size=WIDE, run_before=pressing("ctrl+s", shows="answered"))


def test_a_replay_on_its_way(snap_compare: Compare, tmp_path: Path) -> None:
    recording = Recording(written(tmp_path, "20261122-081500-000001", QUESTION))
    app = ReplayApp(Replaying(recording, n=16, plays=False), looks=DARK)
    assert snap_compare(app, terminal_size=WIDE, run_before=pressing("2", shows="16/26", settled=False))
