"""Tries again, and then the next model, where a model fails before anything of its reply came.

Every wait is bounded, told before it begins, and can be skipped. Once a piece of the reply came nothing is
tried again: the same question asked twice may be answered otherwise, and what stands on the screen has been
read.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing

import msgspec

from hopyard.core.models.errors import CutOff, KeyMissing, ModelError, NotSent
from hopyard.core.models.port import Finished, Model, ModelRequest, Piece, Usage, UsageSoFar


class Rules(msgspec.Struct, frozen=True):
    """How often and how long."""

    attempts: int = 4
    """Of one model."""
    first_wait_s: float = 1.0
    """Before the second attempt; each further wait may be twice as long."""
    most_wait_s: float = 60.0
    """A server that asks for more is not waited for."""
    total_s: float = 150.0
    """After that long, waits included, a model is not asked again."""


class Trouble(msgspec.Struct, frozen=True):
    """An attempt that failed, and what comes next."""

    model: str
    """The name of the model that failed."""
    error: ModelError
    wait_s: float
    """Seconds until the next attempt; 0 for at once."""
    next_model: str
    """The name of the model that is asked then."""


class RetryingModel:
    """Several models as one: the first that answers does."""

    def __init__(
        self,
        models: Sequence[Model],
        on_trouble: Callable[[Trouble], None] = lambda trouble: None,
        cost: Callable[[str, Usage], float | None] = lambda name, usage: None,
        *,
        rules: Rules | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`models` in the order in which they are asked, at least one.

        `cost` is what usage of the model of a name costs in US dollars, None if not known; `chance` is from 0
        to 1.
        """
        self._models = tuple(models)
        self._on_trouble = on_trouble
        self._cost = cost
        self._rules = rules or Rules()
        self._clock = clock
        self._sleep = sleep
        self._chance = chance
        self._skips: set[asyncio.Event] = set()

    @property
    def name(self) -> str:
        """The name of the model that is asked first."""
        return self._models[0].name

    def skip_wait(self) -> None:
        """End the waits that are going on now. The next model is asked, or else the same one again."""
        for skip in self._skips:
            skip.set()

    async def stream(
        self, request: ModelRequest, on_trouble: Callable[[Trouble], None] | None = None
    ) -> AsyncGenerator[Piece, None]:
        """As `Model.stream`; usage and its cost are those of all attempts together.

        `on_trouble` is told in place of the one that was given first: each stream may have its own.

        Raises: the ModelError of the last attempt; CutOff for any that might pass if a piece of a reply had
            come.
        """
        tell = self._on_trouble if on_trouble is None else on_trouble
        spent = Usage()
        spent_usd: float | None = 0.0
        for model, after in zip(self._models, (*self._models[1:], None), strict=True):
            began = self._clock()
            for attempt in range(1, self._rules.attempts + 1):
                latest = Usage()
                came = False
                try:
                    async with aclosing(model.stream(request)) as pieces:
                        async for piece in pieces:
                            if isinstance(piece, UsageSoFar):
                                latest = piece.usage
                                usd = _sum(spent_usd, self._cost(model.name, latest))
                                yield UsageSoFar(spent.plus(latest), usd)
                            else:
                                came = True
                                yield piece
                                if isinstance(piece, Finished):
                                    return
                    return
                except ModelError as error:
                    failed = error
                if came:
                    raise _cut_off(model.name, failed) from failed
                if not latest.requests and not isinstance(failed, NotSent | KeyMissing):
                    latest = Usage(requests=1)
                spent, spent_usd = spent.plus(latest), _sum(spent_usd, self._cost(model.name, latest))
                wait_s = self._wait_s(failed, attempt, began)
                if wait_s is None and after is None:
                    raise failed
                following = model if wait_s is not None else after
                assert following is not None
                tell(Trouble(model.name, failed, wait_s or 0.0, following.name))
                if wait_s is None:
                    break
                if await self._was_skipped(wait_s) and after is not None:
                    tell(Trouble(model.name, failed, 0.0, after.name))
                    break

    async def close(self) -> None:
        """As `Model.close`, for all of them."""
        for model in self._models:
            await model.close()

    def _wait_s(self, error: ModelError, attempt: int, began: float) -> float | None:
        """Seconds until the same model is asked again; None if it is not."""
        rules = self._rules
        if not error.again or attempt >= rules.attempts:
            return None
        wait_s = rules.first_wait_s * 2 ** (attempt - 1) * (0.5 + 0.5 * self._chance())
        if error.retry_after_s is not None:
            # A little later than asked for, so that many that were told the same do not come back at once.
            wait_s = error.retry_after_s * (1 + 0.1 * self._chance())
            if error.retry_after_s > rules.most_wait_s:
                return None
        wait_s = min(wait_s, rules.most_wait_s)
        return None if self._clock() + wait_s - began > rules.total_s else wait_s

    async def _was_skipped(self, wait_s: float) -> bool:
        """Wait; whether the person skipped it."""
        skip = asyncio.Event()
        self._skips.add(skip)
        asleep = asyncio.ensure_future(self._sleep(wait_s))
        skipped = asyncio.ensure_future(skip.wait())
        try:
            await asyncio.wait({asleep, skipped}, return_when=asyncio.FIRST_COMPLETED)
            return skip.is_set()
        finally:
            self._skips.discard(skip)
            asleep.cancel()
            skipped.cancel()


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _cut_off(name: str, error: ModelError) -> ModelError:
    """What the caller is told when a reply ended in its middle."""
    if isinstance(error, CutOff) or not error.again:
        return error
    return CutOff(f"{error.message} A part of the reply came before.", "Ask again.")
