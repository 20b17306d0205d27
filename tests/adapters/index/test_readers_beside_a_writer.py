"""Two readers beside a writer: whatever they see is one state of the library, never half of two."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.index.library_kit import NO_WORKER, InProcess, found, write

from hopyard.core.index import home as places
from hopyard.core.index import sync
from hopyard.core.index.database import Database
from hopyard.core.index.library import Library
from hopyard.core.index.lock import LibraryLock
from hopyard.core.index.store import Store
from hopyard.core.index.whoosh_index import IndexReader, WhooshIndex

QUESTIONS = ("Which field grows north hops?", "酒花产量", "Who owns the Larch Kiln?")
N_SEARCHES = 2 * len(QUESTIONS)
MOST_LOOKS = 3_000
"""At most so many times a reader in a thread asks; it stops when the writer has."""

Seen = list[tuple[str, str, float]]
"""What one search shows."""


def change(docs: Path, step: int) -> None:
    """Files come, change and go in every step, so that no search shows the same in two states."""
    write(docs / f"field{step}.txt", f"Field {step}", f"field {step} grows {step + 3} t of north hops")
    write(docs / "harvest.txt", "收成", f"酒花产量为{step}千吨", f"the north {'hops ' * (step + 1)}harvest")
    write(docs / "kiln.txt", "Larch Kiln", f"Larch Kiln is a kiln of Owner{step} Brewing in the north.")
    write(docs / f"owner{step}.txt", f"Owner{step} Brewing", f"Owner{step} Brewing belongs to the valley.")
    for gone in (f"field{step - 2}.txt", f"owner{step - 1}.txt"):
        (docs / gone).unlink(missing_ok=True)


def look(library: Library) -> Iterator[Seen]:
    """What each search shows, for chains and for words, one after the other."""
    for question in QUESTIONS:
        yield found(library.search_now(question, 8))
        yield found(library.search_words_now(question, 8))


def states(tmp_path: Path, docs: Path, read: Any, n: int) -> list[list[Seen]]:
    """For each search, what a library shows that nobody disturbs: before the first step, and after each."""
    alone = InProcess(tmp_path / "alone", read)
    library = Library.open(alone.home, NO_WORKER)
    by_state = [list(look(library))]
    for step in range(n):
        change(docs, step)
        alone.add(docs)
        by_state.append(list(look(library)))
    library.close()
    for file in docs.iterdir():
        file.unlink()
    expected = [list(shown) for shown in zip(*by_state, strict=True)]
    for shown in expected:
        assert all(one not in shown[:at] for at, one in enumerate(shown))
    return expected


@pytest.fixture
def lock(writer: InProcess) -> Iterator[None]:
    """Held by the one who writes, or readers would have the index mended."""
    with LibraryLock(places.lock_file(writer.home), "the test") as lock:
        lock.acquire(0)
        yield


@pytest.mark.usefixtures("lock")
def test_at_every_moment_of_a_write_readers_see_the_state_before_or_after(
    tmp_path: Path, docs: Path, writer: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    n_states = 4
    expected = states(tmp_path, docs, writer.read, n_states)
    monkeypatch.setattr(sync, "COMMIT_EVERY", 2)  # several commits of the index for each state
    readers = [Library.open(writer.home, NO_WORKER) for _ in range(2)]
    at = [0, 0]
    n_moments = 0
    looking = False

    def all_look() -> None:
        nonlocal n_moments, looking
        if looking:  # reading comes by the same calls
            return
        looking = True
        n_moments += 1
        for number, reader in enumerate(readers):
            shown = [expected[search].index(seen) for search, seen in enumerate(look(reader))]
            assert shown == [shown[0]] * N_SEARCHES
            assert at[number] <= shown[0] <= at[number] + 1
            at[number] = shown[0]
        looking = False

    def after(owner: object, name: str) -> None:
        inner: Callable[..., Any] = getattr(owner, name)

        def outer(*args: Any, **kwargs: Any) -> Any:
            result = inner(*args, **kwargs)
            if owner is not Database or args[1] == "COMMIT":
                all_look()
            return result

        monkeypatch.setattr(owner, name, outer)

    all_look()
    for owner, name in (
        (Database, "rows"),
        (Store, "set_meta"),
        (WhooshIndex, "write"),
        (WhooshIndex, "create"),
    ):
        after(owner, name)
    for step in range(n_states):
        change(docs, step)
        writer.add(docs)
        all_look()
        assert at == [step + 1, step + 1]
    assert n_moments > 10 * n_states
    for reader in readers:
        reader.close()


@pytest.mark.usefixtures("lock")
def test_readers_in_threads_see_whole_states_that_never_go_back(
    tmp_path: Path, docs: Path, writer: InProcess
) -> None:
    n_states = 8
    expected = states(tmp_path, docs, writer.read, n_states)
    written = threading.Event()

    def keep_looking(library: Library) -> list[int]:
        """The states seen, search after search."""
        seen: list[int] = []
        for _ in range(MOST_LOOKS):
            last = written.is_set()
            seen += (expected[search].index(shown) for search, shown in enumerate(look(library)))
            if last:
                break
        library.close()
        return seen

    readers = [Library.open(writer.home, NO_WORKER) for _ in range(2)]
    for reader in readers:
        assert next(look(reader)) == expected[0][0]
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(keep_looking, reader) for reader in readers]
        try:
            for step in range(n_states):
                change(docs, step)
                writer.add(docs)
        finally:
            written.set()
        for one in running:
            seen = one.result()
            assert seen == sorted(seen)
            assert seen[-N_SEARCHES:] == [n_states] * N_SEARCHES


@pytest.mark.usefixtures("lock")
def test_a_write_that_begins_while_a_reader_opens_the_index_is_not_seen_by_halves(
    tmp_path: Path, docs: Path, writer: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = states(tmp_path, docs, writer.read, 2)
    library = Library.open(writer.home, NO_WORKER)

    def shown() -> list[int]:
        return [expected[search].index(seen) for search, seen in enumerate(look(library))]

    assert set(shown()) == {0}
    change(docs, 0)
    writer.add(docs)
    open_files = WhooshIndex.reader

    def opened_too_late(index: WhooshIndex) -> IndexReader:
        monkeypatch.setattr(WhooshIndex, "reader", open_files)
        change(docs, 1)
        with monkeypatch.context() as patch:
            patch.setattr(sync, "mark_written", interrupted)
            with pytest.raises(KeyboardInterrupt):
                writer.add(docs)
        return index.reader()

    monkeypatch.setattr(WhooshIndex, "reader", opened_too_late)
    assert set(shown()) == {0}
    assert WhooshIndex.reader is open_files
    writer.add(docs)
    assert set(shown()) == {2}
    library.close()


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
