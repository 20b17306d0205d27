"""A question as the search for chains sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.index.chains.wanted import wanted


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (
            "Which is older, Dunmarrow Farms or Wrenfold Estate?",
            [{"dunmarrow", "farm"}, {"wrenfold", "estat"}],
        ),
        (
            "How did Dunmarrow Farms in 2018 and Wrenfold Estate in 2020 pay their growers?",
            [{"dunmarrow", "farm", "2018"}, {"wrenfold", "estat", "2020"}],
        ),
        ("Where does Dunmarrow Farms dry its hops?", []),
        ("Corvanth 和 Bellisk 的产量分别是多少？", [{"corvanth"}, {"bellisk"}]),
    ],
)
def test_the_sides_of_a_question(question: str, sides: list[set[str]]) -> None:
    assert [set(side) for side in wanted(question).sides] == sides


def test_names_years_and_kinds() -> None:
    asked = wanted("《深井年报》里，2023 年 Corvanth 的产量是多少？")
    assert asked.names == (("深井", "井年", "年报"), ("corvanth",))
    assert asked.years == {"2023"}
    assert asked.asks_figure
    assert not asked.asks_time


@pytest.mark.parametrize(
    ("question", "apart"),
    [
        ("Compare the yields of Dunmarrow Farms and Wrenfold Estate.", True),
        ("What did Dunmarrow Farms and Wrenfold Estate pay, respectively?", True),
        ("Corvanth 和 Bellisk 的产量分别是多少？", True),
        ("Corvanth 与 Bellisk 相比，哪个更苦？", True),
        ("Who bred the hop that Dunmarrow Farms and Wrenfold Estate plant?", False),
        ("Corvanth 和 Bellisk 由谁育成？", False),
    ],
)
def test_sides_may_be_asked_about_apart(question: str, apart: bool) -> None:
    assert wanted(question).apart == apart


def test_a_fiscal_year_is_a_year() -> None:
    asked = wanted("What were the yields in FY2018 and 3Q19?")
    assert asked.years == {"2018", "2019"}
    assert "2018" in asked.words


def test_a_relation_may_be_told_in_other_words() -> None:
    assert "direct" in wanted("Who is the director of The Valley?").told_by
    assert "执导" in wanted("这部片的导演是谁？").told_by


@given(st.text(max_size=300))
def test_any_text_can_be_asked(question: str) -> None:
    asked = wanted(question)
    assert len(set(asked.words)) == len(asked.words) <= 48
    assert len(asked.sides) != 1
