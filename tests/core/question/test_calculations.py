"""What questions ask to calculate: which operation, and of what."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.question.calculations import calculation_of

_ROWS = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("calculation_questions.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("operation", "operands", "question"), [row for row in _ROWS if row[0] != "-"])
def test_a_calculation_is_recognised(operation: str, operands: str, question: str) -> None:
    asked = calculation_of(question)
    assert asked is not None
    assert asked.operation.value == operation
    assert [one.removeprefix("the ") for one in asked.operands] == [
        one.removeprefix("the ") for one in operands.split("|") if one
    ]


@pytest.mark.parametrize("question", [row[2] for row in _ROWS if row[0] == "-"])
def test_a_lookup_is_no_calculation(question: str) -> None:
    assert calculation_of(question) is None


def test_half_of_the_questions_are_lookups() -> None:
    assert sum(row[0] == "-" for row in _ROWS) * 2 >= len(_ROWS) >= 60


def test_what_is_meant_of_both_is_said() -> None:
    asked = calculation_of("PaLM和GPT-3的参数量相差多少？")
    assert asked is not None
    assert asked.subject == "参数量"


@given(
    st.text(alphabet="多少倍比的和占每平均 相差how many times per difference between and?，。", max_size=80)
)
def test_any_text_can_be_asked(text: str) -> None:
    calculation_of(text)
