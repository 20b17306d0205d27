"""Which names stand in a text, and whether a given one does. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from hopyard.core.question.names import Name
from hopyard.core.question.segment import proper_names
from hopyard.core.reason.support.words import PREPOSITIONS, bag
from hopyard.core.text.tokens import CJK, fold, is_cjk, tokens

_ORGANISATION = re.compile(
    rf"(?![一二两三四几该本各这那此的季])[{CJK}]{{2}}(?:公司|集团|银行|证券|大学|学院|医院|研究院|研究所|实验室"
    r"|酒厂|农场|厂(?![商家房])|港(?![口元币股])|线(?![上下路性索])|[一二三四五六七八九十\d]{1,3}号)"
)
"""The two characters before such an ending: where a longer name begins no rule tells."""


@lru_cache(2048)
def han_names(text: str) -> tuple[str, ...]:
    """Chinese names as far as a dictionary or their ending tells."""
    spans = [(at, at + len(name)) for at, name in proper_names(text)]
    spans += [one.span() for one in _ORGANISATION.finditer(text)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    names = (text[start:end].lstrip(PREPOSITIONS) for start, end in joined)
    return tuple(dict.fromkeys(name for name in names if len(name) > 1))


def stands(name: str, text: str) -> bool:
    """Whether a name stands in a text by itself, not as part of a longer one; its words may be parted."""
    if is_cjk(name[0]):
        return fold(name) in fold(text) or Name(name).share_in(text) == 1.0
    plural = name[:-1] if name.endswith("s") else f"{name}s"
    if Name(name).share_in(text) == 1.0 or Name(plural).share_in(text) == 1.0:
        return True
    words = name.split()
    if len(words) < 2:
        return False
    there = bag(text).tokens
    return all(
        Name(word).share_in(text) == 1.0 if word[0].isalpha() else there.issuperset(tokens(word))
        for word in words
    )
