"""Questions that ask for a calculation, answered without a model: operands, chains, what is missing."""

import msgspec
import pytest
from tests.core.reason.answer_kit import Shelf, ask

from hopyard.core import commands as cmd
from hopyard.core.events import AnswerWritten
from hopyard.core.reason.working import stated_in
from hopyard.core.result import result
from hopyard.core.steps import describe
from hopyard.core.text.quantities import Quantity, quantities
from hopyard.core.values import Answer, Sentence

HARVEST = [
    "2023 年，檐月农场的产量为 168 吨，烘干房共有烘干机 21 台。",
    "坡下农场的产量为 42 吨，比上年略少。",
    "Corvanth holds 1,200 bales in the Long Press. Bellisk holds 300 bales in the Short Press.",
    "檐月农场的售价为 12 元，坡下农场的香气得分为 88 分。",
]


def answer(question: str, *commands: cmd.Command, texts: list[str] | None = None) -> Answer:
    found = ask(Shelf(texts or HARVEST), question, *commands).answer
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "chain", "operation"),
    [
        ("檐月农场的产量是坡下农场的多少倍？", "168 吨 [1] ÷ 42 吨 [2] = 4倍", "times"),
        ("檐月农场的产量比坡下农场多多少吨？", "168 吨 [1] − 42 吨 [2] = 126吨", "difference"),
        ("坡下农场和檐月农场的产量相差多少？", "168 吨 [1] − 42 吨 [2] = 126吨", "difference"),
        (
            "How many more bales does Corvanth have than Bellisk?",
            "1,200 bales [1] − 300 bales [1] = 900 bales",
            "difference",
        ),
    ],
)
def test_a_calculation_is_the_first_sentence(question: str, chain: str, operation: str) -> None:
    first = answer(question).sentences[0]
    assert first.verdict == "computed"
    assert first.calculation is not None
    assert (first.calculation.operation, first.calculation.chain) == (operation, chain)
    assert chain in first.text
    assert {one.citation for one in first.calculation.operands} == set(first.citations)
    for operand in first.calculation.operands:
        assert operand.value.replace(" ", "") in operand.citation.quote.replace(" ", "")


def test_a_missing_operand_is_named_and_nothing_is_guessed() -> None:
    found = answer("檐月农场的产量是云背农场的多少倍？")
    assert not any(one.verdict == "computed" for one in found.sentences)
    assert "找不到 云背农场的产量 的数字" in found.note
    assert found.missing == ("云背农场的产量",)


def test_pruning_an_operand_takes_the_calculation_away() -> None:
    question = "檐月农场的产量是坡下农场的多少倍？"
    whole = ask(Shelf(HARVEST), question)
    hop = next(hop.id for hop in whole.walk() if hop.question == "坡下农场的产量是多少")
    found = answer(question, cmd.PruneHop(hop))
    assert not any(one.verdict == "computed" for one in found.sentences)
    assert "找不到 坡下农场的产量 的数字" in found.note
    back = answer(question, cmd.PruneHop(hop), cmd.Restore(hop))
    assert back.sentences[0].verdict == "computed"


def test_units_that_do_not_go_together_are_refused() -> None:
    texts = ["檐月农场的规模为 168 吨。", "坡下农场的规模为 42 公顷。"]
    found = answer("檐月农场的规模和坡下农场的规模相差多少？", texts=texts)
    assert not any(one.verdict == "computed" for one in found.sentences)


def test_a_source_that_states_the_result_is_quoted_first() -> None:
    texts = [*HARVEST, "檐月农场的产量是坡下农场的 4 倍。"]
    first, second, *_rest = answer("檐月农场的产量是坡下农场的多少倍？", texts=texts).sentences
    assert (first.text, first.verdict) == ("檐月农场的产量是坡下农场的 4 倍。", "supported")
    assert second.verdict == "computed"


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("相差约 420 吨。", True),
        ("相差 400 到 450 吨。", True),
        ("相差数百吨。", False),
        ("相差 42 吨。", False),
    ],
)
def test_a_vague_amount_that_holds_the_result_does_not_state_it(text: str, states: bool) -> None:
    result_of_both = quantities("420 吨")[0].value
    assert isinstance(result_of_both, Quantity)
    assert stated_in(text, result_of_both) is states


def test_the_chain_is_told_in_the_steps_and_in_the_result() -> None:
    state = ask(Shelf(HARVEST), "檐月农场的产量是坡下农场的多少倍？")
    calculation = result(state)["answer"]["sentences"][0]["calculation"]
    assert calculation["result"] == "4倍"
    assert [one["value"] for one in calculation["operands"]] == ["168 吨", "42 吨"]
    assert state.answer is not None
    step = describe(AnswerWritten(seq=1, at=0.0, answer=state.answer), state)
    assert step is not None
    assert "168 吨 [1] ÷ 42 吨 [2] = 4倍" in step.text


def test_a_passage_whose_arithmetic_fails_is_told() -> None:
    texts = ["檐月农场的产量为 168 吨，即 100 吨 + 58 吨 = 168 吨。"]
    state = ask(Shelf(texts), "檐月农场的产量是多少吨？")
    assert state.answer is not None
    assert "157~159吨" in state.answer.note


def test_a_sentence_of_an_older_log_is_read_without_a_calculation() -> None:
    older = b'{"text": "a", "verdict": "supported", "citations": [], "hop": "1"}'
    assert msgspec.json.decode(older, type=Sentence) == Sentence("a", "supported", (), "1")
