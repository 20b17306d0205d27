"""The Whoosh index: mixed text is found, deletions hold, segments merge without a trace."""

from pathlib import Path

import pytest

from hopyard.core.index import whoosh_index
from hopyard.core.index.ranking import Ranker
from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_index import IndexReader, WhooshIndex
from hopyard.core.text.tokens import tokens

MIXED = [
    "训练这样的模型要看算力，GPT-3一次就用了1558台A100服务器。",
    "该院在2021年把A100PCIe卡换成了H800，电费下降12.5%。",
    "We trained the network on 训练 data for 90 days.",
]


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    index = WhooshIndex(tmp_path / "index")
    index.create()
    return index


def add(index: WhooshIndex, *words: Words, delete: tuple[int, ...] = ()) -> None:
    index.write(delete, words, lambda: None)


def bodies(*texts: str, first: int = 1) -> list[Words]:
    return [Words(n, "", "", "", text) for n, text in enumerate(texts, start=first)]


def found(index: WhooshIndex, query: str, k: int = 10) -> list[int]:
    reader = index.reader()
    try:
        return [passage for passage, _ in Ranker(reader).search(tokens(query), k)]
    finally:
        reader.close()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("训练", {1, 3}),
        ("算力", {1}),
        ("GPT-3", {1}),
        ("gpt3", {1}),
        ("A100", {1, 2}),
        ("1558", {1}),
        ("服务器", {1}),
        ("train", {3}),
        ("H800 电费", {2}),
        ("12.5%", {2}),
    ],
)
def test_words_glued_into_chinese_text_are_found(index: WhooshIndex, query: str, expected: set[int]) -> None:
    add(index, *bodies(*MIXED))
    hits = found(index, query)
    assert set(hits[: len(expected)]) == expected


def test_title_file_name_and_heading_are_searched(index: WhooshIndex) -> None:
    add(
        index,
        Words(7, "年度报告", "kiln_2023", "Table 4: moisture", "x"),
        Words(8, "", "", "", "moisture kiln"),
    )
    assert found(index, "年度") == [7]
    assert found(index, "2023") == [7]
    assert found(index, "table") == [7]


def test_a_file_named_like_its_title_counts_once(index: WhooshIndex) -> None:
    add(index, Words(1, "Hop yields", "hop-yields", "", ""))
    reader = index.reader()
    assert list(reader.postings("title", "hop").counts) == [1.0]
    reader.close()


def test_numbers_and_lengths_come_back_across_segments(index: WhooshIndex) -> None:
    add(index, Words(5_000_000_000, "a b", "", "", "c d e"))
    add(index, Words(5, "", "", "f", ""))
    reader = index.reader()
    assert list(reader.passages) == [5_000_000_000, 5]
    assert {field: list(lengths) for field, lengths in reader.lengths.items()} == {
        "title": [2, 0],
        "heading": [0, 1],
        "body": [3, 0],
    }
    reader.close()


def test_an_empty_index_answers_nothing(index: WhooshIndex) -> None:
    assert found(index, "训练") == []
    add(index, *bodies("one"))
    add(index, delete=(1,))
    assert found(index, "one") == []


def test_deleted_passages_are_gone_and_not_counted(index: WhooshIndex) -> None:
    add(index, *bodies(*["barley"] * 5))
    add(index, *bodies("barley malt", first=6), delete=(2, 3))
    assert found(index, "barley") == [1, 4, 5, 6]
    reader = index.reader()
    assert Ranker(reader).document_frequency("barley") == 4
    assert Ranker(reader).document_frequency("wheat") == 0
    reader.close()


def test_many_small_segments_become_one(index: WhooshIndex, tmp_path: Path) -> None:
    segments = []
    for n in range(1, 10):
        add(index, *bodies(f"shared word{n}", first=n))
        segments.append(len(list(tmp_path.glob("index/*.trm"))))
    assert segments == [1, 2, 3, 4, 5, 6, 7, 8, 1]
    assert found(index, "shared") == list(range(1, 10))
    assert found(index, "word4")[0] == 4


def test_a_segment_of_which_much_is_deleted_is_rewritten(index: WhooshIndex) -> None:
    add(index, *bodies(*["barley"] * 6))
    add(index, *bodies("malt", first=7), delete=(1, 2, 3))
    reader = index.reader()
    assert sorted(reader.passages) == [4, 5, 6, 7]
    reader.close()


def test_a_segment_that_lost_its_last_passage_leaves_the_others(index: WhooshIndex) -> None:
    add(index, *bodies("barley"))
    add(index, *bodies("malt", first=2))
    add(index, delete=(2,))
    assert found(index, "barley malt") == [1]
    add(index, *bodies("malt", first=3))
    assert found(index, "barley malt") == [1, 3]


def test_an_open_reader_keeps_its_state_while_another_writes(index: WhooshIndex) -> None:
    add(index, *bodies("barley", "hops"))
    reader: IndexReader = index.reader()
    for n in range(3, 12):
        add(index, *bodies("barley", first=n), delete=(n - 2,))
    assert list(reader.postings("body", "barley").documents) == [0]
    assert [passage for passage, _ in Ranker(reader).search(["hop"], 5)] == [2]
    reader.close()


def test_a_failed_write_leaves_the_last_state(index: WhooshIndex) -> None:
    add(index, *bodies("barley"))

    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        index.write([1], bodies("hops", first=2), broken)
    assert found(index, "barley hops") == [1]
    add(index, *bodies("hops", first=3))  # and its lock is free again
    assert found(index, "hops") == [3]


def test_whoosh_is_touched_in_few_modules_only() -> None:
    package = Path(whoosh_index.__file__).parent
    users = [path.name for path in package.parent.rglob("*.py") if "\nfrom whoosh" in path.read_text()]
    assert sorted(users) == [f"whoosh_{part}.py" for part in ("index", "schema", "segment", "writer")]
