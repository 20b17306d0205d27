"""What a query puts in quotation marks."""

import pytest

from hopyard.core.question.quoted import quoted


@pytest.mark.parametrize(
    ("query", "phrases", "nothing_else"),
    [
        ('"dry hops"', ("dry hops",), True),
        (' "dry hops", “green malt” ', ("dry hops", "green malt"), True),
        ("「酒花产量」『麦芽 价格』", ("酒花产量", "麦芽 价格"), True),
        ('yield of "dry hops"', ("dry hops",), False),
        ("“干燥酒花”的产量", ("干燥酒花",), False),
        ('"干燥酒花"的产量', ("干燥酒花",), False),
        ("dry hops", (), False),
        ('a 24" screen and a 27" one', (), False),
        ('"dry hops', (), False),
        ('"" “。” "..."', (), False),
        ('"..." hops', (), False),
        ("“dry\nhops”", ("dry\nhops",), True),
        ("", (), False),
    ],
)
def test_phrases_are_told_from_the_rest(query: str, phrases: tuple[str, ...], nothing_else: bool) -> None:
    found = quoted(query)
    assert found.phrases == phrases
    assert found.nothing_else is nothing_else
    assert not any(phrase in found.rest for phrase in phrases)
