"""What the processes are given that read hostile files and pages: no key, and no more memory than a bound."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

import hopyard.core

_TOLD = {"PATH", "HOME", "LANG", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV"}


def child_environment() -> dict[str, str]:
    """What a process is told of the environment: no key of a web service, because it reads hostile files."""
    told = {name: value for name, value in os.environ.items() if name in _TOLD or name.startswith("LC_")}
    # The package that runs here, also from an editable checkout that the process would not find by itself.
    told["PYTHONPATH"] = str(Path(hopyard.core.__file__ or "").parents[2])
    # numpy's library for matrices, which nothing here uses, would take memory for a thread of each core.
    told["OPENBLAS_NUM_THREADS"] = "1"
    return told


def bound_memory(most_bytes: int) -> None:
    """Bound the address space of this process, where the system can."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
    with suppress(ValueError, OSError):  # not every system bounds it
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def own_stdout() -> int:
    """The real stdout for our messages alone; whatever a library prints goes to stderr."""
    ours = os.dup(1)
    os.dup2(2, 1)
    return ours
