"""The file of vectors: what was written is what is read, and nothing else ever is."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hopyard.core.index.dense.likeness import Likeness
from hopyard.core.index.dense.vectors_file import (
    Extent,
    Vectors,
    VectorsUnusable,
    append,
    create,
    levels,
    read,
    rounded,
)


def some(n: int, dimensions: int = 24, seed: int = 5) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal((n, dimensions)).astype(np.float32)


def written(path: Path, *sizes: int) -> tuple[Extent, list[Vectors]]:
    extent, parts, begin = create(path, 24), list[Vectors](), 1
    for size in sizes:
        parts.append(rounded(range(begin, begin + size), some(size, seed=size)))
        extent = append(path, extent, parts[-1])
        begin += size
    return extent, parts


@pytest.mark.parametrize("sizes", [(), (1,), (5, 1, 300), (0, 3), (4, 0)])
def test_blocks_come_back_as_one(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    extent, parts = written(tmp_path / "vectors", *sizes)
    assert extent.size == (tmp_path / "vectors").stat().st_size
    back = read(tmp_path / "vectors", extent)
    assert back.values.shape == (sum(sizes), 24)
    if parts:
        assert np.array_equal(back.passages, np.concatenate([part.passages for part in parts]))
        assert np.array_equal(back.lengths, np.concatenate([part.lengths for part in parts]))
        assert np.array_equal(back.values, np.concatenate([part.values for part in parts]))


@settings(max_examples=60)
@given(st.data())
def test_no_altered_byte_goes_unnoticed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("file") / "vectors"
    extent, _ = written(path, 3, 2)
    raw = bytearray(path.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(raw)
    with pytest.raises(VectorsUnusable):
        read(path, extent)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_a_file_cut_anywhere_is_unusable_and_a_longer_one_is_not(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("file") / "vectors"
    extent, _ = written(path, 4)
    whole = path.read_bytes()
    path.write_bytes(whole + b"more")
    assert len(read(path, extent).passages) == 4
    path.write_bytes(whole[: cut % len(whole)])
    with pytest.raises(VectorsUnusable):
        read(path, extent)


def test_another_file_is_not_taken_for_this_one(tmp_path: Path) -> None:
    extent, _ = written(tmp_path / "vectors", 2)
    other, _ = written(tmp_path / "other", 2)
    (tmp_path / "vectors").write_bytes((tmp_path / "other").read_bytes())
    assert extent.size == other.size
    with pytest.raises(VectorsUnusable):
        read(tmp_path / "vectors", extent)


@given(st.integers(1, 20_000))
def test_products_stay_where_single_precision_is_exact(dimensions: int) -> None:
    assert 1 <= levels(dimensions) <= 127
    assert dimensions * levels(dimensions) ** 2 <= 2**24


class Fixed:
    """An embedder that gives one vector, whatever the text."""

    identity = "fixed"

    def __init__(self, vector: NDArray[np.float32]) -> None:
        self.dimensions = len(vector)
        self._vector = vector

    def embed(self, texts: object) -> NDArray[np.float32]:
        return self._vector[None, :]


def cosines(vectors: Vectors, question: NDArray[np.float32]) -> NDArray[np.float32]:
    live = np.ones(len(vectors.passages), dtype=bool)
    return Likeness(Fixed(question), vectors, vectors.passages, live).cosines("")


def test_rounding_changes_cosines_by_little() -> None:
    floats = some(3_000, 256)
    question = floats[7]
    exact = floats @ question / np.linalg.norm(floats, axis=1) / np.linalg.norm(question)
    assert np.abs(cosines(rounded(range(1, 3_001), floats), question) - exact).max() < 0.005


def test_a_cosine_does_not_depend_on_where_the_vector_lies() -> None:
    floats = some(2_500, 300)
    question = some(1, 300, seed=9)[0]
    order = np.random.default_rng(1).permutation(2_500)
    one = cosines(rounded(range(1, 2_501), floats), question)
    other = cosines(rounded(range(1, 2_501), floats[order]), question)
    assert np.array_equal(one[order], other)


def test_deleted_and_unknown_passages_are_alike_to_nothing() -> None:
    vectors = rounded([3, 1, 9, 4], np.eye(4, 24, dtype=np.float32))
    passages = np.array([1, 2, 3, 4], dtype=np.uint64)
    live = np.array([True, True, True, False])
    likeness = Likeness(Fixed(np.eye(4, 24, dtype=np.float32)[0]), vectors, passages, live)
    assert likeness.lacking  # passage 2
    alike = likeness.of("?")
    assert alike[2] > 0
    assert alike[[0, 1, 3]].tolist() == [0, 0, 0]
    nothing = Likeness(Fixed(np.zeros(24, np.float32)), vectors, passages, live)
    assert not nothing.of("?").any()
    empty = rounded([], np.empty((0, 24), np.float32))
    assert not Likeness(Fixed(np.ones(24, np.float32)), empty, passages, live).of("?").any()
