"""What a document is called."""

from __future__ import annotations

import pytest

from hopyard.core.text.cleaning.titles import cut_title, find_title
from hopyard.core.text.lines import width
from hopyard.core.text.raw import HeadingLine

REPORT = """2024年03月08日

电力设备行业研究

增持（首次评级）

行业深度报告

证券研究报告

东山证券

Eastmount Securities

电力组

分析师：某甲（执业 S0000000000001）

jia@example.com

园区电力的新瓶颈：变压器与审批

投资逻辑

接入审批平均耗时八个月。
"""


def test_the_title_that_the_format_states_comes_first() -> None:
    assert find_title("Grid\nOutlook", "Other\n", [HeadingLine(0, 1)], "name") == "Grid Outlook"


def test_then_the_first_heading_unless_it_is_numbered_or_in_every_report() -> None:
    text = "note\n摘要\n1. 背景\n园区电力\n"
    headings = [HeadingLine(5, 2), HeadingLine(8, 2), HeadingLine(14, 2)]
    assert find_title("", text, headings, "name") == "园区电力"
    assert find_title("", "Part\nDocument\n", [HeadingLine(0, 2), HeadingLine(5, 1)], "name") == "Document"


def test_then_the_first_line_that_tells_this_report_from_others() -> None:
    assert find_title("", REPORT, [], "name") == "园区电力的新瓶颈：变压器与审批"


def test_a_short_line_right_under_it_belongs_to_the_title() -> None:
    head = "Growers' Cooperative of Northland\nAnnual Report 2022\n\nThe year was dry."
    assert find_title("", head, [], "name") == "Growers' Cooperative of Northland Annual Report 2022"
    assert find_title("", "园区电力的新瓶颈\n接入审批平均耗时八个月。", [], "name") == "园区电力的新瓶颈"


def test_a_title_page_on_one_line_is_read_piece_by_piece() -> None:
    text = (
        "证券研究报告|2024年03月08日 电力+系列专题报告(二) 园区电力的瓶颈与审批测算 投资评级:超配 "
        "证券分析师:某甲 " + ("接入审批平均耗时八个月。" * 20)
    )
    assert find_title("", text, [], "name") == "园区电力的瓶颈与审批测算"


def test_a_plain_text_is_called_by_its_beginning_cut_at_a_natural_place() -> None:
    text = "变压器的交付周期已经由半年延长到一年以上，单位机柜的成本因此上升，接入审批仍然是最主要的瓶颈。"
    title = find_title("", text, [], "name")
    assert text.startswith(title)
    assert title.endswith("上升")
    assert width(title) <= 80


def test_then_the_files_name() -> None:
    assert find_title("", "", [], "报告2024") == "报告2024"
    assert find_title("", "12\n34.5\n", [], "figures") == "figures"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("储能展望.pdf", "储能展望"),
        ("  two\tcells \x1b[31mred ", "two cells red"),
        ("字" * 100, "字" * 40),
        ("word " * 30, ("word " * 16).strip()),
    ],
)
def test_a_title_is_one_safe_line_of_at_most_80_cells(line: str, title: str) -> None:
    assert cut_title(line) == title
