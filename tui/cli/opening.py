"""Opens what a command works on: the configuration's library, brought up to date, and a workbench over it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hopyard.core.config import Config
from hopyard.core.index.library import Library
from hopyard.core.wiring import check_not_empty, check_this_version, open_library, refresh_library
from hopyard.tui.cli.options import existing, run
from hopyard.tui.cli.progress import indexing, tell_notes


@contextmanager
def library(config: Config, docs: Sequence[Path], *, may_be_empty: bool = False) -> Iterator[Library]:
    """An up-to-date library, closed at the end of the block.

    Raises: UsageError for a path that is not there; LibraryError if the library cannot be used, or is empty
    and may not be: with the web it may.
    """
    check_this_version(config, os.environ)
    opened = open_library(config, existing(docs), os.environ)
    try:
        with indexing() as line:
            summary = run(refresh_library(opened, config, docs, os.environ, line))
        tell_notes(summary)
        if not may_be_empty and not config.web.enabled:
            check_not_empty(opened)
        yield opened
    finally:
        opened.close()
