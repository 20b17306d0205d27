"""One request to a model while it streams: what came of it, what it thinks, waits for and uses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Literal, NamedTuple, Protocol

from msgspec.structs import replace

from hopyard.core import events as ev
from hopyard.core.models.errors import CutOff, KeyMissing, ModelError, NotSent
from hopyard.core.models.port import (
    Finished,
    ModelRequest,
    Piece,
    TextPiece,
    ThinkingPiece,
    UsageSoFar,
)
from hopyard.core.models.retrying import Trouble
from hopyard.core.models.tokens import weigh
from hopyard.core.ports import Clock, Desk
from hopyard.core.reason.modelled.limits import NoRoom
from hopyard.core.reason.modelled.thoughts import Thoughts
from hopyard.core.values import ModelJob, ModelOutcome, Usage

_COUNT_EVERY_S = 1.0
"""Between two tellings of what a request has used so far."""


OnText = Callable[[str], Awaitable[None]]
"""Takes a piece of a reply as it comes; the stream waits for it."""


class Reply(NamedTuple):
    """What a model said, and whether it said it all."""

    text: str
    end: Literal["end", "length", "refused", "other"]


class Streams(Protocol):
    """A model with those behind it that are asked where it fails."""

    @property
    def name(self) -> str:
        """The NAME of the first one's table."""
        ...

    def stream(
        self, request: ModelRequest, on_trouble: Callable[[Trouble], None] | None = None
    ) -> AsyncGenerator[Piece, None]:
        """As `RetryingModel.stream`."""
        ...


class ModelsOfJobs(Protocol):
    """What `hopyard.core.models.build.Models` offers of itself."""

    def for_job(self, job: ModelJob) -> Streams | None:
        """The models of a job; None where it is done without one."""
        ...

    def check(self, job: ModelJob, request: ModelRequest) -> None:
        """Raises: NotSent if no model of the job may be sent the request."""
        ...

    def cost(self, name: str, usage: Usage) -> float | None:
        """What usage of a model costs in US dollars; None where a price is not known."""
        ...

    def saved(self, name: str, usage: Usage) -> float:
        """What the server's cache saved of that, in US dollars; 0 where a price is not known."""
        ...

    def most(self, job: ModelJob, usage: Usage) -> float | None:
        """What usage costs at the dearest of a job's models; None where no price is known."""
        ...

    def skip_waits(self) -> None:
        """End the waits that are going on."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class Request:
    """One request: what came of it until now."""

    def __init__(
        self,
        hop: str,
        job: ModelJob,
        model: Streams,
        tokens: int,
        models: ModelsOfJobs,
        desk: Desk,
        clock: Clock,
        before_a_try: Callable[[], None] = lambda: None,
    ) -> None:
        """`before_a_try` is called when a try has failed and another would follow; it raises NoRoom if the
        budget has none for that."""
        self._hop = hop
        self._job = job
        self._model = model
        self._name = model.name
        self._tokens = tokens
        self._models = models
        self._desk = desk
        self._clock = clock
        self._began = clock()
        self._text: list[str] = []
        self._thoughts = Thoughts(self._tell_thought)
        self._usage: Usage | None = None
        self._usd: float | None = 0.0
        self._since = 0.0
        self._before_a_try = before_a_try
        self.n_failed = 0
        """Tries that failed and were followed by another, or were to be."""
        self._failed: ModelError | None = None
        self._waits = False
        self._count_at = self._began
        self._end: Literal["end", "length", "refused", "other"] = "other"

    async def run(self, request: ModelRequest, on_text: OnText | None = None) -> Reply:
        """The reply. Raises: ModelError, NoRoom, CancelledError."""
        outcome: ModelOutcome = "failed"
        error: ModelError | None = None
        try:
            async with aclosing(self._model.stream(request, self._on_trouble)) as pieces:
                async for piece in pieces:
                    self._take(piece)
                    if on_text is not None and isinstance(piece, TextPiece):
                        await on_text(piece.text)
            outcome = "answered"
            return Reply("".join(self._text), self._end)
        except asyncio.CancelledError:
            outcome = "cancelled"
            raise
        except ModelError as failed:
            outcome, error = "cut off" if isinstance(failed, CutOff) else "failed", failed
            raise
        except NoRoom:
            error = self._failed
            raise
        finally:
            self._thoughts.close()
            self._tell_used(outcome, error)

    def _take(self, piece: Piece) -> None:
        if self._waits:
            self._waits = False
            self._tell_wait(self._name, 0.0, "")
        match piece:
            case TextPiece(text):
                self._text.append(text)
                self._since += weigh(text)
            case ThinkingPiece(text):
                self._thoughts.add(text)
                self._since += weigh(text)
            case UsageSoFar(usage, usd):
                self._usage, self._usd, self._since = usage, usd, 0.0
                self._tell_count()
            case Finished(reason):
                self._end = reason

    def _on_trouble(self, trouble: Trouble) -> None:
        if trouble.error is not self._failed:  # else it is told again because its wait was skipped
            self.n_failed += not isinstance(trouble.error, NotSent | KeyMissing)
            self._failed = trouble.error
            self._before_a_try()
        self._name = trouble.next_model
        self._waits = trouble.wait_s > 0
        self._tell_wait(trouble.model, round(trouble.wait_s, 1), trouble.error.message)

    def _tell_wait(self, model: str, seconds: float, reason: str) -> None:
        self._desk.tell(
            ev.ModelWaits(hop=self._hop, model=model, seconds=seconds, reason=reason, next_model=self._name)
        )

    def _tell_thought(self, text: str) -> None:
        self._desk.tell(ev.ModelThought(hop=self._hop, model=self._name, text=text))

    def _tell_count(self) -> None:
        now = self._clock()
        if self._usage is not None and now >= self._count_at:
            self._count_at = now + _COUNT_EVERY_S
            self._desk.tell(
                ev.ModelCounted(hop=self._hop, job=self._job, usage=self._usage, usd=_rounded(self._usd))
            )

    def _tell_used(self, outcome: ModelOutcome, error: ModelError | None) -> None:
        usage, usd = self._used(error)
        self._desk.tell(
            ev.ModelUsed(
                hop=self._hop,
                job=self._job,
                model=self._name,
                usage=usage,
                usd=_rounded(usd),
                saved_usd=_rounded(self._models.saved(self._name, usage)) or 0.0,
                elapsed_s=round(self._clock() - self._began, 3),
                outcome=outcome,
                error="" if error is None else error.message,
            )
        )

    def _used(self, error: ModelError | None) -> tuple[Usage, float | None]:
        """What the server said, and what came since it did; an estimate where it said nothing."""
        n_sent = self.n_failed + self._is_one_more(error)
        if self._usage is None:
            if error is not None:  # refused, or never sent: no tokens were used
                return Usage(requests=n_sent), 0.0
            usage = Usage(input=self._tokens, requests=n_sent, estimated=True)
            return usage, self._models.cost(self._name, usage)
        self._usage = replace(self._usage, requests=max(n_sent, self._usage.requests))
        if not self._usage.estimated or self._since < 1:
            return self._usage, self._usd
        more = Usage(output=round(self._since), estimated=True)
        cost = self._models.cost(self._name, more)
        return self._usage.plus(more), None if self._usd is None or cost is None else self._usd + cost

    def _is_one_more(self, error: ModelError | None) -> bool:
        """Whether there was a try after those that failed; `error` is what ended the request."""
        if error is None:
            return not self._waits
        return error is not self._failed and not isinstance(error, NotSent | KeyMissing)


def _rounded(usd: float | None) -> float | None:
    return None if usd is None else round(usd, 8)
