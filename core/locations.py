"""The folders hopyard keeps things in, worked out from the environment alone: the one place that knows them.

The XDG Base Directory Specification, version 0.8, on every system; `HOPYARD_HOME` puts everything under one
folder instead. Written out rather than taken from platformdirs, which reads the environment of the process
and so cannot be a function of a mapping. Nothing is made here but by `private_folder`.
"""

from __future__ import annotations

import hashlib
import os
import pwd
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from hopyard.core.errors import ConfigError

Kind = Literal["config", "data", "cache", "state"]

_XDG: Mapping[Kind, tuple[str, str]] = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def folder(kind: Kind, environ: Mapping[str, str]) -> Path:
    """Hopyard's folder of a kind; absolute, and it need not exist.

    With `HOPYARD_HOME` the configuration lies in that folder itself, the others one below it, by name.

    Raises: ConfigError if there is no home folder to put it in.
    """
    own = environ.get("HOPYARD_HOME", "")
    if own:
        root = Path(os.path.abspath(expand(own, environ)))
        return root if kind == "config" else root / kind
    variable, usual = _XDG[kind]
    given = environ.get(variable, "")
    # The specification: a relative path here is invalid and to be ignored.
    base = Path(given) if os.path.isabs(given) else _home(environ) / usual
    return base / "hopyard"


def config_file(environ: Mapping[str, str]) -> Path:
    """The configuration where no `--config` names another."""
    return folder("config", environ) / "config.toml"


def library_folder(environ: Mapping[str, str]) -> Path:
    """Where the person's own library lives: passage store and index."""
    return folder("data", environ) / "library"


def sessions_folder(environ: Mapping[str, str], configured: str = "") -> Path:
    """Where sessions are kept: `configured`, the value of `[sessions] path`, if it is not empty."""
    return expand(configured, environ) if configured else folder("data", environ) / "sessions"


def docs_folder(paths: Iterable[Path], environ: Mapping[str, str]) -> Path:
    """Where the index over the paths of `--docs` is cached; their order and spelling do not matter.

    The name is 128 bits of the SHA-256 of the resolved paths, sorted, each ended by a NUL.
    """
    resolved = sorted({os.fsencode(os.path.realpath(path)) for path in paths})
    digest = hashlib.sha256(b"".join(path + b"\0" for path in resolved))
    return folder("cache", environ) / "docs" / digest.hexdigest()[:32]


def expand(text: str, environ: Mapping[str, str]) -> Path:
    """A configured path, with a leading `~` as the home folder.

    Raises: ConfigError if `~` is used and there is no home folder.
    """
    first, slash, rest = text.partition("/")
    if first != "~":
        return Path(text)
    return _home(environ) / rest if slash else _home(environ)


def private_folder(path: Path) -> Path:
    """Make a folder and its missing parents, for the person alone (0700); one that exists is left as it is.

    Raises: ConfigError if it cannot be made.
    """
    try:
        missing = [one for one in (path, *path.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(mode=0o700, exist_ok=True)
        if not path.is_dir():
            raise NotADirectoryError(f"{path} is a file")
    except OSError as error:
        raise ConfigError(
            f"Cannot make the folder {path}: {error.strerror or error}.", "Choose another with HOPYARD_HOME."
        ) from None
    return path


def _home(environ: Mapping[str, str]) -> Path:
    given = environ.get("HOME", "")
    if os.path.isabs(given):
        return Path(given)
    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        raise ConfigError(
            "There is no home folder.", "Set HOME, or HOPYARD_HOME for hopyard alone."
        ) from None
