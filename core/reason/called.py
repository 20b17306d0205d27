"""What a source calls a table's row by, where it does not say its whole name: `the company`, the name without
its legal form. Pure.

A source whose title begins with a name is about it: there, and nowhere else, `the company` is it. A sentence
that names another company, or anything else, is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hopyard.core.question.grid import Grid
from hopyard.core.question.names import latin_names
from hopyard.core.question.understand import is_chinese
from hopyard.core.reason.cell_picks import Pick
from hopyard.core.reason.cells import picks
from hopyard.core.reason.operand_figures import ScorerOf
from hopyard.core.reason.ranking import Candidate
from hopyard.core.reason.somebody import Subject
from hopyard.core.text.tokens import CJK, fold
from hopyard.core.values import Hit

_LEGAL_FORM = re.compile(
    r"(?:(?:股份|控股|集团)*有限(?:责任)?公司|,?\s(?:Inc|Ltd|Co|Corp|LLC|PLC|Limited)\.?)\Z", re.IGNORECASE
)
_OF_MORE = re.compile(r"\.?\s?(?:,|、|，|&|和|与|及|vs\b|and\b)", re.IGNORECASE)
"""Behind a name that begins a title and is one of several in it."""
_ONESELF = {True: ("公司", "本公司"), False: ("the company",)}
_OTHERS_COMPANY = re.compile(rf"[{CJK}](?<![本该，。；、：对使])公司|公司(?:的)?(?:子公司|旗下|客户|对手)")
"""Another's company, or a part of it: 某某公司, 子公司."""
_OTHER_COMPANY = re.compile(r"\b(?:subsidiar|division|segment|competitor|partner|acqui)", re.IGNORECASE)
_SHORTEST = 2


class Asked(NamedTuple):
    """A cell, and how its question is scored."""

    grid: Grid
    row: int
    column: int


def picks_of_cell(
    asked: Asked,
    makers: frozenset[str],
    scorer_of: ScorerOf,
    hits: Sequence[Hit],
    ranked: Sequence[Candidate] | None = None,
) -> list[Pick]:
    """The sentences that may fill a cell: those with the row's whole name, else those with what a source
    that is about it calls it."""
    grid, row, column = asked
    kind, subject = grid.attributes[column].kind, grid.subjects[row]
    found = picks(kind, Subject(subject, makers), scorer_of(grid.question(row, column)), hits, ranked)
    if found:
        return found
    about = [n for n, hit in enumerate(hits) if is_about(hit.source.title, subject)]
    if not about:
        return []
    own = [hits[n] for n in about]
    for called in _ways(subject):
        question = grid._replace(subjects=(called,)).question(0, column)
        found = picks(kind, Subject(called, makers), scorer_of(question), own)
        found = [
            one._replace(hit=about[one.hit], candidate=one.candidate._replace(hit=about[one.hit]))
            for one in found
            if not _is_of_another(one.candidate.text, subject, called)
        ]
        if found:
            return found
    return []


def is_about(title: str, subject: str) -> bool:
    """Whether a source is about what is named: its title begins with it, and with no other name beside it."""
    title, name = fold(title.strip()), fold(subject.strip(" ."))
    return title.startswith(name) and not _OF_MORE.match(title, len(name)) and len(name) >= _SHORTEST


def _ways(subject: str) -> Iterator[str]:
    """What a source about it may call it, the surest first."""
    short = _LEGAL_FORM.sub("", subject)
    if short != subject and len(short) >= _SHORTEST:
        yield short
    yield from _ONESELF[is_chinese(subject)]


def _is_of_another(text: str, subject: str, called: str) -> bool:
    """Whether a sentence speaks of anybody beside the subject."""
    if called not in (*_ONESELF[True], *_ONESELF[False]):
        return False
    names = [name for at, name in latin_names(text) if at and fold(name) not in fold(subject)]
    return bool(names or _OTHERS_COMPANY.search(text) or _OTHER_COMPANY.search(text))
