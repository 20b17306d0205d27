"""Tokens: what a question and a document must share to meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core.text.tokens import fold, spans, tokens


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("训练成本", ["训练", "练成", "成本"]),
        ("张", ["张"]),
        ("需要1558颗芯片", ["需要", "1558", "颗芯", "芯片"]),
        ("A100PCle芯片", ["a", "100", "a100", "pcle", "芯片"]),
        ("GPT-3", ["gpt", "3", "gpt3"]),
        ("1,558", ["1558"]),
        ("10.5亿", ["10.5", "10.5亿", "亿"]),
        ("57.8%", ["57.8", "57.8%"]),
        ("training models", ["train", "model"]),
        ("ＧＰＴ－３", ["gpt", "3", "gpt3"]),
    ],
)
def test_a_text_gives_these_tokens_among_others(text: str, wanted: list[str]) -> None:
    found = tokens(text)
    assert [token for token in found if token in wanted] == wanted


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("GPT3", "这是GPT-3的参数"),
        ("1558", "训练需要1,558颗"),
        ("算力", "大模型的算力需求"),
        ("3.15*10^23", "运算次数为3.15×10²³FLOPs"),
        ("1750亿", "参数量达1750 亿"),
        ("model", "these models"),
    ],
)
def test_a_query_meets_the_document(query: str, document: str) -> None:
    assert max(tokens(query), key=len) in tokens(document)


def test_eight_words_are_found_in_mixed_text() -> None:
    documents = (
        "大模型训练用了1558张A100芯片，算力很高",
        "GPT-3的参数量是1750亿，训练成本不低",
        "多模态模型的算力",
    )
    found = [set(tokens(document)) for document in documents]
    for word in ("算力", "训练", "训练成本", "参数量", "多模态", "GPT-3", "A100", "1558"):
        holders = [i for i, document in enumerate(documents) if word in document]
        hits = [i for i, words in enumerate(found) if all(token in words for token in tokens(word))]
        assert hits == holders, word


@given(st.text(max_size=200))
def test_tokens_of_any_text_stand_where_they_say(text: str) -> None:
    folded = fold(text)
    for token in spans(folded):
        assert 0 <= token.start < token.end <= len(folded)
        assert token.text


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert tokens(fold(text)) == tokens(fold(fold(text)))
