"""Tables as answers: which sentence fills which cell, and which must not."""

import msgspec
import pytest
from tests.core.reason.answer_kit import Shelf, ask

from hopyard.core import commands as cmd
from hopyard.core.citing import numbers, references
from hopyard.core.reason.called import is_about
from hopyard.core.reason.column_units import in_one_unit
from hopyard.core.reason.somebody import makers_in
from hopyard.core.state import State
from hopyard.core.text.quantities import Quantity, quantities
from hopyard.core.values import Answer, Table

REPORTS = [
    "Corvanth 由檐月公司于 2021 年 3 月发布，参数量为 540B。",
    "Bellisk 是谷歌 2019 年提出的模型，参数量达 1750亿个。",
    "据统计，Dornic 的参数量为 2.2万亿。",
    "Corvanth-E 的参数量为 77亿，于 2023 年 5 月发布。",
    "预计 Dornic 将在 2030 年发布。",
]
QUESTION = "列表比较 Corvanth、Bellisk、Dornic 的参数量、发布时间和发布机构"


def table_of(state: State) -> Table:
    assert state.answer is not None
    assert state.answer.table is not None
    return state.answer.table


def said(table: Table) -> list[list[str]]:
    return [[table.says(cell) for cell in row] for row in table.cells]


def test_cells_hold_what_is_said_of_their_row_and_column_with_a_citation_each() -> None:
    state = ask(Shelf(REPORTS), QUESTION)
    table = table_of(state)
    assert said(table) == [
        ["540B = 5400亿", "2021 年 3 月", "檐月公司"[:2]],
        ["1750亿个", "2019 年", "谷歌"],
        ["2.2万亿 = 22000亿", "未找到", "未找到"],
    ]
    answer = state.answer
    assert answer is not None
    number_of = numbers(references(answer))
    for row in table.cells:
        for cell in row:
            assert bool(cell.values) == (cell.verdict != "not found") != bool(cell.reason)
            for value in cell.values:
                for citation in value.citations:
                    assert (citation.source, citation.location) in number_of
                assert value.text in " ".join(value.citations[0].quote.split())
    assert [column.numeric for column in table.columns] == [True, False, False]
    assert [value.amount for row in table.cells for value in row[0].values] == [5400.0, 1750.0, 22000.0]
    assert table.text in answer.text
    assert all(sentence.text in answer.text for sentence in answer.sentences)


def test_english_questions_get_english_tables() -> None:
    texts = [
        "Corvanth was released in March 2021 and has 540 billion parameters.",
        "Google released Bellisk in 2019. Bellisk has 175 million parameters.",
    ]
    table = table_of(
        ask(Shelf(texts), "Compare Corvanth and Bellisk by parameters, release date and developer")
    )
    assert [row[1:] for row in said(table)] == [["March 2021", "not found"], ["2019", "Google"]]
    assert [value.amount for row in table.cells for value in row[0].values] == [540.0, 0.175]


@pytest.mark.parametrize(
    "text",
    [
        "Bellisk 和 Ellwen 的参数量分别为 130亿 和 120亿，Corvanth 更小。",
        "Corvanth 和 Bellisk 的参数量分别为 130亿、125亿 和 120亿。",
        "Corvanth-E 的参数量为 77亿。",
        "Corvanth 2 的参数量为 77亿。",
        "Grand Corvanth 的参数量为 77亿。",
        "公司在 Corvanth 之后推出了参数量为 77亿的 Dornic。",
        "预计 Corvanth 的参数量将达到 77亿。",
        "从 Bellisk、Dornic 到 Corvanth 等模型，参数量从 1亿增长到 77亿。",
        "Corvanth 有多个版本，公开版本的参数量只有 77亿。",
        "Corvanth 使用了 77亿 个训练样本。",
    ],
)
def test_a_figure_of_something_else_leaves_the_cell_empty(text: str) -> None:
    state = ask(Shelf([text, REPORTS[2]]), "列表比较 Corvanth、Dornic 的参数量")
    assert said(table_of(state))[0] == ["未找到"]


@pytest.mark.parametrize(
    "text",
    [
        "2022 年发布了仅基于 Corvanth 的 Dornic。",
        "2022 年发布 Bellisk，它在 Corvanth 的基础上改进。",
        "2021 年提出 Corvanth，2022 年发布 Bellisk。",
        "2022 年提出的 Switch Corvanth 更大。",
        "自 2022 年以来发布的 Corvanth 很多。",
        "Corvanth 于 2022 年发布了 Bellisk。",
    ],
)
def test_a_time_of_something_else_leaves_the_cell_empty(text: str) -> None:
    state = ask(Shelf([text, "Ellwen 于 2021 年 6 月发布。"]), "列表比较 Corvanth、Ellwen 的发布时间")
    assert said(table_of(state)) == [["未找到"], ["2021 年 6 月"]]


def test_a_row_of_a_table_is_read_by_its_columns_where_its_first_cells_are_empty() -> None:
    text = "厂商\t模型\t应用\t参数量\t领域\n微软\tBellisk\t识别\t6.4亿\t视觉\n\tCorvanth\t翻译\t170亿\t语言"
    shelf = Shelf([text], {0: "模型一览 | 厂商 模型 应用 参数量 领域"})
    table = table_of(ask(shelf, "列表比较 Corvanth、Bellisk 的参数量、领域和厂商"))
    assert said(table) == [["170亿", "语言", "未找到"], ["6.4亿", "视觉", "微软"]]


def test_what_sources_state_differently_stands_in_the_cell_with_both_citations() -> None:
    texts = ["Corvanth 的参数量为 3.4亿。", "Corvanth 的参数量为 4810亿。", REPORTS[2]]
    state = ask(Shelf(texts), "列表比较 Corvanth、Dornic 的参数量")
    cell = table_of(state).cells[0][0]
    assert cell.verdict == "disputed"
    assert {value.text for value in cell.values} == {"3.4亿", "4810亿"}
    assert len({citation.source for citation in cell.citations}) == 2
    assert state.answer is not None
    assert [len(one.sides) for one in state.answer.disagreements] == [2]


def test_what_one_source_states_differently_is_told_in_the_note() -> None:
    texts = ["Corvanth 的参数量为 30亿。后来的附录写到，Corvanth 的参数量为 45亿。", REPORTS[2]]
    state = ask(Shelf(texts), "列表比较 Corvanth、Dornic 的参数量")
    assert said(table_of(state))[0] == ["30亿 = 0.003万亿"]
    assert state.answer is not None
    assert "Corvanth (参数量): 45亿" in state.answer.note


def test_pruning_a_hop_empties_its_cells_and_no_others() -> None:
    state = ask(Shelf(REPORTS), QUESTION, cmd.PruneHop("1"))
    before, after = (answer.table for answer in state.answers)
    assert before is not None
    assert after is not None
    assert said(after)[0] == ["未找到"] * 3
    assert {cell.reason for cell in after.cells[0]} == {"没有保留下来的子问题查过这一项"}
    assert [[cell.citations for cell in row] for row in after.cells[1:]] == [
        [cell.citations for cell in row] for row in before.cells[1:]
    ]


def test_dropping_a_source_takes_its_cells_away() -> None:
    shelf = Shelf(REPORTS)
    state = ask(shelf, QUESTION, cmd.DropSource(shelf.hits[1].source.id))
    assert said(table_of(state))[1] == ["未找到"] * 3


def test_a_table_of_nothing_is_no_answer() -> None:
    state = ask(Shelf(["Corvanth 在山谷里。", "Bellisk 也在。"]), "列表比较 Corvanth、Bellisk 的参数量")
    assert state.answer is not None
    assert not state.answer.answered


def test_an_answer_with_a_table_is_read_back_from_its_log_and_one_without_too() -> None:
    answer = ask(Shelf(REPORTS), QUESTION).answer
    assert msgspec.json.decode(msgspec.json.encode(answer), type=Answer) == answer
    old = b'{"version":1,"sentences":[],"answered":false}'
    assert msgspec.json.decode(old, type=Answer).table is None


def value(text: str) -> Quantity:
    found = quantities(text)[0].value
    assert isinstance(found, Quantity)
    return found


@pytest.mark.parametrize(
    ("texts", "chinese", "unit", "amounts", "shown"),
    [
        (("540B", "1750亿", "1.6万亿"), True, "亿", (5400, 1750, 16000), ("5400亿", "", "16000亿")),
        (("340 million", "175 billion"), False, " billion", (0.34, 175), ("0.34 billion", "")),
        (
            ("1750亿", "3.4亿", "110亿"),
            False,
            " billion",
            (175, 0.34, 11),
            ("175 billion", "0.34 billion", "11 billion"),
        ),
        (("57.8%", "8%"), True, "%", (57.8, 8), ("", "")),
        (("2337万美元", "3000万元"), True, "万美元", (2337, None), ("", "")),
        (("300 W", "0.45 kW"), False, " W", (300, 450), ("", "450 W")),
        (("10-20亿", "15亿"), True, "亿", (None, 15), ("", "")),
        (("40 人", "60 人"), True, "", (40, 60), ("", "")),
    ],
)
def test_a_column_is_told_in_one_unit_beside_its_quotes(
    texts: tuple[str, ...],
    chinese: bool,
    unit: str,
    amounts: tuple[float | None, ...],
    shown: tuple[str, ...],
) -> None:
    found = in_one_unit([value(text) for text in texts], chinese=chinese)
    assert found.unit == unit
    assert tuple(one.amount for one in found.amounts) == pytest.approx(amounts)
    assert tuple(one.shown.strip() for one in found.amounts) == shown


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("Corvanth 和 Bellisk 的参数量分别为 130亿 和 120亿。", "参数量", ["130亿", "120亿"]),
        (
            "Corvanth 的参数量和层数分别为 130亿 和 48层。",
            "参数量和层数",
            ["130亿", "48层", "未找到", "未找到"],
        ),
    ],
)
def test_figures_told_in_turn_go_to_the_rows_or_columns_of_the_list_before(
    text: str, asked: str, expected: list[str]
) -> None:
    table = table_of(ask(Shelf([text]), f"列表比较 Corvanth、Bellisk 的{asked}"))
    assert [cell for row in said(table) for cell in row] == expected


def test_a_list_of_columns_of_one_thing_is_told_from_a_list_of_things() -> None:
    text = "The weight and area of Corvanth were 13 tonnes and 7 acres, respectively."
    table = table_of(ask(Shelf([text]), "Make a table of Corvanth and Bellisk with area and weight"))
    assert said(table)[0] == ["7 acres", "13 tonnes"]


def test_a_name_is_somebodys_where_another_sentence_has_it_make_something() -> None:
    about = "榛石 Bellisk 的参数量为 12亿。 Thornwell Corvanth 的参数量为 11亿。"
    question = "列表比较 Corvanth、Bellisk 的开发机构和参数量"
    unknown = table_of(ask(Shelf([about]), question))
    assert [row[0] for row in said(unknown)] == ["未找到", "未找到"]
    known = "2020 年，榛石正式推出了水泵平台，参数很多。Thornwell 推出了参数很多的开发机构平台。"
    table = table_of(ask(Shelf([about, known]), question))
    assert [row[0] for row in said(table)] == ["Thornwell", "榛石"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Corvanth, established on March 1, 2005, is a maker of pumps.", "March 1, 2005"),
        ("Corvanth is a listed maker of pumps that was established in May 2005.", "May 2005"),
        ("In May 2005, Corvanth established a works.", "not found"),
    ],
)
def test_a_company_is_dated_by_what_was_done_to_it(text: str, expected: str) -> None:
    other = "Bellisk was founded in 1999."
    table = table_of(ask(Shelf([text, other]), "Make a table of Corvanth and Bellisk with founding date"))
    assert said(table) == [[expected], ["1999"]]


def test_what_is_itself_published_is_nobody() -> None:
    texts = ["2021 年檐月发布 Thornwell。Thornwell 推出了插件。", "榛石旗下有平台，由青榆公司研发的水泵。"]
    assert makers_in(texts) == {"檐月", "榛石", "青榆"}


def test_the_company_is_the_one_that_the_source_is_about() -> None:
    texts = [
        "首先，公司的营业收入为 20亿元。",
        "此前，云岭公司的营业收入为 30亿元。公司于 2021 年建立了新的水厂。",
        "雾松于 2005 年成立。",
    ]
    question = "列表比较雾松有限公司、云杉有限公司的营业收入和成立时间"
    about = Shelf(texts)
    about.hits = [
        msgspec.structs.replace(hit, source=msgspec.structs.replace(hit.source, title="雾松有限公司年报"))
        for hit in about.hits
    ]
    assert said(table_of(ask(about, question))) == [["20亿元", "2005 年"], ["未找到", "未找到"]]
    others = ask(Shelf(texts), question)
    assert others.answer is not None
    assert others.answer.table is None


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("Corvanth Inc. annual report", True),
        ("Corvanth Inc. and Bellisk compared", False),
        ("Notes on Corvanth Inc.", False),
    ],
)
def test_a_source_is_about_what_its_title_begins_with_alone(title: str, about: bool) -> None:
    assert is_about(title, "Corvanth Inc.") is about
