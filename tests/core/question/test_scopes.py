"""What a question names by which a document can be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.question.periods import periods_in, years_in
from hopyard.core.question.scopes import scopes_in
from hopyard.core.text.tokens import tokens


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("in 2018 and 2019, again in 2018", ("2018", "2019")),
        ("FY2018", ("2018",)),
        ("FY18 and 3Q19, Q1'20", ("2018", "2019", "2020")),
        ("二〇一八年和2019年", ("2018", "2019")),
        ("12018 hops, 3 quarters", ()),
    ],
)
def test_years(text: str, years: tuple[str, ...]) -> None:
    assert years_in(text) == years


@pytest.mark.parametrize(
    "question",
    [
        "in Q3 2018",
        "in 3Q18",
        "in 3Q2018",
        "in 2018Q3",
        "in the third quarter of 2018",
        "2018年三季度",
        "2018年第三季度",
        "2018年三季报",
    ],
)
@pytest.mark.parametrize(
    "cover",
    ["Q3 2018 results", "3Q18 note", "Third-quarter report, 2018", "2018年第三季度报告", "2018年三季报"],
)
def test_a_quarter_is_known_in_all_its_ways(question: str, cover: str) -> None:
    said = set(tokens(cover))
    assert all(any(said.issuperset(way) for way in ways) for ways in periods_in(question))


@pytest.mark.parametrize("cover", ["Q2 2018 results", "3Q19 note", "2018年一季报", "Annual report 2018"])
def test_another_quarter_is_not_taken_for_it(cover: str) -> None:
    year, quarter = periods_in("in Q3 2018")
    assert not any(set(tokens(cover)).issuperset(way) for way in quarter)
    assert len(year) > 1


def test_halves() -> None:
    said = set(tokens("二〇二三年上半年"))
    assert not any(said.issuperset(way) for way in periods_in("H2 2023")[1])
    assert any(set(tokens("1H23 results")).issuperset(way) for way in periods_in("2023年上半年")[1])


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("按国信证券的报告，产量是多少？", "guosen"),
        ("How many, according to the Guosen report?", "国信证券"),
        ("What was the yield in the Dunmarrow 2018 10-K?", "dunmarrow"),
        ("What was the yield in the Dunmarrow 2018 10-K?", "annual report"),
        ("What was the yield in the Dunmarrow 2018 10-K?", "2018"),
        ("檐月农场的产量是多少？", "檐月农场"),
        ("李清照在报告里怎么说？", "李清照"),
    ],
)
def test_what_tells_a_document(question: str, way: str) -> None:
    assert any(set(tokens(way)) == set(one) for ways in scopes_in(question) for one in ways)


def test_a_publisher_named_in_two_ways_is_one() -> None:
    scopes = scopes_in("国信证券（Guosen）的报告，国信怎么看？")
    assert sum(("guosen",) in ways for ways in scopes) == 1


@pytest.mark.parametrize("question", ["How are hops dried?", "酒花怎样烘干？", ""])
def test_a_question_may_name_none(question: str) -> None:
    assert scopes_in(question) == ()


@given(st.text(max_size=300))
def test_any_text_has_scopes(text: str) -> None:
    assert all(way and all(way) for ways in scopes_in(text) for way in ways)
