"""Phrases: what stands word for word in a passage is found, and nothing else."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters.index.test_fast_ranking import passages
from tests.adapters.index.test_whoosh_index import add, bodies

from hopyard.core.index.ranking import Ranker
from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_index import IndexReader, WhooshIndex
from hopyard.core.text.tokens import parted, tokens


def no_texts(ids: Sequence[int]) -> Iterator[Words]:
    raise AssertionError("the texts were looked into")


def holding(ranker: Ranker, *phrases: str) -> set[int]:
    return {int(ranker.passages[one]) for one in ranker.holding(phrases, no_texts)}


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    index = WhooshIndex(tmp_path / "index")
    index.create()
    return index


@pytest.fixture
def search(index: WhooshIndex) -> Iterator[Callable[..., set[int]]]:
    """Holds the phrases: ids."""
    readers: list[IndexReader] = []

    def found(*phrases: str) -> set[int]:
        readers.append(index.reader())
        return holding(Ranker(readers[-1]), *phrases)

    yield found
    for reader in readers:
        reader.close()


TEXTS = [
    "The kiln dries the hops. The hops dry slowly.",
    "Dry the hops in the kiln of 2019, at 12.5% moisture.",
    "谷北农场的酒花产量连年增长，酒花价格稳定。",
    "酒花的产量取决于GPT-3模型给出的A100PCIe估计。",
    "ha ha ha said the 干燥 kiln",
]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("the hops", {1, 2}),
        ("hops the", {1}),
        ("the kiln", {1, 2}),
        ("kiln hops", set()),
        ("THE HOP", {1, 2}),
        ("hops. The hops", {1}),
        ("the hops in the kiln of 2019", {2}),
        ("12.5% moisture", {2}),
        ("12.5 moisture", {2}),
        ("12.5亿 moisture", set()),
        ("酒花产量", {3}),
        ("酒花的产量", {4}),
        ("产量连年", {3}),
        ("产量酒花", set()),
        ("GPT-3模型", {4}),
        ("3模型", {4}),
        ("gpt3 模型", {4}),
        ("A100PCIe估计", {4}),
        ("100 pcie", {4}),
        ("100pcie a100", set()),
        ("ha ha", {5}),
        ("ha ha ha", {5}),
        ("ha ha ha ha", set()),
        ("the 干燥 kiln", {5}),
        ("the kiln of absent", set()),
    ],
)
def test_tokens_stand_next_to_each_other_and_in_order(
    index: WhooshIndex, search: Callable[..., set[int]], phrase: str, expected: set[int]
) -> None:
    add(index, *bodies(*TEXTS))
    assert search(phrase) == expected


def test_a_phrase_stands_in_one_field(index: WhooshIndex, search: Callable[..., set[int]]) -> None:
    add(index, Words(1, "green malt", "oast_house", "dry hops", "cold cellar"), *bodies("warm oast", first=2))
    for phrase in ("green malt", "dry hops", "cold cellar"):
        assert search(phrase) == {1}
    for phrase in ("malt dry", "hops cold", "malt oast", "house dry", "cellar warm", "malt house"):
        assert search(phrase) == set()


def test_all_of_several_phrases_are_held(index: WhooshIndex, search: Callable[..., set[int]]) -> None:
    add(index, *bodies(*TEXTS))
    assert search("the kiln", "the hops dry") == {1}
    assert search("the kiln", "酒花产量") == set()


def test_deleted_passages_and_merged_segments(index: WhooshIndex, search: Callable[..., set[int]]) -> None:
    add(index, *bodies("dry hops", "hops dry", "dry hops in sacks"))
    add(index, delete=(1,))
    assert search("dry hops") == {3}
    for n in range(10, 18):
        add(index, *bodies(f"sack {n} of dry hops", first=n))
    reader = index.reader()
    assert len(reader.segments) < 8  # they were merged
    reader.close()
    assert search("dry hops") == {3, *range(10, 18)}
    assert search("of dry hops") == set(range(10, 18))
    assert search("14 of dry") == {14}


def naive(made: Sequence[Words], phrase: str) -> set[int]:
    running, joining = parted(phrase)
    found = set()
    for words in made:
        fields = [words.title, words.heading, words.body]
        everything = {token for text in (*fields, words.name) for token in tokens(text)}
        line = "|".join("".join(f"<{token}>" for token in parted(text)[0]) for text in fields)
        if everything.issuperset(joining) and "".join(f"<{token}>" for token in running) in line:
            found.add(words.passage)
    return found


@pytest.fixture(scope="module")
def made() -> list[Words]:
    return passages(300, 21)


@pytest.fixture(scope="module")
def ranker(made: list[Words], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ranker]:
    """Three segments, one of them a merged one, with deletions."""
    index = WhooshIndex(tmp_path_factory.mktemp("phrases") / "index")
    index.create()
    index.write([], made[:100], lambda: None)
    index.write([], made[100:120], lambda: None)
    index.write(range(101, 120, 2), made[120:200], lambda: None)
    index.write(range(3, 300, 9), made[200:], lambda: None)
    reader = index.reader()
    assert len(reader.segments) == 3
    yield Ranker(reader)
    reader.close()


@given(st.data())
def test_what_is_found_is_what_reading_every_text_finds(
    made: list[Words], ranker: Ranker, data: st.DataObject
) -> None:
    live = set(range(1, 301)) - set(range(101, 120, 2)) - set(range(3, 201, 9))
    text = data.draw(st.sampled_from(made)).body
    begin = data.draw(st.integers(0, max(len(text) - 1, 0)))
    phrase = text[begin : begin + data.draw(st.integers(1, 25))]
    phrases = [phrase, " ".join(data.draw(st.permutations(re.findall(r"\w+", phrase))))]
    for one in phrases:
        expected = naive(made, one) & live if parted(one)[0] else set()
        assert holding(ranker, one) == expected
