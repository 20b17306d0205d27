"""How fast quantities are read: `python -m bench.quantities [FILE...]`, in MB of UTF-8 a second on one core.

Without files: the fictional library that is shipped, over and over, its digits changed each time so that
nothing is remembered. The same run goes through the text in a plain Python loop; the ratio of both
times depends little on the machine.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from hopyard.core.reason.claims import claims
from hopyard.core.text.quantities import parse

_ROUNDS = 5
_SIZE = 1_000_000


def _text(files: list[str]) -> str:
    if files:
        return "\n".join(Path(file).read_text(encoding="utf-8", errors="replace") for file in files)
    folder = resources.files("hopyard.core.sample").joinpath("library")
    once = "\n".join(file.read_text(encoding="utf-8") for file in folder.iterdir() if file.is_file())
    chance = random.Random(8)
    parts: list[str] = []
    size = 0
    while size < _SIZE:
        parts.append(re.sub("[1-9]", lambda _: str(chance.randint(1, 9)), once))
        size += len(parts[-1].encode())
    return "\n".join(parts)


def _loop(text: str) -> int:
    total = 0
    for char in text:
        total += char == "年"
    return total


def _seconds(run: Callable[[str], object], text: str) -> float:
    times = []
    for _ in range(_ROUNDS):
        begun = time.process_time()
        run(text)
        times.append(time.process_time() - begun)
    return statistics.median(times)


def main() -> None:
    """Print one line for each."""
    text = _text(sys.argv[1:])
    size = len(text.encode()) / 1e6
    found = len(parse(text))
    reference = _seconds(_loop, text)
    print(f"{size:.2f} MB, {len(text):,} characters, {found:,} found, {found / size / 1000:.1f} in a KB")
    for name, run in (("a plain loop", _loop), ("parse", parse), ("claims", claims)):
        taken = _seconds(run, text)
        print(f"{name}: {size / taken:.2f} MB/s, {taken / reference:.1f} times the plain loop")


if __name__ == "__main__":
    main()
