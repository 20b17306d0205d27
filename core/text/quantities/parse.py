"""Finds the quantities and times of a text, in Chinese and English, as exact values. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from operator import attrgetter

from hopyard.core.text.quantities.before import hedge_before
from hopyard.core.text.quantities.han_reading import NUMERAL, read_numeral
from hopyard.core.text.quantities.heads import Head
from hopyard.core.text.quantities.periods import word_periods
from hopyard.core.text.quantities.reading import read_at
from hopyard.core.text.quantities.softened import after
from hopyard.core.text.quantities.tables import units
from hopyard.core.text.quantities.tails import tail_at
from hopyard.core.text.quantities.values import PLAIN, Mention, Quantity
from hopyard.core.text.quantities.words import LOWER_END, WORD_STARTS, WORDS, Words, words_number

_DIGIT = re.compile("[0-9]")
_place = attrgetter("start")


def parse(text: str, head: Head | None = None) -> list[Mention]:
    """The quantities and times of a text, left to right, none over another.

    `head` is what a table says of all its figures (`in thousands`): it is applied to plain numbers alone.
    Digits inside names (`GPT-3`, `A100`), ordinals, references and addresses are none.
    """
    found = [*word_periods(text), *_from_digits(text), *_from_numerals(text), *_from_words(text)]
    found.sort(key=_place)
    kept: list[Mention] = []
    for mention in found:
        if kept and mention.start < kept[-1].end:
            if mention.end <= kept[-1].end or mention.start > kept[-1].start:
                continue
            kept.pop()
        kept.append(mention)
    if head is None:
        return kept
    return [Mention(one.start, one.end, head.applied(one.value)) for one in kept]


def quantities(text: str, head: Head | None = None) -> list[Mention]:
    """The same without the times."""
    return [mention for mention in parse(text, head) if isinstance(mention.value, Quantity)]


def _from_digits(text: str) -> Iterator[Mention]:
    end = 0
    while found := _DIGIT.search(text, end):
        mentions, end = read_at(text, found.start())
        yield from mentions


def _from_numerals(text: str) -> Iterator[Mention]:
    for found in NUMERAL.finditer(text):
        mention = read_numeral(text, found)
        if mention is not None:
            yield mention


def _lower(text: str, begun: int, start: int, number: Words) -> tuple[Fraction, int]:
    """`three to five years`: the lower end before a number word, if there is one, and where all begins."""
    found = LOWER_END.search(text, max(0, begun - 20), begun)
    low = words_number(found) if found else None
    if found is None or low is None or low.value >= number.value / number.step:
        return number.value, start
    return low.value * number.step, found.start()


def _from_words(text: str) -> Iterator[Mention]:
    end = 0
    for begun in WORD_STARTS.finditer(text):
        found = WORDS.match(text, begun.start()) if begun.start() >= end else None
        if found is None:
            continue
        end = found.end()
        number = words_number(found)
        if number is None:
            continue
        hedge, start = hedge_before(text, found.start())
        if number.multiple or number.step == 0:
            unit = units()["times"] if number.multiple else PLAIN
            yield Mention(
                start,
                found.end(),
                Quantity(number.value, number.value, unit, number.scale, number.step, hedge),
            )
            continue
        tail = tail_at(text, found.end())
        if tail.unit is PLAIN and not number.scale and number.value < 100:
            continue
        if tail.scale:
            continue
        end, hedge = after(text, tail.end, hedge)
        low, start = _lower(text, found.start(), start, number)
        yield Mention(start, end, Quantity(low, number.value, tail.unit, number.scale, number.step, hedge))
