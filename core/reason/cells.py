"""What stands in one cell of a table: chosen like a quote, bound like an operand, rather empty than wrong.

A cell is filled only by a sentence that itself names the row's subject and says what the column asks. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from hopyard.core.question.attributes import ColumnKind
from hopyard.core.question.names import Name
from hopyard.core.question.words import ENGLISH_FORM
from hopyard.core.reason.bound import bound, columns_of
from hopyard.core.reason.cell_names import is_well_known, makers, row_says
from hopyard.core.reason.ranking import Candidate, is_finding, rank
from hopyard.core.reason.score import Scorer, words
from hopyard.core.reason.statements import (
    Statement,
    is_assumed,
    is_of_a_version,
    own_places,
    stated,
    years_in,
)
from hopyard.core.text.quantities import Mention, Period, Quantity, parse
from hopyard.core.text.tokens import fold, spans
from hopyard.core.values import Citation, Evidence, Hit

LEAST_BOUND = 0.7
"""How surely a figure must be bound where no sentence states it beyond doubt."""
LEAST_OWNER = 0.75
_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?!\d*[%亿万,])|(?<=\d)20\d\d(?=[.年])")
"""Years, those that ran into a figure too: a sentence with two is a timeline or a comparison."""
_JOINED = re.compile(r"[^，,。；;！!？?《：:\n\t]{0,16}")
"""Between `released` and what was released."""
_BUILT_ON = re.compile(r"(?:基于|采用|使用|利用|依托|搭载|结合|based on|using)[^的]*\Z")
"""Before what only something else builds upon."""
_WORD_BEFORE = re.compile(r"(?<![A-Za-z])([A-Z][\w&.-]*) \Z")
_CAME_OUT = frozenset(
    (
        "发布",
        "推出",
        "提出",
        "发表",
        "问世",
        "开源",
        "公布",
        "releas",
        "launch",
        "publish",
        "introduc",
        "announc",
    )
)
"""Words, as tokens, that a report uses for one another; who asks for one means any."""
_IN_TURN = re.compile(r"分别|依次|各为|\brespectively\b", re.IGNORECASE)
"""Several figures for several names: which is whose is a matter of counting, and not tried."""
_OF_A_VERSION = re.compile(r"(?:版本?|型号|[Vv]ersions?|[Vv]ariants?)[^，,。；;]{0,8}\Z")
"""Before a figure that is one version's alone."""
_DONE_BY = re.compile(r"[^，,。；;！!？?\n\t]{0,24}")
"""Between a thing and what was done with it: `BERT 是谷歌 2018 年提出`."""
_LISTED_BEHIND = re.compile(r"\s?(?:、|等(?!于)|,\s?and\b)|\s(?:and|or)\s[A-Z]|\s?[和与及]\s?[A-Z]")
"""Behind a name that is one of several: a figure of the sentence may be of any of them."""
_NOT_THEN = re.compile(r"\s?(?:年)?(?:以来|以后|之后|以前|之前|起|后|前|底前|至今|[)）])")


class Pick(NamedTuple):
    """A sentence that may fill a cell, and what it says."""

    hit: int
    candidate: Candidate
    value: Quantity | Period | None
    """None where the cell holds a name or a text."""
    written: str
    sure: bool
    """Whether the sentence states it beyond doubt, so that others can be set against it."""

    def statement(self, kept: Evidence) -> Statement:
        """It as a statement of a piece of evidence, to be compared with others."""
        one, passage = self.candidate, kept.passage
        citation = Citation(
            kept.id, passage.source, one.start, one.end, one.text, passage.location_at(one.start)
        )
        value = self.value if self.value is not None else Period()
        return Statement(value, self.written, citation, years_in(one.text), "\t" in one.text)


def picks(
    kind: ColumnKind,
    subject: str,
    scorer: Scorer,
    hits: Sequence[Hit],
    ranked: Sequence[Candidate] | None = None,
) -> list[Pick]:
    """The sentences of the hits that may fill a cell, best first; those that only may, if none does surely.

    `ranked` are the hits' sentences by the scorer, where they are known already.
    """
    ranked = rank(scorer, hits) if ranked is None else ranked
    name = Name(subject)
    if kind in (ColumnKind.WHO, ColumnKind.TEXT):
        return _names(ranked, kind, name, scorer, hits)
    if kind is ColumnKind.TIME:
        return [pick for one in ranked if (pick := _dated(one, name, scorer)) is not None]
    sure = [pick for one in ranked for pick in _stated(one, name, scorer, hits)]
    return sure or [pick for one in ranked if (pick := _bound(one, name, scorer, hits)) is not None][:1]


def _stated(one: Candidate, name: Name, scorer: Scorer, hits: Sequence[Hit]) -> list[Pick]:
    names = [Name(other) for other in scorer.question.names] or [name]
    mention = stated(_whole_row(one, hits), names, scorer, hits[one.hit].passage.heading)
    if mention is None or not _of_subject(one, name) or _is_of_others(one, mention, hits):
        return []
    one = _whole_row(one, hits)
    return [Pick(one.hit, one, mention.value, _written(one, mention.start, mention.end), True)]


def _bound(one: Candidate, name: Name, scorer: Scorer, hits: Sequence[Hit]) -> Pick | None:
    """The one figure of a sentence that is bound to the subject and to what is asked, if just one is."""
    one = _whole_row(one, hits)
    if (
        not is_finding(one.score, scorer)
        or one.score.owner < LEAST_OWNER
        or not _of_subject(one, name)
        or is_of_a_version(one.text, [name])
        or is_assumed(one.text)
    ):
        return None
    said = words(one.text)
    if "\t" not in one.text and not all(term.said_in(said) for term in scorer.focus or scorer.topic):
        return None
    found = [
        each
        for each in bound(scorer, one.text, None, hits[one.hit].passage.heading)
        if each.own and each.share >= LEAST_BOUND
    ]
    if len(found) != 1 or _is_of_others(one, found[0].mention, hits):
        return None
    mention = found[0].mention
    return Pick(one.hit, one, found[0].value, _written(one, mention.start, mention.end), False)


def _dated(one: Candidate, name: Name, scorer: Scorer) -> Pick | None:
    """The one time of a sentence whose verb, as `released`, is said of the subject itself."""
    text = one.text
    if is_assumed(text) or len(_YEAR.findall(text)) != 1:
        return None
    times = [found for found in parse(text) if isinstance(found.value, Period) and _is_when(found, text)]
    if len(times) != 1:
        return None
    asked = {word for term in scorer.topic for way in term.ways for word in way}
    asked |= _CAME_OUT if asked & _CAME_OUT else frozenset()
    verbs = [(token.start, token.end) for token in spans(fold(text)) if token.text in asked]
    for start, end in _places(text, name):
        before = any(last <= start and _JOINED.fullmatch(text, last, start) for _, last in verbs)
        before = before and not _BUILT_ON.search(text[max(0, start - 24) : start])
        behind = any(first >= end and _DONE_BY.fullmatch(text, end, first) for first, _ in verbs)
        if before or behind:
            return Pick(one.hit, one, times[0].value, _written(one, times[0].start, times[0].end), True)
    return None


def _is_when(found: Mention, text: str) -> bool:
    """Whether a time is itself a moment, and not the end or beginning of a span."""
    value = found.value
    return (
        isinstance(value, Period)
        and value.year > 0
        and value.until is None
        and not value.decade
        and not _NOT_THEN.match(text, found.end)
    )


def _names(
    ranked: Sequence[Candidate], kind: ColumnKind, name: Name, scorer: Scorer, hits: Sequence[Hit]
) -> list[Pick]:
    asked = {word for term in scorer.topic for way in term.ways for word in way}
    plain = {word for term in scorer.topic for word in term.ways[0]}
    who = kind is ColumnKind.WHO
    found: list[Pick] = []
    for each in ranked:
        if not _of_subject(each, name):
            continue
        one = _whole_row(each, hits)
        columns = columns_of(one.text, hits[one.hit].passage.heading)
        said = (
            [row_says(one.text, columns, name, plain, asked, who)]
            if columns
            else list(makers(one.text, name, timeline=len(_YEAR.findall(one.text)) > 1))
            if who
            else []
        )
        found += [
            Pick(one.hit, one, None, _written(one, each.start, each.end), True) for each in said if each
        ]
    return found


def _is_of_others(one: Candidate, mention: Mention, hits: Sequence[Hit]) -> bool:
    """Whether the wording gives a figure to one of several in turn, or to one version alone."""
    text = _whole_row(one, hits).text
    return _IN_TURN.search(text) is not None or _OF_A_VERSION.search(text[: mention.start]) is not None


def _whole_row(one: Candidate, hits: Sequence[Hit]) -> Candidate:
    """A table's row with the empty cells that it begins with, so that its columns can be counted."""
    if "\t" not in one.text:
        return one
    passage = hits[one.hit].passage
    before = passage.text[: one.start - passage.start]
    n_empty = len(before) - len(before.rstrip("\t"))
    return one._replace(
        start=one.start - n_empty,
        text=f"{passage.text[one.start - passage.start - n_empty : one.start - passage.start]}{one.text}",
    )


def _places(text: str, name: Name) -> list[tuple[int, int]]:
    """Where a text names the subject itself: not as the end of a longer name, `Switch` and it."""
    return [(start, end) for start, end in own_places(text, name) if not _ends_a_name(text, start)]


def _ends_a_name(text: str, start: int) -> bool:
    found = _WORD_BEFORE.search(text[:start])
    return found is not None and found[1].lower() not in ENGLISH_FORM and not is_well_known(found[1])


def _of_subject(one: Candidate, name: Name) -> bool:
    """Whether a sentence names the subject itself, alone, and not only another version of it."""
    return any(
        "\t" in one.text or not _LISTED_BEHIND.match(one.text, end) for _, end in _places(one.text, name)
    )


def _written(one: Candidate, start: int, end: int) -> str:
    return " ".join(one.text[start:end].split())
