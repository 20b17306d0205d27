"""`3.4亿个参数` states a 参数量; words for other amounts are left as they are."""

import pytest

from hopyard.core.question.counted import counted
from hopyard.core.text.tokens import tokens


@pytest.mark.parametrize("word", ["参数量", "参数规模", "参数总数", "参数数量"])
def test_an_amount_of_something_is_stated_by_a_measure_word(word: str) -> None:
    said = set(tokens("模型共有3.4亿个参数"))
    assert any(said.issuperset(way) for way in counted(tuple(tokens(word))))


@pytest.mark.parametrize("word", ["产量", "人数", "参数", "品种", "BERT", "revenue growth"])
def test_other_words_are_said_in_no_further_way(word: str) -> None:
    assert counted(tuple(tokens(word))) == ()


def test_what_is_not_counted_there_is_not_said() -> None:
    said = set(tokens("参数调整后，产量增加了三个百分点"))
    assert not any(said.issuperset(way) for way in counted(tuple(tokens("参数量"))))
