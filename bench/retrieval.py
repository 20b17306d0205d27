"""Measures the search for chains over question sets: what each sign adds, as Markdown tables.

    python bench/retrieval.py FOLDER... [--untitled] [--ablate] [--embedder MODEL]

Each FOLDER holds `corpus.jsonl` and `dev.jsonl`, in the format of `hopyard eval`. `--untitled` moves every
title into its passage's text, as in a folder of plain reports. `--ablate` sets each weight to 0 in turn.
`--embedder` compares meanings as well, by the model in that folder.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from hopyard.core.evaluate import GoldQuestion, Ranked, read_corpus, read_questions, retrieval_report
from hopyard.core.index.chains.ranking import rank
from hopyard.core.index.chains.search import ChainSearch
from hopyard.core.index.chains.signs import Signs
from hopyard.core.index.chains.weights import Weights
from hopyard.core.index.dense.likeness import open_likeness
from hopyard.core.index.dense.static_model import load
from hopyard.core.index.health import folder
from hopyard.core.index.home import store_file
from hopyard.core.index.library import Library
from hopyard.core.index.ranking import Ranker
from hopyard.core.index.store import Store
from hopyard.core.index.whoosh_index import WhooshIndex

K = 5
OFF = -1e6
"""A bias that keeps a kind of chain from being worth anything."""
PARTS = {
    "the pairs of passages": {"bias": OFF, "third_bias": OFF, "carried": 0.0},
    "the third passages": {"third_bias": OFF},
    "the sides of a comparison": {"side": 0.0},
}


SHARES = ("own", "first", "second", "third", "third_gain", "bias", "third_bias", "side", "like")
"""Weights that mean nothing at 0, that `PARTS` has, or that count with an embedder only."""


class Judged(NamedTuple):
    """A question with the signs of its candidates."""

    question: GoldQuestion
    signs: Signs
    ids: list[str]
    """The candidates' ids in the corpus."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--untitled", action="store_true")
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--embedder", type=Path)
    options = parser.parse_args()
    sets = {one.name: _judge(one, options.embedder, untitled=options.untitled) for one in options.folders}
    print(f"| recall@{K} / all@{K} | " + " | ".join(sets) + " |")
    print("| --- |" + " --- |" * len(sets))
    _row("plain search", [plain for plain, _ in sets.values()])
    whole = Weights()
    _row("**search for chains**", [_shares(judged, whole) for _, judged in sets.values()])
    if options.ablate:
        for name, weights in _ablations(whole):
            _row(f"without {name}", [_shares(judged, weights) for _, judged in sets.values()])


def _ablations(whole: Weights) -> Iterator[tuple[str, Weights]]:
    for name, without in PARTS.items():
        yield name, whole._replace(**without)
    for field in Weights._fields:
        if field not in SHARES:
            yield f"`{field}`", whole._replace(**{field: 0.0})


def _judge(where: Path, embedder: Path | None, *, untitled: bool) -> tuple[str, list[Judged]]:
    """The plain search's shares, and all signs of all questions."""
    passages = read_corpus(where / "corpus.jsonl")
    questions = [one for one in read_questions(where / "dev.jsonl") if one.groups]
    with tempfile.TemporaryDirectory(prefix="hopyard-bench-") as home:
        library = Library.open(Path(home), embedder=embedder)
        asyncio.run(
            library.add_passages(
                (one.id, "", f"{one.title}. {one.text}" if one.title else one.text)
                if untitled
                else (one.id, one.title, one.text)
                for one in passages
            )
        )
        plain = []
        for question in _counted(questions, f"{where.name}, plain"):
            hits = library.search_words_now(question.question, K)
            plain.append(Ranked(question, [hit.source.path for hit in hits], 0.0))
        library.close()
        store = Store(store_file(Path(home)))
        ranker = Ranker(WhooshIndex(folder(Path(home), store)).reader())
        chains = ChainSearch(ranker, store)
        if embedder is not None:
            chains.likeness = open_likeness(Path(home), store, load(embedder), ranker.passages, ranker.live)
        paths = {source.id: source.path for source in store.sources()}
        judged = []
        for question in _counted(questions, where.name):
            examined = chains.examine(question.question)
            if examined is None:
                continue
            ids = [int(ranker.passages[document]) for document in examined.candidates.documents.tolist()]
            spans = store.spans(ids)
            judged.append(Judged(question, examined.signs, [paths[spans[id_].source] for id_ in ids]))
        store.close()
    return _of(plain), judged


def _shares(judged: Sequence[Judged], weights: Weights) -> str:
    return _of(
        [
            Ranked(one.question, [one.ids[found.place] for found in rank(one.signs, weights, K)], 0.0)
            for one in judged
        ]
    )


def _of(ranked: Sequence[Ranked]) -> str:
    report = retrieval_report(ranked, [K], 0.0)
    return f"{100 * report['recall'][str(K)]:.1f} / {100 * report['all'][str(K)]:.1f}"


def _row(name: str, shares: Sequence[str]) -> None:
    print(f"| {name} | " + " | ".join(shares) + " |", flush=True)


def _counted(questions: Sequence[GoldQuestion], name: str) -> Iterator[GoldQuestion]:
    for number, question in enumerate(questions, start=1):
        if sys.stderr.isatty():
            print(f"\r{name}: {number}/{len(questions)}", end="", file=sys.stderr)
        yield question


if __name__ == "__main__":
    main()
