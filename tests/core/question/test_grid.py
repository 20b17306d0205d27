"""Questions whose answer is a table, and those whose answer is none."""

import pytest

from hopyard.core.question.attributes import ColumnKind, attribute, cell_question
from hopyard.core.question.grid import MOST_HOPS, Grid, cells_named, grid_of, lookups

ASKED = {
    "列表比较 Corvanth、Bellisk、Dornic 的产量和发布时间": "Corvanth Bellisk Dornic | 产量 发布时间",
    "Corvanth、Bellisk 和 Dornic 的产量、种植面积分别是多少？": "Corvanth Bellisk Dornic | 产量 种植面积",
    "用表格对比 A-1、A-2 的功耗": "A-1 A-2 | 功耗",
    "把 A-1 和 A-2 的功耗列成表格": "A-1 A-2 | 功耗",
    "从产量和能耗两个方面比较 A-1、A-2": "A-1 A-2 | 产量 能耗",
    "按产量、能耗对比 A-1 和 A-2": "A-1 A-2 | 产量 能耗",
    "对比 A-1、A-2 在产量、能耗上的差异": "A-1 A-2 | 产量 能耗",
    "A-1、A-2、A-3 分别有多少参数，是什么时候发布的？": "A-1 A-2 A-3 | 参数 发布时间",
    "做一张表：A-1、A-2 的产量": "A-1 A-2 | 产量",
    "檐月农场、青梧农场和上谷酒厂的收入各是多少": "檐月农场 青梧农场 上谷酒厂 | 收入",
    "列表比较百和文化集团、青梧中心、上谷和檐月的收入、利润": "百和文化集团 青梧中心 上谷 檐月 | 收入 利润",
    "上谷酒厂、青梧中心、百和集团的总资产和净利润分别是多少？": "上谷酒厂 青梧中心 百和集团 | 总资产 净利润",
    "What are the total assets and cash flow of A-1, A-2 and A-3?": "A-1 A-2 A-3 | total assets cash flow",
    "对比 A-1和A-2、A-3 的产量": "A-1 A-2 A-3 | 产量",
    "根据国信报告，A-1、A-2 的产量和能耗分别是多少": "A-1 A-2 | 产量 能耗",
    "Compare Corvanth, Bellisk and Dornic by yield and year": "Corvanth Bellisk Dornic | yield year",
    "What are the sizes and release dates of A-1, A-2 and A-3?": "A-1 A-2 A-3 | sizes release dates",
    "List the developer and number of parameters of A-1 and A-2 in a table": (
        "A-1 A-2 | developer number of parameters"
    ),
    "Make a table of A-1, A-2 and A-3 with power and weight": "A-1 A-2 A-3 | power weight",
    "Tabulate the power of A-1 and A-2": "A-1 A-2 | power",
    "How many parameters do A-1, A-2 and A-3 have?": "A-1 A-2 A-3 | parameters",
    "Compare the power and weight of A-1 vs A-2": "A-1 A-2 | power weight",
}
NOT_ASKED = """
A-1 和 A-2 的功耗分别是多少？
A-1 比 A-2 多多少参数？
A-1、A-2 和 A-3 的区别是什么？
A-1、A-2、A-3 的参数量之和是多少？
哪家公司发布了 A-1、A-2 和 A-3？
A-1、A-2 和 A-3 分别有什么不同
测算里，A-1 训练一次的次数和所需的算力是多少？
按国信报告，A-1 和 A-2 的价格相差多少？
Compare A-1 and A-2
What are the differences between A-1, A-2 and A-3?
What is the power of A-1, and when was A-2 released?
What are the names of the founders of A-1, A-2 and A-3?
In which year were A-1, A-2 and A-3 released?
Who wrote the report?
""".strip().splitlines()


def said(grid: Grid | None) -> str:
    if grid is None:
        return ""
    return f"{' '.join(grid.subjects)} | {' '.join(column.name for column in grid.attributes)}"


def test_what_is_asked_in_rows_and_columns_is_read_off_the_wording() -> None:
    assert {question: said(grid_of(question)) for question in ASKED} == ASKED


def test_a_question_that_sentences_answer_is_no_table() -> None:
    assert [question for question in NOT_ASKED if grid_of(question) is not None] == []


def test_whose_document_is_meant_is_asked_of_every_cell() -> None:
    grid = grid_of("根据国信报告，A-1、A-2 的产量和能耗分别是多少")
    assert grid is not None
    assert grid.question(1, 0) == "根据国信报告，A-2 的产量是多少？"


@pytest.mark.parametrize("chinese", [True, False])
def test_the_hops_look_up_each_cell_once_and_are_never_too_many(chinese: bool) -> None:
    columns = (
        ("产量", "能耗", "收入", "成本", "价格") if chinese else ("yield", "power", "income", "cost", "price")
    )
    for rows in range(2, 9):
        for n in range(1, 6):
            names = tuple(f"Name-{row}" for row in range(rows))
            grid = Grid(names, tuple(map(attribute, columns[:n])))
            found = lookups(grid)
            cells = [cell for lookup in found for cell in lookup.cells]
            assert sorted(cells) == [(row, column) for row in range(rows) for column in range(n)]
            assert len(found) <= MOST_HOPS
            assert len({lookup.question for lookup in found}) == len(found)
            for lookup in found:
                assert all(names[row] in lookup.question for row, _ in lookup.cells)


def test_a_column_says_what_would_fill_it_and_how_a_cell_is_asked() -> None:
    questions = {
        ("A-1", "参数规模"): (ColumnKind.NUMBER, "A-1 有多少参数？"),
        ("檐月农场", "成立时间"): (ColumnKind.TIME, "檐月农场是什么时候成立的？"),
        ("A-1", "发布年份"): (ColumnKind.TIME, "A-1 是哪一年发布的？"),
        ("A-1", "训练时间"): (ColumnKind.NUMBER, "A-1 的训练时间是多少？"),
        ("A-1", "研发机构"): (ColumnKind.WHO, "A-1 是由谁研发的？"),
        ("A-1", "市场份额"): (ColumnKind.PERCENT, "A-1 的市场份额是多少？"),
        ("A-1", "领域"): (ColumnKind.TEXT, "A-1 的领域是什么？"),
        ("A-1", "release date"): (ColumnKind.TIME, "When was A-1 released?"),
        ("A-1", "founding year"): (ColumnKind.TIME, "In which year was A-1 founded?"),
        ("A-1", "number of presses"): (ColumnKind.NUMBER, "How many presses does A-1 have?"),
        ("A-1", "market share"): (ColumnKind.PERCENT, "What percentage is the market share of A-1?"),
        ("A-1", "developer"): (ColumnKind.WHO, "Who developed A-1?"),
        ("A-1", "field"): (ColumnKind.TEXT, "What is the field of A-1?"),
    }
    for (subject, name), expected in questions.items():
        column = attribute(name)
        assert (column.kind, cell_question(subject, column)) == expected


def test_a_hop_of_the_person_fills_the_cells_that_it_names() -> None:
    grid = grid_of("列表比较 A-1、A-2 的产量和能耗")
    assert grid is not None
    assert cells_named(grid, "A-2 去年的能耗究竟是多少？") == ((1, 1),)
    assert cells_named(grid, "去年的能耗是多少？") == ()
