"""What is read off a question's wording."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.question.asks import Ask
from hopyard.core.question.understand import understand


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("GPT-3 有多少参数？", ("GPT-3",)),
        ("Switch Transformer 的参数规模有多大？", ("Switch Transformer",)),
        ("Med-PaLM 2 的正确率是多少？", ("Med-PaLM 2",)),
        ("《深井年报》是谁写的？", ("深井年报",)),
        ("How many tonnes did Dunmarrow Farms harvest in 2023?", ("Dunmarrow Farms",)),
        ("What is the yield?", ()),
        ("2023 年产量是多少？", ()),
    ],
)
def test_names(text: str, names: tuple[str, ...]) -> None:
    assert understand(text).names == names


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("训练用了多少块 TPU？", (Ask.NUMBER,)),
        ("正确率是多少？", (Ask.PERCENT,)),
        ("是哪一年由谁提出的？", (Ask.TIME, Ask.WHO)),
        ("为什么要剪枝？", (Ask.OTHER,)),
        ("How much does it cost?", (Ask.NUMBER,)),
        ("When was it founded?", (Ask.TIME,)),
        ("Who founded it?", (Ask.WHO,)),
    ],
)
def test_asks(text: str, asks: tuple[Ask, ...]) -> None:
    assert understand(text).asks == asks


def test_the_unit_and_the_focus_of_an_ask() -> None:
    question = understand("训练阶段需要多少颗 A100，价值量约多少万美元？")
    assert question.units == ("颗", "万美元")
    assert "a100" in question.focus
    assert "价值" in question.focus


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("按国信报告，需要多少服务器？", "国信"),
        ("according to the Guosen report, how many?", "guosen"),
        ("What does the Harrowmere note say about yields?", "harrowmere"),
    ],
)
def test_whose_document_is_meant(text: str, scope: str) -> None:
    assert scope in understand(text).scopes


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("一共有多少家机构在收购酒花？", ("机构",)),
        ("含水率从多少降到多少？", ("含水", "水率")),
        ("共有多少道题？", ()),
        ("它是哪一年几月成立的？", ()),
        ("How large is Kettlefen's Long Press?", ()),
        ("How much money did Kettlefen Brewery invest?", ("money",)),
    ],
)
def test_what_is_counted_ends_where_something_is_said_of_it(text: str, focus: tuple[str, ...]) -> None:
    assert understand(text).focus == focus


def test_an_owner_in_english_is_no_name_that_must_be_said_again() -> None:
    assert understand("How big is Kettlefen's Bellisk?").names == ("Bellisk",)


def test_words_that_only_name_a_share_are_no_content() -> None:
    assert ("比例",) not in [word.tokens for word in understand("进口酒花占多大比例？").words]


def test_form_words_carry_no_content() -> None:
    assert understand("请问是什么？").words == ()
    assert ("how",) not in [word.tokens for word in understand("How many hops are there?").words]


@given(st.text(max_size=300))
def test_any_text_can_be_taken_apart(text: str) -> None:
    question = understand(text)
    assert question.asks
    assert all(word.tokens for word in question.words)
