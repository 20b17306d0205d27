"""Turns at a host: few at a time, a pause between them, rest when it asks for it."""

from __future__ import annotations

import asyncio

import pytest
from tests.adapters.web.web_kit import FakeTime

from hopyard.core.web import pace
from hopyard.core.web.errors import RateLimited
from hopyard.core.web.pace import Pace
from hopyard.core.web.rules import Limits

LIMITS = Limits(per_host=2, per_own_host=5, pause_s=0.5, max_pause_s=5, max_wait_s=10)


async def _most_at_once(turns: Pace, *, own: bool, hosts: int = 1) -> int:
    now, most = 0, 0

    async def visit(number: int) -> None:
        nonlocal now, most
        async with turns.turn(f"{number % hosts}.example", own=own, pause_s=0.0):
            now += 1
            most = max(most, now)
            for _ in range(5):
                await asyncio.sleep(0)
            now -= 1

    await asyncio.gather(*(visit(number) for number in range(12)))
    return most


async def test_few_at_a_time_for_each_host() -> None:
    time = FakeTime()
    assert await _most_at_once(Pace(LIMITS, time.now, time.sleep), own=False) == 2
    assert await _most_at_once(Pace(LIMITS, time.now, time.sleep), own=True) == 5
    assert await _most_at_once(Pace(LIMITS, time.now, time.sleep), own=False, hosts=3) == 6


async def test_a_pause_between_starts_but_not_for_own_hosts() -> None:
    time = FakeTime()
    turns = Pace(LIMITS, time.now, time.sleep)
    starts = []
    for host, own, pause_s in [("a", False, 0.5)] * 3 + [("b", False, 99.0)] * 2 + [("c", True, 0.5)] * 2:
        async with turns.turn(host, own=own, pause_s=pause_s):
            starts.append(time.now() - 1000)
    assert starts == [0, 0.5, 1.0, 1.0, 6.0, 6.0, 6.0]


async def test_a_rest_is_kept_by_all_and_a_long_one_is_an_error() -> None:
    time = FakeTime()
    turns = Pace(LIMITS, time.now, time.sleep)
    turns.rest("a", 4)
    async with turns.turn("a", own=False, pause_s=0):
        assert time.now() == 1004
    async with turns.turn("b", own=False, pause_s=0):
        assert time.now() == 1004
    turns.rest("a", 3600)
    turns.rest("a", 1)
    with pytest.raises(RateLimited) as caught:
        async with turns.turn("a", own=False, pause_s=0):
            pass
    assert caught.value.retry_after_s == 3600
    time.time += 3599
    async with turns.turn("a", own=False, pause_s=0):
        assert time.now() == 1004 + 3600


async def test_a_turn_that_is_given_up_is_free_again() -> None:
    time = FakeTime()
    turns = Pace(LIMITS, time.now, time.sleep)

    async def hold() -> None:
        async with turns.turn("a", own=False, pause_s=0):
            await asyncio.Event().wait()

    tasks = [asyncio.create_task(hold()) for _ in range(5)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(1), turns.turn("a", own=False, pause_s=0):
        pass


async def test_hosts_are_forgotten_but_never_one_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MAX_HOSTS", 3)
    time = FakeTime()
    turns = Pace(LIMITS, time.now, time.sleep)
    async with turns.turn("first", own=False, pause_s=0):
        for number in range(20):
            async with turns.turn(f"{number}.example", own=False, pause_s=0):
                pass
        assert "first" in turns._hosts
        assert len(turns._hosts) <= 4
