"""What a question's words weigh when the library has them, lacks them, or is in another language."""

from collections.abc import Iterable, Mapping

import pytest

from hopyard.core.question.understand import understand
from hopyard.core.reason.weights import weigh


def _weights(question: str, known: Mapping[str, int]) -> dict[str, float]:
    def frequencies(words: Iterable[str]) -> dict[str, int]:
        return {word: known.get(word, 0) for word in words}

    return {term.ways[0][0]: term.weight for term in weigh(understand(question), frequencies, 100)}


def test_a_noun_that_the_library_lacks_is_missed_and_a_verb_hardly() -> None:
    weights = _weights("仓库打算留下多少吨啤酒", {"啤酒": 20})
    assert weights["仓库"] > weights["啤酒"] > weights["打算"]


def test_a_pair_that_straddles_two_words_weighs_nothing() -> None:
    assert set(_weights("烘干塔的高度", {"烘干": 3, "干塔": 3, "高度": 5})) >= {"烘干", "高度"}
    assert "塔的" not in _weights("烘干塔的高度", {"塔的": 3, "高度": 5})


def test_a_word_of_a_synonym_group_is_as_common_as_the_group() -> None:
    weights = _weights("能耗与高度", {"耗能": 20, "高度": 5})
    assert weights["能耗"] < weights["高度"]


@pytest.mark.parametrize("question", ["冷藏集装箱的高度", "冷藏集装箱"])
def test_a_library_without_a_chinese_word_of_the_question_tells_nothing(question: str) -> None:
    assert all(weight < 1.0 for weight in _weights(question, {"hops": 50, "the": 90}).values())
