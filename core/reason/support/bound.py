"""Whether a figure of a sentence belongs, in a text, to what the sentence says it belongs to. Pure.

The figure has to stand in one sentence or row with the names and words that the sentence puts beside it.
Where the text has others like it, none of these may go better with these words.
"""

from __future__ import annotations

from collections.abc import Sequence

from hopyard.core.reason.support.amounts import same_amount, same_time, with_year
from hopyard.core.reason.support.names import stands
from hopyard.core.reason.support.parts import Part, Reading
from hopyard.core.reason.support.words import bag, has, words_of
from hopyard.core.text.quantities import Mention, Period, Quantity
from hopyard.core.text.quantities.units import comparable


def names_in(reading: Reading, part: Part | None = None) -> list[str]:
    """The names of a text, or of a part of it."""
    start, end = (part.start, part.end) if part else (0, len(reading.text))
    latin = [name for at, name in reading.latin if start <= at < end]
    piece = reading.text[start:end]
    return [*latin, *(name for name in reading.han_names() if name in piece)]


def nearest_names(reading: Reading, number: int) -> list[str]:
    """The names of a part, else those of the nearest part from which it takes what it does not say."""
    for at in reading.from_here(number):
        if names := names_in(reading, reading.parts[at]):
            return names
    return []


def years_before(text: Reading, place: int, outer: Sequence[Period]) -> int:
    """The year that a time without one takes: the last before it, in its sentence if there is one."""
    years = [one.value.year for one in text.times if isinstance(one.value, Period) and one.start < place]
    known = [year for year in (*(one.year for one in outer), *years) if year]
    return known[-1] if known else 0


def time_goes(claimed: Sequence[Period], stated: Sequence[Period], year: int) -> bool:
    """Whether each time of the sentence is one that holds where the figure stands."""
    there = [one for time in stated for one in (time, with_year(time, year))]
    return all(any(same_time(time, one) for one in there) for time in claimed)


class Binding:
    """The comparison of the figures of one sentence with those of one unit of text."""

    def __init__(self, claim: Reading, text: Reading, outer: Sequence[Period], before: str) -> None:
        self.claim = claim
        self.text = text
        self.before = before
        self.outer = outer
        """The times that hold before the unit."""

    def amounts(self, figure: Mention) -> list[Mention]:
        """The figures of the unit that are this one."""
        return [one for one in self.text.figures if same_figure(figure, one)]

    def fault(self, figure: Mention) -> str:
        """Why none of them is bound as the sentence binds it; empty where one is."""
        fault = "number"
        for stated in self.amounts(figure):
            fault = self._fault(figure, stated)
            if not fault:
                return ""
        return fault

    def _fault(self, figure: Mention, stated: Mention) -> str:
        number, there = self.claim.part_at(figure.start), self.text.part_at(stated.start)
        if not self._same_time(number, there):
            return "time"
        roles = self.claim.role_of(figure), self.text.role_of(stated)
        if all(roles) and roles[0] != roles[1]:
            return "role"
        names = nearest_names(self.claim, number)
        if self._renamed(names, there):
            return "subject"
        if self._elsewhere(number, names, figure, there):
            return "subject"
        return "subject" if self._goes_better(figure, stated, number) else ""

    def _same_time(self, number: int, there: int) -> bool:
        claimed = self.claim.times_of(number)
        if not claimed:
            return True
        stated = self.text.times_of(there) or tuple(self.outer)
        return time_goes(claimed, stated, years_before(self.text, self.text.parts[there].end, self.outer))

    def _renamed(self, names: Sequence[str], there: int) -> bool:
        """Whether the names nearest to the figure are others than the sentence's."""
        for at in self.text.from_here(there):
            named = names_in(self.text, self.text.parts[at])
            if named:
                piece = f"{self.text.cut(self.text.parts[at])}\n{self.text.cut(self.text.parts[there])}"
                lost = [name for name in names if not stands(name, piece)]
                extra = [name for name in named if not stands(name, self.claim.text)]
                return bool(lost and extra)
        return False

    def _elsewhere(self, number: int, names: Sequence[str], figure: Mention, there: int) -> bool:
        """Whether words beside the figure stand only behind another figure of the same kind.

        Names stand nearer to their figure than words: where such another one follows, they come before it.
        """
        end = there + 1
        while end < len(self.text.parts) and not self._has_alike(figure, self.text.parts[end]):
            end += 1
        if end == len(self.text.parts):
            return False
        last = max(at for at in self.text.from_here(there))
        own = self.text.text[: self.text.parts[last].end]
        if any(not stands(name, own) and not stands(name, self.before) for name in names):
            return True
        cut = max(self.text.parts[end].start, self.text.parts[last].end)
        reach, behind = bag(self.text.text[:cut]), bag(self.text.text[cut:])
        words = words_of(self.claim.bare(self.claim.parts[number]))
        if any(not has(reach, word) and has(behind, word) for word in words):
            return True
        ways = _ways(self.claim, number).difference(*(_ways(self.text, at) for at in range(end)))
        return any(ways & _ways(self.text, at) for at in range(end, len(self.text.parts)))

    def _has_alike(self, figure: Mention, part: Part) -> bool:
        return any(_alike(figure, one) and not same_figure(figure, one) for one in part.figures)

    def _goes_better(self, figure: Mention, stated: Mention, number: int) -> bool:
        """Whether another figure has the same words beside it and more, and nothing against it."""
        own = self.text.part_at(stated.start)
        shared = self._shared(number, own)
        for rival in self.text.figures:
            at = self.text.part_at(rival.start)
            if at == own or not _alike(figure, rival) or same_figure(figure, rival):
                continue
            if self._shared(number, at) > shared and self._may_be(figure, rival, number, at):
                return True
        return False

    def _may_be(self, figure: Mention, rival: Mention, number: int, at: int) -> bool:
        roles = self.claim.role_of(figure), self.text.role_of(rival)
        if all(roles) and roles[0] != roles[1]:
            return False
        reach = self.text.text[: self.text.parts[at].end]
        names = nearest_names(self.claim, number)
        return self._same_time(number, at) and all(stands(name, reach) for name in names)

    def _shared(self, number: int, at: int) -> set[object]:
        """The words and directions of a part of the sentence that a part of the text has too."""
        words = words_of(self.claim.bare(self.claim.parts[number]))
        place = bag(self.text.own_text(at))
        found: set[object] = {word for word in words if has(place, word)}
        return found | (_ways(self.claim, number) & _ways(self.text, at))


def _ways(reading: Reading, number: int) -> set[tuple[str, str]]:
    part = reading.parts[number]
    return {(mark.kind, mark.side) for mark in reading.marks if part.start <= mark.start < part.end}


def same_figure(one: Mention, other: Mention) -> bool:
    """Whether the first figure is the second, at the precision of the first."""
    assert isinstance(one.value, Quantity)
    assert isinstance(other.value, Quantity)
    return same_amount(one.value, other.value)


def _alike(one: Mention, other: Mention) -> bool:
    assert isinstance(one.value, Quantity)
    assert isinstance(other.value, Quantity)
    return comparable(one.value.unit, other.value.unit)
