"""Sentences, Chinese and English, as spans of a text: what passages are packed from and answers quote.

First the lines are put into units: a heading, a list item, a caption and a row of a table are units of
their own, and a line break that falls inside a sentence is not the end of one. Then each unit is cut at its
full stops.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from hopyard.core.text.headings import heading_kind
from hopyard.core.text.lines import CLOSERS, breaks_inside, width
from hopyard.core.text.tokens import CJK

MAX_SENTENCE = 600
"""Characters; a longer sentence is cut at a comma or space near its middle."""
CLAUSE_CELLS = 40
"""A semicolon parts two clauses where both sides are at least so wide; shorter ones are an enumeration."""

_LINE = re.compile(r"[^\n]+")
# One leading class, so that what is no stop is passed quickly; what may follow hangs on look-behinds. A full
# stop before a letter or digit is one of a decimal, a version, an address: no need to look at it.
_STOP = re.compile(
    r"([。！？!?….](?:(?<=[。！？!?])[。！？!?]*|(?<=…)…*|(?<=\.)(?:\.{2,}|(?![0-9A-Za-z]))))"
    rf"([{CLOSERS}]*)"
)
_SEMICOLON = re.compile(rf"；|;(?=[\s{CJK}])")
_OPENING, _CLOSING = re.compile("[（(《“「【\\[]"), re.compile("[）)》”」】\\]]")
_WORD_BEFORE = re.compile(r"(?<![A-Za-z])(?:[A-Za-z]\.)*[A-Za-z]+\Z")
_NEXT_WORD = re.compile(r"[A-Za-z]+")
_HAN_OR_WIDE = re.compile(rf"[{CJK}“《（「『【]")
_GOES_ON = "，、；：,;:"
_AFTER_ELLIPSIS = re.compile("[，、；：,;:的等都也和与及a-z]")
_BRACKET_CLOSER = re.compile("[）)》】\\]]")
_BREAK_AT = re.compile(r"[，、,;；:：\t]|\s")


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BEFORE_FIGURES = _words("fig figs no nos vol pp p sec ch eq tab art ref app ver v")
_NEVER_LAST = _words("e.g i.e dr mr mrs ms prof vs cf approx viz ca resp incl excl")
_SELDOM_LAST = _words(
    "inc ltd corp co llc plc etc al jr sr st mt gen gov sen rep dept est bros "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_OPENERS = _words(
    "the a an in it its this that these those we our he she his her they their there i you however but "
    "and or for as at on if when while after before with by to from since although though moreover "
    "meanwhile such some most many all both each one another what why how who where so then thus "
    "therefore here under over during despite according also not no yes"
)
"""Words that open a sentence after an abbreviation which may end one."""


class Span(NamedTuple):
    """Offsets into a text, the end excluded."""

    start: int
    end: int


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of text[start:end], ascending, without overlap or outer white space, holding all else."""
    end = len(text) if end is None else min(end, len(text))
    spans: list[Span] = []
    for unit in _units(text, max(start, 0), end):
        for sentence in _sentences(text, unit):
            if text.find("；", *sentence) < 0 and text.find(";", *sentence) < 0:
                spans += _short(text, sentence)
            else:
                spans += [piece for clause in _clauses(text, sentence) for piece in _short(text, clause)]
    return spans


def _units(text: str, start: int, end: int) -> Iterator[Span]:
    """Lines, and runs of lines that were cut inside a sentence."""
    block: list[Span] = []
    for found in _LINE.finditer(text, start, end):
        if found.group().isspace():
            continue
        if block and found.start() > block[-1].end + 1:
            yield from _joined(text, block)
            block = []
        block.append(Span(*found.span()))
    yield from _joined(text, block)


def _joined(text: str, block: list[Span]) -> Iterator[Span]:
    """The units of a run of neighbouring lines."""
    if len(block) == 1:
        yield block[0]
        return
    lines = [text[line.start : line.end] for line in block]
    inside = breaks_inside(lines)
    first = 0
    for at in range(len(block)):
        if at < len(inside) and inside[at] and not (heading_kind(lines[at]) or heading_kind(lines[at + 1])):
            continue
        yield Span(block[first].start, block[at].end)
        first = at + 1


def _sentences(text: str, unit: Span) -> list[Span]:
    start = unit.start
    if text.find("\t", unit.start, unit.end) >= 0:
        # A row of a table is read as a whole: a full stop in a cell does not end it.
        return _trimmed(text, start, unit.end)
    sentences: list[Span] = []
    for stop in _STOP.finditer(text, unit.start, unit.end):
        end = _end_of_sentence(text, start, stop, unit)
        if end is not None:
            sentences += _trimmed(text, start, end)
            start = end
    sentences += _trimmed(text, start, unit.end)
    return sentences


def _end_of_sentence(text: str, start: int, stop: re.Match[str], unit: Span) -> int | None:
    """Where the sentence ends if it ends at this stop, closing quotes and brackets included; else None."""
    end = stop.end()
    mark, closers = stop.groups()
    quote = closers.find('"')
    if quote >= 0 and text.count('"', max(start, stop.start() - MAX_SENTENCE), stop.start()) % 2 == 0:
        end = stop.end(1) + quote  # it opens the next sentence
        closers = closers[:quote]
    after = text[end] if end < unit.end else ""
    if not after:
        return end
    if after in _GOES_ON:
        ends = False
    elif mark[0] == "。":
        ends = True
    elif mark[0] in "！？" or (mark[0] in "!?" and not after.isascii()):
        ends = not (_BRACKET_CLOSER.search(closers) and not after.isspace())
    elif mark[0] in "!?":
        ends = after.isspace() and not "a" <= _next_text(text, end, unit.end)[:1] <= "z"
    elif mark == ".":
        ends = _ends_at_point(text, stop, end, unit)
    else:
        ends = _AFTER_ELLIPSIS.match(_next_text(text, end, unit.end)) is None
        ends = ends and (mark[0] == "…" or after.isspace() or not after.isascii())
    return end if ends else None


def _ends_at_point(text: str, stop: re.Match[str], end: int, unit: Span) -> bool:
    """Whether an ASCII full stop with something after it in its unit ends a sentence."""
    point = stop.start()
    glued = not text[end].isspace()
    if glued and not _HAN_OR_WIDE.match(text, end):
        return False  # a decimal, a version, an address, a name with points
    following = _next_text(text, end, unit.end)
    if not following:
        return True
    if "a" <= following[0] <= "z":
        return False
    if point - unit.start < 6 and text[unit.start : point].strip().isdecimal():
        return False  # the number of a list item or heading
    if not ("a" <= text[point - 1] <= "z" or "A" <= text[point - 1] <= "Z"):
        return True
    word = _WORD_BEFORE.search(text, max(unit.start, point - 24), point)
    return word is None or _may_end_with(
        word.group(), following, glued=glued, after_digit=text[word.start() - 1].isdigit()
    )


def _next_text(text: str, start: int, end: int) -> str:
    while start < end and text[start].isspace():
        start += 1
    return text[start : min(end, start + 20)]


def _may_end_with(word: str, following: str, *, glued: bool, after_digit: bool) -> bool:
    lower = word.lower()
    if lower in _NEVER_LAST:
        return False
    if lower in _BEFORE_FIGURES and (following[0].isdigit() or following[0] in "([§"):
        return False
    if lower in _SELDOM_LAST or "." in word or (len(word) == 1 and word.isupper() and not after_digit):
        opener = _NEXT_WORD.match(following)
        return not glued and opener is not None and opener.group().lower() in _OPENERS
    return True


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    """Cut at semicolons outside brackets where both sides are long."""
    start = done = sentence.start
    open_brackets = 0
    stops = [found.end() for found in _SEMICOLON.finditer(text, *sentence)]
    for stop, following in pairwise([*stops, sentence.end]):
        open_brackets += len(_OPENING.findall(text, done, stop)) - len(_CLOSING.findall(text, done, stop))
        done = stop
        # No more than the cells asked for need be looked at.
        left, right = (
            text[max(start, stop - CLAUSE_CELLS) : stop],
            text[stop : min(following, stop + 2 * CLAUSE_CELLS)],
        )
        if open_brackets <= 0 and width(left) >= CLAUSE_CELLS and width(right.strip()) >= CLAUSE_CELLS:
            yield from _trimmed(text, start, stop)
            start = stop
    yield from _trimmed(text, start, sentence.end)


def _short(text: str, span: Span) -> list[Span]:
    """Halve what is too long, at the comma or space nearest to the middle."""
    rest = [span]
    if span.end - span.start <= MAX_SENTENCE:
        return rest
    pieces: list[Span] = []
    while rest:
        piece = rest.pop()
        if piece.end - piece.start <= MAX_SENTENCE:
            pieces.append(piece)
            continue
        middle = _break_near((piece.start + piece.end) // 2, text, piece)
        rest += [*_trimmed(text, middle, piece.end), *_trimmed(text, piece.start, middle)]
    return pieces


def _break_near(middle: int, text: str, piece: Span) -> int:
    reach = min(MAX_SENTENCE // 2, (piece.end - piece.start) // 3)
    marks = [found.end() for found in _BREAK_AT.finditer(text, middle - reach, middle + reach)]
    marks = [mark for mark in marks if not text[mark - 2 : mark + 1].replace(",", "0").isdigit()]
    return min(marks, key=lambda mark: abs(mark - middle), default=middle)


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    """The span without white space at its ends; none where there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [Span(start, end)] if start < end else []
