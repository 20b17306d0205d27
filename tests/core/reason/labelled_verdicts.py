"""The labelled sentences, read for several tests. How they were labelled: docs/verification.md."""

from pathlib import Path
from typing import NamedTuple

SETS = ("verdicts_en.txt", "verdicts_zh.txt")

LATER = tuple(
    f"verdicts_{when}_{language}.txt"
    for when in ("fresh", "blind", "last", "final")
    for language in ("en", "zh")
)
"""Written one after the other, each measured once before anything was changed for it."""


class Pair(NamedTuple):
    language: str
    passage: str
    kept: bool
    """Of the half that no rule was tuned on: every second passage of a file."""
    kind: str
    carried: bool
    sentence: str


def pairs(names: tuple[str, ...] = SETS) -> list[Pair]:
    """All pairs of some files, in their order."""
    return [pair for name in names for pair in _read(name)]


def _read(name: str) -> list[Pair]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    found = []
    for number, block in enumerate(text.split("\n@ ")[1:]):
        lines = block.splitlines()[1:]
        passage = "\n".join(line for line in lines if line[:2] not in ("+ ", "- "))
        for line in lines:
            if line[:2] in ("+ ", "- "):
                kind, _, sentence = line[2:].partition(": ")
                language = name.rpartition("_")[2].removesuffix(".txt")
                found.append(Pair(language, passage, number % 2 == 1, kind, line[0] == "+", sentence))
    return found
