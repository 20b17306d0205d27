"""What a question asks to calculate, and of what, so that operands can be searched for. Pure."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec

from hopyard.core.text.tokens import CJK


class Operation(StrEnum):
    """A way to calculate."""

    RATIO = "ratio"
    DIFFERENCE = "difference"
    SHARE = "share"
    GROWTH = "growth"
    SUM = "sum"
    PER_UNIT = "per unit"
    TIMES = "times"
    MULTIPLY = "multiply"
    AVERAGE = "average"


class Asked(msgspec.Struct, frozen=True):
    """A calculation that a question asks for.

    `operands` are the question's own words: for ratio, share, per unit and times the upper one first, for
    difference in the order said, for growth the earlier time first. One alone where no other is named.
    """

    operation: Operation
    operands: tuple[str, ...]
    subject: str = ""
    """What of the operands is meant, said once for all: `参数` in `X 和 Y 的参数相差多少`; may be empty."""


MAX_LENGTH = 250
"""A longer question is split first: the patterns look at every place of it."""
_X = r"[^，,。；;？?：:]{1,40}?"
_AND = r"(?:和|与|跟|同|、)"
_AMONG = "(?:(?:约|大约|大概|究竟|到底|分别|一共|总共)?)"
_TIME = (
    r"(?:(?:19|20)\d\d\s?年?(?:第?[一二三四]季度|[上下]半年|Q[1-4]|度)?|去年|今年|前年|上年"
    r"|Q[1-4](?:\s?\d{4})?)"
)

_THING = r"[^,;?]{1,60}?"
_HOLES = {"and": _AND, "about": _AMONG, "thing": _THING, "time": _TIME, "han": f"[{CJK}]", "cjk": CJK}
_HOLE = re.compile(r"(?<!\?P)<([a-z]+)(?::(time))?>")


@cache
def _patterns(language: str) -> tuple[tuple[Operation, re.Pattern[str]], ...]:
    """The patterns of a language, in the order of `calculations.tsv`."""
    text = resources.files("hopyard.core.question").joinpath("calculations.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    flags = re.IGNORECASE if language == "en" else re.NOFLAG
    return tuple(
        (Operation(operation), re.compile(_filled(pattern, language), flags))
        for operation, own, pattern in rows
        if own == language
    )


def _filled(pattern: str, language: str) -> str:
    """A pattern with its holes filled: `<a>` takes words, `<a:time>` a time."""
    words = _X if language == "zh" else _THING

    def fill(hole: re.Match[str]) -> str:
        name = hole.group(1)
        if name in _HOLES:
            return _HOLES[name]
        return f"(?P<{name}>{_TIME if hole.group(2) else words})"

    return _HOLE.sub(fill, pattern)


_ENDS = re.compile(r"[\s？?。.!！]+\Z")
_SAYS_AVERAGE = re.compile(
    r"平均|折合|约合|约值|相当于|对应|per |each|every|average|\b(?:does|did) (?:one|a single) ", re.IGNORECASE
)


def calculation_of(question: str) -> Asked | None:
    """What the question asks to calculate; None for one that only looks something up.

    A question for a share or a growth that a source may state by itself is described too: the stated figure
    is then to be looked for first.
    """
    text = _ENDS.sub("", question.strip())
    if len(text) > MAX_LENGTH:
        return None
    chinese = re.search(f"[{CJK}]", text) is not None
    for operation, pattern in _patterns("zh" if chinese else "en"):
        found = pattern.search(text)
        if found is None:
            continue
        if operation is Operation.PER_UNIT and not _SAYS_AVERAGE.search(text):
            continue
        groups = found.groupdict()
        operands = tuple(_clean(groups[name]) for name in ("a", "b") if groups.get(name))
        operands = tuple(operand for operand in operands if operand)
        subject = _clean(groups.get("s") or groups.get("t") or "")
        if operands or subject:
            return Asked(operation, operands, subject)
    return None


_EDGES = re.compile(
    r"\A(?:\s|请问|请|计算|算一下|那么|根据[^，,]*[，,]|按[^，,]*[，,]|平均"
    r"|the |an? |there |does |did |of |in |是|的|为)+"
    r"|(?:\s|的|大约|约|是|分别|各自|平均|一共|总共|were|was)+\Z",
    re.IGNORECASE,
)


def _clean(words: str) -> str:
    return _EDGES.sub("", words).strip()
