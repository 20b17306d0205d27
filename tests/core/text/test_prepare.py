"""From what a reader hands over to the document that the library keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.text.messy_text import PIECES, messy_texts

from hopyard.core.text.cleaning import clean, rules_for
from hopyard.core.text.edits import apply_edits
from hopyard.core.text.prepare import prepare
from hopyard.core.text.raw import Document, HeadingLine, Place, RawDocument, source_id
from hopyard.core.text.sanitize import sanitize

KINDS = ("txt", "md", "pdf", "html", "docx", "csv")


def _prepared(text: str, kind: str = "txt", **known: object) -> Document:
    return prepare(RawDocument(title="", kind=kind, text=text, **known), name="stem")  # type: ignore[arg-type]  # of a test's own making


def test_figures_and_cells_survive_byte_for_byte() -> None:
    text = (
        "测算结果\n\n训练需要 3.15*10^23FLOPs，动用6144块TPU，仅由 40 人团队完成，约 1,558 颗（57.8%）。\n\n"
        "厂商\t参数量\n甲\t4810 亿\n\t12亿\n\nA100-80GB × 8 = 640GB；v2.1.3；10²³；¥3.5"
    )
    document = _prepared(text)
    assert document.text == text
    assert " ".join(passage.text for passage in document.passages).split() == text.split()


def test_the_id_names_the_cleaned_text() -> None:
    one = _prepared("负荷曲线。\r\n\r\n\x1b[31m接入审批。")
    two = _prepared("负荷曲线。\n\n接入审批。  \n\n\n")
    assert one.text == two.text == "负荷曲线。\n\n接入审批。"
    assert one.id == two.id == source_id(one.text)
    assert {passage.source for passage in one.passages} == {one.id}


def test_lines_are_counted_in_the_text_as_it_was_read() -> None:
    head = ["", "", "下载 收藏", "第1页 / 共3页", "点击查看更多", ""]
    text = "\r\n".join([*head, "一、接入", "接入很慢。", "二、审批", "审批也慢。"])
    assert [passage.location for passage in _prepared(text).passages] == ["line 7", "line 9"]


def test_pages_are_found_although_the_text_has_moved() -> None:
    pages = [
        "\u200b\u200b\u200b一、接入\n接入很慢。\n",
        "\x1b[31m\x1b[0m二、审批\n审批也慢。\n",
        "三、展望\n价格会降。\n",
    ]
    places = [Place(sum(map(len, pages[:number])), f"p. {number + 1}") for number in range(3)]
    document = _prepared("".join(pages), "pdf", places=tuple(places))
    assert [(passage.location, passage.text[:4]) for passage in document.passages] == [
        ("p. 1", "一、接入"),
        ("p. 2", "二、审批"),
        ("p. 3", "三、展望"),
    ]


def test_the_readers_headings_are_used_and_the_first_is_the_title() -> None:
    text = "Grid outlook\n\nTransformers\n\nThey are late.\n\nApproval\n\nIt is slow."
    headings = (HeadingLine(0, 1), HeadingLine(14, 2), HeadingLine(44, 2))
    document = _prepared(text, "html", headings=headings)
    assert document.title == "Grid outlook"
    assert [passage.heading for passage in document.passages] == ["Transformers", "Approval"]


def test_headings_of_markdown_are_kept_when_their_marks_are_gone() -> None:
    document = _prepared("# 电力\n\n## 接入\n\n接入**很慢**。\n\n**审批**\n\n审批也慢。\n", "md")
    assert document.title == "电力"
    assert [passage.heading for passage in document.passages] == ["接入", "接入 > 审批"]
    assert "#" not in document.text
    assert "*" not in document.text


def test_rows_of_a_file_of_rows_are_never_taken_for_page_lines() -> None:
    rows = ["区域\t备注", *(f"华东\t请阅读末页 {number}" for number in range(1, 60))]
    places = [Place(sum(len(row) + 1 for row in rows[:number]), f"row {number + 1}") for number in range(60)]
    document = _prepared("\n".join(rows), "csv", places=tuple(places))
    assert document.text == "\n".join(rows)
    assert document.title == "stem"
    assert document.passages[0].location == "row 1"
    assert document.passages[-1].location != "row 1"
    assert {passage.heading for passage in document.passages} == {"区域 备注"}


def test_paragraphs_of_formats_that_know_them_are_not_joined() -> None:
    text = "变压器的交付周期已经由半年延长到一年以上并且还\n会继续延长，接入审批也慢。"
    assert _prepared(text, "docx").text == text
    assert _prepared(text, "txt").text == text.replace("\n", "")


@pytest.mark.parametrize("text", ["", "\n\n", "\x1b[31m", "。", "\ufeff \t"])
def test_a_document_with_nothing_in_it_is_still_one(text: str) -> None:
    document = _prepared(text)
    assert document.title
    assert "".join(passage.text for passage in document.passages) == document.text


@given(messy_texts(), st.sampled_from(KINDS))
def test_cleaning_what_is_clean_changes_nothing(messy: str, kind: str) -> None:
    once = clean(sanitize(messy), kind).text
    assert clean(once, kind).text == once


@given(messy_texts())
def test_every_rule_is_idempotent(messy: str) -> None:
    text = sanitize(messy)
    for rule in {*rules_for("txt"), *rules_for("md")}:
        after = apply_edits(text, rule(text))[0]
        assert rule(after) == [], rule.__name__


@given(messy_texts(), st.sampled_from(KINDS))
def test_passages_hold_all_of_the_text_once_and_in_order(messy: str, kind: str) -> None:
    document = _prepared(messy, kind)
    done = 0
    for passage in document.passages:
        assert not document.text[done : passage.start].strip()
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.text.strip()
        assert passage.location.startswith("line ")
        done = passage.end
    assert not document.text[done:].strip()


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.integers(0, 40))
def test_a_passage_leads_back_to_the_line_that_it_starts_on(pieces: list[str], at: int) -> None:
    marker = "\n\n一、独一无二的标记\n内容。\n\n"
    before = "".join(pieces[:at]).replace("\r", "")
    document = _prepared(before + marker + "".join(pieces[at:]), "docx")
    marked = [passage for passage in document.passages if passage.text.startswith("一、独一无二的标记")]
    for passage in marked:
        line = int(passage.location.removeprefix("line "))
        assert (before + marker).split("\n")[line - 1] == "一、独一无二的标记"


def test_in_a_long_line_the_character_is_told_too() -> None:
    text = "开头。" + "接入审批很慢，电价会降。" * 200
    locations = [passage.location for passage in _prepared(text).passages]
    assert locations[0] == "line 1, character 1"
    assert len(set(locations)) == len(locations) > 3
    assert _prepared("接入审批很慢。").passages[0].location == "line 1"
