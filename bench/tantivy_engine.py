"""tantivy as an engine beside ours, for `bench/engines.py`: the same passages as the same tokens."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from bench.search import K, disk, peak_mib, read_json, spread, timed

from hopyard.core.index import home as places
from hopyard.core.index.intake import loose
from hopyard.core.index.ranking import WEIGHTS
from hopyard.core.index.store import Store, Words
from hopyard.core.text.tokens import tokens

try:
    import tantivy
except ImportError:
    sys.exit("This bench compares with tantivy, which is not installed: pip install tantivy")

VARIANTS = ("by field", "joined")
"""See `bench/engines.py`."""

_JOINED = "words"
_NEW = [f"{{}}zunta{letter}vor" for letter in "bcdfghjklm"]
"""Words that no passage holds, one set for each variant: each is added, and found."""


class Tantivy:
    """tantivy's index in a folder. What it takes and gives are our tokens, and ids of passages."""

    def __init__(self, home: Path, variant: str) -> None:
        where = home / f"tantivy {variant}"
        where.mkdir(exist_ok=True)
        self.where = where
        self._boosts = {_JOINED: 1.0} if variant == "joined" else WEIGHTS
        builder = tantivy.SchemaBuilder().add_unsigned_field("passage", indexed=True, fast=True)
        for field in self._boosts:
            builder = builder.add_text_field(field, tokenizer_name="tokens", index_option="freq")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(where))
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("tokens", spaces)
        self._searcher = self._index.searcher()

    def document_of(self, words: Words) -> dict[str, Any]:
        """A passage for `write`, which has no file and so no file's name in its title."""
        fields = {name: " ".join(tokens(getattr(words, name))) for name in WEIGHTS}
        if _JOINED in self._boosts:
            fields = {
                _JOINED: " ".join(text for name, text in fields.items() for _ in range(int(WEIGHTS[name])))
            }
        return {"passage": words.passage, **fields}

    def write(self, documents: Iterable[dict[str, Any]]) -> None:
        """Add documents as one commit, and see them."""
        writer = self._index.writer()
        for document in documents:
            writer.add_document(tantivy.Document.from_dict(document, self._schema))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, terms: Iterable[str], k: int) -> list[int]:
        """The best `k` passages, best first."""
        of_terms = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(field, term), boost))
            for term in dict.fromkeys(terms)
            for field, boost in self._boosts.items()
        ]
        return self._found(tantivy.Query.boolean_query(of_terms), k)[0]

    def saturation(self, term: str) -> tuple[list[int], list[float]]:
        """Every passage with a term, and what it adds to its score."""
        field = next(iter(self._boosts))
        return self._found(self._term(field, term), max(self._searcher.doc_freq(field, term), 1))

    def idf(self, term: str) -> int:
        """In how many passages it is, from which its rarity follows."""
        field = next(iter(self._boosts))
        return int(self._searcher.doc_freq(field, term))

    def _term(self, field: str, term: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, term, "freq")

    def _found(self, query: Any, k: int) -> tuple[list[int], list[float]]:
        hits = self._searcher.search(query, k, count=False).hits
        passages = self._searcher.fast_field_values("passage", [address for _, address in hits])
        return [int(id_ or 0) for id_ in passages], [score for score, _ in hits]


def build(variant: str, home: Path) -> dict[str, Any]:
    store = Store(places.store_file(home))
    ids = store.passage_ids()
    engine = Tantivy(home, variant)
    began = time.perf_counter()
    engine.write(map(engine.document_of, store.words(ids)))
    docs_s = len(ids) / (time.perf_counter() - began)
    store.close()
    return {"docs_s": docs_s, "disk": disk(engine.where), "index_memory": peak_mib()}


def given(variant: str, home: Path) -> dict[str, Any]:
    store = Store(places.store_file(home))
    (home / "given").mkdir(exist_ok=True)
    engine = Tantivy(home / "given", variant)
    documents = [engine.document_of(words) for words in store.words(store.passage_ids())]
    store.close()
    return {"docs_s": len(documents) / processor_s(partial(engine.write, documents))}


def search(variant: str, home: Path) -> dict[str, Any]:
    asked = questions_of(home)
    store = Store(places.store_file(home))

    def ask(engine: Tantivy, question: str) -> list[int]:
        return engine.search(tokens(question), K)

    def ask_for_texts(engine: Tantivy, question: str) -> None:
        for span in store.spans(ask(engine, question)).values():
            source = store.source(span.source)
            text = store.text(span.source) or ""
            assert source is not None
            assert text[span.start : span.end]

    engine = Tantivy(home, variant)
    ask(engine, "loads the stemmer")
    opening = partial(Tantivy, home, variant)
    found: dict[str, Any] = {"open": statistics.median(timed(opening) for _ in range(5))}
    for name, work in (("cold", ask), ("warm", ask), ("texts", ask_for_texts)):
        found[name] = spread([timed(partial(work, engine, question)) for question in asked])
    store.close()
    return found | {"search_memory": peak_mib()}


def add(variant: str, home: Path) -> dict[str, Any]:
    store = Store(places.store_file(home))
    engine = Tantivy(home, variant)

    def add(word: str) -> None:
        with store.transaction():
            store.put_document(loose(word, "A new passage", f"It holds the word {word}."), word)
        newest = store.passage_ids()[-1:]
        engine.write(map(engine.document_of, store.words(newest)))
        assert engine.search(tokens(word), K) == newest

    new = [word.format(variant[0]) for word in _NEW]
    add(new[0])
    taken = [timed(partial(add, word)) for word in new[1:]]
    store.close()
    return {"add": statistics.median(taken)}


def processor_s(work: Callable[[], object]) -> float:
    """Seconds of processor time that all threads together took."""
    began = time.process_time()
    work()
    return time.process_time() - began


def questions_of(home: Path) -> list[str]:
    return [question for (question,) in read_json(home / "questions")]


STEPS = {
    "build": build,
    "given": given,
    "search": search,
    "add": add,
}
