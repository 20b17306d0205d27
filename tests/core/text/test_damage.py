"""What a quote stands in: running text, a table, a damaged table."""

from __future__ import annotations

import pytest

from hopyard.core.text.damage import stands_in

WHOLE = "Plant\tTonnes\tShare\nNorth\t340\t12%\nSouth\t481\t17%\nEast\t1,200\t42%\nWest\t98\t3%"
SHIFTED = "Plant\tTonnes\tShare\nNorth\t340\t12%\nSouth\tgrain\t17%\nEast\t1,200\t42%\nWest\t98\t3%"
EXTRA = "Plant\tTonnes\tShare\nNorth\t340\t12%\nSouth\t481\t7\t17%\nEast\t1,200\t42%\nWest\t98\t3%"
GAPS = "厂\t产量\t占比\n北\t340\t12%\n南\t\t17%\n东\t-\t42%\n西\t98"
HEAD = {
    WHOLE: "Plant Tonnes Share",
    SHIFTED: "Plant Tonnes Share",
    EXTRA: "Plant Tonnes Share",
    GAPS: "厂 产量 占比",
}
MISREAD = "厂商\t型号\t产量\n东山\t0PT\t4810 吨\nгасзавод\tM2\t150 吨"


def standing(passage: str, quote: str, heading: str = "") -> str:
    start = passage.index(quote)
    return stands_in(passage, start, start + len(quote), heading or HEAD.get(passage, ""))


@pytest.mark.parametrize(
    ("passage", "quote", "expected"),
    [
        ("The plant made 340 t in 2019. It closed.", "The plant made 340 t in 2019.", "sentence"),
        ("2016年产量为 340 吨，2017年为 481 吨，2018年为 5万9,941 吨。", "2016年产量为 340 吨", "sentence"),
        ("对比2020—2022年上半年与2022上半年。", "对比2020—2022年上半年与2022上半年。", "sentence"),
        ("The strains X.5.2.48 and 3.4.21.21, born 18.06.2009.", "The strains X.5.2.48", "sentence"),
        ("赛程：6月2日：39.5℃6月3日：38.5℃，禁赛5年4个月。", "禁赛5年4个月", "sentence"),
        ("2019年12月12日公告，2020年营收为3.15*10^23，占57.8%，约10-20%。", "2020年营收", "sentence"),
        (WHOLE, "South\t481\t17%", "table"),
        (WHOLE, "Plant\tTonnes\tShare", "table"),
        (GAPS, "南\t\t17%", "table"),
        (GAPS, "西\t98", "table"),
        (SHIFTED, "South\tgrain\t17%", "damaged table"),
        (SHIFTED, "North\t340\t12%", "table"),
        (EXTRA, "South\t481\t7\t17%", "damaged table"),
        ("a\tb\n14%6%26%\tx", "14%6%26%\tx", "damaged table"),
        ("Bench  Score\nNorth  87.4333.160\nSouth  91.2", "North  87.4333.160", "damaged table"),
        (MISREAD, "东山\t0PT\t4810 吨", "damaged table"),
        ("厂商\t型号\t产量\n东山\t0PT\t4810 吨", "东山\t0PT\t4810 吨", "table"),  # one odd word may be meant
        ("走势2021/3/302021/4/302021/5/31均价", "走势2021/3/302021/4/302021/5/31均价", "damaged table"),
        ("进展2017年2018年2019年2020年海量数据", "进展2017年2018年2019年2020年海量数据", "damaged table"),
    ],
)  # fmt: skip
def test_what_a_quote_stands_in(passage: str, quote: str, expected: str) -> None:
    assert standing(passage, quote) == expected


def test_rows_of_a_later_passage_are_held_against_each_other() -> None:
    rows = "North\t340\t12%\nSouth\t481\t17%\nEast\t1,200\t7\t42%\nWest\t98\t3%"
    assert standing(rows, "South\t481\t17%", "Plants > Plant Tonnes Share") == "table"
    assert standing(rows, "East\t1,200\t7\t42%", "Plants > Plant Tonnes Share") == "damaged table"


def test_a_quote_outside_its_passage_harms_nothing() -> None:
    assert stands_in("abc", 10, 20) == "sentence"
    assert stands_in("", 0, 0) == "sentence"
