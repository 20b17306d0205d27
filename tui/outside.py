"""Opens a source outside hopyard: by the system's opener, or by saying how where that would not be seen."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from hopyard.core.values import Source


class Way(NamedTuple):
    """How to open a source: a program to start, or, if there is none, what to tell the person."""

    command: tuple[str, ...]
    said: str


def way_to(
    source: Source,
    location: str,
    environ: Mapping[str, str],
    platform: str = sys.platform,
    *,
    trusted: bool = True,
) -> Way:
    """The way to a source; `location` is where in it to look. Looks whether a file is there.

    A path that is not `trusted` came with somebody else's session: it is said, and handed to no program.
    """
    is_page = urlsplit(source.path).scheme in ("http", "https")
    file = Path(source.path)
    if not is_page and not (file.is_absolute() and file.exists()):
        return Way((), f"There is no file {source.path} on this machine.")
    opener = _opener(environ, platform) if trusted else ""
    if opener:
        return Way((opener, source.path), f"Opening {source.path}; look at {location}.")
    if is_page:
        return Way((), f"Open {source.path} in a browser.")
    return Way((), f"Nothing here opens it; it is {shlex.quote(source.path)}, {location}")


def start(command: tuple[str, ...]) -> bool:
    """Start a program and leave it alone, its output unseen; whether it could be started."""
    quiet = subprocess.DEVNULL
    try:
        subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError:
        return False
    return True


def _opener(environ: Mapping[str, str], platform: str) -> str:
    """The system's opener; empty where the person would not see what it opens.

    Over SSH it would open on the other machine's screen. Without a display xdg-open starts a reader in this
    terminal, over ours.
    """
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return ""
    if platform == "darwin":
        return shutil.which("open") or ""
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return shutil.which("xdg-open", path=environ.get("PATH")) or ""
    return ""
