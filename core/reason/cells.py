"""What stands in one cell of a table: chosen like a quote, bound like an operand, rather empty than wrong.

A cell is filled only by a sentence that itself names the row's subject and says what the column asks. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hopyard.core.question.attributes import ColumnKind
from hopyard.core.question.names import Name
from hopyard.core.reason.bound import bound
from hopyard.core.reason.cell_names import makers, row_says
from hopyard.core.reason.cell_picks import YEAR, Pick, of_subject, places, whole_row, written
from hopyard.core.reason.cell_times import dated
from hopyard.core.reason.columns import columns_of
from hopyard.core.reason.ranking import Candidate, is_finding, rank
from hopyard.core.reason.respective import is_its_turn
from hopyard.core.reason.score import Scorer, words
from hopyard.core.reason.somebody import Subject
from hopyard.core.reason.statements import (
    is_assumed,
    is_of_a_version,
    says_change,
    stated,
)
from hopyard.core.text.quantities import Mention, Quantity
from hopyard.core.text.tokens import fold, spans
from hopyard.core.values import Hit

LEAST_BOUND = 0.7
"""How surely a figure must be bound where no sentence states it beyond doubt."""
LEAST_OWNER = 0.75
_IN_TURN = re.compile(r"分别|依次|各为|\brespectively\b", re.IGNORECASE)
"""Several figures for several names: which is whose is a matter of counting (`respective.py`)."""
_BRACKETS = re.compile(r"\s?[（(](?P<in>[^（()）]{2,40})[)）]")
_BUILT_ON = re.compile(r"(?:基于|依托|搭载|based on(?: an?| the)?)[^，,。；;]{0,4}\Z")
"""Before the figure of what the subject only builds upon."""
_HOW_MUCH = frozenset({"数量", "规模", "总量", "大小", "number", "size", "amount", "count"})
"""Words that only say that a figure is meant: 参数量 and 芯片数量 have one in common."""
_BEHIND_A_NAME = re.compile(r"[A-Za-z\d][（(][^（()），,]{0,2}\Z")
_BARE = frozenset({"参数", "paramet"})
"""What reports put in brackets behind a model's name without saying what it is the number of."""
_OF_A_VERSION = re.compile(r"(?:版本?|型号|[Vv]ersions?|[Vv]ariants?)[^，,。；;]{0,8}\Z")
"""Before a figure that is one version's alone."""


def picks(
    kind: ColumnKind,
    name: Subject,
    scorer: Scorer,
    hits: Sequence[Hit],
    ranked: Sequence[Candidate] | None = None,
) -> list[Pick]:
    """The sentences of the hits that may fill a cell, best first; those that only may, if none does surely.

    `ranked` are the hits' sentences by the scorer, where they are known already.
    """
    ranked = rank(scorer, hits) if ranked is None else ranked
    if kind in (ColumnKind.WHO, ColumnKind.TEXT):
        return _names(ranked, kind, name, scorer, hits)
    if kind is ColumnKind.TIME:
        return [pick for one in ranked if (pick := dated(one, name, scorer)) is not None]
    sure = [pick for one in ranked for pick in _stated(one, name, scorer, hits)]
    return (
        sure
        or [pick for one in ranked if (pick := _bound(one, name, scorer, hits)) is not None][:1]
        or [pick for one in ranked if (pick := _in_turn(one, name, scorer, hits)) is not None][:1]
        or [pick for one in ranked if (pick := _bracketed(one, name, scorer, hits)) is not None][:1]
    )


def _stated(one: Candidate, name: Subject, scorer: Scorer, hits: Sequence[Hit]) -> list[Pick]:
    names = [Name(other) for other in scorer.question.names] or [name]
    mention = stated(whole_row(one, hits), names, scorer, hits[one.hit].passage.heading)
    if mention is None or not of_subject(one, name) or _is_of_others(one, mention, name, scorer, hits):
        return []
    one = whole_row(one, hits)
    return [Pick(one.hit, one, mention.value, written(one, mention.start, mention.end), True)]


def _bound(one: Candidate, name: Subject, scorer: Scorer, hits: Sequence[Hit]) -> Pick | None:
    """The one figure of a sentence that is bound to the subject and to what is asked, if just one is."""
    one = whole_row(one, hits)
    if (
        not is_finding(one.score, scorer)
        or one.score.owner < LEAST_OWNER
        or not of_subject(one, name)
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
        if each.own and each.share >= LEAST_BOUND and not says_change(one.text, each.mention)
    ]
    if len(found) != 1 or _is_of_others(one, found[0].mention, name, scorer, hits):
        return None
    mention = found[0].mention
    return Pick(one.hit, one, found[0].value, written(one, mention.start, mention.end), False)


def _in_turn(one: Candidate, name: Subject, scorer: Scorer, hits: Sequence[Hit]) -> Pick | None:
    """The figure of a sentence that gives several in turn whose turn it is: `A and B had 13 and 7`."""
    text = one.text
    if "\t" in text or not _IN_TURN.search(text) or not is_finding(one.score, scorer) or is_assumed(text):
        return None
    said = words(text)
    meant = places(text, name)
    if not meant or not scorer.focus or not all(term.said_in(said) for term in scorer.focus):
        return None
    asked = {word for term in scorer.focus for way in term.ways for word in way} - set(name.tokens)
    about = [(token.start, token.end) for token in spans(fold(text)) if token.text in asked]
    mine = [
        each
        for each in bound(scorer, text, None, hits[one.hit].passage.heading)
        if is_its_turn(text, each.mention, meant, about)
    ]
    if len(mine) != 1:
        return None
    mention = mine[0].mention
    return Pick(one.hit, one, mine[0].value, written(one, mention.start, mention.end), False)


def _bracketed(one: Candidate, name: Subject, scorer: Scorer, hits: Sequence[Hit]) -> Pick | None:
    """The figure in brackets right behind the subject, where by custom it is what is asked: `BERT (340M)`."""
    text = one.text
    if is_assumed(text) or not scorer.focus or not _BARE.issuperset(scorer.question.focus):
        return None
    for _, end in places(text, name):
        brackets = _BRACKETS.match(text, end)
        inside = [
            each
            for each in bound(scorer, text, None, hits[one.hit].passage.heading)
            if brackets and brackets.start("in") <= each.mention.start and each.mention.end <= brackets.end()
        ]
        if len(inside) == 1 and inside[0].value.scale:
            mention = inside[0].mention
            return Pick(one.hit, one, inside[0].value, written(one, mention.start, mention.end), False)
    return None


def _names(
    ranked: Sequence[Candidate], kind: ColumnKind, name: Subject, scorer: Scorer, hits: Sequence[Hit]
) -> list[Pick]:
    asked = {word for term in scorer.topic for way in term.ways for word in way}
    plain = {word for term in scorer.topic for word in term.ways[0]}
    who = kind is ColumnKind.WHO
    found: list[Pick] = []
    for each in ranked:
        if not of_subject(each, name):
            continue
        one = whole_row(each, hits)
        columns = columns_of(one.text, hits[one.hit].passage.heading)
        said = (
            [row_says(one.text, columns, name, plain, asked, who)]
            if columns
            else list(makers(one.text, name, timeline=len(YEAR.findall(one.text)) > 1))
            if who
            else []
        )
        found += [Pick(one.hit, one, None, written(one, each.start, each.end), True) for each in said if each]
    return found


def _is_of_others(
    one: Candidate, mention: Mention, name: Subject, scorer: Scorer, hits: Sequence[Hit]
) -> bool:
    """Whether the wording gives a figure to something else: to one of several in turn, to one version alone,
    to what the subject builds upon; or the table, to another column."""
    row = whole_row(one, hits)
    before = row.text[: mention.start]
    if _IN_TURN.search(row.text) or _OF_A_VERSION.search(before):
        return True
    if _BUILT_ON.search(before) and not any(start >= mention.end for start, _ in places(row.text, name)):
        return True
    if "\t" in row.text:
        return _in_another_column(row, mention, scorer, hits)
    bare = isinstance(mention.value, Quantity) and not mention.value.unit.parts
    return bare and _BEHIND_A_NAME.search(before) is not None and not _BARE.issuperset(scorer.question.focus)


def _in_another_column(row: Candidate, mention: Mention, scorer: Scorer, hits: Sequence[Hit]) -> bool:
    """Whether a row's cell stands under a name that says nothing of what is asked, or under none known while
    the table's heading says nothing of it either."""
    heading = hits[row.hit].passage.heading
    columns = columns_of(row.text, heading)
    over = columns[row.text.count("\t", 0, mention.start)] if columns else heading
    said = words(over)
    asked = [term for term in scorer.focus if _HOW_MUCH.isdisjoint(term.ways[0])] or scorer.focus
    return not all(term.said_in(said) for term in asked or scorer.topic)
