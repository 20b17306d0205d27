"""Each sentence of an answer without a model has a verdict with its reason, in the question's language."""

import ast
import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.core.reason.answer_kit import Shelf, ask

from hopyard.core import reason
from hopyard.core.ports import Brief, BriefHop
from hopyard.core.reason.reasons import with_reasons
from hopyard.core.reason.support.quoted import How, Standing, standing_of
from hopyard.core.reason.telling import retold, tell, wordings
from hopyard.core.values import Answer, Citation, Evidence, Passage, Sentence

TEXT = "檐月农场收了 3.4 万吨酒花。The press, however, was sold for 1,250 pounds in Brenn; nobody asked why."


def cited(quote: str, start: int | None = None) -> Citation:
    at = TEXT.index(quote) if start is None else start
    return Citation("1/1", "s", at, at + len(quote), quote, "line 1")


PASSAGE = Passage("s", 0, len(TEXT), TEXT, "line 1")


@pytest.mark.parametrize(
    ("quote", "standing"),
    [
        ("檐月农场收了 3.4 万吨酒花。", Standing(How.WHOLE)),
        ("was sold for 1,250 pounds in Brenn", Standing(How.PART, "The press, h…")),
        ("檐月农场收了", Standing(How.PART)),
        ("农场收了 3", Standing(How.CUT, "3.4")),
        ("was sold for 1,2", Standing(How.CUT, "1,250")),
        ("ress, however, was sold", Standing(How.CUT, "press")),
    ],
)
def test_a_quote_is_told_by_how_it_stands(quote: str, standing: Standing) -> None:
    assert standing_of(cited(quote), PASSAGE) == standing


def test_a_quote_that_is_not_there_or_unreadable_is_told() -> None:
    assert standing_of(cited("nobody asked", 3), PASSAGE).how is How.NOWHERE
    broken = replace(PASSAGE, text="Sold for \ufffd pounds.", end=22)
    assert standing_of(Citation("1/1", "s", 0, 22, broken.text, "line 1"), broken).how is How.UNREADABLE


def judged(quote: str) -> Sentence:
    hop = BriefHop("1", "root", "?", (Evidence("1/1", "1", PASSAGE, 1.0, ""),), (), True)
    sentence = Sentence(quote, "supported", (cited(quote),), "1")
    return with_reasons([sentence], [], Brief("?", (hop,)), False)[0]


def test_a_damaged_quote_is_not_supported() -> None:
    one = judged("was sold for 1,2")
    assert one.verdict == "unsupported"
    assert one.reason == "It is cut within “1,250”, so [1] may say something else."
    whole = judged("檐月农场收了 3.4 万吨酒花。")
    assert (whole.verdict, whole.reason) == ("supported", "Quoted word for word from [1].")


TEXTS = [
    "2023 年，檐月农场的产量为 168 吨，烘干房共有烘干机 21 台。",
    "坡下农场的产量为 42 吨，比上年略少。",
    "Corvanth holds 1,200 bales in the Long Press. Bellisk holds 300 bales in the Short Press.",
]


def answer(question: str) -> Answer:
    found = ask(Shelf(TEXTS), question).answer
    assert found is not None
    return found


def test_every_sentence_has_a_reason_in_the_language_of_the_question() -> None:
    first, *others = answer("檐月农场的产量是坡下农场的多少倍？").sentences
    assert first.reason == "由 [1]、[2] 中的数字算出，每个运算数都见于原文。"
    assert others
    assert all("原文" in one.reason for one in others)
    computed = answer("How many more bales does Corvanth have than Bellisk?").sentences[0]
    assert computed.reason == "Computed from [1]; every operand stands there."


def test_no_answer_says_what_was_searched_and_what_came_nearest() -> None:
    found = answer("How many bales does Wetherlam hold?")
    assert not found.answered
    assert found.searched == ("How many bales does Wetherlam hold?",)
    assert found.missing == ("How many bales does Wetherlam hold?",)
    assert "bales" in found.nearest[0].quote
    assert "Searched for: How many bales does Wetherlam hold (" in found.note
    assert "(read more closely: 1 passage of 1 source)" in found.note
    chinese = answer("柯文农场有多少名员工？")
    assert not chinese.answered
    assert "搜索过：柯文农场有多少名员工" in chinese.note
    assert "最相近的段落" in chinese.note


def test_a_part_without_an_answer_is_named() -> None:
    found = answer("How many bales does Corvanth hold? How many people work at Wetherlam?")
    assert found.answered
    assert found.missing == ("How many people work at Wetherlam",)
    assert "No sentence was found to quote for: How many people work at Wetherlam." in found.note


def test_what_is_said_of_two_that_share_a_word_is_no_disagreement() -> None:
    assert not answer("檐月农场的产量是坡下农场的多少倍？").disagreements


def test_all_that_is_told_has_a_chinese_wording_with_the_same_holes() -> None:
    hole = re.compile(r"\{(\d?)\}")
    for english, chinese in wordings().items():
        assert len(hole.findall(english)) == len(hole.findall(chinese)), english
    texts = set()
    for module in Path(reason.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tell":
                texts |= {
                    one.value
                    for one in node.args[1:2]
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    assert len(texts) > 15
    assert texts <= wordings().keys()


def test_a_text_said_in_english_is_told_again_in_chinese() -> None:
    assert retold("The name “Brenn” does not stand there.", True) == "名称“Brenn”不见于段落。"
    assert retold("Nothing of ours.", True) == "Nothing of ours."
    assert retold("It cites nothing.", False) == "It cites nothing."
    assert tell(False, "{} says the same.", "[2]") == "[2] says the same."
