"""Measures what knowing the documents adds, with the passages of each title joined into a file.

    python bench/reports.py FOLDER...

Each FOLDER holds `corpus.jsonl` and `dev.jsonl`, in the format of `hopyard eval`. The files bear numbers for
names and have no title, as in a folder of plain reports, so that only their first pages tell whose they are.
A passage counts as found if at least half of its characters are in passages of its file among the first five.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hopyard.core.evaluate import GoldQuestion, read_corpus, read_questions, squeeze
from hopyard.core.index.chains.search import ChainSearch
from hopyard.core.index.health import folder
from hopyard.core.index.home import store_file
from hopyard.core.index.library import Library
from hopyard.core.index.ranking import Ranker
from hopyard.core.index.store import Opening, Store
from hopyard.core.index.whoosh_index import WhooshIndex

K = 5
PIECE = 30
"""Characters that are looked for together."""

Places = dict[str, tuple[str, str]]
"""Passage id -> its file's name and its text without white space."""


class Undocumented(Store):
    """A store that knows nothing of where documents begin."""

    def openings(self) -> list[Opening]:
        """None."""
        return []


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    print(f"| set | recall@{K} / all@{K} | passages of a right document |\n| --- | --- | --- |")
    for where in parser.parse_args().folders:
        with tempfile.TemporaryDirectory(prefix="hopyard-bench-") as home:
            _measure(where, Path(home))


def _measure(where: Path, home: Path) -> None:
    places = _write(where, home / "reports")
    library = Library.open(home / "library")
    asyncio.run(library.add([home / "reports"]))
    library.close()
    questions = [one for one in read_questions(where / "dev.jsonl") if one.groups]
    for name, kind in (("without documents", Undocumented), ("with", Store)):
        store = kind(store_file(home / "library"))
        ranker = Ranker(WhooshIndex(folder(home / "library", store)).reader())
        chains = ChainSearch(ranker, store)
        shares, right = [], []
        for question in questions:
            spans = store.spans([one.passage for one in chains.search(question.question, K)])
            found = [(span.source, span.start, span.end) for span in spans.values()]
            texts = [(_file(store, id_), (store.text(id_) or "")[start:end]) for id_, start, end in found]
            shares.append(_share(question, places, texts))
            meant = {places[id_][0] for group in question.groups for id_ in group}
            right.append(sum(file in meant for file, _ in texts) / max(1, len(texts)))
        whole = sum(share == 1 for share in shares) / len(shares)
        print(
            f"| {where.name}, {name} | {100 * sum(shares) / len(shares):.1f} / {100 * whole:.1f} "
            f"| {100 * sum(right) / len(right):.1f} % |",
            flush=True,
        )
        store.close()


def _write(where: Path, reports: Path) -> Places:
    reports.mkdir()
    titles: dict[str, list[str]] = {}
    places: Places = {}
    for passage in read_corpus(where / "corpus.jsonl"):
        number = list(titles).index(passage.title) if passage.title in titles else len(titles)
        titles.setdefault(passage.title, []).append(passage.text)
        places[passage.id] = (f"doc{number:04}", squeeze(passage.text))
    for number, texts in enumerate(titles.values()):
        (reports / f"doc{number:04}.txt").write_text("\n\n".join(texts), encoding="utf-8")
    return places


def _file(store: Store, source: str) -> str:
    found = store.source(source)
    return Path(found.path).stem if found else ""


def _share(question: GoldQuestion, places: Places, texts: Sequence[tuple[str, str]]) -> float:
    """The share of a question's groups of which a passage was found."""
    squeezed = [(file, squeeze(text)) for file, text in texts]
    found = 0
    for group in question.groups:
        found += any(_is_there(*places[id_], squeezed) for id_ in group)
    return found / len(question.groups)


def _is_there(file: str, text: str, squeezed: Sequence[tuple[str, str]]) -> bool:
    pieces = [text[at : at + PIECE] for at in range(0, max(1, len(text) - PIECE + 1), PIECE)]
    there = sum(any(piece in other for name, other in squeezed if name == file) for piece in pieces)
    return 2 * there >= len(pieces)


if __name__ == "__main__":
    main()
