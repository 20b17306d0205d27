"""The library as rows and lines: folders with counts, what is left out and why, how far indexing is. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import ClassVar

from hopyard.core.errors import HopyardError
from hopyard.core.index.report import Folder, Problem, Progress, Summary
from hopyard.core.librarian import Job, Librarian, Outcome, Standing, in_words
from hopyard.tui.render import Line, line
from hopyard.tui.widgets.lines import Row
from hopyard.tui.widgets.table import Column, TableView, cells_of

FOLDER, PROBLEM = "folder:", "problem:"
"""How the keys of rows begin; the path follows."""
_BAR_CELLS = 20
_MOST_LISTED = 2_000
"""Files that are listed: a folder of pictures can leave out a hundred thousand, and keys must not wait."""
_DOING = {"add": "Adding", "update": "Bringing up to date", "remove": "Taking out", "rebuild": "Rebuilding"}


def matches(wanted: str, *texts: str) -> bool:
    """Whether the texts hold every word that is wanted, capitals and full-width forms aside."""
    words = _folded(wanted).split()
    if not words:
        return True
    said = _folded(" ".join(texts))
    return all(word in said for word in words)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def library_rows(
    standing: Standing, wanted: str = "", last: Outcome | None = None, *, busy: bool = False
) -> list[Row]:
    """Folders, notes, and the files that are left out; only those that match `wanted`.

    `busy` says that this very program is writing the library, so that a note on a writer is none.
    """
    status, folders = standing.status, standing.folders
    shown = [folder for folder in folders if matches(wanted, folder.path)]
    rows = [_head(), *map(_folder_row, shown)] if shown else []
    if not folders:
        rows = [Row("none", line("No folders yet."), choosable=False)]
    rows += [
        Row(f"note {n}", line((note, "warn")), hang=2) for n, note in enumerate(_notes(standing, last, busy))
    ]
    problems = status.problems
    found = [one for one in problems if matches(wanted, one.path, one.status, one.reason)]
    if problems:
        count = f"{len(found):,} of {len(problems):,}" if wanted.strip() else f"{len(problems):,}"
        title = f"Left out: {count} {'file' if len(problems) == 1 else 'files'}"
        rows += [Row("gap", (), choosable=False)] if rows else []
        rows.append(Row("left out", line((title, "strong")), choosable=False))
    listed = found[:_MOST_LISTED]
    names = short_names([one.path for one in listed], [folder.path for folder in folders])
    rows += [_problem_row(one, name) for one, name in zip(listed, names, strict=True)]
    if len(found) > len(listed):
        more = f"... and {len(found) - len(listed):,} more; the filter finds them."
        rows.append(Row("more", line((more, "muted")), choosable=False))
    if wanted.strip() and not shown and not found:
        rows.append(
            Row("nothing", line((f"Nothing here holds “{wanted.strip()}”.", "muted")), choosable=False)
        )
    return rows


def _head() -> Row:
    titles = [(title, "muted") for title in ("files", "skipped", "failed", "passages")]
    return Row(FOLDER, cells_of(("Folders", "strong"), *titles), choosable=False)


def _folder_row(folder: Folder) -> Row:
    counts = (folder.n_indexed, folder.n_skipped, folder.n_failed, folder.n_passages)
    styles = ("", "muted", "bad" if folder.n_failed else "muted", "")
    pieces = cells_of(folder.path, *((f"{n:,}", style) for n, style in zip(counts, styles, strict=True)))
    return Row(FOLDER + folder.path, pieces)


def _problem_row(problem: Problem, name: str) -> Row:
    style = "bad" if problem.status == "failed" else "muted"
    return Row(PROBLEM + problem.path, cells_of((problem.status, style), name, (problem.reason, "muted")))


def _notes(standing: Standing, last: Outcome | None, busy: bool) -> list[str]:
    notes = [] if busy else list(standing.status.notes)
    if last is not None and last.error is not None:
        notes.insert(0, error_text(last.error))
    elif last is not None and last.summary is not None:
        notes += [note for note in last.summary.notes if note not in notes]
    return notes


def error_text(error: Exception) -> str:
    """An error in words; one without a name with its type."""
    return str(error) if isinstance(error, HopyardError) else f"A defect: {type(error).__name__}: {error}"


def short_names(paths: Sequence[str], folders: Sequence[str]) -> list[str]:
    """Each path as it stands in its folder; with several folders, the folder's own name before it."""
    tops = sorted(folders, key=len, reverse=True)
    return [_short_name(path, tops) for path in paths]


def _short_name(path: str, tops: Sequence[str]) -> str:
    for top in tops:
        if path.startswith(top.rstrip("/") + "/"):
            inner = path[len(top.rstrip("/")) + 1 :]
            return inner if len(tops) == 1 else f"{PurePath(top).name}/{inner}"
    return path


def totals(standing: Standing) -> list[Line]:
    """The library in numbers."""
    status = standing.status
    return [line(in_words(status.n_sources, status.n_passages)), line(f"{status.n_bytes / 1e6:,.1f} MB")]


def counted(folder: Folder) -> str:
    """What a folder holds, in words."""
    counts = ((folder.n_indexed, "file"), (folder.n_passages, "passage"))
    return ", ".join(f"{n:,} {what}{'s' * (n != 1)}" for n, what in counts)


def work_parts(librarian: Librarian) -> list[Line]:
    """What is being done and how far it is; or how the last job ended."""
    job, progress = librarian.job, librarian.progress
    if job is None:
        return [] if librarian.last is None else [outcome_line(librarian.last)]
    waiting = [line((f"{len(librarian.waiting)} more waiting", "muted"))] if librarian.waiting else []
    if progress is None or not progress.total:
        return [line((f"{_DOING[job.task]} {_names(job)}".strip() + " ...", "accent")), *waiting]
    parts = [line((bar(progress), "accent"), f" {progress.done:,}/{progress.total:,} {_unit(progress)}")]
    if librarian.n_failed:
        parts.append(line((f"{librarian.n_failed:,} failed", "bad")))
    name = PurePath(progress.path).name
    return [*parts, *waiting, *([line((name, "muted"))] if name else [])]


def short_work(librarian: Librarian) -> str:
    """How far indexing is, in two words; empty when nothing is done."""
    progress = librarian.progress
    if librarian.job is None:
        return ""
    if progress is None or not progress.total:
        return "indexing"
    return f"indexing {progress.done:,}/{progress.total:,} {_unit(progress)}"


def bar(progress: Progress, cells: int = _BAR_CELLS) -> str:
    """How far a job is, drawn with plain characters: `[#####-----]`."""
    full = min(cells, cells * progress.done // max(1, progress.total))
    return f"[{'#' * full}{'-' * (cells - full)}]"


def _unit(progress: Progress) -> str:
    return "passages" if progress.status == "indexing" else "files"


def _names(job: Job) -> str:
    return ", ".join(path.name or str(path) for path in job.paths) or ("all" if job.task == "update" else "")


def outcome_line(outcome: Outcome) -> Line:
    """How a job ended, in a line."""
    if outcome.stopped:
        return line(("Stopped. What was read by then is searched.", "warn"))
    if outcome.summary is None:
        return line(("That failed: ", "bad"), error_text(outcome.error or Exception("unknown")))
    return line(("Done: ", "good"), summary_words(outcome.summary, outcome.job))


def summary_words(summary: Summary, job: Job) -> str:
    """What a job did, in words."""
    if job.task == "rebuild":
        return f"the index was built again in {summary.elapsed_s:.1f} s"
    counts: Mapping[str, int] = {
        "added": summary.added,
        "changed": summary.changed,
        "removed": summary.removed,
        "unchanged": summary.unchanged,
        "skipped": summary.skipped,
        "failed": summary.failed,
    }
    told = ", ".join(f"{n:,} {what}" for what, n in counts.items() if n)
    return f"{told or 'no files'}, in {summary.elapsed_s:.1f} s"


def folder_facts(folder: Folder, comes_from: str) -> list[Row]:
    """All about a folder, to read."""
    facts = [
        ("path", folder.path),
        ("comes from", comes_from),
        ("files indexed", f"{folder.n_indexed:,}"),
        ("skipped", f"{folder.n_skipped:,}"),
        ("failed", f"{folder.n_failed:,}"),
        ("passages", f"{folder.n_passages:,}"),
    ]
    return [_fact(name, text) for name, text in facts]


def problem_facts(problem: Problem) -> list[Row]:
    """All about a file that is left out, to read."""
    return [_fact("path", problem.path), _fact("status", problem.status), _fact("reason", problem.reason)]


def _fact(name: str, text: str) -> Row:
    return Row(name, line((f"{name}: ", "muted"), text), hang=2)


class LibraryTable(TableView):
    """Folders and files in columns."""

    COLUMNS: ClassVar[Mapping[str, Sequence[Column]]] = {
        "folder": (
            Column(14, share=1, keep_end=True),
            Column(6, right=True),
            Column(7, right=True),
            Column(6, right=True),
            Column(8, right=True),
        ),
        "problem": (Column(7), Column(16, share=2, keep_end=True), Column(16, share=3)),
    }
