"""Headings that plain text shows, and lines that only look like them."""

from __future__ import annotations

import pytest

from hopyard.core.text.headings import find_headings, heading_kind


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第一章 总论", 2),
        ("一、接入现状", 2),
        ("（一）变压器", 3),
        ("1. 接入现状：审批与建设", 4),
        ("1、审批流程", 4),
        ("1.2. 审批流程", 5),
        ("1.2 Outlook for prices", 5),
        ("1.2.3 电价", 6),
        ("Chapter 3: Prices", 2),
        ("Appendix A", 2),
        ("摘要", 4),
        ("Executive summary", 4),
    ],
)
def test_numbering_and_wording_show_a_heading_and_its_level(line: str, level: int) -> None:
    kind = heading_kind(line)
    assert kind is not None
    assert kind[1] == level


@pytest.mark.parametrize(
    "line",
    [
        "3.5 percent of all sites, as it were",
        "3.5 亿元的投资",
        "12.6",
        "2023. 5. 1",
        "1. 变压器的交付周期已经由半年延长到一年以上。",
        "一、变压器的交付周期已经由半年延长到一年以上，并且审批流程也在不断地变得更长更复杂更难预计",
        "第一，接入很慢",
        "1.2 亿\t3.4 亿",
        "",
    ],
)
def test_other_lines_are_none(line: str) -> None:
    assert heading_kind(line) is None


def _found(text: str) -> list[tuple[str, int]]:
    return [
        (text[heading.offset :].split("\n", maxsplit=1)[0], heading.level) for heading in find_headings(text)
    ]


def test_items_of_a_list_are_no_headings_but_a_numbered_line_over_text_is() -> None:
    text = "1. 变压器\n2. 电缆\n3. 开关柜\n以上三项短缺。\n\n4. 展望\n\n价格将会下降。\n"
    assert _found(text) == [("4. 展望", 4)]


def test_headings_of_several_levels_may_stand_under_each_other() -> None:
    text = "一、现状\n（一）供给\n供给不足。\n\n风险提示\n\n需求放缓。"
    assert _found(text) == [("一、现状", 2), ("（一）供给", 3), ("风险提示", 4)]
