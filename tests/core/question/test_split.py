"""How questions come apart."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.question.split import about, comparison, described_subject, split


def asked(text: str) -> list[str]:
    return [suggestion.question for suggestion in split(text)]


def test_a_plain_question_stays_whole() -> None:
    assert asked("酒花园有多少公顷？") == ["酒花园有多少公顷？"]
    assert asked("How large is the yard?") == ["How large is the yard?"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Corvanth 的单产是多少，由谁培育？", ["Corvanth 的单产是多少", "Corvanth 由谁培育"]),
        ("Corvanth 有多高？它的产量是多少？", ["Corvanth 有多高", "Corvanth 的产量是多少"]),
        (
            "Who bred Corvanth, and how much does it yield?",
            ["Who bred Corvanth", "how much does Corvanth yield"],
        ),
    ],
)
def test_several_asks_become_several_questions_that_stand_alone(text: str, parts: list[str]) -> None:
    assert asked(text) == parts


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Corvanth 和 Bellisk 的单产各是多少？", ["Corvanth 的单产是多少？", "Bellisk 的单产是多少？"]),
        ("Alder 的烘干温度是 Birch 的烘干温度的多少倍？", None),
        ("Corvanth 比 Bellisk 多多少公斤？", ["Corvanth 有多少公斤", "Bellisk 有多少公斤"]),
        (
            "Which is older, Dunmarrow Farms or Wrenfold Estate?",
            ["Which is older, Dunmarrow Farms?", "Which is older, Wrenfold Estate?"],
        ),
    ],
)
def test_a_comparison_asks_about_each_side(text: str, sides: list[str] | None) -> None:
    if sides is None:
        assert len(comparison(text)) == 2
    else:
        assert comparison(text) == sides


def test_a_description_is_looked_up_before_the_rest_is_asked() -> None:
    chain = described_subject("最早种植这个品种的农场，2023 年收了多少吨？")
    assert chain is not None
    assert chain.described == "最早种植这个品种的农场"
    assert about(chain.rest, "檐月农场") == "檐月农场 2023 年收了多少吨"


def test_an_english_description_leaves_a_place_for_the_name() -> None:
    chain = described_subject("How many tonnes did the farm that won the prize have?")
    assert chain is not None
    assert chain.described == "the farm that won the prize"
    assert about(chain.rest, "Wrenfold") == "How many tonnes did Wrenfold have?"


@given(st.text(max_size=400))
def test_any_question_gives_at_least_one_sub_question(text: str) -> None:
    parts = split(text)
    assert parts
    assert all(part.why for part in parts)


@pytest.mark.parametrize(
    "unit", ["1,", "a,b,", "，多少", "x的y公司，", "A 和 B 的", "the farm that ", "《", "[1]，"]
)
def test_pasted_text_is_taken_apart_in_no_time(unit: str) -> None:
    """Seconds, not minutes: what a question costs must not grow with the square of its length."""
    text = unit * (10_000 // len(unit))
    began = time.process_time()
    split(text)
    split(text[:1_000])
    assert time.process_time() - began < 2.0
