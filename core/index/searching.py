"""Searches the library as it is on disk now, whoever wrote it last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from hopyard.core.index import home as places
from hopyard.core.index.dense import mark
from hopyard.core.index.health import Health, folder, health, serial
from hopyard.core.index.store import Store
from hopyard.core.question.quoted import quoted
from hopyard.core.values import Hit

if TYPE_CHECKING:
    from hopyard.core.index.chains.search import ChainSearch, Found
    from hopyard.core.index.dense.embedder import Embedder
    from hopyard.core.index.dense.likeness import Likeness
    from hopyard.core.index.ranking import Ranker
    from hopyard.core.index.whoosh_index import IndexReader

MAX_QUERY = 20_000
"""Characters of a query that are looked at."""

_CACHED_CHARS = 20_000_000


class Searcher:
    """Ranking over the latest whole state of the library, texts from the store. For one thread at a time.

    While a writer is at work, index and store differ: what it took out of the store is still in the index. So
    the last state in which they fit together is held fast, and searched until there is the next one. Only
    who opens a library that is being written gets what there is.

    Raises: LibraryError from every method; and what Whoosh raises when its files are damaged.
    """

    def __init__(self, home: Path, store: Store, embedder: Path | None = None) -> None:
        """`embedder`: the folder of the model that compares meanings; None for none."""
        self._home = home
        self._latest = store
        self._store = store
        """What is read: the state that is held, or the latest one while none is."""
        self._held: Store | None = None
        self._embedder = embedder
        self._model: Embedder | None = None
        self._likeness: Likeness | None = None
        self._likeness_of: tuple[Ranker, str] | None = None
        """For which state of the index it was opened, and by which mark."""
        self._version = -1
        self._serial = 0
        self._reader: IndexReader | None = None
        self._ranker: Ranker | None = None
        self._chains: ChainSearch | None = None
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._cached = 0

    def refresh(self) -> Health:
        """Take notice of what other processes wrote; says how the index then stands to the store.

        After any answer but `good` the next call looks again.
        """
        version = self._latest.version
        if version == self._version:
            return "good"
        state = self._go_on()
        if state == "damaged" and self._latest.version != version:
            state = "behind"  # the files are only newer than the state that was looked at
        if state != "damaged" and self._held is None:
            self._open()
        self._open_likeness()
        self._version = version if state == "good" else -1
        return state

    @property
    def lacking(self) -> bool:
        """Whether a file that makes searching fast was found missing or damaged."""
        return self._ranker is not None and self._ranker.lacking

    @property
    def lacks_vectors(self) -> bool:
        """Whether passages cannot be compared by meaning, or not all of them, though that is asked for."""
        if self._embedder is None or self._ranker is None or not self._ranker.n_live:
            return False
        return self._likeness is None or self._likeness.lacking

    def search(self, query: str, k: int) -> list[Hit]:
        """The best `k` passages for a question, best first, those of a chain together.

        A query of nothing but phrases in quotation marks finds passages that hold all of them word for word.

        Empty for a query without a token.
        """
        if self._chains is None:
            return []
        if quoted(query[:MAX_QUERY]).nothing_else:
            return self.search_quoted(query, k)
        found = self._chains.search(query[:MAX_QUERY], k)
        if not found:  # nothing but form words
            return self.search_words(query, k)
        hits = self._hits([(one.passage, one.value) for one in found])
        firsts = self._hits([(one.before, 0.0) for one in found if one.before is not None and one.name])
        why = {one.passage: _why(one, firsts) for one in found}
        return [msgspec.structs.replace(hit, why=why[id_]) for id_, hit in hits.items()]

    def search_quoted(self, query: str, k: int) -> list[Hit]:
        """As `search`, of the passages that hold word for word what a query puts in quotation marks.

        With nothing in quotation marks the same as `search`; else ranked by all words of the query.
        """
        phrases = quoted(query[:MAX_QUERY]).phrases
        if not phrases:
            return self.search(query, k)
        return self._search_words(query, k, phrases)

    def search_words(self, query: str, k: int) -> list[Hit]:
        """The best `k` passages by the words of a query alone; empty for one without a token."""
        return self._search_words(query, k)

    def _search_words(self, query: str, k: int, phrases: Sequence[str] = ()) -> list[Hit]:
        from hopyard.core.text.tokens import tokens  # noqa: PLC0415  # with a stemmer that loads slowly

        terms = tokens(query[:MAX_QUERY])
        if self._ranker is None or not terms:
            return []
        within = self._ranker.holding(phrases, self._store.words) if phrases else None
        return list(self._hits(self._ranker.search(terms, k, within)).values())

    def _hits(self, ranked: Sequence[tuple[int, float]]) -> dict[int, Hit]:
        """Ranked passages with their texts, by id, in order; those that are gone are left out."""
        spans = self._store.spans([id_ for id_, _ in ranked])
        hits: dict[int, Hit] = {}
        for id_, score in ranked:
            span = spans.get(id_)
            source = self._store.source(span.source) if span else None
            if span is None or source is None:  # removed since the index was opened
                continue
            text = self.text(source.id)[span.start : span.end]
            hits[id_] = Hit(msgspec.structs.replace(span, text=text), source, score)
        return hits

    def document_frequency(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many passages each term occurs in the body."""
        ranker = self._ranker
        return {term: ranker.document_frequency(term) if ranker else 0 for term in terms}

    def text(self, source: str) -> str:
        """The cleaned text of a source; empty if it is gone."""
        text = self._texts.pop(source, None)
        if text is None:
            text = self._store.text(source) or ""
            self._cached += len(text)
        self._texts[source] = text
        while self._cached > _CACHED_CHARS and len(self._texts) > 1:
            self._cached -= len(self._texts.popitem(last=False)[1])
        return text

    def close(self) -> None:
        """Let go of the index's files."""
        if self._reader is not None:
            self._reader.close()
        if self._held is not None:
            self._held.close()
        self._held = None
        self._store = self._latest
        self._reader = self._ranker = self._chains = None
        self._serial = 0
        self._version = -1  # the next refresh opens them again

    def _go_on(self) -> Health:
        """Go on to the latest state and hold it, if it is whole; says how it stands."""
        snapshot = Store(places.store_file(self._home))
        try:
            snapshot.hold()
            state = health(self._home, snapshot)
            if state == "good":
                state = self._go_on_to(snapshot)
            return state
        finally:
            if self._held is not snapshot:
                snapshot.close()

    def _go_on_to(self, snapshot: Store) -> Health:
        latest = serial(snapshot)
        reader, ranker = self._reader, self._ranker
        if latest != self._serial:
            try:
                reader, ranker = _opened(folder(self._home, snapshot))
            except Exception:  # Whoosh says of files that are damaged, or gone, whatever they make it say
                state = health(self._home, snapshot)
                if state == "good":
                    raise
                return state
        state = health(self._home, snapshot)
        if state != "good":  # a writer went on while the files were opened
            if reader is not None and reader is not self._reader:
                reader.close()
            return state
        if reader is self._reader:
            self._reader = None  # it stays open
        self.close()
        self._held = self._store = snapshot
        self._use(reader, ranker, latest)
        return "good"

    def _open(self) -> None:
        """Search what there is now, though it is not whole."""
        latest = serial(self._store)
        if latest == self._serial:
            return
        self.close()
        reader, ranker = _opened(folder(self._home, self._store))
        if reader is not None:
            self._use(reader, ranker, latest)

    def _use(self, reader: IndexReader | None, ranker: Ranker | None, of_serial: int) -> None:
        # Loaded on the first search: starting the program must not wait for it.
        from hopyard.core.index.chains.search import ChainSearch  # noqa: PLC0415

        self._reader, self._ranker = reader, ranker
        self._chains = ChainSearch(ranker, self._store) if ranker else None
        self._serial = of_serial

    def _open_likeness(self) -> None:
        """Take notice of vectors that were made since; the model is loaded at the first of them."""
        if self._embedder is None or self._ranker is None or self._chains is None:
            return
        now = (self._ranker, self._store.meta(mark.KEY))
        if now != self._likeness_of:
            from hopyard.core.index.dense.likeness import open_likeness  # noqa: PLC0415  # with numpy
            from hopyard.core.index.dense.static_model import identity_of, load  # noqa: PLC0415

            if self._model is None or self._model.identity != identity_of(self._embedder):
                self._model = load(self._embedder)
            passages, live = self._ranker.passages, self._ranker.live
            self._likeness = open_likeness(self._home, self._store, self._model, passages, live)
            self._likeness_of = now
        self._chains.likeness = self._likeness


def _opened(index: Path) -> tuple[IndexReader | None, Ranker | None]:
    """The index in a folder; None if there is none, or none built by our rules of cutting text yet."""
    from hopyard.core.index.ranking import Ranker  # noqa: PLC0415  # loaded on the first search, as above
    from hopyard.core.index.whoosh_index import WhooshIndex  # noqa: PLC0415

    if not index.is_dir():
        return None, None
    reader = WhooshIndex(index).reader()
    try:
        return reader, Ranker(reader)
    except BaseException:
        reader.close()
        raise


def _why(found: Found, firsts: Mapping[int, Hit]) -> str:
    """Which passage led to another, and by what; empty if the question's words did, or that one is gone."""
    from hopyard.core.index.naming import written  # noqa: PLC0415  # with a dictionary

    if found.by_meaning:
        return "close to the question in meaning"
    first = firsts.get(found.before) if found.before is not None and found.name else None
    if first is None:
        return ""
    title = first.source.title or first.source.path
    name = written(found.name, first.passage.text) or title
    return f"reached by “{name}” in {title}"
