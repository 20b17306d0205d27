"""Page headers and footers that ended up inside running text, when a program lost the line breaks.

They are found as chunks that recur about a page apart with their digits ignored, not by what they say. A
recurring phrase of the report itself is told from them by what surrounds it: a page number that counts up,
or, in Chinese, the remains of line breaks as spaces and sentences cut in two.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from hopyard.core.text.cleaning.joining import finished, glue
from hopyard.core.text.edits import Edit, in_order, settled
from hopyard.core.text.tokens import CJK

_DIGIT = re.compile("[1-9]")
_LINE = re.compile(r"[^\n]+")
_PIECE = re.compile(r"[^\s。！？；，、：,;:!?|·]+")
_HAN = re.compile(f"[{CJK}]")
_WORD = re.compile(r"[A-Za-z][\w&'-]*|0+|\|")
_CHINESE_SPACE = re.compile(rf"[{CJK}] [{CJK}]")
_NUMBER_BEFORE = re.compile(r"(?<![\d,])(\d{1,4})\s*\Z")
_NUMBER_AFTER = re.compile(r"\s*(\d{1,4})(?![\d.,%])")
_LOWER_CASE = re.compile(r"[\s|]*(?:\d{1,4}\s+)?[a-z]")

_LONG_LINE = 600
"""Characters; a line that holds a whole page, with its header in it, is longer."""
_LEAST_TIMES = 5
_PAGE_CHARS = 200
_LEAST_CHARS = 12
_MOST_CHARS = 160
_AGREE = 0.8
_PAGES_COUNTED = 0.7
_LEAST_YEAR = 1900
_SHINGLE = 4
_MOST_GROUPS = 100
_SAMPLE = 30
_SAMPLE_CHARS = 400
_CHINESE_SHARE = 0.2


@settled
def page_chunks(text: str) -> list[Edit]:
    """Take recurring chunks with their page numbers out of long lines and join what they had parted."""
    folded = _DIGIT.sub("0", text)
    edits: list[Edit] = []
    taken: list[str] = []
    for seeds in _seeds(folded):
        seed = folded[slice(*seeds[0])]
        if any(seed in chunk for chunk in taken):
            continue
        chunk = _grown(folded, [start for start, _ in seeds], len(seed))
        found = _removals(text, folded, chunk)
        if found:
            taken.append(chunk)
            edits += found
    return in_order(edits)


def _seeds(folded: str) -> Iterator[list[tuple[int, int]]]:
    """Groups of equal pieces that recur often enough and far enough apart, the bulkiest first."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for line in _long_lines(folded):
        for piece in _PIECE.finditer(folded, *line.span()):
            if 6 <= piece.end() - piece.start() <= 40 and _HAN.search(piece.group()):
                places[piece.group()].append(piece.span())
    counts = _shingle_counts(folded)
    if counts:
        for shingle, start, end in _shingles(folded):
            if counts[shingle] >= _LEAST_TIMES:
                places[folded[start:end]].append((start, end))
    groups = [spans for spans in places.values() if len(spans) >= _LEAST_TIMES and _pages_apart(spans)]
    groups.sort(key=lambda spans: (len(spans) * (spans[0][0] - spans[0][1]), spans[0]))
    yield from groups[:_MOST_GROUPS]


def _long_lines(folded: str) -> Iterator[re.Match[str]]:
    return (line for line in _LINE.finditer(folded) if line.end() - line.start() > _LONG_LINE)


def _shingle_counts(folded: str) -> Counter[int]:
    """How often each run of four words occurs that starts with a capital, by hash: only a first sieve."""
    return Counter(shingle for shingle, _, _ in _shingles(folded))


def _shingles(folded: str) -> Iterator[tuple[int, int, int]]:
    for line in _long_lines(folded):
        if len(_HAN.findall(line.group()[:_SAMPLE_CHARS])) > _CHINESE_SHARE * _SAMPLE_CHARS:
            continue
        words = [word.span() for word in _WORD.finditer(folded, *line.span())]
        for first, last in zip(words, words[_SHINGLE - 1 :], strict=False):
            if folded[first[0]].isupper() and last[1] - first[0] <= _MOST_CHARS:
                yield hash(folded[first[0] : last[1]]), first[0], last[1]


def _pages_apart(spans: list[tuple[int, int]]) -> bool:
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(spans)]
    return median(gaps) >= _PAGE_CHARS and sum(gap >= _PAGE_CHARS / 2 for gap in gaps) >= 0.8 * len(gaps)


def _grown(folded: str, starts: list[int], length: int) -> str:
    """The longest chunk around the seeds on which most occurrences agree, without digits at its edges."""
    sample = starts[:: max(1, len(starts) // _SAMPLE)]
    left, right = 0, length
    while right - left < _MOST_CHARS and (char := _common(folded, sample, left - 1)) and char != "\n":
        left -= 1
    while right - left < _MOST_CHARS and (char := _common(folded, sample, right)) and char != "\n":
        right += 1
    chunks = Counter(folded[max(0, start + left) : start + right] for start in sample)
    return chunks.most_common(1)[0][0].strip(" 0")


def _common(folded: str, starts: list[int], shift: int) -> str:
    chars = Counter(folded[start + shift] for start in starts if 0 <= start + shift < len(folded))
    if not chars:
        return ""
    char, times = chars.most_common(1)[0]
    return char if times >= _AGREE * len(starts) else ""


def _removals(text: str, folded: str, chunk: str) -> list[Edit]:
    if len(chunk) < _LEAST_CHARS:
        return []
    starts = list(_occurrences(folded, chunk))
    before = [_NUMBER_BEFORE.search(text, max(0, start - 8), start) for start in starts]
    after = [_NUMBER_AFTER.match(text, start + len(chunk)) for start in starts]
    numbers = max(before, after, key=lambda numbers: sum(_in_series(numbers)))
    counted = _in_series(numbers)
    counts = sum(counted) >= _PAGES_COUNTED * len(starts)
    if _HAN.search(chunk):
        if not counts and not _parts_chinese(text, chunk, starts):
            return []
    elif not (counts and _parts_latin(text, chunk, starts)):
        return []
    edits = []
    for start, number, in_series in zip(starts, numbers, counted, strict=True):
        first, last = start, start + len(chunk)
        if number is not None and in_series:
            first, last = min(first, number.start(1)), max(last, number.end(1))
        edits.append(_cut(text, first, last))
    return edits


def _occurrences(folded: str, chunk: str) -> Iterator[int]:
    at = folded.find(chunk)
    while at >= 0:
        yield at
        at = folded.find(chunk, at + len(chunk))


def _in_series(numbers: list[re.Match[str] | None]) -> list[bool]:
    """Which of the numbers beside the chunk count pages: one or two more than a neighbour that counts too."""
    values = [int(number.group(1)) if number is not None else -10 for number in numbers]
    counted = [False] * len(values)
    for at, (earlier, later) in enumerate(pairwise(values)):
        if 0 < earlier < _LEAST_YEAR and 1 <= later - earlier <= 2:
            counted[at] = counted[at + 1] = True
    return counted


def _parts_chinese(text: str, chunk: str, starts: list[int]) -> bool:
    """Whether a Chinese chunk shows lost line breaks and stands inside sentences often enough."""
    if not _CHINESE_SPACE.search(chunk):
        return False
    inside = sum(not finished(text[max(0, start - 20) : start].rstrip(" 0123456789")) for start in starts)
    return inside >= 0.3 * len(starts)


def _parts_latin(text: str, chunk: str, starts: list[int]) -> bool:
    """Whether the text often goes on in lower case behind a Latin chunk, in the middle of a sentence."""
    inside = sum(_LOWER_CASE.match(text, start + len(chunk)) is not None for start in starts)
    return inside >= 0.25 * len(starts)


def _cut(text: str, first: int, last: int) -> Edit:
    """Take out [first:last] with the spaces around it."""
    while first > 0 and text[first - 1] == " ":
        first -= 1
    while last < len(text) and text[last] == " ":
        last += 1
    left, right = text[max(0, first - 1) : first], text[last : last + 1]
    if not left or left.endswith("\n") or right in ("", "\n"):
        return Edit(first, last)
    return Edit(first, last, glue(left, right))
