"""Source quality as a tie-break, copies that are no second witness, and what an answer says of its quotes."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.core.reason.answer_kit import Shelf, ask

from hopyard.core.copies import independent
from hopyard.core.events import SourceFound, decode, encode
from hopyard.core.export.markdown import markdown
from hopyard.core.export.material import Material
from hopyard.core.result import result
from hopyard.core.state import State
from hopyard.core.text.about.sketches import sketch_of
from hopyard.core.values import Citation, Source

DAMAGED = "品种\t代号\t产量\nCorvanth\t0PT\t4810 吨\nгасзавод\tM2\t150 吨\nPellamor\t0XZ\t90 吨"
SAYS = "合作社的登记显示，Corvanth 的产量在上一个收获季为 3400 吨，是谷里最多的。"
OTHER = "按仓库的账目，Corvanth 的产量为 3400 吨。"


def shelf(texts: list[str], headings: dict[int, str] | None = None, **known: list[Any]) -> Shelf:
    """A library of these texts; `known` gives fields of each text's source."""
    made = Shelf(texts, headings)
    for n, hit in enumerate(made.hits):
        source = replace(hit.source, **{name: values[n] for name, values in known.items()})
        made.hits[n] = replace(hit, source=source)
    return made


def first_quote(state: State) -> Citation:
    assert state.answer is not None
    return state.answer.sentences[0].citations[0]


@pytest.mark.parametrize(
    ("known", "first"),
    [
        ({"published": ["2021-05", "2023-04-24"]}, 1),
        ({"published": ["2023-04-24", "2021"]}, 0),
        ({"published": ["", "2021"]}, 1),
        ({"boilerplate": [0.7, 0.1]}, 1),
        ({}, 0),
    ],
)
def test_of_two_that_say_it_alike_the_better_source_is_quoted(
    known: dict[str, list[Any]], first: int
) -> None:
    texts = ["Corvanth 的产量为 3400 吨。", "Corvanth 的产量达 3400 吨。"]
    state = ask(shelf(texts, None, **known), "Corvanth 的产量是多少？")
    assert first_quote(state).source == f"{first:032x}"


def test_a_question_of_a_year_does_not_prefer_the_newer() -> None:
    texts = ["2020 年 Corvanth 的产量为 3400 吨。", "2020 年 Corvanth 的产量达 3400 吨。"]
    state = ask(shelf(texts, published=["2021", "2024"]), "2020 年 Corvanth 的产量是多少？")
    assert first_quote(state).source == f"{0:032x}"


def test_quality_lifts_nothing_over_a_clearly_better_sentence() -> None:
    texts = ["Corvanth 的产量为 3400 吨。", "Corvanth 是谷里的品种，去年的收成不错，大约 3000 左右。"]
    state = ask(shelf(texts, published=["2001", "2024"]), "Corvanth 的产量是多少？")
    assert first_quote(state).source == f"{0:032x}"


def test_an_answer_says_what_its_quotes_stand_in() -> None:
    state = ask(shelf([DAMAGED], {0: "品种 代号 产量"}), "Corvanth 的产量是多少？")
    cited = first_quote(state)
    assert (cited.quote, cited.stands) == ("Corvanth\t0PT\t4810 吨", "damaged table")
    told = markdown(Material(state, lambda _: ""))
    assert told.count("from a damaged table") == 2  # behind the sentence, and with its reference
    (said, *_) = result(state)["answer"]["sentences"]
    assert said["citations"][0]["stands"] == "damaged table"
    plain = ask(shelf([OTHER]), "Corvanth 的产量是多少？")
    assert first_quote(plain).stands == "sentence"
    assert "damaged" not in markdown(Material(plain, lambda _: ""))


def test_words_that_stand_elsewhere_too_are_told_and_count_once() -> None:
    question = "Corvanth 的产量是多少？各报告一致吗？"
    copied = ask(shelf([SAYS, f"转载：\n{SAYS}"]), question)
    assert copied.answer is not None
    assert copied.answer.sentences[0].text.startswith("可以比较的只有一份来源：3400 吨")
    assert "转载" in copied.answer.sentences[0].text
    assert all(one.also for sentence in copied.answer.sentences for one in sentence.citations)
    told = markdown(Material(copied, lambda _: ""))
    assert "; also in: document 1" in told
    titled = ask(shelf([SAYS, f"转载：\n{SAYS}"], title=["A", "A"], path=["/d/a.txt", "/d/b.txt"]), question)
    assert "; also in: b.txt" in markdown(Material(titled, lambda _: ""))
    apart = ask(shelf([SAYS, OTHER]), question)
    assert apart.answer is not None
    assert apart.answer.sentences[0].text == "一致：2 份来源均为 3400 吨"
    assert not any(one.also for sentence in apart.answer.sentences for one in sentence.citations)


def test_short_words_may_be_anybodys_but_one_text_is_one_witness() -> None:
    def cited(source: str, quote: str) -> Citation:
        return Citation("1/1", source, 0, len(quote), quote, "line 1")

    both = [cited("a", "为 3400 吨。"), cited("b", "为 3400 吨。")]
    assert independent(both, {}) == both
    text = "".join(f"第{n}号工厂在第{n}周生产了{n * 7919 % 997}台。" for n in range(40))
    one = {name: Source(name, "", "", "txt", 1, sketch=sketch_of(text)) for name in "ab"}
    assert independent(both, one) == both[:1]
    state = ask(shelf([SAYS, OTHER], sketch=[sketch_of(text)] * 2), "Corvanth 的产量是多少？")
    assert first_quote(state).also == (f"{1:032x}",)
    assert [found["same_text"] for found in result(state)["sources"]] == [[f"{1:032x}"], [f"{0:032x}"]]


def test_what_an_older_log_does_not_say_is_unknown() -> None:
    line = b'{"type":"SourceFound","source":{"id":"a","title":"t","path":"p","kind":"txt","n_chars":1}}'
    event = decode(line)
    assert isinstance(event, SourceFound)
    source = event.source
    assert (source.genre, source.boilerplate, source.sketch, source.dated_by) == ("", None, "", "")
    assert decode(encode(event)) == event
