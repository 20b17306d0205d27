"""What is kept of a passage before any question is asked: its names, whom it mentions, its years. Pure.

Kept with each passage when it is stored, so that following a chain from one passage to the next needs no text
to be taken apart while somebody waits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

Key = tuple[str, ...]
"""A name as its tokens: two ways to write it that give the same tokens are the same name."""

YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
MAX_NAME = 8
"""Tokens of the longest name that counts as one."""
_LIGHT = frozenset(("the", "a", "an", "of", "and", "in", "on", "at", "for", "to", "by"))


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a passage."""

    words: str
    """The tokens of its text in order, with a space between two."""
    called: tuple[str, ...]
    """The content tokens of the name it goes by first: title, heading or subject; may be empty."""
    names: tuple[tuple[Key, float], ...]
    """What it is called, and how surely, from 0 to 1."""
    mentions: tuple[Key, ...]
    """Other names it writes out, in order of appearance."""
    years: tuple[str, ...]
    dated: bool
    """Whether it holds a year or date."""
    counted: bool
    """Whether it holds a figure."""


def content(key: Key) -> frozenset[str]:
    """The words of a name without those that only join others."""
    return frozenset(word for word in key if word not in _LIGHT)


def parts_of(key: Key) -> Iterator[Key]:
    """The name and every run of its tokens that may be a name itself, longest first."""
    for length in range(min(len(key), MAX_NAME), 0, -1):
        for start in range(len(key) - length + 1):
            yield key[start : start + length]
