"""Where sources state different values of the same thing: with care, for a false alarm destroys trust. Pure.

Two statements disagree if their values cannot both hold at the precision they state, and nothing shows that
they are of different times. Within one source only a table and the text are set against each other, for a
report says of one thing many figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hopyard.core.copies import independent
from hopyard.core.ports import Brief, BriefHop
from hopyard.core.reason.operand_figures import ScorerOf
from hopyard.core.reason.ranking import one_line
from hopyard.core.reason.statements import Statement, statements
from hopyard.core.reason.telling import tell
from hopyard.core.text.quantities import AGREE, Period, Quantity, Relation, compare
from hopyard.core.values import Citation, Disagreement, Sentence, Side, Source

MAX_SIDES = 3
"""Where more values than these are stated, they are of different things."""
_DIFFER = frozenset({Relation.LESS, Relation.MORE})
_BRACKETED = re.compile(r"[^，,。；;（(]{0,8}[（(]([^（()）\d]{2,24})[)）]")


class Compared(NamedTuple):
    """What the sources say to one hop's question, those that agree together."""

    hop: BriefHop
    groups: list[list[Statement]]


def compared(brief: Brief, scorer_of: ScorerOf) -> list[Compared]:
    """What the sources state for each surviving hop whose question they state something for."""
    found = [Compared(hop, grouped(statements(hop, brief, scorer_of(hop.question)))) for hop in brief.hops]
    return [one for one in found if 0 < len(one.groups) <= MAX_SIDES]


def disagreements(
    found_all: Sequence[Compared], chinese: bool = False
) -> list[tuple[BriefHop, Disagreement]]:
    """The disagreements over what the surviving hops ask, each once, with the first hop that asks.

    Their likely reasons are told in Chinese if `chinese`.
    """
    found: dict[frozenset[tuple[str, str]], tuple[BriefHop, Disagreement]] = {}
    for hop, groups in found_all:
        if len(groups) > 1:
            sides = tuple(Side(group[0].written, group[0].citation) for group in groups)
            key = frozenset((side.citation.source, side.value) for side in sides)
            found.setdefault(key, (hop, Disagreement(hop.question, sides, reason_of(groups, chinese))))
    return list(found.values())


def grouped(found: Sequence[Statement]) -> list[list[Statement]]:
    """Statements that agree together, the best first; of those that differ only what cannot both hold."""
    groups: list[list[Statement]] = []
    for one in found:
        home = next((group for group in groups if any(_agree(one, other) for other in group)), None)
        if home is not None:
            home.append(one)
        elif all(_contradict(one, other) for group in groups for other in group):
            groups.append([one])
    return groups


def whether_they_agree(
    found: Sequence[Compared], chinese: bool, sources: Mapping[str, Source]
) -> list[Sentence]:
    """A sentence for each hop: whether the sources that state what it asks agree, with one quote of each.

    Of sources that are one text, or say it in the same words, one counts.
    """
    said = []
    for hop, groups in found:
        by_source = {one.citation.source: one for group in reversed(groups) for one in reversed(group)}
        values = [group[0].written for group in groups]
        if len(groups) > 1:
            text = (
                f"不一致：{'；'.join(values)}" if chinese else f"No, they do not agree: {'; '.join(values)}"
            )
            cited = tuple(group[0].citation for group in groups)
            said.append(Sentence(text, "disputed", cited, hop.id))
            continue
        cited = tuple(
            dict.fromkeys(one.citation for one in groups[0] if by_source[one.citation.source] is one)
        )
        n = len(independent(cited, sources))
        text = _agreed(values[0], n, len(cited) - n, chinese=chinese)
        said.append(Sentence(text, "supported", cited, hop.id))
    return said


def _agreed(value: str, n: int, n_copies: int, *, chinese: bool) -> str:
    """What to say where `n` sources state one value, and `n_copies` further ones only repeat one of them."""
    if chinese:
        text = f"可以比较的只有一份来源：{value}" if n == 1 else f"一致：{n} 份来源均为 {value}"
        return f"{text}（另有 {n_copies} 份为同一文字的转载，不单独计）" if n_copies else text
    alone = f"Only one source states it so that it can be compared: {value}"
    text = alone if n == 1 else f"Yes, they agree: all {n} say {value}"
    more = "1 more repeats" if n_copies == 1 else f"{n_copies} more repeat"
    return f"{text} ({more} the same words)" if n_copies else text


def with_disputes(
    sentences: Sequence[Sentence], disputed: Sequence[tuple[BriefHop, Disagreement]]
) -> list[Sentence]:
    """The sentences with every side of the disagreements among them, those marked that are one."""
    sides = [(hop, side) for hop, found in disputed for side in found.sides]
    places = {_place(side.citation) for _, side in sides}
    marked = [
        replace(one, verdict="disputed")
        if one.verdict == "supported" and not places.isdisjoint(map(_place, one.citations))
        else one
        for one in sentences
    ]
    quoted = {_place(citation) for one in sentences for citation in one.citations}
    added = [
        Sentence(one_line(side.citation.quote), "disputed", (side.citation,), hop.id)
        for hop, side in sides
        if _place(side.citation) not in quoted
    ]
    last = max((place for place, one in enumerate(marked) if one.verdict == "disputed"), default=-1)
    return [*marked[: last + 1], *added, *marked[last + 1 :]]


def _place(citation: Citation) -> tuple[str, int]:
    return citation.source, citation.start


def _agree(one: Statement, other: Statement) -> bool:
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        return compare(one.value, other.value) in AGREE
    return not _times_differ(one.value, other.value)


def _contradict(one: Statement, other: Statement) -> bool:
    """Whether two statements cannot both hold; they can if they are of different years."""
    timed = isinstance(one.value, Quantity)
    if timed and one.years and other.years and one.years.isdisjoint(other.years):
        return False
    same_place = one.citation.source == other.citation.source and one.in_table == other.in_table
    if same_place and (timed or one.in_table or not _same_time_words(one, other)):
        return False
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        return compare(one.value, other.value) in _DIFFER
    return _times_differ(one.value, other.value)


def _same_time_words(one: Statement, other: Statement) -> bool:
    """Whether two statements of one source date the same thing to the month, in one year.

    A report tells of one thing many figures, but it happens once.
    """
    both = one.value, other.value
    return (
        all(isinstance(value, Period) and value.month for value in both) and len(one.years | other.years) == 1
    )


def _times_differ(one: Quantity | Period, other: Quantity | Period) -> bool:
    """Whether two times cannot be the same, as far as both are said."""
    if not isinstance(one, Period) or not isinstance(other, Period):
        return False
    both = zip((one.year, one.month, one.day), (other.year, other.month, other.day), strict=True)
    return any(a and b and a != b for a, b in both)


def reason_of(groups: Sequence[Sequence[Statement]], chinese: bool) -> str:
    """Why the values may differ, as far as the texts show it."""
    one, other = groups[0][0], groups[1][0]
    return ("；" if chinese else "; ").join(_reasons(one, other, chinese))


def _scope(side: Statement) -> re.Match[str] | None:
    """What stands in brackets behind a figure: 3.4亿个参数（Large版本）."""
    at = side.citation.quote.find(side.written)
    return _BRACKETED.match(side.citation.quote, at + len(side.written)) if at >= 0 else None


def _reasons(one: Statement, other: Statement, chinese: bool) -> Iterator[str]:
    scopes = [found.group(1) for side in (one, other) for found in [_scope(side)] if found]
    if scopes:
        yield tell(chinese, "one is said of “{}”", scopes[0])
    if isinstance(one.value, Quantity) and one.years and other.years and one.years != other.years:
        yield tell(chinese, "they may be of different dates")
    if isinstance(one.value, Quantity) and isinstance(other.value, Quantity):
        low, high = sorted((abs(one.value.base_low), abs(other.value.base_low)))
        if low and high / low in {10**power for power in range(1, 13)}:
            yield tell(chinese, "they differ by a power of ten: perhaps a slip in the unit")
    if one.in_table != other.in_table:
        yield tell(chinese, "one stands in a table, which may have been misread")
