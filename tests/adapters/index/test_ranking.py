"""Ranking: the formula itself, and that nothing but the passages decides the order."""

import contextlib
import math
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hopyard.core.index.ranking import K1, MAX_TERMS, WEIGHTS, B, Ranker
from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_index import WhooshIndex
from hopyard.core.text.tokens import tokens

WORDS = ["hop", "malt", "酒花", "产量", "a100", "3.5%", "yeast"]


def by_hand(passages: list[Words], query: str) -> dict[int, float]:
    """BM25F as it stands in the paper, without an index."""
    fields = {
        "title": [tokens(p.title) for p in passages],
        "heading": [tokens(p.heading) for p in passages],
        "body": [tokens(p.body) for p in passages],
    }
    means = {name: sum(map(len, column)) / len(passages) or 1.0 for name, column in fields.items()}
    scores: dict[int, float] = {}
    for term in dict.fromkeys(tokens(query)):
        weighted = {}
        for n, passage in enumerate(passages):
            tf = sum(
                WEIGHTS[name] * Counter(column[n])[term] / (1 - B + B * len(column[n]) / means[name])
                for name, column in fields.items()
            )
            if tf:
                weighted[passage.passage] = tf
        df = len(weighted)
        idf = math.log(1 + (len(passages) - df + 0.5) / (df + 0.5))
        for id_, tf in weighted.items():
            scores[id_] = scores.get(id_, 0.0) + idf * (K1 + 1) * tf / (K1 + tf)
    return scores


@contextlib.contextmanager
def ranker(folder: Path | str, *commits: tuple[list[Words], list[int]]) -> Iterator[Ranker]:
    index = WhooshIndex(Path(folder))
    index.create()
    for add, delete in commits:
        index.write(delete, add, lambda: None)
    reader = index.reader()
    try:
        yield Ranker(reader)
    finally:
        reader.close()


line = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
passage_texts = st.tuples(line, line, line)


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(passage_texts, min_size=1, max_size=12), query=line, k=st.integers(1, 15))
def test_scores_are_those_of_the_formula(texts: list[tuple[str, str, str]], query: str, k: int) -> None:
    passages = [Words(n, title, "", heading, body) for n, (title, heading, body) in enumerate(texts, start=1)]
    expected = by_hand(passages, query)
    with tempfile.TemporaryDirectory() as folder, ranker(folder, (passages, [])) as at:
        got = at.search(tokens(query), k)
    assert dict(got) == pytest.approx({id_: expected[id_] for id_, _ in got})
    assert len(got) == min(k, len(expected))
    assert got == sorted(got, key=lambda one: (-one[1], one[0]))
    left_out = [score for id_, score in expected.items() if id_ not in dict(got)]
    assert all(score <= min(dict(got).values()) + 1e-9 for score in left_out)


@settings(max_examples=25, deadline=None)
@given(
    texts=st.lists(passage_texts, min_size=4, max_size=12),
    cut=st.integers(1, 3),
    dropped=st.sets(st.integers(1, 12)),
    query=line,
)
def test_the_way_the_passages_came_there_leaves_no_trace(
    texts: list[tuple[str, str, str]], cut: int, dropped: set[int], query: str
) -> None:
    all_ = [Words(n, title, "", heading, body) for n, (title, heading, body) in enumerate(texts, start=1)]
    kept = [words for words in all_ if words.passage not in dropped]
    gone = [words.passage for words in all_ if words.passage in dropped]
    detour: list[tuple[list[Words], list[int]]] = [(all_[cut:], []), (all_[:cut], []), ([], gone)]
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as other,
        ranker(one, (kept, [])) as straight,
        ranker(other, *detour) as around,
    ):
        assert straight.search(tokens(query), 20) == around.search(tokens(query), 20)


def test_equal_scores_are_ordered_by_passage(tmp_path: Path) -> None:
    ids = [9, 3, 27, 1, 14]
    same = [Words(id_, "", "", "", "hop malt") for id_ in ids]
    with ranker(tmp_path, (same, [])) as at:
        best = at.search(["malt"], 3)
    assert [id_ for id_, _ in best] == [1, 3, 9]


def test_a_long_question_is_cut_to_its_rarest_terms(tmp_path: Path) -> None:
    common = " ".join(f"common{n}" for n in range(MAX_TERMS + 20))
    passages = [Words(n, "", "", "", common) for n in range(1, 6)]
    passages.append(Words(6, "", "", "rarity", "rare"))
    with ranker(tmp_path, (passages, [])) as at:
        best = at.search(tokens(f"{common} rare rarity absent"), 10)
        assert len(at._cache) == MAX_TERMS
        assert set(tokens("rare rarity")) <= at._cache.keys()
    assert {id_ for id_, _ in best} == {1, 2, 3, 4, 5, 6}


def test_nothing_is_asked_for_nothing_found(tmp_path: Path) -> None:
    with ranker(tmp_path, ([Words(1, "", "", "", "hop")], [])) as at:
        assert at.search([], 5) == []
        assert at.search(["absent"], 5) == []
        assert at.search(["hop"], 0) == []


def test_remembered_terms_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hopyard.core.index.ranking._CACHED_POSTINGS", 5)
    with ranker(tmp_path, ([Words(n, "", "", "", "hop malt yeast") for n in range(1, 4)], [])) as at:
        first = at.search(["hop", "malt", "yeast"], 5)
        assert at._cached <= 5
        assert at.search(["hop", "malt", "yeast"], 5) == first
