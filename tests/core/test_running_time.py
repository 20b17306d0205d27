"""The stopwatch of a session: only work counts, and the bell rings when it is used up."""

from __future__ import annotations

import asyncio

from hopyard.core.running.running_time import RunningTime


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def test_only_work_counts() -> None:
    clock = Hands()
    time = RunningTime(clock, lambda: None)
    clock.now += 5
    time.start()
    clock.now += 2
    time.start()
    clock.now += 1
    assert time.used_s == 3
    time.stop()
    clock.now += 100
    time.stop()
    assert time.used_s == 3
    time.start()
    clock.now += 4
    assert time.used_s == 7


def test_it_can_be_set_back_while_work_goes_on_and_while_none_does() -> None:
    clock = Hands()
    time = RunningTime(clock, lambda: None)
    time.start()
    clock.now += 90
    time.set_back(30)
    assert time.used_s == 30
    clock.now += 1
    assert time.used_s == 31
    time.stop()
    time.set_back(5)
    assert time.used_s == 5


async def test_the_bell_rings_once_and_only_while_work_goes_on() -> None:
    rung = 0

    def ring() -> None:
        nonlocal rung
        rung += 1
        heard.set()

    heard = asyncio.Event()
    time = RunningTime(Hands(), ring)
    time.ring_at(0.0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert rung == 0
    time.start()
    time.ring_at(60.0)
    time.ring_at(0.0)
    await asyncio.wait_for(heard.wait(), 10)
    assert rung == 1
    time.ring_at(0.0)
    time.stop()
    time.ring_at(0.0)
    time.start()
    time.ring_at(0.0)
    time.mute()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert rung == 1
