"""What a question's words weigh when the library has them, lacks them, or is in another language."""

from collections.abc import Iterable, Mapping

import pytest

from hopyard.core.reason.question import understand
from hopyard.core.reason.weights import weigh


def _weights(question: str, known: Mapping[str, int]) -> dict[str, float]:
    def frequencies(words: Iterable[str]) -> dict[str, int]:
        return {word: known.get(word, 0) for word in words}

    return {term.ways[0][0]: term.weight for term in weigh(understand(question), frequencies, 100)}


def test_what_the_library_lacks_altogether_weighs_as_much_as_it_is_rare() -> None:
    weights = _weights("啤酒花烘干塔的高度", {"啤酒": 20, "酒花": 20, "高度": 5})
    assert weights["花烘"] == weights["烘干"] == weights["干塔"] < weights["高度"]
    weights = _weights("冷藏集装箱的高度", {"高度": 5})
    assert weights["冷藏"] == weights["集装"] == weights["装箱"] > weights["高度"]


def test_other_words_for_a_thing_do_not_count_as_missing() -> None:
    weights = _weights("收购款的高度", {"高度": 5})
    assert weights["收购"] < weights["高度"]


@pytest.mark.parametrize("question", ["冷藏集装箱的高度", "冷藏集装箱"])
def test_a_library_without_a_chinese_word_of_the_question_tells_nothing(question: str) -> None:
    assert all(weight < 1.0 for weight in _weights(question, {"hops": 50, "the": 90}).values())
