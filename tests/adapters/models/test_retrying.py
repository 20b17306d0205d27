"""Trying again: only before anything came, never for long, always told, and to be skipped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence

import pytest
from tests.adapters.models.asking import QUESTION, ask
from tests.adapters.models.servers import WITHIN_S, Reply, serving
from tests.adapters.models.wires import Wire

from hopyard.core.models.errors import (
    BadStream,
    CutOff,
    KeyRejected,
    ModelError,
    NotSent,
    Overloaded,
    RateLimited,
    Unreachable,
)
from hopyard.core.models.port import Finished, Model, ModelRequest, Piece, TextPiece, Usage, UsageSoFar
from hopyard.core.models.retrying import RetryingModel, Rules, Trouble

Act = Piece | ModelError
OK: tuple[Act, ...] = (UsageSoFar(Usage(10, output=1, requests=1)), TextPiece("ok"), Finished("end"))


class Acting:
    """A model that does as it is told, one list for each attempt; the last repeats."""

    def __init__(self, name: str, *attempts: Sequence[Act]) -> None:
        self.name = name
        self.n_asked = 0
        self.is_closed = False
        self._attempts = attempts

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        acts = self._attempts[min(self.n_asked, len(self._attempts) - 1)]
        self.n_asked += 1
        for act in acts:
            if isinstance(act, ModelError):
                raise act
            yield act

    async def close(self) -> None:
        self.is_closed = True


class Clockwork:
    """Time that passes only where something sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def retrying(
    *models: Model, clock: Clockwork, troubles: list[Trouble] | None = None, chance: float = 1.0
) -> RetryingModel:
    tell: Callable[[Trouble], None] = (lambda trouble: None) if troubles is None else troubles.append
    return RetryingModel(models, tell, clock=lambda: clock.now, sleep=clock.sleep, chance=lambda: chance)


@pytest.mark.parametrize("error", [Overloaded("o"), Unreachable("u"), CutOff("c"), RateLimited("r")])
async def test_what_may_pass_is_tried_again(error: ModelError) -> None:
    clock, troubles = Clockwork(), list[Trouble]()
    model = Acting("a", [error], [error], OK)
    got = await ask(retrying(model, clock=clock, troubles=troubles))
    assert (got.text, got.error, model.n_asked) == ("ok", None, 3)
    assert clock.slept == [1.0, 2.0]
    assert [(one.model, one.next_model, one.wait_s) for one in troubles] == [("a", "a", 1.0), ("a", "a", 2.0)]


async def test_each_stream_may_have_a_listener_of_its_own() -> None:
    clock, common, own = Clockwork(), list[Trouble](), list[Trouble]()
    model = retrying(Acting("a", [Overloaded("o")], OK), clock=clock, troubles=common)
    assert [piece async for piece in model.stream(QUESTION, own.append)][-1] == Finished("end")
    assert (len(common), len(own)) == (0, 1)


async def test_waits_are_spread() -> None:
    clock = Clockwork()
    await ask(retrying(Acting("a", [Overloaded("o")]), clock=clock, chance=0.0))
    assert clock.slept == [0.5, 1.0, 2.0]


async def test_the_last_error_is_the_callers() -> None:
    clock = Clockwork()
    model = Acting("a", [Overloaded("1")], [Overloaded("2")], [Overloaded("3")], [Overloaded("4")])
    got = await ask(retrying(model, clock=clock))
    assert isinstance(got.error, Overloaded)
    assert (got.error.message, model.n_asked) == ("4", Rules().attempts)


@pytest.mark.parametrize("error", [KeyRejected("k"), NotSent("n"), BadStream("b")])
async def test_what_will_not_pass_goes_to_the_next_model_at_once(error: ModelError) -> None:
    clock, troubles = Clockwork(), list[Trouble]()
    first, second = Acting("a", [error]), Acting("b", OK)
    got = await ask(retrying(first, second, clock=clock, troubles=troubles))
    assert (got.text, first.n_asked, clock.slept) == ("ok", 1, [])
    assert [(one.model, one.next_model, one.error) for one in troubles] == [("a", "b", error)]


async def test_what_was_asked_for_is_waited() -> None:
    clock = Clockwork()
    asked = [RateLimited("r", retry_after_s=30)], [Overloaded("o", retry_after_s=5)]
    assert (await ask(retrying(Acting("a", *asked, OK), clock=clock, chance=0.0))).text == "ok"
    assert clock.slept == [30.0, 5.0]


async def test_a_days_wait_is_not_waited() -> None:
    clock = Clockwork()
    limited = RateLimited("r", retry_after_s=86_400)
    alone = Acting("a", [limited])
    assert (await ask(retrying(alone, clock=clock))).error is limited
    assert (await ask(retrying(Acting("a", [limited]), Acting("b", OK), clock=clock))).text == "ok"
    assert clock.slept == []


async def test_all_waits_together_are_bounded() -> None:
    clock = Clockwork()
    model = Acting("a", [RateLimited("r", retry_after_s=59)])
    await ask(retrying(model, clock=clock))
    assert sum(clock.slept) <= Rules().total_s
    assert model.n_asked < Rules().attempts


async def test_a_long_stall_is_not_repeated() -> None:
    clock = Clockwork()

    class Slow(Acting):
        async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
            clock.now += 660
            async for piece in super().stream(request):
                yield piece

    slow = Slow("a", [CutOff("silent")])
    got = await ask(retrying(slow, Acting("b", OK), clock=clock))
    assert (got.text, slow.n_asked, clock.slept) == ("ok", 1, [])


@pytest.mark.parametrize(
    ("error", "expected"), [(Overloaded("o"), CutOff), (CutOff("c"), CutOff), (BadStream("b"), BadStream)]
)
async def test_nothing_is_tried_again_once_text_came(error: ModelError, expected: type) -> None:
    clock = Clockwork()
    model = Acting("a", [TextPiece("half"), error], OK)
    got = await ask(retrying(model, Acting("b", OK), clock=clock))
    assert (got.text, model.n_asked, clock.slept) == ("half", 1, [])
    assert type(got.error) is expected


async def test_usage_and_money_of_all_attempts_add_up() -> None:
    clock = Clockwork()
    spent = UsageSoFar(Usage(10, output=1, requests=1))
    first = Acting("a", [spent, Overloaded("o")], [KeyRejected("k")])
    model = RetryingModel(
        [first, Acting("b", OK)],
        cost=lambda name, usage: {"a": 2.0, "b": 3.0}[name] * usage.input,
        clock=lambda: clock.now,
        sleep=clock.sleep,
    )
    pieces = [piece async for piece in model.stream(QUESTION)]
    told = [piece for piece in pieces if isinstance(piece, UsageSoFar)]
    assert told[0] == UsageSoFar(Usage(10, output=1, requests=1), 20.0)
    assert told[-1] == UsageSoFar(Usage(20, output=2, requests=3), 50.0)


async def test_a_wait_that_is_skipped_goes_to_the_next_model_or_tries_at_once() -> None:
    limited = RateLimited("r", retry_after_s=50)
    for others, n_asked in (([Acting("b", OK)], 1), ([], 2)):
        first = Acting("a", [limited], OK)
        waiting = asyncio.Event()
        model = RetryingModel([first, *others], lambda trouble, told=waiting: told.set())  # type: ignore[misc]
        asking = asyncio.create_task(ask(model))
        await asyncio.wait_for(waiting.wait(), WITHIN_S)
        await asyncio.sleep(0)  # until it is asleep
        model.skip_wait()
        assert (await asking).text == "ok"
        assert first.n_asked == n_asked


async def test_cancelling_ends_a_wait() -> None:
    waiting = asyncio.Event()
    model = RetryingModel([Acting("a", [RateLimited("r", retry_after_s=50)])], lambda trouble: waiting.set())
    asking = asyncio.create_task(ask(model))
    await asyncio.wait_for(waiting.wait(), WITHIN_S)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    model.skip_wait()  # nothing waits any more


async def test_all_models_are_closed() -> None:
    models = Acting("a", OK), Acting("b", OK)
    await RetryingModel(models).close()
    assert all(model.is_closed for model in models)


async def test_a_real_server_that_recovers(wire: Wire) -> None:
    clock = Clockwork()
    script: list[Reply] = [
        wire.error(429, "rate_limit_error", retry_after="7"),
        wire.error(529, "overloaded_error"),
        Reply(wire.frames("x")[:1]),
        wire.reply("ok"),
    ]
    async with serving(script) as server:
        model = retrying(wire.model(server), clock=clock, chance=0.0)
        got = await ask(model)
        await model.close()
    assert (got.text, clock.slept) == ("ok", [7.0, 1.0, 2.0])
    assert got.usage is not None
    assert got.usage.requests == 4
