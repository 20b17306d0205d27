"""How two halves of a text are put together again."""

from __future__ import annotations

import re

from hopyard.core.text.lines import CLOSERS, ends_sentence, stands_alone, starts_unit, width

_LATIN_LEFT = re.compile(r"[A-Za-z0-9%,;:.!?)\]]\Z")
_LATIN_RIGHT = re.compile(r"[A-Za-z0-9(\[$]")
_FINISHED = re.compile(rf"(?:[。！？…!?]|[.][{CLOSERS}]*)[{CLOSERS}]*\Z")
_CUT_CELLS = 30


def glue(left: str, right: str) -> str:
    """What stands between the end of one line and the next once they are one: a space in Latin."""
    return " " if _LATIN_LEFT.search(left[-1:]) and _LATIN_RIGHT.match(right) else ""


def cut_between(line: str, following: str) -> bool:
    """Whether something was put between two halves of a sentence: the first stops short, the next goes on.

    Stricter on the first line and laxer on the second than two neighbouring lines would need.
    """
    return (
        width(line) >= _CUT_CELLS
        and not ends_sentence(line)
        and not stands_alone(line)
        and bool(following.strip())
        and not starts_unit(following)
    )


def finished(text: str) -> bool:
    """Whether a text ends in a full stop or its like, so that what follows is a new sentence."""
    return _FINISHED.search(text, max(0, len(text) - 12)) is not None
