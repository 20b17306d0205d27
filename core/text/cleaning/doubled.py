"""Runs that stand twice because a program printed them twice, one over the other, to make them bold.

Chinese doubles words of its own (研究研究, 常常), so nothing is touched unless the document is full of
longer runs that stand twice, which no language does. Figures and single characters are never taken for
doubled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hopyard.core.text.edits import Edit, in_order, settled
from hopyard.core.text.tokens import CJK

_LONG_RUN = re.compile(rf"([{CJK}]{{3,10}})\1")
_LONGEST = 60
_RUN = re.compile(rf"([^\n]{{2,{_LONGEST}}}) ?\1")
_HAN = re.compile(f"[{CJK}]")
_TELLING = re.compile(rf"[A-Za-z{CJK}]")
_FIGURE = re.compile(r"[\d.,:/%年月日\s-]+")
_CAPITAL = re.compile(r"[A-Z]")

# What overprinting leaves piece by piece: A AI I is AI; labels, 图图 3; figures, GPT-2 2; words between
# others that were not doubled, 2017年年2018年年, AIGC的的API; closing brackets, (LLM):):
_INTERLEAVED = re.compile(r"(?<![A-Za-z])([A-Za-z](?: [A-Za-z]{2}){1,8} [A-Za-z])(?![A-Za-z])")
_SMALL = re.compile(
    r"图(?=图 ?\d)|表(?=表 ?\d)"
    r"|(?<=[A-Za-z]-)(\d+(?:\.\d+)?) (?=\1(?![\d.]))"
    r"|(?<=\d)([年月日])(?=\2(?:\d|\s|\Z))"
    r"|(?<=[A-Za-z0-9])([的和与及在])(?=\3[A-Za-z0-9])"
    r"|[)）][:：](?=[)）][:：])"
)
_PARTICLE = re.compile(r"([的和与及在之为])(?=\1)")

_LEAST_LONG_RUNS = 4
_LONG_RUNS_PER_CHAR = 0.3 / 1000
_CHUNK = 65_536
_WINDOW = 2000
_WINDOWS = 40


@settled
def doubled(text: str) -> list[Edit]:
    """Leave one of each two copies, in documents where overprinting shows; otherwise nothing."""
    if not _overprinted(text):
        return []
    edits: list[Edit] = []
    position = 0
    for start in _likely_starts(text):
        run = _RUN.match(text, start) if start >= position else None
        if run is None:
            continue
        run = _longest_from(text, run)
        if not _is_copy(text, run):
            position = _past(text, run)
            continue
        edits.append(Edit(run.end(1), run.end()))
        position = run.end()
        particle = _PARTICLE.match(text, position)
        if particle is not None:
            edits.append(Edit(*particle.span()))
            position = particle.end()
    edits += [Edit(*found.span()) for found in _SMALL.finditer(text)]
    edits += [edit for found in _INTERLEAVED.finditer(text) if (edit := _interleaved(found))]
    return in_order(edits)


def _overprinted(text: str) -> bool:
    """Whether long runs stand twice often enough, judged by windows spread over the text."""
    step = max(_WINDOW, len(text) // _WINDOWS)
    windows = [text[start : start + _WINDOW] for start in range(0, len(text), step)]
    runs = sum(len(set(found.group(1))) > 1 for window in windows for found in _LONG_RUN.finditer(window))
    return runs >= _LEAST_LONG_RUNS and runs >= _LONG_RUNS_PER_CHAR * sum(map(len, windows))


def _likely_starts(text: str) -> Iterator[int]:
    """Where a run that stands twice may begin: the characters there come back within its greatest length.

    The pattern itself tries sixty lengths at every character; this is read once, backwards, in pieces.
    """
    for first in range(0, len(text), _CHUNK):
        chunk = text[first : first + _CHUNK + 2 * _LONGEST] + "   "
        starts: list[int] = []
        next_places: dict[str, int] = {}
        for at in range(len(chunk) - 4, -1, -1):
            three = chunk[at : at + 3]
            again = next_places.get(three, len(text))
            next_places[three] = at
            if (
                again - at <= _LONGEST + 1
                or three[0] == three[2]
                or (three[2] == " " and chunk[at + 3] == three[0])
            ):
                starts.append(at)
        yield from (first + at for at in reversed(starts) if at < _CHUNK)


def _longest_from(text: str, found: re.Match[str]) -> re.Match[str]:
    """A run may begin with a word that stood there once already: of two that overlap the longer is meant."""
    for at in range(found.start() + 1, found.end(1) + 1):
        other = _RUN.match(text, at)
        if other is not None and len(other.group(1)) > len(found.group(1)) and _is_copy(text, other):
            return other
    return found


def _is_copy(text: str, found: re.Match[str]) -> bool:
    run = found.group(1)
    if not _TELLING.search(run) or len(set(run)) == 1 or _FIGURE.fullmatch(run):
        return False
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    if _same_word(before, run[0]) or _same_word(run[-1], after):
        return False
    # Lower-case Latin doubles by nature, `had had`, `couscous`.
    return _HAN.search(run) is not None or (len(run) > 2 and _CAPITAL.search(run) is not None)


def _same_word(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


def _past(text: str, found: re.Match[str]) -> int:
    """Where to look on: after a run of one character, else one character further."""
    char = text[found.start()]
    if len(set(found.group(1))) > 1:
        return found.start() + 1
    position = found.end()
    while position < len(text) and text[position] == char:
        position += 1
    return position


def _interleaved(found: re.Match[str]) -> Edit | None:
    letters = found.group().replace(" ", "")
    return Edit(*found.span(), letters[::2]) if letters[::2] == letters[1::2] else None
