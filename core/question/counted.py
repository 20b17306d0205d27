"""How texts state the number of things that a question names by one word: `3.4亿个参数` for 参数量. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from hopyard.core.question.glossary import Alternative
from hopyard.core.text.tokens import is_cjk, tokens

_MEASURES = "个名家台颗块条款种座辆架项篇件套组位人"
_AMOUNT_OF = re.compile(r"(.{2,}?)(?:总数量|总数|总量|数量|个数|数目|规模|量|数)\Z")


@cache
def counted(words: Alternative) -> tuple[Alternative, ...]:
    """Further ways to say these tokens, if they are a word for an amount of something that is counted.

    In `3.4亿个参数` nothing says 量; the measure word does. A word of which one character would be left, as
    产量, is no such word: `个产` says nothing.
    """
    found = _AMOUNT_OF.match(_word(words))
    if found is None:
        return ()
    return tuple(tuple(tokens(f"{measure}{found.group(1)}")) for measure in _MEASURES)


def _word(words: Sequence[str]) -> str:
    """The Chinese word that was cut into these pairs of characters; empty for any other tokens."""
    if not all(len(word) == 2 and is_cjk(word[0]) for word in words):
        return ""
    follow = all(one[1] == other[0] for one, other in pairwise(words))
    return words[0][0] + "".join(word[1] for word in words) if words and follow else ""
