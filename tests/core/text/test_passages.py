"""Passages: whole sentences under one heading, tables with what their columns are called."""

from __future__ import annotations

import pytest

from hopyard.core.text.headings import find_headings
from hopyard.core.text.passages import MAX_PATH, PASSAGE_UNITS, split_passages, units
from hopyard.core.text.raw import HeadingLine
from hopyard.core.values import Passage

CHINESE = "变压器的交付周期已经由半年延长到一年以上，单位机柜的成本因此上升。"
ENGLISH = "Delivery times of transformers have doubled since the spring. "


def _split(text: str, headings: list[HeadingLine] | None = None, title: str = "") -> tuple[Passage, ...]:
    found = find_headings(text) if headings is None else headings
    return split_passages(text, "id", found, lambda offset: f"at {offset}", title)


def _table(rows: int) -> str:
    return "\n".join(f"厂商{number}\t变压器\t{number * 12} 台\t华东" for number in range(rows))


@pytest.mark.parametrize(("sentence", "chars"), [(CHINESE, 360), (ENGLISH, 900)])
def test_running_text_is_packed_evenly_in_whole_sentences(sentence: str, chars: int) -> None:
    passages = _split(sentence * 60)
    assert all(chars * 0.6 < len(passage.text) <= chars * 1.2 for passage in passages)
    assert all(passage.text.endswith(("。", ".")) for passage in passages)


def test_a_text_that_nearly_fits_twice_is_halved_and_leaves_no_stump() -> None:
    sizes = [units(passage.text) for passage in _split(CHINESE * 12)]
    assert len(sizes) == 2
    assert min(sizes) > 0.7 * max(sizes)


def test_a_passage_near_its_end_stops_with_the_paragraph() -> None:
    text = CHINESE * 8 + "\n\n" + CHINESE * 7
    assert [passage.text for passage in _split(text)] == [CHINESE * 8, CHINESE * 7]


def test_a_passage_knows_its_place_and_is_the_texts_own() -> None:
    text = "开头。\n\n" + CHINESE * 30
    for passage in _split(text):
        assert text[passage.start : passage.end] == passage.text
        assert passage.location == f"at {passage.start}"
        assert passage.source == "id"


def test_every_heading_starts_a_passage_which_holds_its_line_and_names_its_path() -> None:
    text = f"一、现状\n\n（一）供给\n\n{CHINESE}\n\n（二）需求\n\n{CHINESE}\n\n二、展望\n\n{CHINESE}"
    assert [(passage.heading, passage.text.split("\n")[0]) for passage in _split(text)] == [
        ("一、现状 > （一）供给", "一、现状"),
        ("一、现状 > （二）需求", "（二）需求"),
        ("二、展望", "二、展望"),
    ]


def test_the_title_is_no_part_of_the_path_and_a_long_path_keeps_its_end() -> None:
    names = ["Title", *(f"Heading number {n} " + "x" * 40 for n in range(4)), "Last"]
    text = "\n".join(names) + "\nText under the last."
    offsets = [text.index(name) for name in names]
    headings = [HeadingLine(offset, level) for level, offset in enumerate(offsets, 1)]
    (passage,) = _split(text, headings, "Title")
    assert "Title" not in passage.heading
    assert passage.heading.endswith(" > Last")
    assert len(passage.heading) <= MAX_PATH


def test_a_table_is_a_passage_with_caption_columns_and_source() -> None:
    text = (
        f"1. 供给\n\n{CHINESE}\n\n图表 8 变压器厂商一览\n\n"
        f"厂商\t产品\t台数\n甲\t干式\t4810 台\n\t油浸\t12 台\n\n资料来源：东山研究所\n\n{CHINESE}"
    )
    before, table, after = _split(text)
    assert before.text.endswith(CHINESE)
    assert table.heading == "1. 供给 > 图表 8 变压器厂商一览 | 厂商 产品 台数"
    assert table.text.startswith("图表 8")
    assert "\n\t油浸\t12 台\n" in table.text
    assert table.text.endswith("资料来源：东山研究所")
    assert after.text == CHINESE
    assert after.heading == "1. 供给"


def test_a_long_table_is_split_between_rows_and_every_part_names_the_columns() -> None:
    passages = _split("表 1：台数\n厂商\t产品\t台数\t区域\n" + _table(90))
    assert len(passages) > 1
    for passage in passages:
        assert passage.heading == "表 1：台数 | 厂商 产品 台数 区域"
        assert units(passage.text) <= PASSAGE_UNITS
        assert passage.text.endswith(("华东", "区域"))


def test_a_short_line_right_above_a_table_names_it() -> None:
    (passage,) = _split("Sites by region\nRegion\tSites\nNorth\t3\nSouth\t4", [])
    assert passage.heading == "Sites by region | Region Sites"


def test_headings_right_above_a_table_stay_with_it() -> None:
    (passage,) = _split("一、台数\n\n厂商\t台数\n甲\t12\n乙\t15")
    assert passage.text.startswith("一、台数")
    assert passage.heading == "一、台数 > 厂商 台数"


def test_a_caption_stays_with_its_source_and_a_label_with_its_text() -> None:
    text = "\n\n".join([CHINESE * 9, "图表 2 负荷曲线", "资料来源：东山研究所", CHINESE * 9])
    for passage in _split(text):
        assert ("图表 2" in passage.text) == ("资料来源" in passage.text)
    listed = "\n".join([CHINESE * 10, "- 审批繁琐", CHINESE * 10])
    assert not any(passage.text.endswith("繁琐") for passage in _split(listed))


def test_an_empty_text_has_no_passages() -> None:
    assert _split("") == _split(" \n\n") == ()
