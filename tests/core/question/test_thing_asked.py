"""What an English `what` or `which` names as asked for."""

import pytest

from hopyard.core.question.asks import thing_of
from hopyard.core.question.split import comparison


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("What was the cash flow of Pellamor Ltd. in 2021?", ("cash", "flow")),
        ("What is the return on equity of Pellamor?", ("return", "equiti")),
        ("Which drying policy did Pellamor revise?", ("dri", "polici")),
        ("What were the impacts of the fire at Pellamor?", ()),
        ("Which company bought the press?", ()),
        ("How many bales were pressed?", ()),
        ("檐月农场收了多少吨？", ()),
    ],
)
def test_the_thing_is_read(question: str, thing: tuple[str, ...]) -> None:
    assert thing_of(question) == thing


def test_things_with_their_years_are_compared() -> None:
    asked = "Compare the net profit of Pellamor Ltd. in 2021 and Undergate Farm in 2017. Which earned more?"
    assert comparison(asked) == [
        "What was the net profit of Pellamor Ltd. in 2021?",
        "What was the net profit of Undergate Farm in 2017?",
    ]
