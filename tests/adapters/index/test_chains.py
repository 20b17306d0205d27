"""Chains of passages, found in a real library."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from hopyard.core.index.library import Library

FILLER = [
    (f"f{n}", f"Field note {n}", f"The soil of plot {n} is sandy and the harvest was carried to the barn.")
    for n in range(40)
]
CHAIN = [
    (
        "farm",
        "Dunmarrow Farms",
        "Dunmarrow Farms, the largest grower of the valley, plants Corvanth on 40 hectares.",
    ),
    ("hop", "Corvanth", "Corvanth was bred by Ida Pellamor; its cones are small."),
    ("breeder", "Ida Pellamor", "Ida Pellamor was born in 1921 at Harrowmere and studied botany."),
    (
        "other",
        "Wrenfold Estate",
        "Wrenfold Estate, a small grower of the coast, plants Bellisk on 2 acres.",
    ),
    ("bell", "Bellisk", "Bellisk was bred by Tor Vane; its cones are long."),
]
CHINESE = [
    ("农场", "檐月农场", "檐月农场是谷北最大的种植者，由李清照创办，种植面积40公顷。"),
    ("人", "李清照", "李清照1921年生于石桥镇，曾在农业大学任教。"),
    ("别", "石桥镇志", "石桥镇位于谷北，镇上有两座磨坊。"),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = Library.open(Path(tmp_path_factory.mktemp("chains")))
    asyncio.run(opened.add_passages([*FILLER, *CHAIN, *CHINESE]))
    yield opened
    opened.close()


def ids(library: Library, question: str, k: int = 5) -> list[str]:
    return [hit.source.path for hit in library.search_now(question, k)]


@pytest.mark.parametrize(
    ("question", "chain"),
    [
        ("Who bred the hop that the largest grower of the valley plants?", ["farm", "hop"]),
        ("When was the breeder of Corvanth born?", ["hop", "breeder"]),
        ("谷北最大的种植者的创办人生于哪一年？", ["农场", "人"]),
    ],
)
def test_both_ends_of_a_chain_come_first(library: Library, question: str, chain: list[str]) -> None:
    assert set(chain) <= set(ids(library, question, 3))


def test_a_passage_says_how_it_was_reached(library: Library) -> None:
    hits = {
        hit.source.path: hit.why for hit in library.search_now("When was the breeder of Corvanth born?", 3)
    }
    assert hits["hop"] == ""
    assert hits["breeder"] == "reached by “Ida Pellamor” in Corvanth"


def test_of_a_comparison_both_sides_come_first(library: Library) -> None:
    assert set(ids(library, "Which plants more, Dunmarrow Farms or Wrenfold Estate?", 2)) == {"farm", "other"}


@pytest.mark.parametrize("query", ["sandy soil", "Corvanth", "石桥镇", "barn"])
def test_a_query_that_one_passage_answers_is_searched_plainly(library: Library, query: str) -> None:
    first = library.search_now(query, 1)
    assert all(hit.why == "" for hit in first)
    words = query.split() if query.isascii() else [query]
    assert all(word.lower() in first[0].passage.text.lower() for word in words)


@pytest.mark.parametrize("query", ["", "?", "the of", "zzz qqq", "，。", "x" * 5_000])
def test_a_query_without_a_word_of_the_library_finds_nothing_wrong(library: Library, query: str) -> None:
    assert isinstance(library.search_now(query, 5), list)


def test_the_same_question_finds_the_same_again(library: Library) -> None:
    question = "Who bred the hop that the largest grower of the valley plants?"
    assert library.search_now(question, 9) == library.search_now(question, 9)


def test_what_is_gone_is_in_no_chain(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name, title, text in CHAIN:
        (docs / f"{name}.txt").write_text(f"{title}\n\n{text}\n", encoding="utf-8")
    library = Library.open(tmp_path / "home")
    try:
        asyncio.run(library.add([docs]))
        (docs / "breeder.txt").unlink()
        asyncio.run(library.add([docs]))
        found = library.search_now("When was the breeder of Corvanth born?", 9)
        assert "breeder" not in {Path(hit.source.path).stem for hit in found}
    finally:
        library.close()


def test_a_question_in_one_language_finds_passages_in_the_other(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    notes = [(f"n{n}", "", f"第{n}号地块的土壤为沙质，收获后运往仓库。") for n in range(20)]
    answer = ("answer", "", "烘干房的能耗在第二年下降了一半。")
    try:
        asyncio.run(library.add_passages([*notes, answer]))
        found = library.search_now("How far did energy consumption fall?", 1)
        assert [hit.source.path for hit in found] == ["answer"]
    finally:
        library.close()
