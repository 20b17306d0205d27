"""Words of a Chinese run, and what the dictionary does not know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.question.segment import Kind, segments


def _words(run: str) -> list[tuple[str, Kind]]:
    return [(run[part.start : part.end], part.kind) for part in segments(run)]


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("提出方法", [("提出", Kind.VERB), ("方法", Kind.NOUN)]),
        ("大语言模型", [("大语言模型", Kind.NOUN)]),  # a phrase of the glossary stays whole
        ("魔搭社区", [("魔搭", Kind.NOUN), ("搭社", Kind.LOOSE), ("社区", Kind.NOUN)]),
        ("在其中", []),
    ],
)
def test_words_and_loose_pairs(run: str, words: list[tuple[str, Kind]]) -> None:
    assert _words(run) == words


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40))
def test_words_lie_in_the_run_in_order(run: str) -> None:
    parts = list(segments(run))
    assert all(0 <= part.start < part.end <= len(run) and part.end - part.start > 1 for part in parts)
    assert [part.end for part in parts] == sorted(part.end for part in parts)
