"""Measures comparing a question with many vectors, and why they are kept in one byte a dimension.

    python bench/likeness.py [--dimensions N]

Random vectors; times are the best of 25 in ms. The two columns after the first do the same with what lies in
memory as numbers of two or four bytes; `cosine` is by how much the rounded ones differ at most.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hopyard.core.index.dense.likeness import Likeness
from hopyard.core.index.dense.vectors_file import append, create, read, rounded

_REPEATS = 25
_ROWS = 1_024


class Fixed:
    """An embedder of which only the question's vector is needed."""

    identity = "fixed"

    def __init__(self, vector: NDArray[np.float32]) -> None:
        self.dimensions = len(vector)
        self._vector = vector

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._vector[None, :]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dimensions", type=int, default=256)
    dimensions = parser.parse_args().dimensions
    print("| passages | question | in float16 | in float32 | open | file MB | cosine |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for n in (1_000, 10_000, 100_000):
        print(_row(n, dimensions))


def _row(n: int, dimensions: int) -> str:
    floats = np.random.default_rng(n).standard_normal((n, dimensions), dtype=np.float32)
    floats /= np.linalg.norm(floats, axis=1, keepdims=True)
    question = floats[0].copy()
    halves = floats.astype(np.float16)
    passages = np.arange(1, n + 1, dtype=np.uint64)
    with tempfile.TemporaryDirectory(prefix="hopyard-bench-") as folder:
        path = Path(folder) / "vectors"
        extent = append(path, create(path, dimensions), rounded(range(1, n + 1), floats))
        live = np.ones(n, dtype=bool)
        opening = _ms(lambda: Likeness(Fixed(question), read(path, extent), passages, live))
        likeness = Likeness(Fixed(question), read(path, extent), passages, live)
    off = float(np.abs(likeness.cosines("") - floats @ question).max())
    times = [
        _ms(lambda: likeness.of("")),
        _ms(lambda: _in_blocks(halves, question)),
        _ms(lambda: floats @ question),
        opening,
    ]
    columns = [f"{time_ms:.2f}" for time_ms in times]
    return f"| {n:,} | {' | '.join(columns)} | {extent.size / 1e6:.1f} | {off:.4f} |"


def _in_blocks(halves: NDArray[np.float16], question: NDArray[np.float32]) -> NDArray[np.float32]:
    parts = [halves[at : at + _ROWS].astype(np.float32) @ question for at in range(0, len(halves), _ROWS)]
    return np.concatenate(parts)


def _ms(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(_REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times) * 1000


if __name__ == "__main__":
    main()
