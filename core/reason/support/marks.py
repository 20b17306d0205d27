"""Words that turn what a sentence says: negations, plans and guesses, directions; see `marks.tsv`. Pure."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from hopyard.core.reason.support.tables import rows

NEGATION, PLAN, POSSIBLE, CONDITION = "negation", "plan", "possible", "condition"
_BEARING = frozenset({NEGATION, PLAN, POSSIBLE, CONDITION})
_EXCEPT_HAN = re.compile(r"除(?!了?(?:权|息|夕|草|尘))了?(?=[^，。；,;\n]{1,30}外[，,]?(?!还|也|另|同时|又))")
"""除医学院外: what is between is excepted; in 除……外，还 it is included."""


class Mark(NamedTuple):
    """A word that turns what is said; `side` is empty for those that bear on the words behind them."""

    start: int
    end: int
    kind: str
    side: str

    @property
    def bears(self) -> bool:
        """Whether it bears on the words behind it, unlike a direction."""
        return self.kind in _BEARING


@cache
def _forms() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    known: dict[str, tuple[str, str]] = {}
    for kind, side, forms in rows("marks.tsv"):
        for form in forms.split("|"):
            known.setdefault(form, (kind, side))
    ordered = sorted(known, key=len, reverse=True)
    latin = "|".join(re.escape(form) for form in ordered if form[0].isascii())
    han = "|".join(re.escape(form) for form in ordered if not form[0].isascii())
    # `n't` stands inside a word, everything else in Latin letters between word ends.
    pattern = rf"(?<![A-Za-z])(?:{latin})(?![A-Za-z])|n['’]t(?![A-Za-z])|{han}"
    return re.compile(pattern, re.IGNORECASE), known


@lru_cache(512)
def marks_of(text: str) -> tuple[Mark, ...]:
    """The marks of a text, left to right, none over another."""
    pattern, known = _forms()
    found = [Mark(one.start(), one.end(), NEGATION, "") for one in _EXCEPT_HAN.finditer(text)]
    for one in pattern.finditer(text):
        kind, side = known.get(one.group().lower(), (NEGATION, ""))
        if kind != "none" and not _is_name(text, one):
            found.append(Mark(one.start(), one.end(), kind, side))
    return tuple(sorted(found))


def _is_name(text: str, found: re.Match[str]) -> bool:
    """`in May`, `the Lower Vale`: a capital inside a sentence."""
    if not found.group()[0].isupper() or found.group().isupper():
        return False
    before = text[max(0, found.start() - 3) : found.start()].rstrip(" \"'“‘(")
    return bool(before) and before[-1] not in ".!?。！？:：;；\n"


def sides(marks: tuple[Mark, ...], start: int, end: int) -> dict[str, tuple[str, ...]]:
    """Of each kind of direction, the sides that stand in text[start:end], in order."""
    found: dict[str, tuple[str, ...]] = {}
    for mark in marks:
        if mark.side and start <= mark.start and mark.end <= end:
            found[mark.kind] = (*found.get(mark.kind, ()), mark.side)
    return found
