"""What a query puts in quotation marks, and what it says besides. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

_PHRASE = re.compile(r"“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|(?<![A-Za-z0-9])\"([^\"]+)\"(?![A-Za-z0-9])")
"""A straight mark with a letter or digit at its outer side quotes nothing: `a 24" screen`."""
_WORD = re.compile(r"\w")


class Quoted(NamedTuple):
    """A query taken apart."""

    phrases: tuple[str, ...]
    """What stands in quotation marks, in order."""
    rest: str
    """The query without it."""

    @property
    def nothing_else(self) -> bool:
        """Whether it is made of phrases alone."""
        return bool(self.phrases) and not _WORD.search(self.rest)


def quoted(query: str) -> Quoted:
    """Take a query apart at its quotation marks: "...", “...”, 「...」 and 『...』."""
    phrases = [next(group for group in found.groups() if group) for found in _PHRASE.finditer(query)]
    return Quoted(tuple(phrase for phrase in phrases if _WORD.search(phrase)), _PHRASE.sub(" ", query))
