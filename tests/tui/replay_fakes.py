"""Recorded sessions to replay, the app over one, and what of a screen is compared with another."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

from tests.tui.screen_fakes import FakeLibrary, FakeReasoner, Stage

from hopyard.core import commands as cmd
from hopyard.core.sessions.log import EVENTS_FILE
from hopyard.core.sessions.replay import Recording
from hopyard.core.values import Budget
from hopyard.core.workbench import Workbench
from hopyard.tui.app import HopyardApp
from hopyard.tui.looks import Looks
from hopyard.tui.replay_app import ReplayApp
from hopyard.tui.replaying import Replaying
from hopyard.tui.screens.replay import ReplayScreen

LINE_PX = 20.0
"""Of a screenshot, less than the height of a line; a background begins higher than its text."""
QUESTION = "how many 冷水机组?"
STEERED: Sequence[cmd.Command] = (cmd.PruneHop("1"), cmd.Undo(), cmd.ExpandHop("2", "更多？"), cmd.Pause())


def bench(
    sessions: Path,
    library: FakeLibrary | None = None,
    reasoner: FakeReasoner | None = None,
    docs: Sequence[str] = (),
) -> Workbench:
    """A workbench that keeps its sessions."""
    return Workbench(
        retrievers=[library or FakeLibrary()],
        reasoner=reasoner or FakeReasoner(suggests=["and then?"]),
        budget=Budget(hops=4),
        sessions=sessions,
        docs=docs,
    )


async def recorded(
    sessions: Path,
    *,
    steered: Sequence[cmd.Command] = STEERED,
    every_s: float = 2.0,
    question: str = QUESTION,
    work: Workbench | None = None,
) -> Path:
    """The folder of a session that was asked, steered and closed; its events are `every_s` seconds apart."""
    engine = (work or bench(sessions)).start(question)
    running = asyncio.create_task(engine.run())
    await engine.until_still()
    for command in steered:
        engine.submit(command)
        await engine.until_still()
    engine.close("the screen was closed")
    await running
    folder = sessions / engine.state.session
    spread(folder, every_s)
    return folder


def spread(folder: Path, every_s: float) -> None:
    """Put so many seconds between the events of a log."""
    path = folder / EVENTS_FILE
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for n, event in enumerate(events):
        event["at"] = n * every_s
    path.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")


class ReplayStage(Stage):
    """The app over a replay."""

    @property
    def screen(self) -> ReplayScreen:
        """The replay's screen."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, ReplayScreen))

    @property
    def replaying(self) -> Replaying:
        """The replay."""
        session = self.screen.session
        assert isinstance(session, Replaying)
        return session

    @property
    def n(self) -> int:
        """How many events are seen."""
        return self.replaying.head.n

    @property
    def bar(self) -> str:
        """The last line."""
        return self.text().splitlines()[-1]

    async def shows(self, n: int) -> None:
        """Wait until the panes show the `n`-th event."""
        await self.until(lambda: n == self.n and not self.app.is_refreshing, f"event {n}, now {self.n}")


@asynccontextmanager
async def replayed(
    folder: Path, size: tuple[int, int] = (120, 40), *, n: int = 1, plays: bool = False, theme: str = ""
) -> AsyncIterator[ReplayStage]:
    """`hopyard replay` on a terminal of that size."""
    app = ReplayApp(Replaying(Recording(folder), n=n, plays=plays), looks=Looks(theme=theme))
    async with app.run_test(size=size) as pilot:
        # What the two apps share is what a stage looks at.
        stage = ReplayStage(cast(HopyardApp, app), pilot, FakeLibrary(), FakeReasoner())
        await stage.until(lambda: isinstance(app.screen, ReplayScreen) and app.screen.place == "hops")
        yield stage


def panes(stage: Stage) -> list[str]:
    """All lines of the screen but the last, which is the replay's own."""
    return stage.text().splitlines()[:-1]


def picture(stage: Stage) -> list[tuple[str, ...]]:
    """The screenshot's texts and backgrounds with their places and looks, the last line left out."""
    svg = stage.app.export_screenshot()
    looks = dict(re.findall(r"\.(terminal-\d+-r\d+) \{(.*?)\}", svg))
    found = []
    for node in ElementTree.fromstring(svg).iter():
        kind = node.tag.rpartition("}")[2]
        look = looks.get(node.get("class", ""), "")
        if kind == "text" and "clip-path" in node.attrib:
            found.append((node.get("y", ""), "text", node.get("x", ""), look, node.text or ""))
        elif kind == "rect" and node.get("shape-rendering"):
            place = (node.get("x", ""), node.get("width", ""), node.get("fill", ""))
            found.append((node.get("y", ""), "rect", *place))
    below = max(float(one[0]) for one in found if one[1] == "text") - LINE_PX
    return [one for one in found if float(one[0]) < below]
