"""Which figure of a sentence is what a question asks for."""

import pytest

from hopyard.core.question.understand import understand
from hopyard.core.reason.bound import bound, unit_of
from hopyard.core.reason.score import Scorer


def best(question: str, sentence: str, unit: str = "", heading: str = "") -> str:
    scorer = Scorer(understand(question), lambda words: dict.fromkeys(words, 1), 100)
    found = bound(scorer, sentence, unit_of(unit), heading)
    one = max(found, key=lambda each: each.share)
    return sentence[one.mention.start : one.mention.end].strip()


@pytest.mark.parametrize(
    ("question", "sentence", "figure"),
    [
        ("Corvanth 的产量是多少？", "Corvanth 的面积为 12 公顷，产量为 40 吨。", "40 吨"),
        ("Corvanth 的产量是多少？", "Bellisk 产量 30 吨，Corvanth 产量 40 吨。", "40 吨"),
        ("Corvanth 的产量是多少？", "产量 30 吨的 Bellisk 和产量 40 吨的 Corvanth 都抗病。", "40 吨"),
        ("Corvanth 的产量是多少？", "Corvanth 相比 Bellisk 更稳，产量达 40 吨，售价 9 元。", "40 吨"),
        ("Corvanth 的价格是多少？", "Corvanth 产量 40 吨，价格为 9 元。", "9 元"),
        ("Corvanth 的参数是多少？", "Corvanth（5400亿参数）是两个品种里的一个。", "5400亿参数"),
        ("Corvanth 的参数是多少？", "Corvanth 赢下 28个英文任务，有 30亿个参数。", "30亿个"),
        ("How many bales does Corvanth have?", "Bellisk has 300 bales and Corvanth 420 bales.", "420 bales"),
    ],
)
def test_the_figure_is_bound(question: str, sentence: str, figure: str) -> None:
    assert best(question, sentence) == figure


def test_a_unit_that_is_asked_for_excludes_all_others() -> None:
    assert best("有多少台烘干机？", "烘干房有 21 台烘干机，共 168 吨。", "台") == "21 台"


def test_a_cell_belongs_to_its_column() -> None:
    row, heading = "产量（吨）\t72\t153\t50", "表 2 | 品种 Corvanth Bellisk Undergate"
    assert best("Bellisk 的产量是多少？", row, heading=heading) == "153"


@pytest.mark.parametrize("words", ["", "亿", "%", "云"])
def test_a_scale_or_a_share_is_no_unit(words: str) -> None:
    assert unit_of(words) is None
