"""Where sentences begin and end, in Chinese and in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.core.text.messy_text import messy_texts

from hopyard.core.text.sanitize import sanitize
from hopyard.core.text.sentences import MAX_SENTENCE, Span, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["负荷在夏季达到峰值。", "调度方提前检修！", "这样够吗？", "不够……"],
        ["他说：“电价会涨。”", "随后离开。"],
        ["（数据截至三月。）", "该项目（是否并网？）仍在审批，结论未定。"],
        ["《电力怎么办？》一书认为价格会涨。", "我们不同意。"],
        ["装机约 12.6 万千瓦，占 57.8%。", "版本为 v2.1.3。"],
        ["效率达到 57.8%.", "随后发布第二版。"],
        ["是吗？！", "是的。"],
        ["甲、乙、丙……都已并网。", "丁没有。"],
    ],
)
def test_chinese_sentences(parts: list[str]) -> None:
    assert sentences("".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["It works.", "Does it?", "Yes!", "So they say..."],
        ["See Fig. 3 and Eq. 4, e.g. the load in No. 5 of vol. 2.", "It fell."],
        ["Dr. J. K. Miller et al. (2019) used v2.1.3 at 3.5 GW.", "The U.S. grid did not."],
        ["Acme Inc. bought the site.", "It paid $1.5 million to Grid Ltd.", "The price was low."],
        ["Visit https://example.com/a.b?c=1.", "Then write to a.b@example.com."],
        ['He said "Stop."', "Then he left."],
        ['"Go!" she cried.', "(They went.)", "It rained."],
        ["Wait... what happened?", "No.", "It is not."],
        ["They met at 5 p.m. on Jan. 3 in Washington D.C. and left.", "Power rose."],
    ],
)
def test_english_sentences(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_a_full_stop_in_a_cell_does_not_end_the_row() -> None:
    assert sentences("容量\t23. 2\t共 5 台。 另 1 台备用\n下一行") == [
        "容量\t23. 2\t共 5 台。 另 1 台备用",
        "下一行",
    ]


def test_a_semicolon_parts_long_clauses_and_leaves_enumerations_together() -> None:
    long = [
        "变压器的交付周期已经由半年延长到一年以上并且还在延长；",
        "接入审批则需要经过四个部门并且平均耗时八个月。",
    ]
    assert sentences("".join(long)) == long
    assert sentences("包括变压器；电缆；开关柜。") == ["包括变压器；电缆；开关柜。"]
    inside = (
        "三类（变压器的交付周期已经由半年延长到一年以上；接入审批则需要经过四个部门并且平均耗时八个月）。"
    )
    assert sentences(inside) == [inside]


def test_a_line_break_inside_a_sentence_does_not_end_it() -> None:
    assert sentences("变压器的交付周期已经由半\n年延长到一年。审批\n也慢了。") == [
        "变压器的交付周期已经由半\n年延长到一年。",
        "审批\n也慢了。",
    ]
    assert sentences("The grid is\nslow. We visited New\nYork.") == [
        "The grid is\nslow.",
        "We visited New\nYork.",
    ]


def test_headings_items_rows_captions_and_sources_are_units_of_their_own() -> None:
    text = (
        "一、接入现状\n接入较慢。\n- 变压器短缺\n- 审批繁琐，\n  部门多\n图表 1 负荷曲线\n"
        "厂商\t台数\n甲\t12\n"
        "资料来源：东山研究所\n1.2 Outlook\nPrices rise.\n\n没有句号的一段\n\n另一段"
    )
    assert sentences(text) == [
        "一、接入现状",
        "接入较慢。",
        "- 变压器短缺",
        "- 审批繁琐，\n  部门多",
        "图表 1 负荷曲线",
        "厂商\t台数",
        "甲\t12",
        "资料来源：东山研究所",
        "1.2 Outlook",
        "Prices rise.",
        "没有句号的一段",
        "另一段",
    ]


def test_titles_under_each_other_are_not_one_sentence() -> None:
    text = "变压器交付周期连续第三个季度出现延长\n园区电力接入审批改革方案正式公布"
    assert sentences(text) == text.split("\n")


@pytest.mark.parametrize("mark", ["，", ", ", " ", ""])
def test_a_sentence_without_end_is_cut_in_even_parts(mark: str) -> None:
    text = f"负荷曲线与接入审批{mark}" * 200
    parts = sentences(text)
    assert max(map(len, parts)) <= MAX_SENTENCE
    assert min(map(len, parts)) > MAX_SENTENCE / 4
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")


def test_a_cut_falls_neither_into_a_figure_nor_into_a_word() -> None:
    text = "约为1,750,000,000千瓦" * 60
    assert all(not part.startswith(",") and not part.startswith("000") for part in sentences(text))


def test_a_part_of_a_text_can_be_asked_for() -> None:
    text = "前面。要的一句。还要一句。后面。"
    spans = sentence_spans(text, 3, 13)
    assert spans == [Span(3, 8), Span(8, 13)]


@given(messy_texts())
def test_spans_ascend_are_trimmed_and_hold_all_but_white_space(messy: str) -> None:
    text = sanitize(messy)
    done = 0
    for start, end in sentence_spans(text):
        assert done <= start < end
        assert not text[done:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert end - start <= MAX_SENTENCE
        done = end
    assert not text[done:].strip()
