"""Answers by the newer kinds of calculation, with their chains; and what is refused."""

import pytest
from tests.core.reason.answer_kit import Shelf, ask

from hopyard.core.values import Answer

TEXTS = [
    "Corvanth 的产量为 120 吨。Bellisk 的产量为 60 吨，Pellamor 的产量为 30 吨。",
    "一座 Corvanth 烘干房装有 16 台风机，2 座 Corvanth 烘干房去年停用了 20 台风机。",
    "2023 年，Wetherlam 压榨厂共压榨 7,300 吨酒花。",
    "合作社于 2021 年 3 月 1 日发布 Corvanth 品种。2021 年 3 月 31 日，合作社发布 Bellisk 品种。",
    "Pellamor 工艺使烘干损耗率由 20% 降至 15%，香气不变。",
    "The Undergate press and the Overgate press hold 300 and 450 bales, respectively.",
    "Thornby 的产量在 2 千吨级以上。",
]


def answer(question: str, texts: list[str] = TEXTS) -> Answer:
    found = ask(Shelf(texts), question).answer
    assert found is not None
    return found


def chains(found: Answer) -> list[str]:
    return [one.calculation.chain for one in found.sentences if one.calculation is not None]


@pytest.mark.parametrize(
    ("question", "chain"),
    [
        ("Corvanth、Bellisk 和 Pellamor 的产量一共有多少？", "120 吨 [1] + 60 吨 [1] + 30 吨 [1] = 210吨"),
        (
            "Corvanth、Bellisk 和 Pellamor 的平均产量是多少？",
            "(120 吨 [1] + 60 吨 [1] + 30 吨 [1]) ÷ 3 = 70吨",
        ),
        ("两座 Corvanth 烘干房一共有多少台风机？", "2 × 16 台 [1] = 32台"),
        ("Wetherlam 2023 年平均每天压榨多少吨酒花？", "7,300 吨 [1] ÷ 365 天 = 20 吨/天"),
        (
            "从 Corvanth 品种发布到 Bellisk 品种发布相隔多少天？",
            "2021 年 3 月 31 日 [1] − 2021 年 3 月 1 日 [1] = 30天",
        ),
        ("Pellamor 工艺使烘干损耗率下降了多少个百分点？", "20% [1] − 15% [1] = 5个百分点"),
        ("Pellamor 工艺使烘干损耗率下降了百分之多少？", "(15% [1] − 20% [1]) ÷ 20% [1] = -25%"),
        (
            "How many more bales does the Overgate press have than the Undergate press?",
            "450 bales [1] − 300 [1] = 150 bales",
        ),
    ],
)
def test_the_chain_is_shown(question: str, chain: str) -> None:
    assert chains(answer(question)) == [chain]


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("Corvanth、Bellisk 和 Thornby 的产量一共有多少？", "Thornby 的产量 只给出了界限或量级"),
        ("Corvanth、Bellisk 和 Ormsby 的产量一共有多少？", "找不到 Ormsby 的产量 的数字"),
        ("三座 Ormsby 烘干房一共有多少台风机？", "找不到"),
        ("从 Corvanth 品种发布到 Ormsby 品种发布相隔多少天？", "找不到 Ormsby 品种发布"),
    ],
)
def test_what_is_not_exact_or_not_there_is_not_calculated(question: str, note: str) -> None:
    found = answer(question)
    assert not chains(found)
    assert note in found.note


def test_a_figure_of_several_is_not_that_of_one() -> None:
    texts = ["2 座 Corvanth 烘干房共装有 20 台风机。"]
    assert not chains(answer("三座 Corvanth 烘干房一共有多少台风机？", texts))


def test_units_that_do_not_go_together_are_refused_in_the_language_of_the_question() -> None:
    texts = ["Corvanth 的规模为 168 吨。", "Bellisk 的规模为 42 公顷。"]
    found = answer("Corvanth 和 Bellisk 的规模合计是多少？", texts)
    assert not chains(found)
    assert "单位不同" in found.note


def test_a_result_is_named_in_the_language_of_the_question() -> None:
    texts = ["Corvanth 的参数量为 2800 亿。", "Bellisk 的参数量为 414 亿。"]
    english = "What is the total number of parameters of Corvanth and Bellisk?"
    assert chains(answer(english, texts)) == ["2800 亿 [1] + 414 亿 [2] = 321.4 billion"]
    texts = ["Corvanth has 175B parameters.", "Bellisk has 130B parameters."]
    (chain,) = chains(answer("Corvanth 和 Bellisk 的参数合计是多少？", texts))
    assert chain.endswith("= 3050亿参数")


def test_one_report_that_dates_a_thing_twice_disagrees_with_itself() -> None:
    texts = ["2021 年 3 月，合作社发布 Corvanth 品种。另一处写道，合作社于 2021 年 6 月发布 Corvanth 品种。"]
    (one,) = answer("Corvanth 品种是什么时候发布的？", texts).disagreements
    assert {side.value for side in one.sides} == {"2021 年 3 月", "2021 年 6 月"}
    texts = ["2021 年 3 月，合作社发布 Bellisk，它比 Corvanth 更早。合作社于 2021 年 6 月发布 Corvanth。"]
    assert not answer("Corvanth 是什么时候发布的？", texts).disagreements
