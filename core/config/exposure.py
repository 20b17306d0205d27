"""Whether others on this machine can read the configuration: it says where keys are to be had."""

from __future__ import annotations

import stat
from pathlib import Path

from hopyard.core.config.files import Loaded

_OTHERS = stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH


def exposed(path: Path) -> str:
    """What to know and to do about a file that others can read or change; empty for none, or no file."""
    try:
        about = path.stat()
    except OSError:
        return ""
    if not about.st_mode & _OTHERS:
        return ""
    done = "changed" if about.st_mode & (stat.S_IWGRP | stat.S_IWOTH) else "read"
    return f"{path} can be {done} by others. Run: chmod 600 {path}"


def exposed_command(loaded: Loaded) -> str:
    """As `exposed`, but only where the file names a command that prints a key: for a word at each start.

    Whoever may change such a file can have any command run.
    """
    in_file = f"file {loaded.path}"
    named = any(
        key.endswith(".key_command") and loaded.origins.get(key) == in_file and value
        for key, value in loaded.values().items()
    )
    return exposed(loaded.path) if named else ""
