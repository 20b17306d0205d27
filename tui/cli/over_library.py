"""Opens what the screen works over, behind its first picture. Loaded then, with all that it needs."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from hopyard.core.config.files import Loaded
from hopyard.core.config.settings import Settings
from hopyard.core.index.library import Library
from hopyard.core.index.report import Progress, Summary
from hopyard.core.librarian import in_words
from hopyard.core.text.sanitize import sanitize_line
from hopyard.core.wiring import (
    check_this_version,
    make_librarian,
    make_workbench,
    open_library,
    refresh_library,
)
from hopyard.tui.cli.progress import notes_of, reading_line
from hopyard.tui.over import Over, Tell

_PAUSE_S = 0.25
"""How far reading is, is told at most this often."""
_PANES = ("hopyard.tui.at_work", "hopyard.tui.screens.session", "hopyard.tui.side_screens")


async def opened(
    loaded: Loaded, docs: Sequence[Path], tell: Tell, at_end: Callable[[Callable[[], object]], object]
) -> Over:
    """The library of the configuration, or that over `docs`, brought up to date.

    `at_end` is handed what closes the library, at once when it is open: from a thread.

    Raises: LibraryError, ConfigError or UsageError that says why it cannot be opened.
    """
    check_this_version(loaded.config, os.environ)
    library = await asyncio.to_thread(_open, loaded, docs, at_end)
    summary = await refresh_library(library, loaded.config, docs, os.environ, _Telling(tell))
    words = await asyncio.to_thread(lambda: in_words(len(library.sources()), library.n_passages()))
    return Over(
        make_workbench(loaded.config, library, os.environ, docs=docs),
        words,
        make_librarian(loaded.config, library, docs, os.environ),
        Settings(loaded, os.environ, partial(check_this_version, environ=os.environ)),
        _notes(summary),
    )


def _open(loaded: Loaded, docs: Sequence[Path], at_end: Callable[[Callable[[], object]], object]) -> Library:
    library = open_library(loaded.config, docs, os.environ)
    at_end(library.close)
    for name in _PANES:  # what shows it is needed next, and need not be loaded on the event loop
        import_module(name)
    return library


class _Telling:
    """Tells how far reading is, a few times a second."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told_at >= _PAUSE_S:
            self._told_at = now
            self._tell(reading_line(progress))


def _notes(summary: Summary | None) -> tuple[str, ...]:
    return tuple(map(sanitize_line, notes_of(summary)))
