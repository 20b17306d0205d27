"""What keeps one sentence or row of a text from carrying a sentence: nothing, or the reasons. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hopyard.core.question.words import Word
from hopyard.core.reason.support.bound import Binding, names_in, time_goes, years_before
from hopyard.core.reason.support.evidence import Unit
from hopyard.core.reason.support.marks import CONDITION, NEGATION, PLAN, POSSIBLE
from hopyard.core.reason.support.names import stands
from hopyard.core.reason.support.order import changed_places
from hopyard.core.reason.support.parts import Reading, reading
from hopyard.core.reason.support.swapped import swapped
from hopyard.core.reason.support.tables import is_han
from hopyard.core.reason.support.turned import opposed, turned
from hopyard.core.reason.support.words import bag, has, missing, missing_across, shown, words_of
from hopyard.core.text.quantities import Period


class Fault(NamedTuple):
    """Why a text does not carry a sentence, and what of the sentence it lacks."""

    reason: str
    missing: tuple[str, ...] = ()


MOVED = "have changed places"

_FIGURE_FAULTS = {
    "number": "the number {} stands in its passages for something else",
    "time": "the number {} stands in its passages for another time",
    "role": "the number {} stands in its passages in another role (from, to, by)",
    "subject": "the number {} stands in its passages for something else",
}


def faults(claim: Reading, unit: Unit) -> list[Fault]:
    """Why a unit does not carry a sentence; empty if it does."""
    text = reading(unit.text)
    before = _last_named(unit.before)
    across = is_han(claim.text) != is_han(unit.text)
    outer = tuple(one.value for one in reading(unit.before[-2000:]).times if isinstance(one.value, Period))[
        -1:
    ]
    found = [
        *_figures(claim, text, outer, before),
        *_times(claim, text, outer),
        *_names(claim, text, before),
    ]
    if moved := changed_places(claim, text):
        found.append(Fault(f"{moved[0]} and {moved[1]} {MOVED}", moved))
    if sides := swapped(claim, text):
        found.append(Fault("the passage says it the other way round", sides))
    if across:
        return [*found, *_across(claim, text, unit)]
    if turn := turned(claim, text):
        found.append(Fault(turn))
    return [*found, *_words(claim, unit)]


def _last_named(before: str) -> str:
    """The sentence before that names something, and what is between: what `it` may stand for."""
    lines = before.split("\n")
    for at in range(len(lines) - 1, -1, -1):
        if names_in(reading(lines[at][:600])):
            return "\n".join([lines[0], *lines[max(at, 1) :]])
    return before


def _figures(claim: Reading, text: Reading, outer: Sequence[Period], before: str) -> Iterator[Fault]:
    binding = Binding(claim, text, outer, before)
    for figure in claim.figures:
        if fault := binding.fault(figure):
            written = claim.text[figure.start : figure.end]
            yield Fault(_FIGURE_FAULTS[fault].format(written), (written,))


def _times(claim: Reading, text: Reading, outer: Sequence[Period]) -> Iterator[Fault]:
    there = [one.value for one in text.times if isinstance(one.value, Period)]
    year = years_before(text, len(text.text), outer)
    for one in claim.times:
        assert isinstance(one.value, Period)
        if not time_goes((one.value,), (*there, *(outer if not there else ())), year):
            written = claim.text[one.start : one.end]
            yield Fault(f"the time {written} does not stand there", (written,))
            continue
        role = claim.role_of(one)
        roles = {text.role_of(other) for other in text.times if other.value == one.value}
        if role and roles and "" not in roles and role not in roles:
            written = claim.text[one.start : one.end]
            yield Fault(f"the time {written} stands there in another role (from, to)", (written,))


def _names(claim: Reading, text: Reading, before: str) -> Iterator[Fault]:
    own = text.text
    extra = [name for name in names_in(text) if not stands(name, claim.text) and not text.opens_with(name)]
    for name in names_in(claim):
        if stands(name, own) or claim.opens_with(name):
            continue
        if extra and not claim.figures and stands(name, before):
            yield Fault(f"the passage says this of “{extra[0]}”, not of “{name}”", (name,))
        elif not stands(name, before):
            yield Fault(f"the name “{name}” does not stand there", (name,))


def _words(claim: Reading, unit: Unit) -> Iterator[Fault]:
    own = bag(unit.text)
    words = words_of(claim.bare())
    lost = missing(own, words)
    if not lost:
        return
    named = bag(" ".join(names_in(claim)))
    said_before = [word for word in lost if not has(named, word)]
    if len(said_before) > len(words) - len(lost) + len(claim.figures):
        yield Fault(*_unsaid(lost))
        return
    nowhere = missing(own.joined(bag(_last_named(unit.before))), lost)
    if nowhere:
        yield Fault(*_unsaid(nowhere))


def _unsaid(lost: Sequence[Word]) -> tuple[str, tuple[str, ...]]:
    words = tuple(shown(word) for word in lost)
    quoted = ", ".join(f"“{word}”" for word in words[:3])
    return f"no one sentence there says {quoted}", words


def _across(claim: Reading, text: Reading, unit: Unit) -> Iterator[Fault]:
    """In another language words are compared by the glossary alone, marks only by whether there are any."""
    kinds, there = {mark.kind for mark in claim.marks}, {mark.kind for mark in text.marks}
    for kind in (NEGATION, PLAN, POSSIBLE, CONDITION):
        if (kind in kinds) != (kind in there):
            yield Fault("one of the two denies or doubts what the other says")
            break
    if turn := opposed(claim, text, across=True):
        yield Fault(turn)
    place = bag(unit.text).joined(bag(_last_named(unit.before)))
    known = {token for name in names_in(claim) for token in bag(name).tokens}
    lost = [token for token in missing_across(place, claim.bare()) if token not in known]
    if lost:
        yield Fault("in another language; only numbers and names could be compared", tuple(lost))
