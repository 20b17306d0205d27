"""Does the evidence carry the sentence: labelled sentences, properties, and calculations."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.reason.labelled_verdicts import LATER, Pair, pairs

from hopyard.core.question.calculations import Operation
from hopyard.core.reason.calculate import Result, calculate
from hopyard.core.reason.expressions import Calculation, Operand
from hopyard.core.reason.verify import verdict_of
from hopyard.core.text.quantities import Quantity, parse
from hopyard.core.text.sentences import sentence_spans
from hopyard.core.values import Citation, Evidence, Passage

ALL = pairs()
PASSAGES = sorted({pair.passage for pair in ALL})
HOSTILE = ["\x1b[31m", "[b]x[/b]", "\u202e", "。" * 9, "\t|\t", "((((", "不" * 50]
UNRELATED = "The choir of Elmsworth rehearses on Mondays in the old mill.\n合唱团每周一在旧磨坊排练。"


def sentences_of(passage: str) -> list[str]:
    return [passage[start:end] for start, end in sentence_spans(passage)]


SENTENCES = [(sentence, passage) for passage in PASSAGES for sentence in sentences_of(passage)]


def wrong(some: list[Pair]) -> float:
    judged = [verdict_of(pair.sentence, [pair.passage]).verdict == "supported" for pair in some]
    return sum(said != pair.carried for said, pair in zip(judged, some, strict=True)) / len(some)


def test_the_set_is_long_enough_and_in_both_languages() -> None:
    assert len(ALL) >= 300
    assert len({(pair.passage, pair.sentence) for pair in ALL}) == len(ALL)
    assert abs(sum(pair.language == "zh" for pair in ALL) * 2 - len(ALL)) <= 10


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kept", [False, True], ids=["tuned", "kept"])
def test_few_sentences_are_judged_wrongly(language: str, kept: bool) -> None:
    half = [pair for pair in ALL if pair.language == language and pair.kept is kept]
    assert wrong([pair for pair in half if not pair.carried]) <= 0.035
    assert wrong([pair for pair in half if pair.carried]) <= 0.15


def test_over_both_languages_the_bounds_hold() -> None:
    kept = [pair for pair in ALL if pair.kept]
    assert wrong([pair for pair in kept if not pair.carried]) <= 0.03
    assert wrong([pair for pair in kept if pair.carried]) <= 0.15


def test_the_later_sets_stay_as_good_as_they_became() -> None:
    later = pairs(LATER)
    assert wrong([pair for pair in later if not pair.carried]) <= 0.01
    assert wrong([pair for pair in later if pair.carried]) <= 0.05


def test_a_sentence_of_the_evidence_is_supported_and_not_by_other_text() -> None:
    for sentence, passage in SENTENCES:
        assert verdict_of(sentence, [passage]).verdict == "supported", sentence
        assert verdict_of(sentence, [UNRELATED, passage]).verdict == "supported", sentence
        check = verdict_of(sentence, [UNRELATED])
        assert check.verdict == "unsupported", sentence
        assert check.reason.endswith(".")


def _changed(sentence: str) -> list[str]:
    """The sentence with each digit of its figures and times changed, one at a time."""
    found = []
    for mention in parse(sentence):
        for digit in re.finditer("[0-9]", sentence[mention.start : mention.end]):
            at = mention.start + digit.start()
            new = str((int(digit.group()) + 3) % 10)
            found.append(f"{sentence[:at]}{new}{sentence[at + 1 :]}")
    return found


def _stated(passage: str) -> set[object]:
    return {one.value for one in parse(passage)}


def test_a_changed_digit_is_seen() -> None:
    for sentence, passage in SENTENCES:
        for changed in _changed(sentence):
            if {one.value for one in parse(changed)} <= _stated(passage):
                continue  # 51 for 21 may stand there too, and of the same thing
            assert verdict_of(changed, [passage]).verdict == "unsupported", changed


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_gets_a_verdict_and_always_the_same(sentence: str, evidence: list[str]) -> None:
    check = verdict_of(sentence, evidence)
    assert check == verdict_of(sentence, evidence)
    assert check.reason


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(SENTENCES),
    st.sampled_from(["\x1b[31m", "[b]x[/b]", "\u202e", "。" * 9, "\t|\t", "((((", "不" * 50]),
)
def test_hostile_text_is_data(one: tuple[str, str], bad: str) -> None:
    sentence, passage = one
    assert verdict_of(sentence, [f"{bad}\n\n{passage}\n\n{bad}"]).verdict == "supported"
    verdict_of(f"{bad}{sentence}", [passage])


def test_evidence_may_be_a_passage_a_quotation_or_a_piece_of_evidence() -> None:
    text = "Ferncliff\t18,400\t212"
    passage = Passage("s", 0, len(text), text, "row 2", heading="Plant\tOutput (tonnes)\tStaff")
    assert verdict_of("Ferncliff has a staff of 212.", [passage]).verdict == "supported"
    assert verdict_of("Ferncliff has an output of 212 tonnes.", [passage]).verdict == "unsupported"
    kept = Evidence("1/1", "1", passage, 1.0, "")
    assert (
        verdict_of("Ferncliff | 18,400 | 212 (Plant\tOutput (tonnes)\tStaff)", [kept]).verdict == "supported"
    )
    quote = Citation("1/1", "s", 0, len(text), text, "row 2")
    assert verdict_of("Ferncliff\t18,400\t212", [quote]).verdict == "supported"


def test_citation_marks_are_no_part_of_a_sentence() -> None:
    assert (
        verdict_of("Training took 21 days [1][3].", ["Training took 21 days on 8 chips."]).verdict
        == "supported"
    )
    assert verdict_of("训练耗时21天[2]。", ["训练耗时21天，使用8颗芯片。"]).verdict == "supported"


@pytest.mark.parametrize(
    ("sentence", "evidence", "verdict"),
    [
        ("Kite has 540B parameters.", "Kite的参数量为5400亿。", "supported"),
        ("Kite的参数量为5400亿。", "Kite has 540 billion parameters.", "supported"),
        ("Kite的参数量为5400万。", "Kite has 540 billion parameters.", "unsupported"),
        ("Sales were $4.6 billion.", "Sales were $4.57 billion.", "supported"),
        ("Sales were $4.57 billion.", "Sales were $4.6 billion.", "unsupported"),
        ("Sales were $4.5 billion.", "Sales were $4.57 billion.", "unsupported"),
        ("Sales were about $5 billion.", "Sales were $4.57 billion.", "supported"),
        ("Sales were over $4 billion.", "Sales were $4.57 billion.", "supported"),
        ("Sales were over $5 billion.", "Sales were $4.57 billion.", "unsupported"),
        ("Sales were $4 billion.", "Sales were over $4 billion.", "unsupported"),
        ("销售额为46亿元。", "销售额为45.7亿元。", "supported"),
        ("销售额为45.7亿元。", "销售额为46亿元。", "unsupported"),
        ("A has 5 wells.", "A has 5 wells, B has 7 wells.", "supported"),
        ("B has 5 wells.", "A has 5 wells, B has 7 wells.", "unsupported"),
        ("B has 5 wells.", "A has 5 wells and B has 7 wells.", "unsupported"),
        ("Bly has 7 wells, Arn has 5.", "Arn has 5 wells, Bly has 7 wells.", "supported"),
        (
            "The trial cost $9 million and took 4 years.",
            "The trial cost $9 million and took 4 years.",
            "supported",
        ),
        ("对应服务器约9台，价值量12亿元。", "对应服务器约9台，价值量12亿元。", "supported"),
        ("对应服务器约12亿元，价值量9台。", "对应服务器约9台，价值量12亿元。", "unsupported"),
        ("It rose to 9 kg from 4 kg.", "It rose from 4 kg to 9 kg.", "supported"),
        ("It rose from 9 kg to 4 kg.", "It rose from 4 kg to 9 kg.", "unsupported"),
        ("2016年立项，2019年完工。", "该桥2016年立项，2019年完工。", "supported"),
        ("2019年立项，2016年完工。", "该桥2016年立项，2019年完工。", "unsupported"),
        ("甲厂有5口井。", "乙厂有5口井，甲厂有7口井。", "unsupported"),
    ],
)
def test_figures_count_by_value_and_by_what_they_belong_to(
    sentence: str, evidence: str, verdict: str
) -> None:
    assert verdict_of(sentence, [evidence]).verdict == verdict


def _operand(text: str) -> Operand:
    value = next(one.value for one in parse(text) if isinstance(one.value, Quantity))
    return Operand(value, text, 1)


def _result(operation: Operation, *operands: str) -> Result:
    return calculate(Calculation(operation, tuple(_operand(one) for one in operands)))


HALL = "The hall holds 1558 chips in 195 servers."
HALL_ZH = "机房共有1558颗芯片，装在195台服务器中。"


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The hall holds 7.99 chips per server.", HALL),
        ("The hall holds about 8 chips per server on average.", HALL),
        ("机房平均每台服务器7.99颗芯片。", HALL_ZH),
    ],
)
def test_a_number_may_be_calculated(sentence: str, evidence: str) -> None:
    ratio = _result(
        Operation.PER_UNIT, *(["1558 chips", "195 servers"] if evidence == HALL else ["1558颗", "195台"])
    )
    check = verdict_of(sentence, [evidence], [ratio])
    assert check.verdict == "computed"
    assert ratio.chain in check.reason
    assert verdict_of(sentence, [evidence]).verdict == "unsupported"
    assert (
        verdict_of(sentence.replace("8", "9").replace("7.99", "7.59"), [evidence], [ratio]).verdict
        == "unsupported"
    )


def test_a_calculation_counts_only_if_its_operands_stand_there() -> None:
    ratio = _result(Operation.PER_UNIT, "1558 chips", "190 servers")
    assert verdict_of("The hall holds 8.2 chips per server.", [HALL], [ratio]).verdict == "unsupported"


def test_a_calculation_carries_no_other_name_and_no_other_direction() -> None:
    text = "Sales of Orr Mills were $200 million in 2020 and $250 million in 2021."
    growth = _result(Operation.GROWTH, "$200 million", "$250 million")
    assert verdict_of("Sales of Orr Mills grew by 25%.", [text], [growth]).verdict == "computed"
    assert verdict_of("Sales of Orr Mills fell by 25%.", [text], [growth]).verdict == "unsupported"
    assert verdict_of("Sales of Fenn Mills grew by 25%.", [text], [growth]).verdict == "unsupported"
    fall = _result(Operation.GROWTH, "$250 million", "$200 million")
    assert verdict_of("Sales of Orr Mills fell by 20%.", [text], [fall]).verdict == "computed"
    assert verdict_of("Sales of Orr Mills grew by 20%.", [text], [fall]).verdict == "unsupported"


def test_reasons_are_short_sentences() -> None:
    text = "Oldwater sold 5,602 tonnes. The plant is not closed."
    assert verdict_of("Oldwater sold 5,620 tonnes.", [text]).reason == (
        "The number 5,620 tonnes stands in none of its passages."
    )
    assert verdict_of("The plant is closed.", [text]).reason == "The passage denies what the sentence says."
    assert verdict_of("Oldwater sold 5,602 tonnes.", []).reason == "There is no passage to check it against."
    assert verdict_of("Oldwater sold 5,620 tonnes.", [text]).missing == ("5,620 tonnes",)


def test_time_grows_with_the_length_of_the_evidence_only() -> None:
    def seconds(times: int) -> float:
        # Each length has texts of its own: nothing is remembered from the last.
        text = "\n".join(
            f"{passage}\n第{times}组第{at}段。" for at in range(times) for passage in PASSAGES[:8]
        )
        begun = time.process_time()
        for sentence in (
            "Law has 1,900 students.",
            "青屿港2021年吞吐量为420万箱。",
            "not not not 5 5 5 " * 40,
        ):
            verdict_of(sentence, [text])
        return time.process_time() - begun

    seconds(1)
    short, long = seconds(6), seconds(48)
    assert long < 8 * 3 * short + 0.2


def test_a_long_sentence_takes_no_long_time() -> None:
    begun = time.process_time()
    bads = (
        "from 5 to 6 and " * 14,
        "A1 B2, " * 280,
        "不是5不是6，" * 14,
        "(((" * 600,
        "比" * 1900,
        "无 not " * 25,
    )
    for bad in bads:
        check = verdict_of(bad, [HALL, bad + "x", (bad + "x") * 10])
        assert "too long" not in check.reason
        assert "too much" not in check.reason
    assert time.process_time() - begun < 5


def test_what_no_sentence_holds_is_not_checked() -> None:
    assert verdict_of("5 or " * 1000, ["5 or " * 1000]).verdict == "unsupported"
    assert verdict_of("5 kg, " * 90, ["It is 5 kg."]).reason == "It holds too much to be checked."
