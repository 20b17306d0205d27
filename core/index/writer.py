"""What the worker process does: reads files into the store and brings the index in step, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from hopyard.core.documents.limits import ReadLimits
from hopyard.core.errors import LibraryError
from hopyard.core.index import home as places
from hopyard.core.index.health import WHY, health, mark_behind, serial
from hopyard.core.index.intake import Pending, Read, loose, take_in
from hopyard.core.index.plan import Find, Plan, make_plan
from hopyard.core.index.report import Progress, Summary
from hopyard.core.index.store import LOOSE, FileRow, Store
from hopyard.core.index.sync import COMMIT_EVERY, bring_in_step, mend_counts

Tell = Callable[[Progress], object]

STORE_EVERY = 2_000
"""Passages in one transaction of the store."""
STORE_CHARS = 10_000_000
"""Characters of text in one transaction of the store."""


class Writer:
    """Changes a library; the caller holds its lock.

    Raises: LibraryError from every method when store or index cannot be written. What was stored stays, and
    the next run goes on from there.
    """

    def __init__(self, home: Path, tell: Tell, embedder: Path | None = None) -> None:
        self._home = home
        self._embedder = embedder
        self._store = Store(places.store_file(home))
        self._tell = tell
        self._notes: list[str] = []

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def mend(self) -> Summary:
        """Bring the index in step if it is not, and make files beside it again that were lost."""
        self._mend()
        self._embed(closely=True)
        if not serial(self._store):
            return self._summary()
        if health(self._home, self._store, closely=True) == "damaged":  # nothing may be made out of that
            bring_in_step(self._home, self._store, self._indexing, from_scratch=True)
            self._notes.append(WHY["damaged"])
        else:
            mend_counts(self._home, self._store)
        return self._summary()

    def rebuild(self) -> Summary:
        """Build the index again from the store."""
        state = health(self._home, self._store)
        self._embed(closely=True)
        bring_in_step(self._home, self._store, self._indexing, from_scratch=True)
        self._notes.append(WHY[state])
        return self._summary()

    def add(
        self, roots: Sequence[str], find: Find, read: Read, limits: ReadLimits, crashed: dict[str, str]
    ) -> Summary:
        """Make the library hold what these folders and files hold now.

        `crashed` are files that an earlier worker did not survive, with the reason to be kept for each.
        Files added, changed and removed are told one by one but not counted in the summary: this worker may
        be the last of several, and only who started them saw all.
        """
        self._mend(quietly=bool(crashed))
        plan = make_plan(self._store, roots, find, limits)
        known = self._store.files(roots)
        self._settle(plan, known)
        self._tell_removed(plan)
        waiting: list[Pending] = []
        unindexed = touched = 0
        for done, seen in enumerate(plan.read):
            self._tell(Progress(done, len(plan.read), seen.path, "reading"))
            one = take_in(seen, known.get(seen.path), read, limits, crashed)
            self._tell(Progress(done + 1, len(plan.read), seen.path, one.outcome, one.row.reason))
            touched += one.outcome == "unchanged"
            waiting.append(one)
            if _is_full(waiting):
                unindexed += self._keep(waiting)
                waiting = []
            if unindexed >= COMMIT_EVERY:
                self._mend(quietly=True)
                unindexed = 0
        self._keep(waiting)
        self._mend(quietly=True)
        rows = self._store.files(roots).values()
        return self._summary(
            unchanged=plan.n_unchanged + touched,
            skipped=sum(row.status == "skipped" for row in rows),
            failed=sum(row.status == "failed" for row in rows),
        )

    def remove(self, root: str) -> Summary:
        """Forget a folder or file that was added, with everything below it.

        Raises: LibraryError if the library knows nothing of it.
        """
        self._mend()
        rows = list(self._store.files([root]).values())
        roots = self._store.roots()
        if not rows and root not in roots:
            raise LibraryError(
                f"The library holds nothing from {root}.", "See what it holds with: hopyard index status"
            )
        with self._store.transaction():
            self._store.forget_roots(root)
            self._forget(rows)
        self._mend(quietly=True)
        above = [other for other in roots if Path(other) in Path(root).parents]
        if above:
            self._notes.append(f"It lies under {above[0]}: adding that folder again brings it back.")
        return self._summary(removed=sum(row.status == "indexed" for row in rows))

    def add_passages(self, passages: Iterable[tuple[str, str, str]]) -> Summary:
        """Keep loose passages, (id, title, text), each a source of its own whose path is the id."""
        self._mend()
        known = {source.path: source.id for source in self._store.sources() if source.kind == LOOSE}
        added = changed = unchanged = 0
        with self._store.transaction():
            for id_, title, text in passages:
                document = loose(id_, title, text)
                before = known.get(id_)
                if before == document.id:
                    unchanged += 1
                    continue
                if before is None:
                    added += 1
                else:
                    changed += 1
                    self._store.drop_sources([before])
                self._store.put_document(document, id_)
                known[id_] = document.id
            if added or changed:
                mark_behind(self._store)
        self._mend(quietly=True)
        return self._summary(added=added, changed=changed, unchanged=unchanged)

    def _settle(self, plan: Plan, known: dict[str, FileRow]) -> None:
        """Store what a look at the folders told without reading a file."""
        before = [known[one.path] for one in plan.skip if one.path in known]
        with self._store.transaction():
            for root in plan.roots:
                self._store.add_root(root)
            self._forget([*plan.gone, *before])
            self._store.put_files(
                FileRow(one.path, one.root, one.size, one.mtime_ns, plan.at_ns, "", "skipped", one.skipped)
                for one in plan.skip
            )
            self._store.put_files(row._replace(seen_ns=plan.at_ns) for row in plan.settled)

    def _forget(self, rows: Sequence[FileRow]) -> None:
        sources = [row.source for row in rows if row.source]
        self._store.drop_files(row.path for row in rows)
        self._store.settle_sources(sources)
        if sources:
            mark_behind(self._store)

    def _keep(self, waiting: Sequence[Pending]) -> int:
        """Store what was read, as one transaction; returns the number of its passages."""
        sources: set[str] = set()
        with self._store.transaction():
            for one in waiting:
                sources |= one.sources
                if one.document is not None:
                    self._store.put_document(one.document, one.row.path)
            self._store.put_files(one.row for one in waiting)
            self._store.settle_sources(sources)
            if sources:
                mark_behind(self._store)
        return sum(len(one.document.passages) for one in waiting if one.document)

    def _mend(self, *, quietly: bool = False) -> None:
        self._embed()  # first: whoever finds a passage in the index finds its vector
        state = health(self._home, self._store)
        if state == "good":
            return
        bring_in_step(self._home, self._store, self._indexing)
        if not quietly:
            self._notes.append(WHY[state])

    def _embed(self, *, closely: bool = False) -> None:
        if self._embedder is None:
            return
        from hopyard.core.index.dense.keeping import keep_vectors  # noqa: PLC0415  # with numpy

        keep_vectors(self._home, self._store, self._embedder, self._indexing, closely=closely)

    def _summary(self, **counts: int) -> Summary:
        return Summary(**counts, n_passages=self._store.n_passages(), notes=tuple(self._notes))

    def _tell_removed(self, plan: Plan) -> None:
        for row in plan.gone:
            if row.status == "indexed":
                self._tell(Progress(0, len(plan.read), row.path, "removed"))

    def _indexing(self, done: int, total: int) -> None:
        self._tell(Progress(done, total, "", "indexing"))


def _is_full(waiting: Sequence[Pending]) -> bool:
    documents = [one.document for one in waiting if one.document]
    n_passages = sum(len(document.passages) for document in documents)
    return n_passages >= STORE_EVERY or sum(len(document.text) for document in documents) >= STORE_CHARS
