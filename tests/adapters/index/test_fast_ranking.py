"""The fast ranking against the plain one, over English and Chinese, deletions and segments."""

import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters.index.slow_ranking import SlowRanker

from hopyard.core.index.best import best
from hopyard.core.index.ranking import K1, Ranker
from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_index import IndexReader, WhooshIndex
from hopyard.core.index.whoosh_schema import FIELDS
from hopyard.core.text.tokens import tokens

_ENGLISH = [a + b for a in ("hop", "malt", "yeast", "kiln", "ale") for b in ("", "s", "ing", " 2019", "-3")]
_CHINESE = "酒花产量啤酒大麦麦芽酵母年度报告农场土壤品种价格市场出口百分之"


def sentence(chance: random.Random, n: int) -> str:
    """Words of both languages, some common and some rare."""
    words = []
    for _ in range(n):
        at = min(int(chance.expovariate(0.15)), len(_ENGLISH) - 1)
        words.append(_ENGLISH[at])
        if chance.random() < 0.5:
            start = chance.randrange(len(_CHINESE))
            words.append(_CHINESE[start : start + chance.randint(1, 6)])
    return " ".join(words)


def passages(n: int, seed: int) -> list[Words]:
    """Passages, every tenth the same as another, so that scores tie."""
    chance = random.Random(seed)
    made = [
        Words(
            id_, sentence(chance, 2), "", sentence(chance, id_ % 3), sentence(chance, chance.randint(0, 30))
        )
        for id_ in range(1, n + 1)
    ]
    made[3] = made[3]._replace(body="hop " * 300)
    return [words._replace(passage=at + 1) for at, words in enumerate(made[: n - n // 10] + made[: n // 10])]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexReader]:
    """600 passages in four segments, a seventh of them deleted."""
    index = WhooshIndex(tmp_path_factory.mktemp("fast") / "index")
    index.create()
    made = passages(600, 7)
    for some, gone in ((made[200:500], []), (made[:120], []), (made[120:200], [210, 3]), (made[500:], [])):
        index.write(gone, some, lambda: None)
    index.write(range(5, 600, 7), [], lambda: None)
    opened = index.reader()
    assert (len(opened.segments), len(opened.live)) == (4, 513)
    yield opened
    opened.close()


def queries(n: int) -> list[list[str]]:
    chance = random.Random(11)
    short = [tokens(sentence(chance, chance.randint(1, 9))) for _ in range(n)]
    return [*short, tokens(sentence(chance, 200)), ["absent"], ["hop", "hop", "absent"], []]


def test_ids_order_and_scores_are_those_of_the_plain_ranking(reader: IndexReader) -> None:
    fast, slow = Ranker(reader), SlowRanker(reader)
    for n, terms in enumerate(queries(150)):
        every = slow.search(terms, 1_000)
        for k in (1, 10, 20 + n, 1_000):
            assert fast.search(terms, k) == every[:k], terms


def test_what_the_retriever_is_given_is_the_formula(reader: IndexReader) -> None:
    fast, slow = Ranker(reader), SlowRanker(reader)
    assert list(fast.passages) == list(reader.passages)
    for term in {term for terms in queries(20) for term in terms}:
        documents, saturations = fast.saturation(term)
        tfs = slow.tfs(term)
        assert documents.dtype == np.intp
        assert saturations.dtype == np.float32
        assert documents.tolist() == sorted(tfs)
        assert saturations.tolist() == pytest.approx([tfs[d] / (K1 + tfs[d]) for d in sorted(tfs)], rel=1e-6)
        assert fast.idf(term) == slow.idf(len(tfs))
        in_body = len(reader.postings(FIELDS[2], term).documents)
        assert fast.document_frequency(term) == in_body


@given(
    scores=st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.5, 1e-300]), max_size=200),
    k=st.integers(0, 40),
    seed=st.integers(0, 9),
)
def test_the_best_are_those_of_a_full_sort(scores: list[float], k: int, seed: int) -> None:
    ids = random.Random(seed).sample(range(1, 1_000), len(scores))
    found = [n for n, score in enumerate(scores) if score]
    expected = sorted(found, key=lambda n: (-scores[n], ids[n]))[:k]
    assert best(np.array(scores, float), np.array(ids, np.uint64), k) == expected
