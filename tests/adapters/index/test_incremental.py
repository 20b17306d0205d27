"""However the files of a folder came to be what they are, the library is that of the folder as it is."""

import tempfile
from pathlib import Path
from types import ModuleType

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.adapters.index.library_kit import InProcess, found, write

from hopyard.core.index.library import Library

NAMES = ["a.txt", "b.txt", "sub/a.txt", "sub/c.txt"]
TEXTS = [
    ("Yields", "north 2.1 t", "south 1.8 t"),
    ("Yields 2023", "north 2.4 t"),
    ("价格", "酒花每公斤12欧元", "north"),
    ("REFUSE", "x"),
]
QUERIES = ("north t", "酒花 价格", "yields 2023 a", "south")

change = st.tuples(st.sampled_from(NAMES), st.sampled_from([*range(len(TEXTS)), None]))


def state(home: Path) -> list[object]:
    library = Library.open(home)
    try:
        status = library.status()
        return [
            [found(library.search_now(query, 50)) for query in QUERIES],
            [(source.id, source.title, source.path) for source in library.sources()],
            (status.n_indexed, status.n_failed, status.n_passages, status.problems, status.notes),
            library.document_frequency(["north", "酒花", "2023"]),
        ]
    finally:
        library.close()


def sorted_ties(one: list[object]) -> list[object]:
    hits = one[0]
    assert isinstance(hits, list)
    return [[sorted(some, key=lambda hit: (-hit[2], hit)) for some in hits], *one[1:]]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.lists(change, min_size=1, max_size=4), min_size=1, max_size=3))
def test_the_library_is_a_function_of_the_folder(
    rounds: list[list[tuple[str, int | None]]], fake_worker: ModuleType
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        docs = Path(folder) / "docs"
        docs.mkdir()
        grown = InProcess(Path(folder) / "grown", fake_worker.read_plain)
        for n, changes in enumerate(rounds):
            for name, text in changes:
                if text is None:
                    (docs / name).unlink(missing_ok=True)
                else:
                    write(docs / name, *TEXTS[text], mtime=1_600_000_000.0 + n)
            grown.add(docs)
        fresh = InProcess(Path(folder) / "fresh", fake_worker.read_plain)
        fresh.add(docs)
        # Passages that score the same are ordered by when they came.
        assert sorted_ties(state(grown.home)) == sorted_ties(state(fresh.home))
        grown.run(lambda writer: writer.rebuild())
        assert sorted_ties(state(grown.home)) == sorted_ties(state(fresh.home))
