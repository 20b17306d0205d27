"""Panes with thousands of rows: in sight at once, whole soon after, and the same as if made in one go."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from bench.terminal_programs import ScriptedWorkbench, begin, kept, numbered
from tests.tui.screen_fakes import Stage, staged

from hopyard.core import events as ev
from hopyard.core.state import ROOT, State
from hopyard.core.steps import describe
from hopyard.tui.at_leisure import AtLeisure
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.sources_pane import SourcesPane, evidence_row
from hopyard.tui.widgets.steps_pane import StepsPane, step_row

N_HOPS, A_HOP = 150, 10


def script() -> Iterator[ev.Event]:
    yield from begin("How many 冷水机组 in all?")
    for n in range(1, N_HOPS + 1):
        hop = str(n)
        yield ev.HopAdded(hop=hop, parent=ROOT, question=f"第{n}个 part", why="a part", origin="plan")
        yield ev.HopStarted(hop=hop, question=f"第{n}个 part")
        yield from (kept(hop, number) for number in range(1, A_HOP + 1))
        yield ev.HopFinished(hop=hop, outcome="found")
    yield ev.SessionEnded(reason="the script is over")


@asynccontextmanager
async def opened(size: tuple[int, int] = (120, 40)) -> AsyncIterator[Stage]:
    """The session on show; what takes long may still be going on."""
    bench = ScriptedWorkbench(2 + N_HOPS * (3 + A_HOP) + 1, lambda: numbered(script(), 50))
    bench.prepare()
    async with staged(size, workbench=bench) as stage:  # type: ignore[arg-type]  # stands in
        stage.app.ask("How many 冷水机组 in all?")
        yield stage


def steps(stage: Stage) -> StepsPane:
    return stage.main.query_one(StepsPane)


def sources(stage: Stage) -> SourcesPane:
    return stage.main.query_one(SourcesPane)


def rows_of(state: State) -> tuple[list[Row], list[Row]]:
    told = [describe(event, state) for event in state.steps]
    kept_all = [one for hop in state.walk() for one in hop.evidence.values()]
    return [step_row(step) for step in told if step is not None], [
        evidence_row(state, one) for one in kept_all
    ]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_all_rows_are_there_in_the_end_and_counted_from_the_start(size: tuple[int, int]) -> None:
    async with opened(size) as stage:
        all_steps, all_kept = rows_of(stage.state)
        assert len(steps(stage).rows) < len(all_steps)
        assert len(sources(stage).rows) < len(all_kept)
        assert (steps(stage).n_rows, sources(stage).n_rows) == (len(all_steps), len(all_kept))
        await stage.until(lambda: list(steps(stage).rows) == all_steps)
        await stage.until(lambda: list(sources(stage).rows) == all_kept)
        assert steps(stage).chosen == all_steps[-1].key
        await stage.goes("steps")
        await stage.until(lambda: stage.says("the script is over"), "the end of the steps is in sight")


async def test_the_ends_and_the_filter_wait_for_nobody() -> None:
    async with opened() as stage:
        all_steps, all_kept = rows_of(stage.state)
        sources(stage).action_last()
        assert sources(stage).chosen == all_kept[-1].key
        steps(stage).action_first()
        assert steps(stage).chosen == all_steps[0].key
    async with opened() as stage:
        steps(stage).show_only("第2个")
        assert {row.key for row in steps(stage).rows} == {row.key for row in all_steps if "第2个" in str(row)}


async def test_another_hop_chosen_meanwhile_has_its_steps_in_the_end() -> None:
    async with opened() as stage:
        await stage.press("1", "j", "j")
        wanted = [row for row in rows_of(stage.state)[0] if row.line[1].text == "2 "]
        await stage.until(lambda: list(steps(stage).rows) == wanted)
        await stage.until(lambda: len(sources(stage).rows) == A_HOP)


async def test_a_state_from_before_takes_its_later_rows_away() -> None:
    async with opened() as stage:
        whole = stage.state
        earlier = State()
        earlier.session, earlier.sources, earlier.steps = whole.session, whole.sources, whole.steps[:1200]
        for state in (earlier, whole, earlier):
            steps(stage).show(state, ROOT)
        steps(stage).complete()
        wanted = [step_row(step) for event in earlier.steps if (step := describe(event, whole)) is not None]
        assert list(steps(stage).rows) == wanted


async def test_work_that_was_dropped_or_replaced_is_not_gone_on_with() -> None:
    done: list[int] = []

    def work(number: int) -> Iterator[None]:
        for _ in range(3):
            done.append(number)
            yield

    async with staged() as stage:
        leisure = AtLeisure(stage.app)
        leisure.begin(work(1))
        leisure.begin(work(2))
        await stage.until(lambda: not leisure.is_busy)
        assert done == [2, 2, 2]
        leisure.begin(work(3))
        leisure.drop()
        leisure.begin(work(4))
        leisure.finish()
        assert done == [2, 2, 2, 4, 4, 4]


@pytest.mark.parametrize("lean", [True, False])
async def test_over_a_slow_line_a_cursor_that_leaves_the_pane_turns_a_page(lean: bool) -> None:
    async with opened() as stage:
        stage.main.draw_lean(lean)
        await stage.goes("sources")
        pane = sources(stage)
        scrolled = []
        for _ in range(12):
            await stage.press("j")
            scrolled.append(pane.scroll_offset.y)
        row = pane.height_of(0)
        a_page = pane.page // row
        assert len(set(scrolled)) == (12 // a_page + 1 if lean else 12 - a_page + 2)
        await stage.press("k")
        assert pane.top_of(pane.cursor) >= pane.scroll_offset.y, "the cursor is in sight"
        for _ in range(a_page):
            await stage.press("k")
        assert pane.top_of(pane.cursor) >= pane.scroll_offset.y
        assert pane.top_of(pane.cursor) + row <= pane.scroll_offset.y + pane.page
