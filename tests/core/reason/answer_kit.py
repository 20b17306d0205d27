"""Answers over passages made here, through the whole engine."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from hopyard.core import commands as cmd
from hopyard.core.reason.extractive import ExtractiveReasoner
from hopyard.core.state import State
from hopyard.core.text.tokens import tokens
from hopyard.core.values import Budget, Hit, Passage, Source
from hopyard.core.workbench import Workbench


class Shelf:
    """A library of a few texts: each query finds all that share a word with it, in order."""

    name = "shelf"

    def __init__(self, texts: Sequence[str], headings: Mapping[int, str] | None = None) -> None:
        self.hits = []
        for i, text in enumerate(texts):
            source = Source(f"{i:032x}", f"document {i}", f"{i}.txt", "txt", len(text))
            passage = Passage(source.id, 0, len(text), text, f"line {i + 1}", (headings or {}).get(i, ""))
            self.hits.append(Hit(passage, source, float(len(texts) - i)))
        self._seen = Counter(word for text in texts for word in set(tokens(text)))

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        """All texts with a word of the query."""
        asked = set(tokens(query))
        return [hit for hit in self.hits if not asked.isdisjoint(tokens(hit.passage.text))][:k]

    async def text(self, source: str) -> str:
        """A text."""
        return next(hit.passage.text for hit in self.hits if hit.source.id == source)

    def frequencies(self, words: Iterable[str]) -> Counter[str]:
        """In how many texts each word stands."""
        return Counter({word: self._seen[word] for word in words})


def ask(shelf: Shelf, question: str, *commands: cmd.Command) -> State:
    """The session after the question was answered and the commands obeyed."""

    async def run() -> State:
        reasoner = ExtractiveReasoner(shelf.frequencies, lambda: len(shelf.hits))
        engine = Workbench(retrievers=[shelf], reasoner=reasoner, budget=Budget(), sessions=None).start(
            question
        )
        job = asyncio.create_task(engine.run())
        await engine.until_still()
        for command in commands:
            engine.submit(command)
            await engine.until_still()
        engine.close("done")
        await job
        return engine.state

    return asyncio.run(run())
