"""Says of passages whose own arithmetic does not hold what they state and what their figures give. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hopyard.core.ports import Brief
from hopyard.core.reason.claims import Claim, mismatches
from hopyard.core.reason.rounding import shown
from hopyard.core.reason.telling import tell
from hopyard.core.text.quantities import Quantity
from hopyard.core.text.tokens import CJK
from hopyard.core.values import Passage, Sentence

_MAX_NOTES = 3
"""Of one hop or answer."""
_DIGITS = 4


def told(passage: Passage, chinese: bool = False) -> Iterator[str]:
    """One remark for each result that a passage states and its own figures do not give."""
    for claim in mismatches(passage.text):
        first = min(operand.start for operand in (*claim.operands, claim.stated))
        last = max(operand.end for operand in (*claim.operands, claim.stated))
        said = " ".join(passage.text[first:last].split())
        where = passage.location_at(passage.start + first)
        stated = " ".join(passage.text[claim.stated.start : claim.stated.end].split())
        given = _given(claim, said)
        yield tell(chinese, "The figures of “{}” ({}) give {}, not {}.", said, where, given, stated)


def _given(claim: Claim, said: str) -> str:
    stated = claim.stated.value
    assert isinstance(stated, Quantity)
    value = Quantity(claim.low, claim.high, stated.unit, stated.scale, stated.step)
    return shown(value, _DIGITS, re.search(f"[{CJK}]", said) is not None).text


def notes_for(passages: Sequence[Passage], chinese: bool = False) -> list[str]:
    """The remarks on some passages, each once, the first of them only."""
    return list(dict.fromkeys(note for passage in passages for note in told(passage, chinese)))[:_MAX_NOTES]


def notes_on(sentences: Sequence[Sentence], brief: Brief, chinese: bool = False) -> list[str]:
    """The remarks on the passages that an answer's sentences quote."""
    cited = {citation.evidence for sentence in sentences for citation in sentence.citations}
    return notes_for(
        [kept.passage for hop in brief.hops for kept in hop.evidence if kept.id in cited], chinese
    )
