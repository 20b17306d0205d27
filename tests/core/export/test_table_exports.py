"""A table in every export: each citation leads to its reference, charts can be read unseen."""

import json
import re

import jsonschema
import pytest
from tests.core.reason.answer_kit import Shelf, ask

from hopyard.core.export import shapes
from hopyard.core.export.as_json import as_json
from hopyard.core.export.html import html
from hopyard.core.export.markdown import markdown
from hopyard.core.export.material import Material
from hopyard.core.result import result
from hopyard.core.tables import chart
from hopyard.core.values import Cell, CellValue, Citation, Table, TableColumn

TEXTS = [
    "Corvanth 的参数量为 540B，它很大。",
    "Bellisk 的参数量达 1750亿个。",
    "Bellisk 于 2019 年 2 月发布。",
    "Dornic 的参数量为 3.4亿。",
    "Dornic 的参数量为 4810亿。",
]


@pytest.fixture(scope="module")
def made() -> Material:
    shelf = Shelf(TEXTS)
    texts = {hit.source.id: hit.passage.text for hit in shelf.hits}
    state = ask(shelf, "列表比较 Corvanth、Bellisk、Dornic 的参数量和发布时间")
    return Material(state, texts.__getitem__)


def test_json_holds_each_cell_with_its_citations_and_their_numbers(made: Material) -> None:
    exported = json.loads(as_json(made))
    jsonschema.validate(exported, json.loads(shapes.schema_text()))
    table = exported["answer"]["table"]
    assert table["rows"] == ["Corvanth", "Bellisk", "Dornic"]
    assert [(column["name"], column["numeric"], column["unit"]) for column in table["columns"]] == [
        ("参数量", True, "亿"),
        ("发布时间", False, ""),
    ]
    assert [[cell["verdict"] for cell in row] for row in table["cells"]] == [
        ["supported", "not found"],
        ["supported", "supported"],
        ["disputed", "not found"],
    ]
    quotes = {ref["number"]: ref["quotes"] for ref in exported["references"]}
    for row in table["cells"]:
        for cell in row:
            for value in cell["values"]:
                for citation in value["citations"]:
                    assert citation["quote"] in quotes[citation["reference"]]
    assert exported["answer"]["text"].endswith(made.state.answer.table.text)  # type: ignore[union-attr]


def test_the_result_of_ask_holds_the_table(made: Material) -> None:
    cells = result(made.state)["answer"]["table"]["cells"]
    assert [[cell["text"] for cell in row] for row in cells][:2] == [
        ["540B = 5400亿", "未找到"],
        ["1750亿个", "2019 年 2 月"],
    ]


def test_markdown_has_a_table_with_the_numbers_of_the_references(made: Material) -> None:
    lines = markdown(made).splitlines()
    head = lines.index("|  | 参数量 | 发布时间 |")
    assert lines[head + 1] == "| --- | --- | --- |"
    rows = lines[head + 2 : head + 5]
    assert all(row.count("|") == 4 for row in rows)
    assert re.fullmatch(r"\| \*\*Corvanth\*\* \| 540B = 5400亿 \[\d\] \| \*未找到\* \|", rows[0])
    assert rows[2].count("[") == 2
    assert "(disputed)" in rows[2]


def test_the_page_has_a_table_whose_links_lead_somewhere_and_a_chart_in_words(made: Material) -> None:
    page = html(made)
    table = page[page.index('<table class="grid"') : page.index("</table>")]
    assert table.count('<th scope="col"') == 2
    assert table.count('<th scope="row"') == 3
    targets = re.findall(r'href="#(r\d+)"', table)
    assert len(targets) >= 5
    assert all(f'id="{target}"' in page for target in targets)
    svg = page[page.index("<svg") : page.index("</svg>")]
    assert re.search(r'role="img"[^>]*aria-labelledby="chart0-title chart0-desc"', svg, re.DOTALL)
    assert "Corvanth: 540B = 5400亿; Bellisk: 1750亿个; Dornic: 3.4亿; Dornic: 4810亿" in svg.replace(
        "\n", ""
    )
    widths = [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', svg)]
    assert widths[0] == max(widths) == 300
    assert widths[1] == pytest.approx(300 * 1750 / 5400, abs=0.1)
    assert svg.count('class="doubt"') == svg.count("(disputed)") == 2
    assert "style=" not in svg


def test_text_of_others_in_a_table_is_no_markup(made: Material) -> None:
    evil = "<i>|*x*"
    cited = Citation("1/1", "s", 0, len(evil), evil, "line 1")
    cell = Cell("supported", (CellValue(evil, (cited,), 1.0),))
    answer = made.state.answer
    assert answer is not None
    table = Table((evil, "b"), (TableColumn(evil, numeric=True),), ((cell,), (cell,)))
    hostile = type(answer)(1, (), answered=True, table=table)
    state = ask(Shelf(TEXTS), "Corvanth 有多少参数？")
    state.answers[:] = [hostile]
    other = Material(state, lambda source: evil)
    assert "<i>" not in html(other)
    assert "\\<i\\>\\|\\*x\\*" in markdown(other)


def test_values_far_apart_and_missing_ones_are_told() -> None:
    def cell(amount: float | None) -> Cell:
        return Cell("supported", (CellValue("x", (), amount),))

    column = (TableColumn("n", numeric=True),)
    table = Table(
        ("a", "b", "c", "d"), column, ((cell(5000.0),), (cell(1.0),), (cell(None),), (Cell("not found"),))
    )
    drawn = chart(table, 0)
    assert [bar.share for bar in drawn.bars] == [1.0, 1 / 5000, 0.0, 0.0]
    assert [bar.value is None for bar in drawn.bars] == [False, False, False, True]
    assert "1,000 times" in drawn.note
    assert "no bar" in drawn.note
    assert chart(Table(("a", "b"), column, ((cell(1000.0),), (cell(1.0),))), 0).note == ""
