"""Exports show how a sentence was calculated, and why sources may disagree."""

import json

import jsonschema
from tests.core.reason.answer_kit import Shelf, ask

from hopyard.core.export import shapes
from hopyard.core.export.as_json import as_json
from hopyard.core.export.html import html
from hopyard.core.export.markdown import markdown
from hopyard.core.export.material import Material

YIELDS = ["Corvanth 的产量为 168 吨（矮化版本）。", "Corvanth 的产量为 42 吨。", "Bellisk 的产量为 21 吨。"]


def material(question: str) -> Material:
    shelf = Shelf(YIELDS)
    texts = {hit.source.id: hit.passage.text for hit in shelf.hits}
    return Material(ask(shelf, question), texts.__getitem__)


def test_the_chain_is_in_every_export() -> None:
    made = material("Bellisk 的产量是 Corvanth 的多少倍？")
    assert made.state.answer is not None
    first = made.state.answer.sentences[0]
    assert first.calculation is not None
    exported = json.loads(as_json(made))
    jsonschema.validate(exported, json.loads(shapes.schema_text()))
    calculation = exported["answer"]["sentences"][0]["calculation"]
    assert f"{calculation['expression']} = {calculation['result']}" == first.calculation.chain
    assert [one["name"] for one in calculation["operands"]] == ["Bellisk 的产量", "Corvanth 的产量"]
    numbers = {ref["number"]: ref["quotes"] for ref in exported["references"]}
    for operand in calculation["operands"]:
        assert operand["citation"]["quote"] in numbers[operand["citation"]["reference"]]
        assert f"{operand['value']} [{operand['citation']['reference']}]" in calculation["expression"]
    assert "21 吨 [" in html(made)
    assert "21 吨 \\[" in markdown(made)


def test_the_reason_for_a_disagreement_is_in_every_export() -> None:
    made = material("Corvanth 的产量是多少？")
    (one,) = json.loads(as_json(made))["answer"]["disagreements"]
    assert "矮化版本" in one["reason"]
    for text in (html(made), markdown(made)):
        assert "Sources disagree on " in text
        assert "其中一个说的是" in text
