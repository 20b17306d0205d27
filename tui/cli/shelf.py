"""Finds the session that a command is about: one of the person's own, or one that was sent in a pack."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hopyard.core.config import Config
from hopyard.core.locations import sessions_folder
from hopyard.core.sessions.log import EVENTS_FILE
from hopyard.core.sessions.pack import SUFFIX, opened
from hopyard.core.sessions.shelf import Shelf
from hopyard.tui.cli.options import configure


def shelf(config_path: Path | None) -> Shelf:
    """The sessions of the configuration in force. Raises: ConfigError."""
    return shelf_of(configure(config_path).config)


def shelf_of(config: Config) -> Shelf:
    """The sessions of a configuration. Raises: ConfigError."""
    return Shelf(sessions_folder(os.environ, config.sessions.path))


@contextmanager
def session_folder(name: str, config_path: Path | None) -> Iterator[Path]:
    """The folder of a session of the person's own, or of one in a pack, for as long as the block lasts.

    `name` is that folder itself, a file if it ends with `.hopyard` or holds a `/`, else the id of a session.
    Raises: UsageError if there is none; PackError; LogError; ConfigError.
    """
    if (Path(name) / EVENTS_FILE).is_file():
        yield Path(name)
    elif name.endswith(SUFFIX) or os.sep in name:
        with opened(Path(name)) as folder:
            yield folder
    else:
        yield shelf(config_path).find(name)


def counted(n: int, one: str) -> str:
    """`1 hop`, `2 hops`."""
    return f"{n:,} {one}" if n == 1 else f"{n:,} {one}s"
