"""What hopyard itself says of an answer, in the language of the question. Pure.

Texts are written in English where they are made; `telling.tsv` has each of them in Chinese. Quotes are never
translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

_HOLE = re.compile(r"\{\d?\}")


@cache
def wordings() -> dict[str, str]:
    """Each text that is said, with `{}` for what varies, and what it is in Chinese."""
    text = resources.files("hopyard.core.reason").joinpath("telling.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {english: chinese for english, chinese in rows}


def tell(chinese: bool, text: str, *words: str) -> str:
    """A text of `wordings`, its holes filled, in Chinese or in English.

    Raises: KeyError for a text that has no Chinese wording.
    """
    return (wordings()[text] if chinese else text).format(*words)


def retold(text: str, chinese: bool) -> str:
    """A text that was said in English already, in Chinese if that is wanted and known."""
    if not chinese:
        return text
    for pattern, wording in _patterns():
        if found := pattern.fullmatch(text):
            return wording.format(*(wordings().get(group, group) for group in found.groups()))
    return text


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What each text looks like when it is filled; those with the most words of their own first."""
    by_length = sorted(wordings().items(), key=lambda row: -len(_HOLE.sub("", row[0])))
    return tuple(
        (re.compile("(.+?)".join(map(re.escape, _HOLE.split(english))), re.DOTALL), chinese)
        for english, chinese in by_length
    )


def listed(words: Iterable[str], chinese: bool) -> str:
    """Words one after the other: `[1] and [2]`, `[1]、[2]`."""
    said = list(words)
    if chinese or len(said) < 2:
        return "、".join(said)
    return f"{', '.join(said[:-1])} and {said[-1]}"
