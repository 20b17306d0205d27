"""Whether the passages that a model names carry what it says: the check that all answers have, as a port."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from hopyard.core.reason.verify import verdict_of
from hopyard.core.values import Passage, Verdict


class Check(Protocol):
    """Judges a sentence by the passages that it cites; what stands over a passage is its heading."""

    def __call__(self, sentence: str, evidence: Sequence[Passage], /) -> tuple[Verdict, str]:
        """The verdict, and the reason for it."""
        ...


async def checked(check: Check, sentence: str, evidence: Sequence[Passage]) -> tuple[Verdict, str]:
    """What a check says, in a thread: the first sentence on a passage can take tens of milliseconds, and keys
    are not to wait for it."""
    return await asyncio.to_thread(check, sentence, evidence)


def carried(sentence: str, evidence: Sequence[Passage]) -> tuple[Verdict, str]:
    """As `verdict_of`: by one sentence or row of the evidence, with all its figures, times and names."""
    check = verdict_of(sentence, evidence)
    return check.verdict, check.reason
