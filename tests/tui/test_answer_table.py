"""The answer's table and its charts on screen: in the width there is, with every citation within reach."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from tests.core.reason.answer_kit import Shelf, ask
from tests.tui.screen_fakes import both_sizes, staged

from hopyard.core import commands as cmd
from hopyard.core.reason.extractive import ExtractiveReasoner
from hopyard.core.state import State
from hopyard.core.values import Budget, Cell, CellValue, Citation, Table, TableColumn
from hopyard.core.workbench import Workbench
from hopyard.tui.answer_changes import change_rows
from hopyard.tui.answer_reasons import reason_rows
from hopyard.tui.answer_table import chart_rows, table_rows
from hopyard.tui.cli.answer_text import answer_text
from hopyard.tui.looks import Looks
from hopyard.tui.render import plain
from hopyard.tui.screens.reader import ReaderScreen

TEXTS = [
    "Corvanth 的参数量为 540B，它很大。",
    "Bellisk 的参数量达 1750亿个。",
    "Bellisk 于 2019 年 2 月发布。",
    "Dornic 的参数量为 3.4亿。",
    "Dornic 的参数量为 4810亿。",
]
QUESTION = "列表比较 Corvanth、Bellisk、Dornic 的参数量和发布时间"


def workbench(shelf: Shelf) -> Workbench:
    reasoner = ExtractiveReasoner(shelf.frequencies, lambda: len(shelf.hits))
    return Workbench(retrievers=[shelf], reasoner=reasoner, budget=Budget(), sessions=None)


@pytest.fixture(scope="module")
def state() -> State:
    return ask(Shelf(TEXTS), QUESTION, cmd.PruneHop("2"))


def made(text: str, n_columns: int) -> Table:
    cited = Citation("1/1", "s", 0, 1, "x", "line 1")
    cell = Cell("supported", (CellValue(text, (cited,), 3.0),))
    columns = tuple(TableColumn(f"第{n}列", numeric=True) for n in range(n_columns))
    return Table(("Corvanth", "檐月农场的酒花"), columns, ((cell,) * n_columns,) * 2)


@pytest.mark.parametrize("text", ["1750亿个参数", "a rather long text that has to be wrapped", "短"])
def test_no_line_is_wider_than_the_pane_and_nothing_is_lost(text: str) -> None:
    for n_columns in (1, 3, 5):
        table = made(text, n_columns)
        number_of = {("s", "line 1"): 1}
        for cells in (36, 58, 80, 120):
            rows = table_rows(table, number_of, cells)
            aligned = any(row.key == "rule" for row in rows)
            lines = [plain(row.line) for row in rows]
            if aligned:
                assert max(map(cell_len, lines)) <= cells
                assert [row.key for row in rows if row.choosable] == ["t0", "t1"]
            else:
                assert [row.key for row in rows if row.choosable] == [
                    f"c{row}.{n}" for row in range(2) for n in range(n_columns)
                ]
            shown = "".join("".join(lines).split())
            assert shown.count("[1]") == 2 * n_columns
            assert not aligned or n_columns > 1 or "".join(text.split()) in shown
    assert not any(row.key == "rule" for row in table_rows(made(text, 5), {("s", "line 1"): 1}, 36))


def test_columns_stand_under_their_heads_in_cells(state: State) -> None:
    table = state.answers[0].table
    assert table is not None
    lines = [plain(row.line) for row in table_rows(table, dict.fromkeys(_places(table), 1), 100)]
    starts = {
        cell_len(line[: line.index(word)]) for line, word in ((lines[0], "发布时间"), (lines[3], "2019"))
    }
    assert len(starts) == 1


def _places(table: Table) -> list[tuple[str, str]]:
    return [(one.source, one.location) for row in table.cells for cell in row for one in cell.citations]


def test_a_chart_names_each_value_with_its_number_and_says_what_is_missing(state: State) -> None:
    table = state.answers[-1].table
    assert table is not None
    rows = chart_rows(table, 0, dict.fromkeys(_places(table), 7), 80)
    said = [plain(row.line) for row in rows]
    assert max(cell_len(plain(row.line)) for row in rows if row.key != "chart-note") <= 80
    bars = {row.key: plain(row.line) for row in rows if row.key.startswith("b")}
    assert list(bars) == ["b0.0", "b1.0", "b2.0", "b2.1"]
    assert bars["b0.0"].count("█") > bars["b2.1"].count("█") > bars["b2.0"].count("█") == 0
    assert "▏" in bars["b2.0"]
    assert bars["b1.0"].split() == ["Bellisk", "未找到"]
    assert all("[7]" in bars[key] and "(disputed)" in bars[key] for key in ("b2.0", "b2.1"))
    assert "1,000 times" in "".join(said)


def test_what_a_prune_took_out_of_the_table_is_in_the_diff(state: State) -> None:
    rows = [plain(row.line) for row in change_rows(state, *state.answers)]
    assert "- Bellisk, 参数量: 1750亿个" in rows
    assert "+ Bellisk, 参数量: 未找到" in rows
    assert not any("Corvanth, 参数量" in row for row in rows)


def test_the_printed_answer_has_the_table(state: State) -> None:
    lines = answer_text(state).splitlines()
    assert lines[0].split() == ["参数量", "发布时间"]
    assert lines[2].startswith("Corvanth  540B = 5400亿 [1]")


@both_sizes
async def test_keys_draw_the_chart_read_a_cell_and_prune_its_hop(size: tuple[int, int]) -> None:
    async with staged(size, question=QUESTION, workbench=workbench(Shelf(TEXTS))) as stage:
        await stage.still()
        await stage.goes("answer")
        await stage.until(lambda: stage.says("参数量") and stage.says("未找到"))
        assert stage.chosen("answer") == "t0"
        await stage.press("c")
        await stage.until(lambda: "█" in stage.text())
        await stage.press("c")
        await stage.until(lambda: "█" not in stage.text())
        await stage.press("home", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, ReaderScreen))
        assert stage.says(TEXTS[0])
        await stage.press("escape")
        await stage.until(lambda: not isinstance(stage.app.screen, ReaderScreen))
        await stage.press("p")
        await stage.until(lambda: len(stage.state.answers) == 2)
        table = stage.state.answers[-1].table
        assert table is not None
        assert [len(row[0].values) for row in table.cells] == [0, 1, 2]


async def test_in_ascii_the_bars_are_drawn_too() -> None:
    shelf = Shelf(TEXTS)
    async with staged(
        (80, 24), question=QUESTION, workbench=workbench(shelf), looks=Looks(ascii=True)
    ) as stage:
        await stage.still()
        await stage.goes("answer")
        await stage.press("c")
        await stage.until(lambda: "#####" in stage.text())
        assert "█" not in stage.text()


async def test_without_a_table_the_key_says_so() -> None:
    async with staged((80, 24), question="q") as stage:
        await stage.still()
        await stage.goes("answer")
        await stage.press("c")
        await stage.until(lambda: stage.says("There is no table with figures to draw."))


def test_why_tells_of_each_cell_of_the_row_or_of_the_one_alone() -> None:
    state = ask(
        Shelf(["Corvanth 的参数量为 540B。", "Bellisk 于 2019 年发布。"]),
        "列表比较 Corvanth、Bellisk 的参数量、发布时间",
    )
    row = [plain(one.line) for one in reason_rows(state, "t0")]
    assert row[0].startswith("Corvanth, 参数量: 540B")
    assert row[1].startswith("Supported: ")
    assert [text for text in row if text.startswith("Empty: ")]
    alone = [plain(one.line) for one in reason_rows(state, "c1.1")]
    assert alone[0].startswith("Bellisk, 发布时间: 2019 年")
    assert not [text for text in alone if "参数量" in text.partition(":")[0]]
