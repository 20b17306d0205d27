"""A real engine over passages of a test, whose reasoner asks a scripted server."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from tests.adapters.models.servers import KEY, Asked, ModelServer, Reply, serving
from tests.adapters.models.wires import Wire
from tests.core.engine_fakes import Session, running

from hopyard.core.config import Config
from hopyard.core.engine import Engine, WebSource
from hopyard.core.models.build import Models
from hopyard.core.models.retrying import Rules
from hopyard.core.ports import Clock, Desk, EventLog
from hopyard.core.reason.extractive import ExtractiveReasoner
from hopyard.core.reason.modelled.quoting import Quoter
from hopyard.core.reason.modelled.reasoner import ModelReasoner
from hopyard.core.sessions.log import MemoryLog
from hopyard.core.state import State
from hopyard.core.text.raw import source_id
from hopyard.core.text.tokens import tokens
from hopyard.core.values import Budget, Hit, ModelJob, Passage, Source

VALLEY = (
    "檐月农场是上谷最大的种植户，2023 年收获酒花 168 吨。合作社的烘干房在 2021 年改用燃气，能耗下降 12%。",
    "Corvanth was bred at Pellamor in 2009. It yields 2.46 t/ha.",
    "The Long Press was rebuilt in 1998 and holds 40 bales.",
)
QUESTION = "When was Corvanth bred?"
BRED = "Corvanth was bred at Pellamor in 2009."
SESSION = "20260101-000000-abcdef"


class Folder:
    """A retriever that finds all of its passages, always in the same order."""

    name = "folder"

    def __init__(self, texts: Sequence[str] = VALLEY) -> None:
        self.texts = {source_id(text): text for text in texts}

    async def search(self, query: str, k: int) -> Sequence[Hit]:
        hits = []
        for n, (name, text) in enumerate(self.texts.items()):
            source = Source(name, f"Report {n + 1}", f"/reports/{n + 1}.txt", "txt", len(text))
            hits.append(Hit(Passage(name, 0, len(text), text, "line 1"), source, 10.0 - n))
        return hits[:k]

    async def text(self, source: str) -> str:
        return self.texts[source]

    def number(self, words: str) -> int:
        """The number that the passage with these words has when all are read in order."""
        return 1 + next(n for n, text in enumerate(self.texts.values()) if words in text)


def job_of(asked: Asked) -> ModelJob:
    """What a request asks for."""
    said = json.dumps(asked.body, ensure_ascii=False)
    if "You plan the work" in said:
        return "plan"
    return "read" if "You read passages" in said else "answer"


def user_text(asked: Asked) -> str:
    """The first message of the person's side."""
    content = next(one["content"] for one in asked.body["messages"] if one["role"] == "user")
    return content if isinstance(content, str) else "".join(one["text"] for one in content)


def number_in(asked: Asked, words: str) -> int:
    """The number under which a request gives the passage with these words."""
    before = user_text(asked).split(words)[0]
    return int(before.rpartition("[passage ")[2].partition("]")[0])


def evidence_in(asked: Asked, words: str) -> str:
    """The id under which a request gives the evidence with these words."""
    return user_text(asked).split(words)[0].rpartition("[passage ")[2].partition("]")[0]


class Person:
    """A model that follows a test: by job, what it replies to a request."""

    def __init__(self, wire: Wire, **replies: Callable[[Asked], Any]) -> None:
        """`plan`, `read` and `answer` give a Reply, a text, or what is written as JSON; left out: honest."""
        self.wire = wire
        honest = {"plan": honest_plan, "read": honest_read, "answer": honest_answer}
        self._replies: dict[str, Callable[[Asked], Any]] = {**honest, **replies}
        self.jobs: list[ModelJob] = []

    def __call__(self, asked: Asked) -> Reply:
        job = job_of(asked)
        self.jobs.append(job)
        said = self._replies[job](asked)
        if isinstance(said, Reply):
            return said
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        half = len(text) // 2
        return self.wire.reply(text[:half], text[half:])


def honest_plan(asked: Asked) -> Any:
    return {"questions": [{"question": QUESTION, "why": "it is what was asked"}]}


def honest_read(asked: Asked) -> Any:
    passages = [{"number": number_in(asked, "Corvanth was bred"), "quote": BRED}]
    finding = {"text": "Corvanth was bred in 2009.", "passages": passages}
    return {"findings": [finding], "missing": "", "next": []}


def honest_answer(asked: Asked) -> Any:
    evidence = [evidence_in(asked, "Corvanth was bred")]
    return {"sentences": [{"text": "Corvanth was bred in 2009.", "evidence": evidence}], "unknown": ""}


def config_for(wire: Wire, server: ModelServer, **tables: Any) -> Config:
    """Models `m` and, after it, `second` of a server; `tables` are put over the others."""
    table = {"kind": wire.name, "model": "x", "base_url": server.url, "key_env": "TEST_KEY"}
    prices = {"input_price": 1.0, "output_price": 5.0, "cached_price": 0.1}
    whole = {"model": {"use": "m"}, "models": {"m": table | prices, "second": table | {"model": "y"}}}
    return msgspec.convert({**whole, **tables}, Config)


def seat_of(
    config: Config,
    *,
    environ: Mapping[str, str] | None = None,
    rules: Rules | None = None,
    drop: bool = False,
) -> Callable[[Desk], ModelReasoner]:
    """What makes the reasoner of a session."""

    def seat(desk: Desk) -> ModelReasoner:
        models = Models(config, {"TEST_KEY": KEY} if environ is None else environ, rules=rules)
        quoter = Quoter(frequencies, lambda: len(VALLEY))
        return ModelReasoner(models, plain(), quoter, desk, drop_unsupported=drop)

    return seat


def plain() -> ExtractiveReasoner:
    return ExtractiveReasoner(frequencies, lambda: len(VALLEY))


def frequencies(words: Iterable[str]) -> Mapping[str, int]:
    seen = Counter(word for text in VALLEY for word in set(tokens(text)))
    return {word: seen[word] for word in words}


def engine_of(
    seat: Callable[[Desk], ModelReasoner],
    *,
    folder: Folder | None = None,
    budget: Budget | None = None,
    log: EventLog | None = None,
    question: str = QUESTION,
    state: State | None = None,
    clock: Clock = time.monotonic,
    web: WebSource | None = None,
) -> Engine:
    """An engine that has its question, or goes on from a state."""
    engine = Engine(
        state=state or State(),
        log=log or MemoryLog(),
        retrievers=[folder or Folder()],
        reasoner=plain(),
        seat=seat,
        clock=clock,
        web=web,
    )
    if state is None:
        engine.begin(SESSION, question, budget or Budget())
    else:
        engine.resume()
    return engine


@asynccontextmanager
async def asking(
    person: Person, *, tables: Mapping[str, Any] | None = None, drop: bool = False, **options: Any
) -> AsyncIterator[tuple[Session, ModelServer]]:
    """A session that runs against a person's server."""
    async with serving(person) as server:
        seat = seat_of(config_for(person.wire, server, **(tables or {})), drop=drop)
        async with running(engine_of(seat, **options)) as session:
            yield session, server
