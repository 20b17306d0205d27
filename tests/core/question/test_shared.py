"""What one side of a calculation says for the other."""

import pytest

from hopyard.core.question.operands import planned

ASKED = [
    ("甲岭集团2021年的产量比2022年少多少？", ["甲岭集团2021年的产量是多少", "甲岭集团2022年的产量是多少"]),
    (
        "2022年青湾市和云背市游客人数合计多少？",
        ["2022年青湾市的游客人数是多少", "2022年云背市的游客人数是多少"],
    ),
    ("甲岭集团的净利润占研发投入的百分之几？", ["甲岭集团的净利润是多少", "甲岭集团的研发投入是多少"]),
    (
        "《云背》的最终票房比首日票房高多少亿元？",
        ["《云背》的最终票房有多少亿元", "《云背》的首日票房有多少亿元"],
    ),
    ("甲岭种子的占比比乙坡高多少个百分点？", ["甲岭种子的占比是多少", "乙坡的占比是多少"]),
    (
        "What percentage of Pellamor Mills' sales was its profit?",
        ["How much profit does Pellamor Mills have", "How much sales does Pellamor Mills have"],
    ),
    (
        "By how much did Pellamor's profit exceed that of Undergate?",
        ["How much profit does Pellamor have", "How much profit does Undergate have"],
    ),
    (
        "What is the difference between Pellamor's profit in 2020 and in 2021?",
        ["How much profit in 2020 does Pellamor have", "How much profit in 2021 does Pellamor have"],
    ),
    (
        "By what percentage does Undergate exceed Pellamor in bales?",
        ["How much bales does Pellamor have", "How much bales does Undergate have"],
    ),
    (
        "What share of its profit did Pellamor pay as dividends?",
        ["How much Pellamor pay as dividends", "How much profit does Pellamor have"],
    ),
]


@pytest.mark.parametrize(("question", "asks"), ASKED)
def test_each_side_says_what_only_the_other_one_said(question: str, asks: list[str]) -> None:
    plan = planned(question)
    assert plan is not None
    assert [one.question for one in plan.operands] == asks


def test_a_pronoun_that_means_nobody_is_not_looked_up() -> None:
    assert planned("By how much did the mill in the valley exceed its payroll?") is None
