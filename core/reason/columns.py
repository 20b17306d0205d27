"""The columns of a table's row, and which of its cells bears what a question means. Pure."""

from __future__ import annotations

from hopyard.core.question.names import Name
from hopyard.core.text.quantities import Mention
from hopyard.core.text.tokens import tokens

_ANOTHERS = 0.3
"""What a cell counts where another column bears the name or word that is meant."""


def columns_of(sentence: str, heading: str) -> list[str]:
    """The names of a row's columns, one for each cell; empty where they cannot be told."""
    if "\t" not in sentence:
        return []
    names = heading.rpartition("|")[2]
    cells = sentence.count("\t") + 1
    for columns in (names.split("\t"), names.split()):
        if len(columns) == cells:
            return columns
    return []


def column_share(
    sentence: str, mention: Mention, columns: list[str], meant: tuple[list[Name], list[set[str]]]
) -> float:
    """What a cell counts by its column: less where another column bears the name or word that is meant."""
    mine = columns[sentence.count("\t", 0, mention.start)]
    names, focus = meant
    share = 1.0
    for name in names:
        if any(name.share_in(column) == 1.0 for column in columns) and name.share_in(mine) < 1.0:
            share *= _ANOTHERS
    for words in focus:
        said = [not words.isdisjoint(tokens(column)) for column in columns]
        if any(said) and words.isdisjoint(tokens(mine)):
            share *= _ANOTHERS
    return share
