"""Times indexing and searching against stock Whoosh: `python bench/search.py CORPUS.jsonl...`.

Corpus lines hold `id`, `title` and `text`; `--questions` name files whose lines hold `question`, else runs of
words of the corpus are asked. Prints a table for docs/performance.md. A corpus smaller than the library that
is wanted is filled up with passages that join halves of two others, from a seed: every run indexes the same.

ours      the library's own index, through `bring_in_step` and `Searcher`; 20 results
stock     Whoosh 2.7.4 as it comes: TEXT fields `title` and `body` cut into the same tokens, its own writer
          and settings, one commit, BM25F, a disjunction of all terms in both fields; 20 results

open      opening the index of a process that has everything imported
cold      each question with nothing remembered from the ones before; the files are in the system's cache
warm      the second time through the questions; stock Whoosh remembers nothing, its first time is shown
texts     as warm, with sources and texts of the results read from the store
phrases   phrases of common words, some of which stand nowhere, with nothing remembered; the median, the most
chains    each question once, searched for chains in an opened library, with sources and texts
docs/s    passages indexed in a second: cut into tokens, counted and written; reading and cleaning excluded
add one   one passage into the library, and searched: both in this process, the median of several
memory    the peak of the process (VmHWM), while indexing, while searching, and while searching for chains
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

K = 20
_NEW = [f"quixo{letter}rix" for letter in "bcdfghjklm"]
"""Words that no passage holds: each is added, and found."""
_PHRASES = (
    *("of the", "in the", "was a", "united states", "in the united states", "one of the most"),
    *("的发展", "一个", "the the of", "of the and in the", "the in of a", "年的的发展"),
)
"""The last four stand nowhere, though their words do."""


class Row(NamedTuple):
    """A passage of the corpus."""

    id: str
    title: str
    text: str


def main() -> None:
    """Run the benchmark, each measurement in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--questions", type=Path, nargs="*", default=[])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--asked", type=int, default=200, help="questions asked of ours")
    parser.add_argument("--asked-stock", type=int, default=40, help="questions asked of stock Whoosh")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    rows = read_rows(given.corpus)
    asked = read_questions(given.questions) or made_questions(rows, given.asked, given.seed)
    random.Random(given.seed).shuffle(asked)
    bare = in_process("ours", "bare", Path())["memory"]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {date.today()}")
    print(f"Python with numpy alone: {bare:.0f} MiB")
    print("\n| " + " | ".join(HEADINGS) + " |\n|" + " --- |" * len(HEADINGS), flush=True)
    for size in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            write_json(home / "passages", filled_up(rows, size, given.seed))
            for engine, n_asked in (("ours", given.asked), ("stock", given.asked_stock)):
                write_json(home / "questions", [[question] for question in asked[:n_asked]])
                figures: dict[str, Any] = {}
                for step in MEASURED[engine]:
                    figures |= in_process(engine, step, home)
                print_row(size, engine, figures)


# The corpus


def read_rows(paths: Sequence[Path]) -> list[Row]:
    """The passages of corpus files."""
    lines = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line]
    return [Row(str(line["id"]), line.get("title") or "", line["text"]) for line in lines]


def read_questions(paths: Sequence[Path]) -> list[str]:
    """The questions of question files."""
    return [
        json.loads(line)["question"]
        for path in paths
        for line in path.read_text("utf-8").splitlines()
        if line
    ]


def made_questions(rows: Sequence[Row], n: int, seed: int) -> list[str]:
    """Runs of 8 to 20 words or Chinese characters out of the corpus."""
    chance = random.Random(seed)
    asked = []
    for row in chance.choices(rows, k=n):
        words = re.findall(r"[一-鿿]|\S+", row.text)
        start = chance.randrange(len(words) or 1)
        run = words[start : start + chance.randint(8, 20)]
        asked.append("".join(run) if len("".join(run)) < 2 * len(run) else " ".join(run))
    return asked


def filled_up(rows: Sequence[Row], n: int, seed: int) -> Iterator[Row]:
    """`n` passages: those of the corpus in another order, then made ones."""
    chance = random.Random(seed)
    mixed = chance.sample(rows, len(rows))
    for at in range(n):
        if at < len(mixed):
            row = mixed[at]
        else:
            one, other = chance.choice(mixed), chance.choice(mixed)
            row = Row("", one.title, one.text[: len(one.text) // 2] + other.text[len(other.text) // 2 :])
        yield row._replace(id=f"{at}")


def write_json(path: Path, rows: Iterator[Row] | list[list[str]]) -> None:
    """Write a JSON array a line."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def read_json(path: Path) -> Iterator[list[str]]:
    """The arrays of a file, one at a time, so that the corpus takes no memory."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


# Ours


def ours_build(home: Path) -> dict[str, Any]:
    from hopyard.core.index import home as places
    from hopyard.core.index.health import folder
    from hopyard.core.index.store import Store

    store = Store(places.store_file(home))
    taken = put(home, store, read_json(home / "passages"))
    found = {"docs_s": store.n_passages() / taken, "disk": disk(folder(home, store))}
    store.close()
    return found | {"index_memory": peak_mib()}


def ours_search(home: Path) -> dict[str, Any]:
    from hopyard.core.index import home as places
    from hopyard.core.index.health import folder
    from hopyard.core.index.ranking import Ranker
    from hopyard.core.index.store import Store
    from hopyard.core.index.whoosh_index import WhooshIndex
    from hopyard.core.text.tokens import tokens

    asked = [question for (question,) in read_json(home / "questions")]
    store = Store(places.store_file(home))
    index = WhooshIndex(folder(home, store))
    reader = index.reader()

    def open_and_close() -> None:
        another = index.reader()
        Ranker(another)
        another.close()

    def ask(ranker: Ranker, question: str) -> None:
        ranker.search(tokens(question), K)

    ask(Ranker(reader), "loads the stemmer")
    found: dict[str, Any] = {"open": statistics.median(timed(open_and_close) for _ in range(5))}
    # What is remembered is remembered by the ranker; only where terms lie in the files stays with the reader.
    found["cold"] = spread([timed(partial(ask, Ranker(reader), question)) for question in asked])
    ranker = Ranker(reader)
    for _ in range(2):
        found["warm"] = spread([timed(partial(ask, ranker, question)) for question in asked])
    taken = [timed(partial(ours_phrase, Ranker(reader), phrase)) for phrase in _PHRASES * 5]
    found["phrases"] = statistics.median(taken), max(taken)
    reader.close()
    store.close()
    return found


def ours_phrase(ranker: Any, phrase: str) -> None:
    from hopyard.core.text.tokens import tokens

    ranker.search(tokens(phrase), K, ranker.holding([phrase], lambda ids: iter(())))


def ours_texts(home: Path) -> dict[str, Any]:
    from hopyard.core.index import home as places
    from hopyard.core.index.searching import Searcher
    from hopyard.core.index.store import Store

    asked = [question for (question,) in read_json(home / "questions")]
    store = Store(places.store_file(home))
    searcher = Searcher(home, store)
    searcher.refresh()
    found: dict[str, Any] = {}
    for _ in range(2):
        found["texts"] = spread([timed(partial(searcher.search_words, question, K)) for question in asked])
    searcher.close()
    store.close()
    return found | {"search_memory": peak_mib()}


def ours_chains(home: Path) -> dict[str, Any]:
    from hopyard.core.index.library import Library

    asked = [question for (question,) in read_json(home / "questions")]
    library = Library.open(home)
    library.search_now("loads 词典", K)  # numpy, the stemmer, the dictionary
    taken = [timed(partial(library.search_now, question, K)) for question in asked]
    library.close()
    return {"chains": spread(taken), "chains_memory": peak_mib()}


def ours_bare(_: Path) -> dict[str, Any]:
    import numpy  # noqa: F401

    return {"memory": peak_mib()}


def ours_add(home: Path) -> dict[str, Any]:
    from hopyard.core.index import home as places
    from hopyard.core.index.searching import Searcher
    from hopyard.core.index.store import Store

    writing, reading = Store(places.store_file(home)), Store(places.store_file(home))
    searcher = Searcher(home, reading)

    def add(word: str) -> None:
        put(home, writing, [(word, "A new passage", f"It holds the word {word}.")])
        searcher.refresh()
        assert len(searcher.search(word, K)) == 1

    add(_NEW[0])
    taken = [timed(partial(add, word)) for word in _NEW[1:]]
    searcher.close()
    writing.close()
    reading.close()
    return {"add": statistics.median(taken)}


def put(home: Path, store: Any, passages: Iterable[Sequence[str]]) -> float:
    """Store passages and index them; returns the seconds that indexing took."""
    from hopyard.core.index.health import mark_behind
    from hopyard.core.index.intake import loose
    from hopyard.core.index.sync import bring_in_step

    with store.transaction():
        for id_, title, text in passages:
            store.put_document(loose(id_, title, text), id_)
        mark_behind(store)
    began = time.perf_counter()
    bring_in_step(home, store, lambda *_: None)
    return time.perf_counter() - began


# Stock Whoosh


def stock_schema() -> Any:
    from whoosh.analysis import Analyzer, Token
    from whoosh.fields import ID, TEXT, Schema

    from hopyard.core.text.tokens import tokens

    class OurTokens(Analyzer):  # type: ignore[misc]  # Whoosh ships no types
        def __call__(self, value: str, positions: bool = False, start_pos: int = 0, **_: Any) -> Any:
            token = Token(positions)
            for token.pos, token.text in enumerate(tokens(value), start_pos):
                token.boost = 1.0
                yield token

        def __reduce__(self) -> Any:
            return object, ()  # in the index's own copy of the schema, which nobody reads

    return Schema(id=ID(stored=True), title=TEXT(analyzer=OurTokens()), body=TEXT(analyzer=OurTokens()))


def stock_build(home: Path) -> dict[str, Any]:
    from whoosh.index import create_in

    folder = home / "stock"
    folder.mkdir()
    index = create_in(folder, stock_schema())
    began = time.perf_counter()
    writer = index.writer()
    n = 0
    for id_, title, text in read_json(home / "passages"):
        writer.add_document(id=id_, title=title, body=text)
        n += 1
    writer.commit()
    return {
        "docs_s": n / (time.perf_counter() - began),
        "disk": disk(folder),
        "index_memory": peak_mib(),
    }


def stock_search(home: Path) -> dict[str, Any]:
    from whoosh.index import open_dir

    asked = [question for (question,) in read_json(home / "questions")]
    schema = stock_schema()

    def opened() -> Any:
        return open_dir(home / "stock", schema=schema).searcher()

    stock_ask(opened(), "loads the stemmer")
    found: dict[str, Any] = {"open": statistics.median(timed(opened) for _ in range(5))}
    searcher = opened()
    found["cold"] = spread([timed(partial(stock_ask, searcher, question)) for question in asked])
    return found | {"search_memory": peak_mib()}


def stock_add(home: Path) -> dict[str, Any]:
    from whoosh.index import open_dir

    index = open_dir(home / "stock", schema=stock_schema())

    def add(word: str) -> None:
        writer = index.writer()
        writer.add_document(id=word, title="A new passage", body=f"It holds the word {word}.")
        writer.commit()
        with index.searcher() as searcher:
            assert stock_ask(searcher, word) == 1

    add(_NEW[0])
    return {"add": statistics.median(timed(partial(add, word)) for word in _NEW[1:])}


def stock_ask(searcher: Any, question: str) -> int:
    """Ask for any term in either field; returns the number of results handed over."""
    from whoosh.query import Or, Term

    from hopyard.core.text.tokens import tokens

    terms = dict.fromkeys(tokens(question))
    query = Or([Term(field, term) for term in terms for field in ("title", "body")])
    return len([hit.docnum for hit in searcher.search(query, limit=K)])


STEPS: dict[str, dict[str, Callable[[Path], dict[str, Any]]]] = {
    "ours": {
        "bare": ours_bare,
        "build": ours_build,
        "search": ours_search,
        "texts": ours_texts,
        "chains": ours_chains,
        "add": ours_add,
    },
    "stock": {"build": stock_build, "search": stock_search, "add": stock_add},
}
MEASURED = {
    "ours": ("build", "search", "texts", "chains", "add"),
    "stock": ("build", "search", "add"),
}
"""The steps of each engine's row, in turn."""


# Measuring


def in_process(engine: str, step: str, home: Path, program: Sequence[str] = (__file__,)) -> dict[str, Any]:
    """Run a step in a fresh process; `program` is what Python is to run for it."""
    command = [sys.executable, *program, "--step", engine, step, str(home)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that it took."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def spread(taken: Sequence[float]) -> tuple[float, float]:
    """The median, and what 95 % are below."""
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]


def peak_mib() -> float:
    """The most memory that this process had, in MiB; Linux only."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def disk(folder: Path) -> float:
    """MB that the files of a folder take."""
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) / 1e6


HEADINGS = (
    *("passages", "engine", "open ms", "cold p50 / p95 ms", "warm p50 / p95 ms", "texts p50 / p95 ms"),
    *("phrases p50 / most ms", "chains p50 / p95 ms", "docs/s", "add one ms"),
    *("MiB indexing", "MiB searching", "MiB chains", "MB on disk"),
)


def print_row(size: int, engine: str, found: dict[str, Any]) -> None:
    """Print one row of the table."""

    def both(name: str) -> str:
        return " / ".join(f"{one:.2f}" if one < 20 else f"{one:.0f}" for one in found.get(name, ())) or "-"

    def whole(name: str) -> str:
        return f"{found[name]:.0f}" if name in found else "-"

    cells = [
        f"{size:,}",
        engine,
        f"{found['open']:.1f}",
        *(both(name) for name in ("cold", "warm", "texts", "phrases", "chains")),
        *(whole(name) for name in ("docs_s", "add")),
        *(whole(name) for name in ("index_memory", "search_memory", "chains_memory", "disk")),
    ]
    print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        engine, step, home = sys.argv[2:]
        print(json.dumps(STEPS[engine][step](Path(home))))
    else:
        main()
