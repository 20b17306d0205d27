"""What a model thinks, waits for and costs, on the screen; and the key that skips a wait."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence

import pytest
from tests.tui.screen_fakes import FakeLibrary, FakeReasoner, Stage, staged

from hopyard.core import events as ev
from hopyard.core.ports import AnswerDraft, Brief, Desk, HopTask, Reading
from hopyard.core.state import ROOT, State
from hopyard.core.values import Budget, Hit, Sentence, Spent, Suggestion, Usage
from hopyard.core.workbench import Workbench
from hopyard.tui.keymap import keymap
from hopyard.tui.widgets.status import budget_parts

USAGE = Usage(input=1200, cached=300, output=80, requests=1)


class Thinker(FakeReasoner):
    """Thinks aloud over the plan, and waits until its wait is skipped."""

    name = "thinker"

    def __init__(self, desk: Desk, began: asyncio.Event) -> None:
        super().__init__(plan=("one part",))
        self.desk = desk
        self.go_on = asyncio.Event()
        self.began = began

    async def plan(self, question: str) -> Sequence[Suggestion]:
        tell = self.desk.tell
        tell(ev.ModelAsked(hop=ROOT, job="plan", model="m", tokens=1500, max_output=4000, usd=0.02))
        await self.began.wait()
        tell(ev.ModelCounted(hop=ROOT, job="plan", usage=Usage(1000, 400, 0, 5, 1), usd=0.0011))
        tell(ev.ModelThought(hop=ROOT, model="m", text="Perhaps [b]two[/b] parts, "))
        tell(ev.ModelThought(hop=ROOT, model="m", text="或者一个部分"))
        tell(ev.ModelWaits(hop=ROOT, model="m", seconds=30, reason="The server is busy.", next_model="m"))
        await self.go_on.wait()
        used = ev.ModelUsed(
            hop=ROOT, job="plan", model="m", usage=USAGE, usd=0.0123, elapsed_s=2.5, outcome="answered"
        )
        tell(used)
        return await super().plan(question)

    async def read(self, task: HopTask, hits: Sequence[Hit]) -> Reading:
        return await super().read(task, hits)

    async def answer(self, brief: Brief) -> AnswerDraft:
        return await super().answer(brief)

    async def answer_at_once(self, brief: Brief) -> AnswerDraft:
        return await self.answer(brief)

    def skip_waits(self) -> None:
        self.go_on.set()

    async def close(self) -> None:
        pass


def bench(began: asyncio.Event, make: Callable[..., Thinker] = Thinker) -> Workbench:
    return Workbench(
        retrievers=[FakeLibrary()],
        reasoner=FakeReasoner(),
        budget=Budget(),
        sessions=None,
        seat=lambda desk: make(desk, began),
    )


class Writer(Thinker):
    """Writes an answer, and waits in the middle of it."""

    async def plan(self, question: str) -> Sequence[Suggestion]:
        return await FakeReasoner.plan(self, question)

    async def answer(self, brief: Brief) -> AnswerDraft:
        tell = self.desk.tell
        tell(ev.ModelAsked(hop=ROOT, job="answer", model="m", tokens=1500, max_output=4000, usd=0.02))
        tell(ev.AnswerGrew(first=0, sentences=(Sentence("[b]First[/b] 第一句。", "supported", ()),)))
        tell(ev.AnswerGrew(first=1, sentences=(Sentence("Second.", "unsupported", ()),)))
        await self.go_on.wait()
        tell(
            ev.ModelUsed(
                hop=ROOT, job="answer", model="m", usage=USAGE, usd=0.0, elapsed_s=2.5, outcome="answered"
            )
        )
        return AnswerDraft((Sentence("Another first.", "supported", ()),), answered=True)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_sentences_are_shown_while_the_answer_is_written_and_then_the_answer(
    size: tuple[int, int],
) -> None:
    written: list[Writer] = []

    def make(desk: Desk, began: asyncio.Event) -> Writer:
        written.append(Writer(desk, began))
        return written[-1]

    workbench = bench(asyncio.Event(), make)
    async with staged(size, question="q", workbench=workbench) as stage:
        await stage.goes("answer")
        await stage.until(lambda: "Second." in stage.text())
        said = stage.text()
        assert "answer v1, being written" in said
        assert "Being written: 2 sentences so far, each checked." in said
        assert "  [b]First[/b] 第一句。" in said
        assert "? Second. (unsupported)" in said
        written[0].go_on.set()
        await stage.still()
        assert stage.rows("answer") == ["  Another first."]
        assert "answer v1" in stage.text()
        assert "being written" not in stage.text()


def steps(stage: Stage) -> str:
    return " ".join(stage.rows("steps"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_other_machines_are_sent_is_always_shown_above(size: tuple[int, int]) -> None:
    sends = "model: sends questions only"
    workbench = Workbench(
        retrievers=[FakeLibrary()], reasoner=FakeReasoner(), budget=Budget(), sessions=None, sends=sends
    )
    async with staged(size, question="问题" * 40, workbench=workbench) as stage:
        await stage.still()
        assert stage.text().splitlines()[0].rstrip().endswith(sends)


async def test_what_is_thought_and_used_is_shown_as_it_comes_and_a_wait_is_skipped_by_key() -> None:
    began = asyncio.Event()
    async with staged((120, 40), question="q", workbench=bench(began)) as stage:
        await stage.until(lambda: "~1,500/200k tokens" in stage.text())
        began.set()
        await stage.until(lambda: stage.app.session is not None and stage.state.waits)
        await stage.until(lambda: "thinks: Perhaps [b]two[/b] parts, 或者一个部分" in steps(stage))
        assert "asks m to plan: about 1,500 tokens, at most $0.0200" in steps(stage)
        assert "m: The server is busy. It is asked again in 30 s." in steps(stage)
        await stage.until(lambda: re.search(r"waits (30|2\d) s for m, W skips that", stage.text()))
        assert "~1,405/200k tokens" in stage.text()
        assert "~$0.0011/$0.50" in stage.text()
        await stage.goes("steps")
        await stage.press("W")
        await stage.still()
        assert "wait for a model skipped by you" in steps(stage)
        assert steps(stage).count("thinks:") == 1
        assert "m replied: 1,500 tokens in (300 kept by the server), 80 out, $0.0123, 2.5 s" in steps(stage)
        assert "1,580/200k tokens" in stage.text()
        assert "$0.01/$0.50" in stage.text()
        await stage.press("W")
        await stage.until(lambda: stage.says("No model is waited for."))


@pytest.mark.parametrize(
    ("spent", "shown"),
    [
        (Spent(), []),
        (Spent(Usage(input=10, requests=1)), ["10/200k tokens", "$0.0000/$0.50", "1/30 req", "in 10, out 0"]),
        (
            Spent(Usage(40_000, 20_000, 2, 1_000_000, 7, estimated=True), 0.1),
            ["~1.1M/200k tokens", "~$0.10/$0.50", "7/30 req", "in 40k + 20k cached, out 1.0M"],
        ),
        (
            Spent(Usage(input=10, requests=2), 0.1, 1),
            ["10/200k tokens", "$0.10+?/$0.50", "2/30 req", "in 10, out 0"],
        ),
        (Spent(Usage(input=10, requests=2), 0.0, 2), ["10/200k tokens", "2/30 req", "in 10, out 0"]),
    ],
)
def test_the_budget_line_tells_tokens_and_money_once_a_model_was_asked(
    spent: Spent, shown: list[str]
) -> None:
    parts = budget_parts(State(spent=spent), 0.0, keymap())
    texts = ["".join(piece.text for piece in part) for part in parts]
    assert texts[3:] == shown
