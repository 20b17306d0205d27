"""Times indexing and asking over a folder: `python bench/answers.py FOLDER QUESTION`.

Prints a table for docs/performance.md. Process times are whole processes less a bare interpreter's start,
measured in turn within one run; each figure is the median of the repeats, with the smallest and largest.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

HOPYARD = [sys.executable, "-m", "hopyard.tui"]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("question")
    parser.add_argument("--repeats", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "HOPYARD_HOME": home}
        ask = [*HOPYARD, "ask", given.question, "--docs", str(given.folder), "--json"]
        add = [*HOPYARD, "index", "add", str(given.folder)]

        def forget() -> None:
            shutil.rmtree(Path(home) / "data" / "library", ignore_errors=True)

        bare = timed(lambda: process([sys.executable, "-c", "pass"], environ), given.repeats)
        start = statistics.median(bare)
        cold = timed(lambda: process(add, environ), given.repeats, before=forget)
        again = timed(lambda: process(add, environ), given.repeats)
        process(ask, environ)
        warm = timed(lambda: process(ask, environ), given.repeats)
        inside = asyncio.run(inside_an_engine(Path(home), given.folder, given.question, given.repeats))
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {date.today()}\n"
    )
    print("| what | median s | min | max |\n| --- | --- | --- | --- |")
    row("a bare interpreter", bare)
    row("`index add`, from nothing, less the bare interpreter", [one - start for one in cold])
    row("`index add` again, nothing changed, less the bare interpreter", [one - start for one in again])
    row("`ask`, warm, less the bare interpreter", [one - start for one in warm])
    row("the same question inside a running engine", inside)


def timed(work: Callable[[], None], repeats: int, before: Callable[[], None] | None = None) -> list[float]:
    """Seconds that each of the repeats took."""
    taken = []
    for _ in range(repeats):
        if before is not None:
            before()
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return taken


def process(command: list[str], environ: dict[str, str]) -> None:
    """Run a command to its end; its exit code must be 0."""
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def inside_an_engine(home: Path, folder: Path, question: str, repeats: int) -> list[float]:
    """Seconds from a question to its answer, with everything open."""
    from hopyard.core.config import Config
    from hopyard.core.headless import run_headless
    from hopyard.core.wiring import make_workbench, open_library, refresh_library

    environ = {"HOPYARD_HOME": str(home)}
    library = open_library(Config(), [folder], environ)
    await refresh_library(library, Config(), [folder], environ)
    workbench = make_workbench(Config(), library, environ)
    taken = []
    for _ in range(repeats + 1):
        began = time.perf_counter()
        state = await run_headless(workbench.start(question), None, lambda *_: None)
        taken.append(time.perf_counter() - began)
        assert state.answer is not None
    workbench.close()
    return taken[1:]


def row(what: str, seconds: list[float]) -> None:
    """Print one row."""
    print(f"| {what} | {statistics.median(seconds):.3f} | {min(seconds):.3f} | {max(seconds):.3f} |")


if __name__ == "__main__":
    main()
