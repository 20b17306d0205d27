"""Phrases: what stands word for word in a passage is found, and nothing else."""

import asyncio
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.adapters.index.test_fast_ranking import passages
from tests.adapters.index.test_whoosh_index import add, bodies

from hopyard.core.index.library import Library
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


class Read(NamedTuple):
    """A passage, read."""

    passage: int
    tokens: frozenset[str]
    line: str
    """Its running tokens, field after field."""


def in_a_row(words: Sequence[str]) -> str:
    return "".join(f"<{word}>" for word in words)


def read(words: Words) -> Read:
    fields = [words.title, words.heading, words.body]
    everything = frozenset(token for text in (*fields, words.name) for token in tokens(text))
    return Read(words.passage, everything, "|".join(in_a_row(parted(text)[0]) for text in fields))


MADE = passages(300, 21)
READ = [read(words) for words in MADE]


def naive(phrase: str) -> set[int]:
    running, joining = parted(phrase)
    row = in_a_row(running)
    return {one.passage for one in READ if row and row in one.line and one.tokens.issuperset(joining)}


@pytest.fixture(scope="module")
def ranker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ranker]:
    """Three segments, one of them a merged one, with deletions."""
    index = WhooshIndex(tmp_path_factory.mktemp("phrases") / "index")
    index.create()
    index.write([], MADE[:100], lambda: None)
    index.write([], MADE[100:120], lambda: None)
    index.write(range(101, 120, 2), MADE[120:200], lambda: None)
    index.write(range(3, 300, 9), MADE[200:], lambda: None)
    reader = index.reader()
    assert len(reader.segments) == 3
    yield Ranker(reader)
    reader.close()


@settings(deadline=None)  # the first case loads the index
@given(
    at=st.integers(0, 299), begin=st.integers(0, 500), length=st.integers(1, 25), seed=st.integers(0, 1_000)
)
def test_what_is_found_is_what_reading_every_text_finds(
    ranker: Ranker, at: int, begin: int, length: int, seed: int
) -> None:
    live = set(range(1, 301)) - set(range(101, 120, 2)) - set(range(3, 201, 9))
    text = MADE[at].body
    begin %= len(text) + 1
    phrase = text[begin : begin + length]
    words = re.findall(r"\w+", phrase)
    random.Random(seed).shuffle(words)
    for one in (phrase, " ".join(words)):
        assert holding(ranker, one) == naive(one) & live


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = Library.open(tmp_path_factory.mktemp("quoted"))
    passages = [
        (str(n), "", text) for n, text in enumerate([*TEXTS, "The hops of Harrow are green."], start=1)
    ]
    asyncio.run(opened.add_passages(passages))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"the kiln"', {"1", "2"}),
        ("“the kiln”", {"1", "2"}),
        ("「酒花产量」", {"3"}),
        ("“酒花产量” 『酒花价格』", {"3"}),
        ("“价格产量”", set()),
        ('"kiln hops"', set()),
        ('"the kiln" "ha ha"', set()),
    ],
)
def test_nothing_but_phrases_finds_what_holds_them_all(
    library: Library, query: str, expected: set[str]
) -> None:
    assert {hit.source.path for hit in library.search_now(query, 10)} == expected
    assert {hit.source.path for hit in asyncio.run(library.search_quoted(query, 10))} == expected


def test_a_question_that_quotes_still_finds_what_says_it_otherwise(library: Library) -> None:
    query = 'Where do the hops of "the green Harrow" grow?'
    assert library.search_now(query, 10)[0].source.path == "6"
    assert not asyncio.run(library.search_quoted(query, 10))


def test_further_words_rank_what_holds_the_phrase(library: Library) -> None:
    def found(query: str) -> list[str]:
        return [hit.source.path for hit in asyncio.run(library.search_quoted(query, 10))]

    assert found('"the hops" moisture')[0] == "2"
    assert found('"the hops" Harrow')[0] == "6"
    assert set(found('"the hops" Harrow')) == {"1", "2", "6"}
    assert found("“酒花的产量”怎样估计") == ["4"]
    assert found("hops moisture") == [hit.source.path for hit in library.search_now("hops moisture", 10)]
