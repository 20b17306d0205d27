"""Operands of a calculation as questions of their own."""

import pytest

from hopyard.core.question.operands import planned
from hopyard.core.question.split import split


@pytest.mark.parametrize(
    ("question", "operation", "questions"),
    [
        (
            "檐月农场的产量是坡下农场的多少倍？",
            "times",
            ["檐月农场的产量是多少", "坡下农场的产量是多少"],
        ),
        (
            "檐月农场的员工人数是烘干房座数的多少倍？",
            "times",
            ["檐月农场的员工有多少人", "檐月农场的烘干房有多少座"],
        ),
        ("Corvanth 比 Bellisk 多了多少亿株？", "difference", ["Corvanth 有多少亿株", "Bellisk 有多少亿株"]),
        (
            "按年报，平均每台烘干机折合多少公顷？",
            "per unit",
            ["按年报，烘干机一共有多少公顷", "按年报，有多少台烘干机"],
        ),
        (
            "What is the combined acreage of Corvanth and Bellisk?",
            "sum",
            ["How much acreage does Corvanth have", "How much acreage does Bellisk have"],
        ),
        (
            "How many more bales does Pellamor have than Undergate?",
            "difference",
            ["How much bales does Pellamor have", "How much bales does Undergate have"],
        ),
        (
            "In the harvest note, how many times as many bales does Pellamor press as Undergate?",
            "times",
            [
                "In the harvest note, how much bales does Pellamor have",
                "In the harvest note, how much bales does Undergate have",
            ],
        ),
    ],
)
def test_each_operand_is_asked_for(question: str, operation: str, questions: list[str]) -> None:
    plan = planned(question)
    assert plan is not None
    assert plan.operation.value == operation
    assert [one.question for one in plan.operands] == questions


@pytest.mark.parametrize(
    "question",
    [
        "檐月农场收了多少吨？",
        "平均每天烘干多少吨？",  # what happens a day is stated
        "烘干效率比 Bellisk 高多少倍？",  # of what is not said
        "How many bales does Pellamor press?",
        "它的产量是哪个品种的多少倍？",
    ],
)
def test_what_cannot_be_looked_up_is_not_planned(question: str) -> None:
    assert planned(question) is None


def test_brackets_at_the_end_tell_only_how_to_answer() -> None:
    plan = planned("檐月农场的产量是坡下农场的多少倍（保留一位小数）？")
    assert plan is not None
    assert all("保留" not in one.question for one in plan.operands)


def test_the_plan_says_why_an_operand_is_asked_for() -> None:
    reasons = [one.why for one in split("Corvanth 比 Bellisk 多了多少亿株？")]
    assert reasons[1:] == ["operand of a calculation"] * 2


def test_what_two_things_are_compared_in_is_looked_for_behind_the_second() -> None:
    found = planned("How many times larger is Alpen than Brock in parameters?")
    assert found is not None
    assert [one.name for one in found.operands] == ["parameters of Alpen", "parameters of Brock"]
    assert planned("How many times larger is Alpen than Brock?") is None
