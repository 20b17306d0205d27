"""Shows what tantivy would gain over our own scoring: `python -m bench.engines FOLDER...`.

Run it from the folder above this one, after `pip install tantivy`, which hopyard itself does not need. Each
FOLDER holds `corpus.jsonl` and `dev.jsonl`, in the format of `hopyard eval`. tantivy has the passages of the
same store, cut into the same tokens; k1 and b are ours too, all else is as it comes:

by field   in our three fields, boosted as we weigh them; it adds up one BM25 a field
joined     in one field, what we count double written twice: the nearest that it comes to our BM25F

Prints four tables:

1. the engines, as `bench/search.py` measures ours
2. passages indexed in a second of processor time, cutting them into tokens left out: of ours it is
   subtracted, tantivy is handed the tokens. Ours needs one core, tantivy takes all.
3. p50 / p95 in ms of processor time, with nothing remembered, of a question searched by words, 20 ids, and
   of one searched for chains, 10. Of the latter, the shares of what it asks of the engine (where terms occur,
   how much each passage says of them, how rare they are) and of the store, each asked again alone and once;
   and what the engine's part takes ours and tantivy, which gives it as a list of results. What a segment, a
   deletion or a second field would add to that is not counted.
4. by question set, searched by words alone: how many of our first ten passages are among the first ten of
   tantivy, how often the first is the same, and recall@5 / all@5
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bench.search import (
    HEADINGS,
    K,
    filled_up,
    in_process,
    print_row,
    put,
    read_questions,
    read_rows,
    spread,
    write_json,
)
from bench.tantivy_engine import STEPS, VARIANTS, Tantivy, processor_s, questions_of

from hopyard.core import evaluate
from hopyard.core.index import home as places
from hopyard.core.index.chains.search import ChainSearch
from hopyard.core.index.health import folder
from hopyard.core.index.ranking import Ranker
from hopyard.core.index.store import Store
from hopyard.core.index.sync import bring_in_step
from hopyard.core.index.whoosh_index import WhooshIndex
from hopyard.core.text.tokens import tokens

_PROGRAM = ("-m", "bench.engines")
_CHAIN_RESULTS = 10
_AGREE = 10
_RECALL = 5


def main() -> None:
    """Measure, each step in a process of its own, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    rows = read_rows([one / "corpus.jsonl" for one in given.folders])
    asked = read_questions([one / "dev.jsonl" for one in given.folders])
    random.Random(given.seed).shuffle(asked)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {date.today()}")
    _heading(HEADINGS)
    indexed, asking = [], []
    for size in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="hopyard-bench-") as where:
            home = Path(where)
            write_json(home / "passages", filled_up(rows, size, given.seed))
            write_json(home / "questions", [[question] for question in asked[: given.asked]])
            indexed.append([f"{size:,}", *_engines(size, home)])
            asking.append([f"{size:,}", *_run("both", "asking", home)["cells"]])
    _table(["passages", *(f"{name} docs/s of processor" for name in ("ours", *VARIANTS))], indexed)
    words = (f"words, {name}" for name in ("ours", *VARIANTS))
    shares = ("chains", "engine's share", "store's share", "of it ours", "of it joined")
    _table(["passages", *words, *shares], asking)
    of_variants = (f"{name}, {what}" for name in VARIANTS for what in ("same ten / first", "recall / all"))
    agreed = [[one.name, *_run("both", "agreement", one)["cells"]] for one in given.folders]
    _table(["set", "ours, recall / all", *of_variants], agreed)


def _engines(size: int, home: Path) -> list[str]:
    """Print a row for each engine; returns how many passages each indexes in a second with tokens given."""
    ours: dict[str, Any] = {}
    for step in ("build", "search", "texts", "chains"):
        ours |= in_process("ours", step, home)
    others = {name: _run(name, "build", home) | _run(name, "search", home) for name in VARIANTS}
    indexed = [_run(name, "given", home)["docs_s"] for name in ("ours", *VARIANTS)]
    print_row(size, "ours", ours | in_process("ours", "add", home))
    for name, figures in others.items():
        print_row(size, f"tantivy, {name}", figures | _run(name, "add", home))
    return [f"{docs_s:.0f}" for docs_s in indexed]


def _run(engine: str, step: str, home: Path) -> dict[str, Any]:
    return in_process(engine, step, home, _PROGRAM)


def given(home: Path) -> dict[str, Any]:
    store = Store(places.store_file(home))
    ids = store.passage_ids()

    def cut() -> None:
        for words in store.words(ids):
            for text in (words.title, words.heading, words.body):
                tokens(text)

    def index() -> None:
        bring_in_step(home, store, lambda *_: None, from_scratch=True)

    cut()  # fills the stemmer's memory
    taken = processor_s(index) - processor_s(cut)
    store.close()
    return {"docs_s": len(ids) / taken}


class Recorder:
    """Passes calls on and keeps them, each once; for the `Terms` and `Known` of the search for chains."""

    def __init__(self, inner: object) -> None:
        self._inner = inner
        self._calls: dict[tuple[str, tuple[Any, ...]], None] = {}

    def __getattr__(self, name: str) -> Any:
        given = getattr(self._inner, name)
        if not callable(given):
            return given

        def call(*arguments: Any) -> Any:
            asked = tuple(one if isinstance(one, str) else tuple(one) for one in arguments)
            self._calls[name, asked] = None
            return given(*asked)

        return call

    def again(self, other: object) -> float:
        """Milliseconds of processor time that the same takes alone."""
        return 1_000 * processor_s(lambda: [getattr(other, name)(*asked) for name, asked in self._calls])


def asking(home: Path) -> dict[str, Any]:
    store = Store(places.store_file(home))
    reader = WhooshIndex(folder(home, store)).reader()
    engine, by_field = Tantivy(home, "joined"), Tantivy(home, "by field")
    ChainSearch(Ranker(reader), store).search("loads 词典", 1)  # the stemmer, the dictionary
    words: tuple[list[float], ...] = ([], [], [])
    whole, of_ours, of_tantivy, of_store = [], [], [], []
    for question in questions_of(home):
        engines: tuple[Ranker | Tantivy, ...] = (Ranker(reader), by_field, engine)
        for one, taken in zip(engines, words, strict=True):
            taken.append(1_000 * processor_s(partial(_by_words, one, question)))
        terms, known = Recorder(Ranker(reader)), Recorder(store)
        ChainSearch(terms, known).search(question, _CHAIN_RESULTS)
        search = ChainSearch(Ranker(reader), store).search
        whole.append(1_000 * processor_s(partial(search, question, _CHAIN_RESULTS)))
        of_ours.append(terms.again(Ranker(reader)))
        of_tantivy.append(terms.again(engine))
        of_store.append(known.again(store))
    reader.close()
    store.close()
    shares = [f"{100 * sum(part) / sum(whole):.0f} %" for part in (of_ours, of_store)]
    spreads = [f"{p50:.2f} / {p95:.2f}" for p50, p95 in map(spread, (*words, whole, of_ours, of_tantivy))]
    return {"cells": spreads[:4] + shares + spreads[4:]}


def _by_words(engine: Ranker | Tantivy, question: str) -> None:
    engine.search(tokens(question), K)


def agreement(where: Path) -> dict[str, Any]:
    questions = evaluate.read_questions(where / "dev.jsonl")
    with tempfile.TemporaryDirectory(prefix="hopyard-bench-") as made:
        home = Path(made)
        store = Store(places.store_file(home))
        put(home, store, read_rows([where / "corpus.jsonl"]))
        reader = WhooshIndex(folder(home, store)).reader()
        ranker = Ranker(reader)
        asked = [tokens(question.question) for question in questions]
        ours = [[passage for passage, _ in ranker.search(terms, _AGREE)] for terms in asked]
        cells = [_recall(store, questions, ours)]
        for variant in VARIANTS:
            engine = Tantivy(home, variant)
            engine.write(map(engine.document_of, store.words(store.passage_ids())))
            theirs = [engine.search(terms, _AGREE) for terms in asked]
            pairs = list(zip(ours, theirs, strict=True))
            same = statistics.mean(len(set(one).intersection(other)) for one, other in pairs)
            first = statistics.mean(one[:1] == other[:1] for one, other in pairs)
            cells += [f"{same:.1f} / {100 * first:.0f} %", _recall(store, questions, theirs)]
        reader.close()
        store.close()
    return {"cells": cells}


def _recall(store: Store, questions: Sequence[evaluate.GoldQuestion], found: Sequence[Sequence[int]]) -> str:
    paths = {source.id: source.path for source in store.sources()}
    ranked = []
    for question, ids in zip(questions, found, strict=True):
        spans = store.spans(ids)
        ranked.append(evaluate.Ranked(question, [paths[spans[id_].source] for id_ in ids], 0.0))
    report = evaluate.retrieval_report(ranked, [_RECALL], 0.0)
    return " / ".join(f"{100 * report[share][str(_RECALL)]:.1f}" for share in ("recall", "all"))


def _heading(names: Sequence[str]) -> None:
    print("\n| " + " | ".join(names) + " |\n|" + " --- |" * len(names), flush=True)


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    _heading(names)
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def _step(engine: str, step: str, home: Path) -> dict[str, Any]:
    if engine in VARIANTS:
        return STEPS[step](engine, home)
    return {"given": given, "asking": asking, "agreement": agreement}[step](home)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        print(json.dumps(_step(sys.argv[2], sys.argv[3], Path(sys.argv[4]))))
    else:
        main()
