"""Whether a question also asks if its sources agree."""

import pytest

from hopyard.core.question.agreement import agreement
from hopyard.core.question.split import split


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("檐月农场收了多少吨？各报告一致吗？", "檐月农场收了多少吨？"),
        ("檐月农场收了多少吨，几份报告的说法是否一致？", "檐月农场收了多少吨？"),
        ("檐月农场收了多少吨？这些来源有没有矛盾", "檐月农场收了多少吨？"),
        ("各报告对檐月农场的产量说法一致吗？", "檐月农场的产量是多少？"),
        (
            "How many bales does Pellamor press, and do the reports agree?",
            "How many bales does Pellamor press?",
        ),
        (
            "How many bales does Pellamor press? Are all sources consistent?",
            "How many bales does Pellamor press?",
        ),
        ("Do the sources agree on how many bales Pellamor presses?", "How many bales Pellamor presses?"),
    ],
)
def test_it_is_taken_off(question: str, rest: str) -> None:
    assert agreement(question) == (rest, True)


@pytest.mark.parametrize(
    "question",
    ["各报告一致吗？", "两种酒花的产量一样吗？", "Do the growers agree on a price?", "檐月农场收了多少吨？"],
)
def test_other_questions_stay(question: str) -> None:
    assert agreement(question) == (question, False)


def test_it_is_no_hop_of_its_own() -> None:
    rest = agreement("How old is the Long Press, and do the documents agree?").rest
    assert [one.question for one in split(rest)] == ["How old is the Long Press?"]
