"""Calculations of several operands, of factors in the question, of dates and of changes, as plans."""

import pytest

from hopyard.core.question.elliptic import completed
from hopyard.core.question.operands import planned
from hopyard.core.question.plans import Planned


def plan_of(question: str) -> Planned:
    plan = planned(question)
    assert plan is not None, question
    return plan


@pytest.mark.parametrize(
    ("question", "operation", "questions"),
    [
        (
            "檐月农场、Corvanth 和坡下农场的产量一共有多少？",
            "sum",
            ["檐月农场 的产量是多少", "Corvanth 的产量是多少", "坡下农场 的产量是多少"],
        ),
        (
            "Corvanth 和 Bellisk 的平均亩产是多少？",
            "average",
            ["Corvanth 的亩产是多少", "Bellisk 的亩产是多少"],
        ),
        (
            "What is the average acreage of Corvanth, Bellisk and Pellamor?",
            "average",
            [f"How much acreage does {one} have" for one in ("Corvanth", "Bellisk", "Pellamor")],
        ),
        (
            "What is the total cost of the Long Press for storage and transport?",
            "sum",
            [
                f"How much cost does {one} have"
                for one in ("the Long Press for storage", "the Long Press for transport")
            ],
        ),
        (
            "By what percentage did the number of bales grow from Corvanth to Bellisk?",
            "growth",
            ["How much bales does Corvanth have", "How much bales does Bellisk have"],
        ),
        (
            "从 Corvanth 到 Bellisk，产量增长了百分之多少？",
            "growth",
            ["Corvanth 的产量是多少", "Bellisk 的产量是多少"],
        ),
        (
            "从 Corvanth 发布到 Bellisk 上线相隔多少天？",
            "difference",
            ["Bellisk 上线是什么时候", "Corvanth 发布是什么时候"],
        ),
        (
            "What percentage of Corvanth's bales does Bellisk have?",
            "share",
            ["How much bales does Bellisk have", "How much bales does Corvanth have"],
        ),
        (
            "How many dollars does one Long Press cost?",
            "per unit",
            ["How much do Long Presses cost in total", "How many Long Presses"],
        ),
    ],
)
def test_operands_are_asked_for(question: str, operation: str, questions: list[str]) -> None:
    plan = plan_of(question)
    assert plan.operation.value == operation
    asked = [one.question for one in plan.operands]
    assert [one.replace("the Long", "Long") for one in asked] == [
        one.replace("the Long", "Long") for one in questions
    ]


@pytest.mark.parametrize(
    ("question", "role", "given"),
    [
        ("两个 Corvanth 烘干房一共有多少台风机？", "each", "2"),
        ("How many fans are there in three Corvanth kilns?", "each", "3"),
        ("檐月农场 2023 年平均每天采多少公斤？", "year", "365 天"),
        ("How many bales did Corvanth press per day on average in 2024?", "year", "366 days"),
    ],
)
def test_factors_of_the_question_are_taken(question: str, role: str, given: str) -> None:
    plan = plan_of(question)
    assert plan.operands[0].role == role
    assert plan.given is not None
    assert plan.given.words == given


def test_several_of_one_are_multiplied_before_they_are_compared() -> None:
    one, other = plan_of("两个 Corvanth 烘干房的风机比 Bellisk 烘干房的风机多多少台？").operands
    assert (one.times, one.role, one.question) == (2, "each", "一个 Corvanth 烘干房 有多少台风机")
    assert (other.times, other.role) == (1, "figure")


def test_the_ends_of_a_change_are_looked_for_in_one_sentence() -> None:
    plan = plan_of("Corvanth 使损耗率下降了多少个百分点？")
    assert [one.role for one in plan.operands] == ["from", "to"]
    plan = plan_of("By what percentage did Corvanth lower the losses?")
    assert (plan.operation.value, [one.role for one in plan.operands]) == ("growth", ["from", "to"])


@pytest.mark.parametrize(
    "question",
    [
        "檐月农场平均每天采多少公斤？",  # of which year is not said
        "How many bales did Corvanth press per day in 2024?",  # no average is asked for
        "从 Corvanth 到 Bellisk 相隔多少天？",  # no events
        "What is the total cost of research and development?",
        "两个模型一共有多少参数？各是多少？",
        "How many bales are there in the two?",
    ],
)
def test_other_questions_are_not_reckoned(question: str) -> None:
    plan = planned(question)
    assert plan is None or plan.given is None
    assert plan is None or len(plan.operands) < 2 or plan.operands[0].role == "figure"


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("Corvanth's yield", "Bellisk's", ("Corvanth's yield", "Bellisk's yield")),
        ("Corvanth's yield", "its losses", ("Corvanth's yield", "Corvanth's losses")),
        ("Bellisk", "Corvanth's yield", ("Bellisk's yield", "Corvanth's yield")),
        ("the yield of Corvanth", "Bellisk", ("the yield of Corvanth", "the yield of Bellisk")),
        ("revenue in 2020", "profit in 2020", ("revenue in 2020", "profit in 2020")),
    ],
)
def test_what_is_left_unsaid_is_taken_from_the_other_side(
    one: str, other: str, both: tuple[str, str]
) -> None:
    assert completed(one, other) == both
