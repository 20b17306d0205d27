"""An answer while its model writes it: each sentence is checked and told when it is whole.

Also what is made of an answer that ended before its end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from hopyard.core import events as ev
from hopyard.core.ports import AnswerDraft
from hopyard.core.reason.modelled.half_read import HalfRead
from hopyard.core.reason.modelled.judging import MAX_SENTENCES, STANDS, Judge
from hopyard.core.reason.modelled.pacing import Paced
from hopyard.core.values import Sentence


class GrowingAnswer:
    """One reply that is an answer. To be used in the event loop, and closed."""

    def __init__(self, judge: Judge, tell: Callable[[ev.Event], None], *, drop_unsupported: bool) -> None:
        """`tell` takes the events; those that came close after one another are one."""
        self._judge = judge
        self._tell = tell
        self._drop = drop_unsupported
        self._read = HalfRead()
        self._n_read = 0
        self.sentences: list[Sentence] = []
        """Those that are shown so far."""
        self._n_told = 0
        self._task = asyncio.current_task()
        self._paced = Paced(self._flush)

    async def take(self, piece: str) -> None:
        """Take a piece of the reply. What follows waits until the sentences in it are checked."""
        for written in self._read.feed(piece):
            self._n_read += 1
            if self._n_read > MAX_SENTENCES:
                return
            sentence, _ = await self._judge.sentence(written)
            if sentence is not None and not (self._drop and sentence.verdict not in STANDS):
                self.sentences.append(sentence)
                self._paced.soon()

    def close(self) -> None:
        """Tell the rest."""
        self._paced.close()

    def _flush(self) -> bool:
        if self._task is not None and self._task.cancelling():
            return False  # another answer may be there before this one has noticed
        new = tuple(self.sentences[self._n_told :])
        if new:
            self._tell(ev.AnswerGrew(first=self._n_told, sentences=new))
            self._n_told = len(self.sentences)
        return bool(new)


def completed(came: Sequence[Sentence], plain: AnswerDraft) -> AnswerDraft:
    """An answer that broke off, completed by quoting: what came of it and stands, then of `plain`, the answer
    without a model, what rests on other evidence or is calculated. `plain` if nothing that came stands."""
    standing = [sentence for sentence in came if sentence.verdict in STANDS]
    if not standing:
        return plain
    cited = {one.evidence for sentence in standing for one in sentence.citations}
    rest = [
        sentence
        for sentence in plain.sentences
        if sentence.calculation is not None or all(one.evidence not in cited for one in sentence.citations)
    ]
    n = "1 sentence" if len(standing) == 1 else f"{len(standing)} sentences"
    broke = f"The model was cut off after {n} that stand{'s' * (len(standing) == 1)}"
    notes = [f"{broke}; the rest is quoted." if rest else f"{broke}.", plain.note if plain.answered else ""]
    note = " ".join(part for part in notes if part)
    return replace(
        plain,
        sentences=(*standing, *rest),
        answered=True,
        note=note,
        missing=plain.missing if plain.answered else (),
        searched=(),
        nearest=(),
    )
