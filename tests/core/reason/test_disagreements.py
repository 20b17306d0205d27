"""Where sources disagree, and the many places where they only seem to."""

import pytest
from tests.core.reason.answer_kit import Shelf, ask

from hopyard.core.values import Answer


def answer(question: str, texts: list[str], headings: dict[int, str] | None = None) -> Answer:
    found = ask(Shelf(texts, headings), question).answer
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "texts", "values"),
    [
        (
            "Corvanth 的产量是多少？",
            ["Corvanth 的产量共为 3400 吨。", "谷里的 Corvanth 的产量为 4810 吨。"],
            {"3400 吨", "4810 吨"},
        ),
        (
            "How many bales does Pellamor hold?",
            ["The Pellamor house holds 400 bales.", "Pellamor holds 480 bales."],
            {"400 bales", "480 bales"},
        ),
        (
            "Corvanth 是什么时候发布的？",
            ["2021 年 3 月，合作社发布 Corvanth 品种。", "合作社于 2021 年 6 月发布 Corvanth。"],
            {"2021 年 3 月", "2021 年 6 月"},
        ),
    ],
)
def test_different_values_of_one_thing_are_listed(question: str, texts: list[str], values: set[str]) -> None:
    found = answer(question, texts)
    (one,) = found.disagreements
    assert {side.value for side in one.sides} == values
    assert {side.citation.source for side in one.sides} == {f"{0:032x}", f"{1:032x}"}
    quotes = {side.citation.quote for side in one.sides}
    assert {s.citations[0].quote for s in found.sentences if s.verdict == "disputed"} == quotes


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (
            "Corvanth 的产量是多少？",
            ["Corvanth 的产量为 1.6 万吨。", "Corvanth 的产量为 15710 吨。"],
        ),  # rounded
        (
            "Corvanth 的产量是多少？",
            ["Corvanth 的产量为 3400 吨。", "Corvanth 的产量为 超过 3000 吨。"],
        ),  # a bound
        (
            "Corvanth 的产量是多少？",
            ["Corvanth 的产量为 3000-4000 吨。", "Corvanth 的产量为 3400 吨。"],
        ),  # a range
        (
            "Corvanth 的产量是多少？",
            ["2021 年 Corvanth 的产量为 3400 吨。", "2023 年 Corvanth 的产量为 4810 吨。"],
        ),  # another year
        (
            "Corvanth 的产量是多少？",
            ["Corvanth 的产量为 3400 吨。", "预计 Corvanth 的产量为 4810 吨。"],
        ),  # foreseen
        (
            "Corvanth 的产量是多少？",
            ["Corvanth 的产量为 3400 吨。", "Corvanth 的产量比上年多 200 吨。"],
        ),  # a change
        (
            "Corvanth 的产量是多少？",
            ["Corvanth 的产量为 3400 吨，Bellisk 的产量为 4810 吨。", "Corvanth 的产量为 3400 吨。"],
        ),
        (
            "Corvanth 的产量是多少？",
            ["Corvanth 的产量为 3400 吨。", "产量 4810 吨的 Bellisk 比 Corvanth 抗病。"],
        ),
        (
            "Corvanth 的产量是多少？",
            ["Corvanth 的产量为 3400 吨。Corvanth 的产量为 4810 吨。"],
        ),  # one source, two things
        (
            "Corvanth 的产量是多少？",
            ["Corvanth 的产量为 3400 吨。", "一个产量为 4810 吨的 Corvanth 版本在试种。"],
        ),
        ("Corvanth 的产量是多少？", ["Corvanth 的产量为 3400 吨。", "Corvanth Gold 的产量为 4810 吨。"]),
        (
            "When was Corvanth released?",
            ["Corvanth was released in March 2021.", "In June 2022, Corvanth won a prize."],
        ),
    ],
)
def test_no_alarm_where_both_may_hold(question: str, texts: list[str]) -> None:
    assert answer(question, texts).disagreements == ()


def test_the_reason_is_said_where_the_text_shows_it() -> None:
    texts = ["Corvanth 的产量为 3400 吨（矮化版本）。", "品种\t产量\nCorvanth\t4810 吨\nBellisk\t90 吨"]
    (one,) = answer("Corvanth 的产量是多少？", texts, {1: "品种 产量"}).disagreements
    assert "矮化版本" in one.reason
    assert "表格" in one.reason


def test_a_slip_of_the_unit_is_suspected() -> None:
    texts = ["Corvanth 的产量为 3400 吨。", "Corvanth 的产量为 34 万吨。"]
    (one,) = answer("Corvanth 的产量是多少？", texts).disagreements
    assert "十的整数次方" in one.reason


@pytest.mark.parametrize(
    ("texts", "said", "verdict"),
    [
        (
            ["Corvanth 的产量为 3400 吨。", "Corvanth 的产量共为 3400 吨。"],
            "一致：2 份来源均为 3400 吨",
            "supported",
        ),
        (
            ["Corvanth 的产量为 3400 吨。", "Corvanth 的产量为 4810 吨。"],
            "不一致：3400 吨；4810 吨",
            "disputed",
        ),
        (
            ["Corvanth 的产量为 3400 吨。", "Bellisk 的产量为 90 吨。"],
            "可以比较的只有一份来源：3400 吨",
            "supported",
        ),
    ],
)
def test_whether_the_sources_agree_is_answered(texts: list[str], said: str, verdict: str) -> None:
    first = answer("Corvanth 的产量是多少？各报告一致吗？", texts).sentences[0]
    assert (first.text, first.verdict) == (said, verdict)
    assert len(first.citations) == (1 if "只有" in said else 2)


def test_that_it_cannot_be_told_is_said() -> None:
    found = answer(
        "How high is the Long Press, and do the reports agree?", ["The Long Press is high and old."]
    )
    assert not found.answered
