"""The other number of an English noun."""

import pytest

from hopyard.core.question.plurals import plural, singular

PAIRS = [
    ("press", "presses"),
    ("box", "boxes"),
    ("city", "cities"),
    ("day", "days"),
    ("TPU v4 Pod", "TPU v4 Pods"),
    ("church", "churches"),
]


@pytest.mark.parametrize(("one", "many"), PAIRS)
def test_a_noun_is_said_in_either_number(one: str, many: str) -> None:
    assert (plural(one), singular(many)) == (many, one)


def test_what_has_no_plural_stays() -> None:
    assert [singular(one) for one in ("press", "bus", "analysis")] == ["press", "bus", "analysis"]
