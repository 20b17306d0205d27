"""Progress of long work on standard error: one line that is overwritten on a terminal, none in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from hopyard.core.index.report import Progress, Summary
from hopyard.core.text.sanitize import sanitize_line

_WIDTH = 72
_PAUSE_S = 0.1


def reading_line(progress: Progress) -> str:
    """How far reading is, on a line, with the name of the file."""
    name = sanitize_line(progress.path).rsplit("/", 1)[-1]
    return f"Reading {progress.done}/{progress.total} {name}"[:_WIDTH]


class IndexingLine:
    """Shows how far indexing is."""

    def __init__(self) -> None:
        self._shown_at = 0.0
        self._on = sys.stderr.isatty()

    def __call__(self, progress: Progress) -> None:
        """Show one step, at most ten a second."""
        now = time.monotonic()
        if not self._on or now - self._shown_at < _PAUSE_S:
            return
        self._shown_at = now
        click.echo(f"\r\x1b[K{reading_line(progress)}", err=True, nl=False)

    def clear(self) -> None:
        """Take the line away."""
        if self._on and self._shown_at:
            click.echo("\r\x1b[K", err=True, nl=False)


@contextmanager
def indexing() -> Iterator[IndexingLine]:
    """A progress line for the length of a block."""
    line = IndexingLine()
    try:
        yield line
    finally:
        line.clear()


def tell_notes(summary: Summary | None) -> None:
    """Say what a person should know of a run: nothing found, index repaired, files that cannot be read."""
    for note in notes_of(summary):
        click.echo(sanitize_line(note), err=True)


def notes_of(summary: Summary | None) -> list[str]:
    """What a person should know of a run, a sentence each."""
    if summary is None:
        return []
    if not summary.failed:
        return list(summary.notes)
    files = "file" if summary.failed == 1 else "files"
    return [
        *summary.notes,
        f"{summary.failed} {files} cannot be read; `hopyard index status` with the same options lists them.",
    ]
