"""A library and a reasoner that the tests of the screen hold in hand, and the app over them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from hopyard.core.config.settings import Settings
from hopyard.core.errors import SearchError
from hopyard.core.librarian import Librarian
from hopyard.core.ports import AnswerDraft, Brief, Draft, DraftQuote, HopTask, Kept, Reading
from hopyard.core.state import State
from hopyard.core.text.raw import source_id
from hopyard.core.values import (
    Budget,
    Disagreement,
    Hit,
    Passage,
    Sentence,
    Side,
    Source,
    Suggestion,
    Verdict,
)
from hopyard.core.workbench import Workbench
from hopyard.tui.app import HopyardApp
from hopyard.tui.looks import Looks
from hopyard.tui.screens.session import SessionScreen
from hopyard.tui.widgets.lines import LinesView
from hopyard.tui.widgets.rows import RowsView
from hopyard.tui.widgets.workspace import Workspace

WITHIN_S = 20.0
"""A test that waits this long hangs."""
SIZES = [(120, 40), (80, 24)]
both_sizes = pytest.mark.parametrize("size", SIZES)

_ENGLISH = "".join(f"Line {n}: the plant used {n * 10} chillers in year {2000 + n}.\n" for n in range(60))
_CHINESE = "".join(f"第{n}行：第{n}年全厂共用冷水机组{n * 10}台，耗电{n}亿度。\n" for n in range(60))


class FakeLibrary:
    """Two sources, one passage of each for every query; `gate` holds all searches until it is set."""

    name = "library"

    def __init__(
        self, titles: tuple[str, str] = ("Plant report", "冷站年报"), paths: str = "/docs/{}.txt"
    ) -> None:
        self.texts = {source_id(text): text for text in (_ENGLISH, _CHINESE)}
        self.sources = [
            Source(name, title, paths.format(title), "txt", len(text))
            for (name, text), title in zip(self.texts.items(), titles, strict=True)
        ]
        self.gate = asyncio.Event()
        self.gate.set()
        self.failing = False

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        await self.gate.wait()
        if self.failing:
            raise SearchError("The index is gone.", "Rebuild it.")
        return [
            Hit(self._passage(source, rank), source, 9.0 - rank) for rank, source in enumerate(self.sources)
        ]

    async def text(self, source: str) -> str:
        return self.texts[source]

    def _passage(self, source: Source, rank: int) -> Passage:
        text = self.texts[source.id]
        lines = text.splitlines(keepends=True)
        start = sum(map(len, lines[: 20 + rank]))
        end = start + len(lines[20 + rank]) + len(lines[21 + rank])
        return Passage(source.id, start, end, text[start:end], f"line {21 + rank}")


class FakeReasoner:
    """Plans `plan`; each hop keeps all hits, finds the first line of each, and suggests `suggests`."""

    name = "fake"

    def __init__(
        self,
        plan: Sequence[str] = ("first part", "第二部分"),
        suggests: Sequence[str] = (),
        sentence: Callable[[str], str] = lambda text: text,
    ) -> None:
        self.planned = plan
        self.suggested = suggests
        self.sentence = sentence
        self.answer_gate = asyncio.Event()
        self.answer_gate.set()
        self.disagrees = False

    async def plan(self, question: str) -> Sequence[Suggestion]:
        return [Suggestion(each, "a part of the question") for each in self.planned]

    async def queries(self, task: HopTask) -> Sequence[str]:
        return [task.question]

    async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        kept = tuple(Kept(n, hit.score, "carries the terms") for n, hit in enumerate(hits))
        drafts = []
        for n, hit in enumerate(hits):
            first = hit.passage.text.splitlines()[0]
            quote = DraftQuote(n, hit.passage.start, hit.passage.start + len(first))
            drafts.append(Draft(f"{task.question}: {first}", (quote,)))
        suggestions = tuple(Suggestion(each, "left open") for each in self.suggested)
        return Reading(kept, tuple(drafts), suggestions)

    async def answer(self, brief: Brief) -> AnswerDraft:
        await self.answer_gate.wait()
        verdicts: tuple[Verdict, ...] = ("supported", "computed", "disputed", "unsupported")
        findings = [(hop.id, finding) for hop in brief.hops for finding in hop.findings]
        sentences = tuple(
            Sentence(self.sentence(finding.text), verdicts[n % 4], finding.citations, hop)
            for n, (hop, finding) in enumerate(findings)
        )
        if not sentences:
            return AnswerDraft((), answered=False, note="No source carries it.")
        sides = (Side("200", sentences[0].citations[0]), Side("210", sentences[-1].citations[0]))
        disagreements = (Disagreement("number of chillers", sides),) if self.disagrees else ()
        return AnswerDraft(sentences, answered=True, disagreements=disagreements)


def held() -> FakeLibrary:
    """A library whose searches wait for its gate."""
    library = FakeLibrary()
    library.gate.clear()
    return library


class Stage:
    """The app under test, what it works on, and short ways to look at it."""

    def __init__(
        self, app: HopyardApp, pilot: Pilot[Any], library: FakeLibrary, reasoner: FakeReasoner
    ) -> None:
        self.app = app
        self.pilot = pilot
        self.library = library
        self.reasoner = reasoner

    @property
    def state(self) -> State:
        """The session's state."""
        assert self.app.session is not None
        return self.app.session.state

    @property
    def place(self) -> str:
        """Where the focus is."""
        return self.main.place

    def status(self, hop: str) -> str:
        """A hop's status, with steering."""
        return self.state.status(self.state.hops[hop])

    @property
    def workspace(self) -> Workspace:
        """The panes."""
        return self.main.query_one(Workspace)

    @property
    def main(self) -> SessionScreen:
        """The main screen, wherever it lies in the stack."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, SessionScreen))

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self.pilot.press(*keys)

    async def until(self, condition: Callable[[], Any], what: str = "") -> None:
        """Wait until the condition holds."""
        try:
            async with asyncio.timeout(WITHIN_S):
                while not condition():
                    await self.pilot.pause(0.005)
        except TimeoutError:
            raise AssertionError(f"never came true: {what or condition}\n{self.text()}") from None
        await self.pilot.pause()

    async def still(self) -> None:
        """Wait until the session is still and the panes show it."""
        await self.until(lambda: self.app.session is not None and self.state.settled, "still")
        await self.until(lambda: not self.app.is_refreshing, "refreshed")

    async def goes(self, pane: str) -> None:
        """Go to a pane by its key, from wherever the focus is."""
        if self.main.place == "question":
            await self.press("tab")
        await self.press({"hops": "1", "steps": "2", "sources": "3", "answer": "4"}[pane])

    def rows(self, view_id: str) -> list[str]:
        """The rows of a view as text, laid out or not."""
        view = self.app.screen.query_one(f"#{view_id}", LinesView)
        return ["".join(piece.text for piece in (*row.line, *row.below)) for row in view.rows]

    def chosen(self, view_id: str) -> str:
        """The key of the row that the cursor of a view is on."""
        return self.app.screen.query_one(f"#{view_id}", RowsView).chosen

    def text(self) -> str:
        """The whole screen as text."""
        return "\n".join("".join(segment.text for segment in strip) for strip in self.strips())

    def strips(self) -> list[Any]:
        """The whole screen as rendered lines, what lies under a modal screen not counted."""
        return self.app.screen._compositor.render_strips()

    def says(self, text: str) -> bool:
        """Whether the screen shows the text, white space and line ends aside."""
        return "".join(text.split()) in "".join(self.text().split())


@asynccontextmanager
async def staged(
    size: tuple[int, int] = (120, 40),
    *,
    question: str = "",
    library: FakeLibrary | None = None,
    reasoner: FakeReasoner | None = None,
    budget: Budget | None = None,
    keys: Mapping[str, str] | None = None,
    examples: Sequence[str] = (),
    library_words: str = "2 documents",
    workbench: Workbench | None = None,
    looks: Looks | None = None,
    librarian: Librarian | None = None,
    settings: Settings | None = None,
) -> AsyncIterator[Stage]:
    """The app on a terminal of that size, with its question asked if one is given."""
    library, reasoner = library or FakeLibrary(), reasoner or FakeReasoner()
    bench = workbench or Workbench(
        retrievers=[library], reasoner=reasoner, budget=budget or Budget(), sessions=None
    )
    app = HopyardApp(
        bench,
        question=question,
        keys=keys,
        examples=examples,
        library=library_words,
        looks=looks,
        librarian=librarian,
        settings=settings,
    )
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot, library, reasoner)
        await stage.until(lambda: any(isinstance(screen, SessionScreen) for screen in app.screen_stack))
        if question:
            await stage.until(lambda: app.session is not None)
        yield stage
