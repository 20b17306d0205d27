"""Arithmetic that a text states, redone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.reason.claims import ClaimKind, claims, mismatches

_HOLD = [
    (ClaimKind.EQUATION, "合起来是220亿 + 5400亿 = 5620亿参数"),
    (ClaimKind.EQUATION, "220亿+5400亿=5620亿"),
    (ClaimKind.EQUATION, "so 3 × 4 = 12 in all"),
    (ClaimKind.EQUATION, "1.6万亿 + 0.2万亿 ≈ 1.77万亿"),
    (ClaimKind.TOGETHER, "The north yard sold 340 bales and the south yard 210 bales, together 550 bales."),
    (ClaimKind.TOGETHER, "甲厂有1,200人，乙厂有800人，合计2,000人。"),
    (ClaimKind.TOGETHER, "训练用去2.3亿元，推理用去1.1亿元，共计3.4亿元。"),
    (ClaimKind.GROWTH, "营收从20亿元增长到25亿元，增长25%。"),
    (ClaimKind.GROWTH, "营收从20.0亿元增长到25.3亿元，同比增长26.5%。"),
    (ClaimKind.GROWTH, "错误率由26%降至15%，下降11个百分点。"),
    (ClaimKind.GROWTH, "Sales grew from $4.20bn to $4.60bn, an increase of 9.5%."),
    (ClaimKind.GROWTH, "Stocks fell from 500 tonnes to 400 tonnes, a decline of 20%."),
    (ClaimKind.TIMES, "新模型有5400亿参数，约为1750亿的3倍。"),
    (ClaimKind.TIMES, "The fleet of 600 cars is three times the 200 cars of the rival."),
    (ClaimKind.SHARE, "研发人员195人，占员工总数2000人的9.75%。"),
]
_FAIL = [
    (ClaimKind.EQUATION, "合起来是220亿 + 5400亿 = 5720亿参数"),
    (ClaimKind.EQUATION, "220亿+5400亿=562亿"),
    (ClaimKind.TOGETHER, "The north yard sold 340 bales and the south yard 210 bales, together 560 bales."),
    (ClaimKind.TOGETHER, "甲厂有1,200人，乙厂有800人，合计2,100人。"),
    (ClaimKind.GROWTH, "营收从20.0亿元增长到25.3亿元，同比增长36.5%。"),
    (ClaimKind.GROWTH, "错误率由26.0%降至15.0%，下降21.0个百分点。"),
    (ClaimKind.GROWTH, "Sales grew from $4.20bn to $4.60bn, an increase of 19.5%."),
    (ClaimKind.GROWTH, "Stocks fell from 500 tonnes to 400 tonnes, an increase of 20%."),
    (ClaimKind.TIMES, "新模型有5400亿参数，是1750亿的5倍。"),
    (ClaimKind.SHARE, "研发人员共195人，占员工总数2000人的12%。"),
]
_SILENT = [
    "甲厂有40个大区、61个小区，合计483个点。",
    "本届有32支球队，从32支中欧洲一共有12支。",
    "a record of 42 wins and 60 losses for a total of 306 points",
    "The army of 103 companies of foot and 4000 horse, together 30,000 men.",
    "收入前五分之一的家庭是后五分之一家庭的10.3倍。",
    "参数规模从1亿个拉升至1.6万亿个。",
    "营收从20亿元增长到25亿元，其中海外增长40%。",
    "From 2019 to 2022 sales rose by 45%.",
    "甲组5人、乙组6人和丙组7人，合计18人。",
    "第1行 + 第2行 = 第3行",
    "a + b = 12",
    "价格为5美元和3元，合计很少。",
    "85亿元，占总收入586亿元的73%。",
    "没有数字的一句话。",
]


@pytest.mark.parametrize(("kind", "text"), _HOLD)
def test_arithmetic_that_adds_up_holds(kind: ClaimKind, text: str) -> None:
    assert [(claim.kind, claim.holds) for claim in claims(text)] == [(kind, True)]


@pytest.mark.parametrize(("kind", "text"), _FAIL)
def test_arithmetic_that_does_not_add_up_is_told(kind: ClaimKind, text: str) -> None:
    assert [claim.kind for claim in mismatches(text)] == [kind]


@pytest.mark.parametrize("text", _SILENT)
def test_where_the_operands_are_in_doubt_nothing_is_said(text: str) -> None:
    assert claims(text) == []


def test_a_mismatch_says_where_it_stands_and_what_comes_out() -> None:
    text = "据此，220亿 + 5400亿 = 5720亿。"
    (found,) = mismatches(text)
    assert [text[one.start : one.end] for one in found.operands] == ["220亿", "5400亿"]
    assert text[found.stated.start : found.stated.end] == "5720亿"
    assert found.low <= 562 * 10**9 <= found.high


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_sum_holds_when_it_adds_up_alone(one: int, other: int, off: int) -> None:
    text = f"{one:,}吨 + {other:,}吨 = {one + other + off:,}吨"
    (claim,) = claims(text)
    assert claim.holds is (off <= 2)


@given(st.text(alphabet="0123456789.+=×÷亿万%吨人倍的是占从到，。 和合计 together and of", max_size=60))
def test_any_text_can_be_checked(text: str) -> None:
    for claim in claims(text):
        assert claim.low <= claim.high
